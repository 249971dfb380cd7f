"""What a block looks like by itself, as numbers, for all blocks of a capture at once.

No word list and no language: letters, case, punctuation, repeats and rule hits. One pass over the
characters in numpy; per block nothing runs in Python but the look at its first and last character.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from ..model import Block, Match
from ..rules.fold import fold

Floats = NDArray[np.float64]

NO_CASE = -2.0
"""Value of ``capitals`` for a block in a script without capitals; a block without letters has -1."""

# Classes of characters, as bits.
_SPACE, _UPPER, _LOWER, _DIGIT, _COMMA, _STOP, _SYMBOL, _DENSE, _SMALL = (1 << i for i in range(9))

_ENDS = {
    **dict.fromkeys(".。।。።", 1),
    **dict.fromkeys("!?！？؟", 2),
    **dict.fromkeys("…", 3),
    **dict.fromkeys(":：", 4),
    **dict.fromkeys(",;，；、،-–—", 5),
    **dict.fromkeys("\"'”’»」』)]）】", 6),
    **dict.fromkeys("|›»>→·•/*", 8),
}
_QUOTES = "\"'“„«‘「『‹”"
_BULLETS = "•·‣▪○◦*-–—+"
# A sentence that ends inside quotation marks or brackets: `… he said.”`
_STOPS = frozenset(".!?。！？؟।")


@cache
def _classes() -> NDArray[np.uint16]:
    """The class bits of every character of the basic plane; the rest counts as symbols, but for Han."""
    table = np.zeros(0x30000, np.uint16)
    for code in range(0x10000):
        c = chr(code)
        if c.isspace():
            bits = _SPACE
        elif c.isdecimal():
            bits = _DIGIT
        elif c.isupper() or c.istitle():
            bits = _UPPER
        elif 0x0E00 <= code < 0x0E80 or 0x2E80 <= code < 0xAC00 or 0xF900 <= code < 0xFB00:
            bits = _DENSE if c.isalpha() else 0
        elif c.isalpha():
            bits = _LOWER | (_SMALL if c.islower() else 0)
        elif category(c) in ("Mn", "Mc"):  # vowel signs: letters, but for where a word begins
            bits = _DENSE if 0x0E00 <= code < 0x0E80 else _LOWER
        else:
            bits = 0
        table[code] = bits
    table[0x20000:] = _DENSE
    for c in ",;，；、،":
        table[ord(c)] = _COMMA
    for c in ".!?。！？؟।":
        table[ord(c)] = _STOP
    for c in "|<>/\\#@*_=+~^$€£%&{}[]©®™•·›»«‹→←↑↓▶►×✕✓★☆°§":
        table[ord(c)] = _SYMBOL
    return table


def gather(blocks: Sequence[Block], matches: Mapping[int, Sequence[Match]]) -> dict[str, Floats]:
    """Feature name -> its value for each block."""
    texts = [b.text.replace("\n", " ") for b in blocks]
    n = len(texts)
    sizes = np.fromiter(map(len, texts), np.int64, n)
    starts = np.concatenate(([0], np.cumsum(sizes + 1)[:-1]))
    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    table = _classes()
    bits = table[np.minimum(codes, len(table) - 1)]

    def per_block(mask: NDArray[np.bool_]) -> Floats:
        return np.add.reduceat(mask, starts, dtype=np.float64)

    space = (bits & _SPACE) > 0
    before = np.concatenate(([True], space[:-1]))
    wordy = (bits & (_UPPER | _LOWER | _DIGIT)) > 0
    begins = before & ~space
    upper, lower, digit = (bits & _UPPER) > 0, (bits & _LOWER) > 0, (bits & _DIGIT) > 0
    # A short word in small letters: "the", "de", "и". What a stop-word list would find, in any language with blanks.
    after = [np.concatenate((space, np.ones(3, bool)))[k : k + len(space)] for k in (1, 2, 3)]
    small = begins & lower & (after[0] | after[1] | after[2])
    stop = (bits & _STOP) > 0
    ended = stop & (after[0] | (codes > 0x2FFF))  # no blank stands behind an ideographic full stop

    dense = per_block((bits & _DENSE) > 0)
    words = per_block(begins & wordy) + dense / 2
    letters = per_block(upper | lower) + dense
    capitals = per_block(begins & upper)
    lowers = per_block(begins & lower)
    some = np.maximum(words, 1)
    chars = sizes.astype(np.float64)
    ends = np.fromiter(map(_end, texts), np.float64, n)
    cased = per_block(upper | (bits & _SMALL > 0))
    # Hangul and Arabic have neither capitals nor small letters: that says nothing against a line.
    capital = np.where(capitals + lowers > 0, capitals / np.maximum(capitals + lowers, 1), -1.0)
    return {
        "words": words,
        "capitals": np.where((letters > 0) & (cased * 2 < letters), NO_CASE, capital),
        "shouting": per_block(upper) / np.maximum(letters, 1),
        "end": ends,
        "start": np.fromiter(map(_start, texts), np.float64, n),
        "commas": per_block((bits & _COMMA) > 0) / some * np.minimum(words, 20),
        "sentences": per_block(ended),
        "digits": per_block(digit) / np.maximum(chars, 1),
        "symbols": per_block((bits & _SYMBOL) > 0) / np.maximum(chars, 1),
        "small words": np.where(lowers + capitals > 0, per_block(small) / some, -1.0),
        "word length": np.where(dense > 0, -1.0, letters / some),
        "copies": _copies(texts),
        "questions": np.fromiter((t.count("?") + t.count("？") + t.count("؟") for t in texts), np.float64, n),
        "rule": _rules(n, matches),
        "part": _parts(n, matches),
    }


def _end(text: str) -> int:
    kind = _ENDS.get(text[-1], 0)
    if kind == 6 and len(text) > 1 and text[-2] in _STOPS:
        return 7
    if kind == 1 and text.endswith("..."):
        return 3
    return kind


def _start(text: str) -> int:
    c = text[0]
    if c.isalpha():
        return 1 if c.islower() else 2 if c.isupper() else 0
    return 3 if c.isdecimal() else 4 if c in _QUOTES else 5 if c in _BULLETS else 6


def _copies(texts: Sequence[str]) -> Floats:
    """0: the only one; 1: the first of several; 2: a second copy; 3: a later one."""
    folded = fold("\n".join(texts)).split("\n")
    total = Counter(folded)
    seen: Counter[str] = Counter()
    out = np.zeros(len(texts))
    for i, t in enumerate(folded):
        if total[t] > 1:
            seen[t] += 1
            out[i] = min(seen[t], 3)
    return out


RULE_KINDS = (
    "none icons share video newsletter follow related comments ads cookies signin photo byline author tags navigation "
    "counters app tools tips footer notices title stamp other"
).split()
_RULE_NUMBER = {name: i for i, name in enumerate(RULE_KINDS)}


def _rules(n: int, matches: Mapping[int, Sequence[Match]]) -> Floats:
    """What kind of chrome the rules take the block for; sure matches over hints, whole blocks only."""
    out = np.zeros(n)
    for i, found in matches.items():
        whole = [m for m in found if m.rule.scope == "block"]
        if whole:
            best = min(whole, key=lambda m: m.rule.strength != "sure")
            number = _RULE_NUMBER.get(best.rule.category, _RULE_NUMBER["other"])
            out[i] = number + (0.5 if best.rule.strength == "hint" else 0.0)
    return out


def _parts(n: int, matches: Mapping[int, Sequence[Match]]) -> Floats:
    """1 where rules fit a part of the block only."""
    out = np.zeros(n)
    for i, found in matches.items():
        if all(m.rule.scope != "block" for m in found):
            out[i] = 1.0
    return out


def surely_chrome(evidence: Mapping[str, Floats]) -> NDArray[np.bool_]:
    """The blocks that a sure rule takes for chrome."""
    rule = evidence["rule"]
    return np.logical_and(rule > 0, rule == np.floor(rule))  # type: ignore[no-any-return]
