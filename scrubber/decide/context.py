"""What stands around a block, as numbers: its neighbours' looks, what came before and what follows, the whole capture.

The first scorecard judges each block by itself. Here its sums are spread over the neighbourhood (Tu and Bai,
"Auto-context and its application to high-level vision tasks", IEEE PAMI 32(10), 2010), so that a short line between two
paragraphs and the same line in a menu are not the same thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..rules.lines import Lines
from .draft import Draft
from .evidence import RULE_KINDS
from .headline import likeness, slug_words

Floats = NDArray[np.float64]

# What a block weighs: long ones more, but not by every word.
_POWER = 0.8
_LONGEST = 80

# Kinds of chrome that tell where a story ends, or that it has not begun.
_CUES = ("comments", "related", "newsletter", "share", "author", "tags", "byline", "footer", "navigation", "signin", "ads")
_FURNITURE = ("navigation", "footer")
# Over how many blocks before and after one its neighbours' looks are averaged, and how many of them rules know.
_REACHES, _RULE_REACHES = (1, 2, 4, 8, 20), (4, 10)
_LOOKS = [(f"look before {k}", f"look after {k}") for k in _REACHES]
_RULES = [(f"rules before {k}", f"rules after {k}") for k in _RULE_REACHES]
_DISTANCES = [(f"words since {cue}", f"words to {cue}") for cue in _CUES]
_MANY = [(f"{name} before 10", f"{name} after 10") for name in ("copies", "digits", "short", "questions", "capitals")]
_EDGES = [(f"{name} before 1", f"{name} after 1") for name in ("words", "end", "start", "capitals")]
_KIND = {name: float(number) for number, name in enumerate(RULE_KINDS)}
_FAR = 1e5

_LONGEST_HEADLINE = 220
_HEADLINE_WORDS = 3
# How like the address a line must be to be taken for the headline.
_ANCHOR = 0.5
_WORD = re.compile(r"[^\W_]{2,}")
# A line's first two words, if it has as many; of the last of three another line may hold but the beginning. Atomic, so
# that no word is taken for two, and a line without words is given up at once.
_BEGINNING = re.compile(r"^(?:(?>.*?([^\W_]{2,}+))(?>.*?([^\W_]{2,}+)))?.*$", re.MULTILINE)


def weigh(words: Floats) -> Floats:
    """What blocks of so many words weigh."""
    return np.minimum(np.maximum(words, 1.0), _LONGEST) ** _POWER


def surround(own: Mapping[str, Floats], look: Floats, headline: Floats) -> dict[str, Floats]:
    """Feature name -> its value for each block.

    Args:
        own: the blocks' evidence by themselves.
        look: the sums the first scorecard gives them.
        headline: how much each looks like the headline, see ``headlines``.
    """
    words = own["words"]
    n = len(words)
    weight = weigh(words)
    kinds = np.floor(own["rule"])
    hit = own["rule"] > 0
    total, each = _sums(words), np.arange(n + 1.0)
    out = {"look": look}
    out |= _named(_LOOKS, _around(_sums(look * weight), _sums(weight), _REACHES))
    out |= _course(look * weight, total)
    out |= _named(_DISTANCES, _distances(total, np.array([kinds == _KIND[cue] for cue in _CUES])))
    out |= _named(_RULES, _around(_sums(hit), each, _RULE_REACHES))
    many = np.array([
        own["copies"] > 0,
        own["digits"] > 0.1,
        words < 6,
        own["questions"] > 0,
        np.maximum(own["capitals"], 0.0),
    ])
    out |= _named(_MANY, _around(_sums(many), each, [10]))
    out |= _named(_EDGES, _neighbours(np.array([own[name] for name in ("words", "end", "start", "capitals")])))
    return out | _title(headline, total) | _whole(own, look, weight, kinds, hit)


def _named(names: Sequence[tuple[str, str]], sides: tuple[Floats, Floats]) -> dict[str, Floats]:
    """The rows of values for the one side of each block and for the other, by their names."""
    return {name: row for both, *rows in zip(names, *sides, strict=True) for name, row in zip(both, rows, strict=True)}


def _sums(values: NDArray[Any]) -> Floats:
    """The running sums of each row, from 0 on."""
    out = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=out[..., 1:])
    return out


def _course(values: Floats, total: Floats) -> dict[str, Floats]:
    """Where a block stands in what looks like the story: the sums up to it, and the best run's ends."""
    n = len(values)
    sums, good = _sums(values), _sums(np.maximum(values, 0.0))
    gain = sums - np.minimum.accumulate(sums)
    start, end = best_stretch(values)
    here = np.arange(n)
    return {
        "good before": good[:-1] / max(good[-1], 1e-9),
        "good in all": np.full(n, np.log1p(good[-1])),
        "rise": gain[:-1],
        "rise to come": np.maximum.accumulate(sums[::-1])[::-1][1:] - sums[1:],
        "blocks from start": _within(here - start, -50.0, 100.0),
        "blocks from end": _within(here - end, -100.0, 50.0),
        "words from start": _within(total[:-1] - total[start], -500.0, 3000.0),
        "words from end": _within(total[:-1] - total[end], -3000.0, 500.0),
    }


def _within(values: NDArray[Any], least: float, most: float) -> Floats:
    # Half the time of np.clip.
    return np.minimum(np.maximum(values, least), most)  # type: ignore[no-any-return]


def best_stretch(values: Floats) -> tuple[int, int]:
    """Where the stretch with the greatest sum begins and ends, found in one pass over the running sums.

    (Bentley, "Programming pearls: algorithm design techniques", CACM 27(9), 1984.)
    """
    sums = _sums(values)
    end = int((sums - np.minimum.accumulate(sums)).argmax())
    return int(sums[: end + 1].argmin()), end


def _title(headline: Floats, total: Floats) -> dict[str, Floats]:
    """Where a block stands to the line most like a headline."""
    n = len(headline)
    best = int(headline.argmax())
    found = float(headline[best] >= _ANCHOR)
    return {
        "headline": headline,
        "headline so far": np.maximum.accumulate(headline),
        "headline at all": np.full(n, headline[best]),
        "headline to come": np.full(n, headline[best + 1 :].max(initial=0.0)),
        "blocks from headline": _within(np.arange(n) - best, -60.0, 60.0) * found,
        "words from headline": _within(total[:-1] - total[best], -500.0, 3000.0) * found,
    }


def _whole(
    own: Mapping[str, Floats], look: Floats, weight: Floats, kinds: Floats, hit: NDArray[np.bool_]
) -> dict[str, Floats]:
    """How clean the capture is: itself evidence for each of its blocks."""
    words, n = own["words"], len(look)
    furniture = sum(np.count_nonzero(kinds == _KIND[name]) for name in _FURNITURE)
    said = {
        "capture: rules": np.count_nonzero(hit) / n,
        "capture: short": words[words < 8].sum() / max(1.0, words.sum()),
        "capture: bad": (np.maximum(-look, 0.0) * weight).sum() / max(1e-9, (np.abs(look) * weight).sum()),
        "capture: words": np.log1p(words.sum()),
        "capture: first": look[:8].sum() / min(n, 8),
        "capture: last": look[-8:].sum() / min(n, 8),
        "capture: furniture": np.log1p(furniture),
        "capture: blocks": np.log1p(n),
    }
    return dict(zip(said, np.repeat(np.array([*said.values()])[:, None], n, axis=1), strict=True))


def headlines(draft: Draft, url: str) -> Floats:
    """How much each block looks like the headline: like the address, and standing a second time.

    A capture's first lines may be the window's title, "Headline - Site", of which the headline is the beginning.
    """
    slug = slug_words(url)
    both = zip(draft.blocks, draft.folded, strict=True)
    lines = [line if len(line) <= _LONGEST_HEADLINE and "\n" not in b.text else "" for b, line in both]
    joined = Lines(lines)
    out = np.zeros(len(lines))
    # To part a line into words costs far more than to find one in all lines, be it inside of others.
    for i in {i for word in slug for i in joined.holding(word)}:
        words = _WORD.findall(lines[i])
        if len(words) > 1 and not slug.isdisjoint(words):
            out[i] = likeness(" ".join(words), slug)
    alike = _alike(lines)
    said = {line: words for line in {lines[i] for i in alike} if len(words := _WORD.findall(line)) >= _HEADLINE_WORDS}
    names = {i: " ".join(said[lines[i]]) for i in alike if lines[i] in said}
    count = Counter(names.values())
    first = [names[i] for i in range(3) if i in names]
    beginnings = {name[:k] for name in first for k in range(len(name))}
    for i, name in names.items():
        if count[name] > 1:
            out[i] += 0.15
        if i > 0 and name in beginnings:
            out[i] += 0.3
    return out


def _alike(lines: Sequence[str]) -> list[int]:
    """The lines that begin with the same words as others: no others say the same, or are the beginning of another."""
    first = _BEGINNING.findall("\n".join(lines))
    count = Counter(first)
    return [i for i, words in enumerate(first) if count[words] > 1 and words[0]]


def _around(sums: Floats, weights: Floats, reaches: Sequence[int]) -> tuple[Floats, Floats]:
    """The weighted means over so many blocks before and after each; nothing counts as a little of 0.

    ``sums`` and ``weights`` are running sums. There is a row for each reach, or for each row of sums.
    """
    here = np.arange(len(weights))
    by = np.array(reaches)[:, None] if len(reaches) > 1 else reaches[0]
    first, last = np.maximum(here[:-1] - by, 0), np.minimum(here[1:] + by, len(weights) - 1)
    before = (sums[..., :-1] - sums[..., first]) / (weights[:-1] - weights[first] + 0.5)
    after = (sums[..., last] - sums[..., 1:]) / (weights[last] - weights[1:] + 0.5)
    return before, after


def _distances(total: Floats, marked: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """How many words stand between each block and the last one before it that is marked in a row, and the next from it on;
    as logarithms."""
    rows, n = marked.shape
    here = np.arange(n)
    last, following = np.full((rows, n + 1), -1), np.full((rows, n + 1), n)
    np.maximum.accumulate(np.where(marked, here, -1), axis=1, out=last[:, 1:])
    np.minimum.accumulate(np.where(marked, here, n)[:, ::-1], axis=1, out=following[:, -2::-1])
    last, following = last[:, :-1], following[:, 1:]
    since = np.where(last >= 0, total[:-1] - total[last], _FAR)
    to = np.where(following < n, total[following] - total[:-1], _FAR)
    return np.log1p(since), np.log1p(to)


def _neighbours(values: Floats) -> tuple[Floats, Floats]:
    """The values of the block before each, and of the one after."""
    rows, n = values.shape
    out = np.full((rows, n + 2), -3.0)
    out[:, 1:-1] = values
    return out[:, :-2], out[:, 2:]
