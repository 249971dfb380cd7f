"""What stands around a block, as numbers: its neighbours' looks, what came before and what follows, the whole capture.

The first scorecard judges each block by itself. Here its sums are spread over the neighbourhood (Tu and Bai,
"Auto-context and its application to high-level vision tasks", IEEE PAMI 32(10), 2010), so that a short line between two
paragraphs and the same line in a menu are not the same thing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model import Block
from ..rules.fold import fold
from .evidence import RULE_KINDS
from .headline import likeness, slug_words

Floats = NDArray[np.float64]

# What a block weighs: long ones more, but not by every word.
_POWER = 0.8
_LONGEST = 80

# Kinds of chrome that tell where a story ends, or that it has not begun.
_CUES = ("comments", "related", "newsletter", "share", "author", "tags", "byline", "footer", "navigation", "signin", "ads")
_FURNITURE = ("navigation", "footer")
_KIND = {name: float(number) for number, name in enumerate(RULE_KINDS)}
_FAR = 1e5

_LONGEST_HEADLINE = 220
_HEADLINE_WORDS = 3
# How like the address a line must be to be taken for the headline.
_ANCHOR = 0.5
_WORD = re.compile(r"[^\W_]{2,}")


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
    hit = (own["rule"] > 0).astype(np.float64)
    out = {"look": look}
    for k in (1, 2, 4, 8, 20):
        out[f"look before {k}"], out[f"look after {k}"] = _around(look, weight, k)
    out |= _course(look * weight, words)
    for cue in _CUES:
        out[f"words since {cue}"], out[f"words to {cue}"] = _distances(words, kinds == _KIND[cue])
    for k in (4, 10):
        out[f"rules before {k}"], out[f"rules after {k}"] = _around(hit, np.ones(n), k)
    many = {
        "copies": own["copies"] > 0,
        "digits": own["digits"] > 0.1,
        "short": words < 6,
        "questions": own["questions"] > 0,
        "capitals": np.maximum(own["capitals"], 0.0),
    }
    for name, values in many.items():
        out[f"{name} before 10"], out[f"{name} after 10"] = _around(values.astype(np.float64), np.ones(n), 10)
    for name in ("words", "end", "start", "capitals"):
        out[f"{name} before 1"], out[f"{name} after 1"] = _shift(own[name], 1), _shift(own[name], -1)
    return out | _title(headline, words) | _whole(own, look, weight, kinds, hit)


def _course(values: Floats, words: Floats) -> dict[str, Floats]:
    """Where a block stands in what looks like the story: the sums up to it, and the best run's ends."""
    n = len(values)
    sums = np.concatenate(([0.0], np.cumsum(values)))
    good = np.concatenate(([0.0], np.cumsum(np.maximum(values, 0.0))))
    gain = sums - np.minimum.accumulate(sums)
    start, end = best_stretch(values)
    here, total = np.arange(n), np.concatenate(([0.0], np.cumsum(words)))
    return {
        "good before": good[:-1] / max(good[-1], 1e-9),
        "good in all": np.full(n, np.log1p(good[-1])),
        "rise": gain[:-1],
        "rise to come": np.maximum.accumulate(sums[::-1])[::-1][1:] - sums[1:],
        "blocks from start": np.clip(here - start, -50.0, 100.0),
        "blocks from end": np.clip(here - end, -100.0, 50.0),
        "words from start": np.clip(total[:-1] - total[start], -500.0, 3000.0),
        "words from end": np.clip(total[:-1] - total[end], -3000.0, 500.0),
    }


def best_stretch(values: Floats) -> tuple[int, int]:
    """Where the stretch with the greatest sum begins and ends, found in one pass over the running sums.

    (Bentley, "Programming pearls: algorithm design techniques", CACM 27(9), 1984.)
    """
    sums = np.concatenate(([0.0], np.cumsum(values)))
    end = int(np.argmax(sums - np.minimum.accumulate(sums)))
    return int(np.argmin(sums[: end + 1])), end


def _title(headline: Floats, words: Floats) -> dict[str, Floats]:
    """Where a block stands to the line most like a headline."""
    n = len(words)
    best = int(np.argmax(headline))
    found = float(headline[best] >= _ANCHOR)
    total = np.concatenate(([0.0], np.cumsum(words)))
    return {
        "headline": headline,
        "headline so far": np.maximum.accumulate(headline),
        "headline at all": np.full(n, headline[best]),
        "headline to come": np.full(n, headline[best + 1 :].max(initial=0.0)),
        "blocks from headline": np.clip(np.arange(n) - best, -60.0, 60.0) * found,
        "words from headline": np.clip(total[:-1] - total[best], -500.0, 3000.0) * found,
    }


def _whole(own: Mapping[str, Floats], look: Floats, weight: Floats, kinds: Floats, hit: Floats) -> dict[str, Floats]:
    """How clean the capture is: itself evidence for each of its blocks."""
    words, n = own["words"], len(look)
    furniture = np.isin(kinds, [_KIND[name] for name in _FURNITURE]).sum()
    said = {
        "capture: rules": hit.mean(),
        "capture: short": words[words < 8].sum() / max(1.0, words.sum()),
        "capture: bad": (np.maximum(-look, 0.0) * weight).sum() / max(1e-9, (np.abs(look) * weight).sum()),
        "capture: words": np.log1p(words.sum()),
        "capture: first": look[:8].mean(),
        "capture: last": look[-8:].mean(),
        "capture: furniture": np.log1p(furniture),
        "capture: blocks": np.log1p(n),
    }
    return {name: np.full(n, float(value)) for name, value in said.items()}


def headlines(blocks: Sequence[Block], url: str) -> Floats:
    """How much each block looks like the headline: like the address, and standing a second time.

    A capture's first lines may be the window's title, "Headline - Site", of which the headline is the beginning.
    """
    slug = slug_words(url)
    texts = fold("\n".join(b.text if len(b.text) <= _LONGEST_HEADLINE and "\n" not in b.text else "" for b in blocks)).split("\n")
    lines = [_WORD.findall(text) for text in texts]
    names = [" ".join(words) for words in lines]
    count = Counter(names)
    heads = [name for name, words in zip(names[:3], lines[:3], strict=True) if len(words) >= _HEADLINE_WORDS]
    out = np.zeros(len(blocks))
    for i, (name, words) in enumerate(zip(names, lines, strict=True)):
        if len(words) < 2:
            continue
        points = likeness(name, slug) if slug and not slug.isdisjoint(words) else 0.0
        if len(words) >= _HEADLINE_WORDS:
            points += 0.15 * (count[name] > 1)
            points += 0.3 * (i > 0 and any(len(head) > len(name) and head.startswith(name) for head in heads))
        out[i] = points
    return out


def _around(values: Floats, weight: Floats, k: int) -> tuple[Floats, Floats]:
    """The weighted means over the ``k`` blocks before and after each; nothing counts as a little of 0."""
    n = len(values)
    sums, weights = np.concatenate(([0.0], np.cumsum(values * weight))), np.concatenate(([0.0], np.cumsum(weight)))
    here = np.arange(n)
    first, last = np.maximum(here - k, 0), np.minimum(here + 1 + k, n)
    before = (sums[here] - sums[first]) / (weights[here] - weights[first] + 0.5)
    after = (sums[last] - sums[here + 1]) / (weights[last] - weights[here + 1] + 0.5)
    return before, after


def _distances(words: Floats, mask: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """How many words stand between each block and the last marked one before it, and the next from it on; as logarithms."""
    n = len(words)
    total = np.concatenate(([0.0], np.cumsum(words)))
    here = np.arange(n)
    last = np.maximum.accumulate(np.concatenate(([-1], np.where(mask, here, -1)[:-1])))
    following = np.minimum.accumulate(np.concatenate((np.where(mask, here, n)[1:], [n]))[::-1])[::-1]
    since = np.where(last >= 0, total[here] - total[np.maximum(last, 0)], _FAR)
    to = np.where(following < n, total[np.minimum(following, n)] - total[here], _FAR)
    return np.log1p(since), np.log1p(to)


def _shift(values: Floats, k: int) -> Floats:
    out = np.full(len(values), -3.0)
    if k > 0:
        out[k:] = values[:-k]
    else:
        out[:k] = values[-k:]
    return out
