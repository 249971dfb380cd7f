"""What a block looks like by itself, as numbers, for all blocks of a capture at once.

No word list and no language: letters, case, punctuation, repeats and rule hits. One pass over the
characters in numpy, which counts the classes of all characters, and those of the words' first ones; per block nothing
runs in Python but the look at its first and last character.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from ..model import Match
from .draft import Draft

Floats = NDArray[np.float64]

NO_CASE = -2.0
"""Value of ``capitals`` for a block in a script without capitals; a block without letters has -1."""

# Classes of characters. LOWER is a letter that is neither a capital nor small.
_OTHER, _SPACE, _UPPER, _LOWER, _SMALL, _DIGIT, _COMMA, _STOP, _QUESTION, _SYMBOL, _DENSE, _UNSEEN = range(12)
_CLASSES = 16
_MARKS = {
    **dict.fromkeys(",;,，；、،", _COMMA),
    **dict.fromkeys(".!。！।", _STOP),
    **dict.fromkeys("?？؟", _QUESTION),
    **dict.fromkeys("|<>/\\#@*_=+~^$€£%&{}[]©®™•·›»«‹→←↑↓▶►×✕✓★☆°§", _SYMBOL),
}
# Characters from here on are Han.
_LAST = 0x20000
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


_seen = np.full(_LAST + 1, _UNSEEN, np.uint8)


def _classes(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The class of every character. Each is classed when it is first seen: a capture holds some hundred of them."""
    found = _seen.take(codes, mode="clip")
    new = codes[found == _UNSEEN]
    if not len(new):
        return found
    for code in set(np.minimum(new, _LAST).tolist()):
        _seen[code] = _class(code)
    return _seen.take(codes, mode="clip")


def _class(code: int) -> int:
    c = chr(code)
    if c in _MARKS:
        return _MARKS[c]
    if code >= 0x10000:
        return _DENSE if code >= _LAST else _OTHER
    if c.isspace():
        return _SPACE
    if c.isdecimal():
        return _DIGIT
    if c.isupper() or c.istitle():
        return _UPPER
    if 0x0E00 <= code < 0x0E80 or 0x2E80 <= code < 0xAC00 or 0xF900 <= code < 0xFB00:
        return _DENSE if c.isalpha() else _OTHER
    if c.isalpha():
        return _SMALL if c.islower() else _LOWER
    return _LOWER if _is_vowel_sign(c) else _OTHER


def gather(draft: Draft, matches: Mapping[int, Sequence[Match]]) -> dict[str, Floats]:
    """Feature name -> its value for each block."""
    texts = [b.text.replace("\n", " ") for b in draft.blocks]
    n = len(texts)
    sizes = np.fromiter(map(len, texts), np.int64, n)
    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _classes(codes)
    keys = np.repeat(np.arange(0, n * _CLASSES, _CLASSES), sizes + 1) + classes

    def count(keys: NDArray[np.int64]) -> Floats:
        """How many there are of each class, in each block."""
        return np.bincount(keys, minlength=n * _CLASSES).reshape(n, _CLASSES).T.astype(np.float64, order="C")

    blank = np.ones(len(codes) + 1, bool)  # before the first character too
    np.equal(classes, _SPACE, out=blank[1:])
    edges = np.flatnonzero(blank[1:] != blank[:-1])
    begins, ends = edges[::2], edges[1::2]
    stops = np.flatnonzero((classes == _STOP) | (classes == _QUESTION))

    every, first = count(keys), count(keys[begins])
    # A short word in small letters: "the", "de", "и". What a stop-word list would find, in any language with blanks.
    short = count(keys[begins[ends - begins <= 3]])
    # No blank stands behind an ideographic full stop.
    ended = count(keys[stops[blank[stops + 2] | (codes[stops] > 0x2FFF)]])

    upper, small, dense = every[_UPPER], every[_SMALL], every[_DENSE]
    capitals, lowers = first[_UPPER], first[_LOWER] + first[_SMALL]
    words = capitals + lowers + first[_DIGIT] + dense / 2
    letters = upper + every[_LOWER] + small + dense
    some = np.maximum(words, 1)
    chars = sizes.astype(np.float64)
    # Hangul and Arabic have neither capitals nor small letters: that says nothing against a line.
    capital = np.where(capitals + lowers > 0, capitals / np.maximum(capitals + lowers, 1), -1.0)
    return {
        "words": words,
        "capitals": np.where((letters > 0) & ((upper + small) * 2 < letters), NO_CASE, capital),
        "shouting": upper / np.maximum(letters, 1),
        "end": np.array([_end(t) if t[-1] in _ENDS else 0.0 for t in texts]),
        "start": np.array([_start(t[0]) for t in texts]),
        "commas": every[_COMMA] / some * np.minimum(words, 20),
        "sentences": ended[_STOP] + ended[_QUESTION],
        "digits": every[_DIGIT] / np.maximum(chars, 1),
        "symbols": every[_SYMBOL] / np.maximum(chars, 1),
        "small words": np.where(lowers + capitals > 0, (short[_LOWER] + short[_SMALL]) / some, -1.0),
        "word length": np.where(dense > 0, -1.0, letters / some),
        "copies": _copies(draft.folded),
        "questions": every[_QUESTION],
        **_rules(n, matches),
    }


def _is_vowel_sign(c: str) -> bool:
    """Whether a mark is a letter, but for where a word begins."""
    return category(c) in ("Mn", "Mc")


def _end(text: str) -> float:
    kind = _ENDS[text[-1]]
    if kind == 6 and len(text) > 1 and text[-2] in _STOPS:
        return 7.0
    if kind == 1 and text.endswith("..."):
        return 3.0
    return float(kind)


@lru_cache(4096)
def _start(c: str) -> float:
    if c.isalpha():
        return 1.0 if c.islower() else 2.0 if c.isupper() else 0.0
    return 3.0 if c.isdecimal() else 4.0 if c in _QUOTES else 5.0 if c in _BULLETS else 6.0


def _copies(folded: Sequence[str]) -> Floats:
    """0: the only one; 1: the first of several; 2: a second copy; 3: a later one."""
    total = Counter(folded)
    out = np.zeros(len(folded))
    if len(total) == len(folded):
        return out
    seen: Counter[str] = Counter()
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


def _rules(n: int, matches: Mapping[int, Sequence[Match]]) -> dict[str, Floats]:
    """``rule``: what kind of chrome the rules take the whole block for, sure ones over hints; ``part``: 1 where they fit but a
    part of it."""
    rule, part = np.zeros(n), np.zeros(n)
    for i, found in matches.items():
        whole = [m.rule for m in found if m.rule.scope == "block"]
        if whole:
            best = next((each for each in whole if each.strength == "sure"), whole[0])
            number = _RULE_NUMBER.get(best.category, _RULE_NUMBER["other"])
            rule[i] = number + (0.5 if best.strength == "hint" else 0.0)
        else:
            part[i] = 1.0
    return {"rule": rule, "part": part}


def surely_chrome(evidence: Mapping[str, Floats]) -> NDArray[np.bool_]:
    """The blocks that a sure rule takes for chrome."""
    rule = evidence["rule"]
    return np.logical_and(rule > 0, rule == np.floor(rule))  # type: ignore[no-any-return]
