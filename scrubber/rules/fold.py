"""How text is made comparable: case, typographic marks, digits, punctuation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from unicodedata import normalize

from ..decode import INVISIBLE
from ..later import later

# One character for one character, so that offsets into the folded text are offsets into the text.
_SAME_LENGTH = tuple(
    (old, new)
    for new, olds in {
        "'": "\u2018\u2019\u201a\u201b\u02bc\u0060\u00b4",
        '"': "\u201c\u201d\u201e\u201f\u00ab\u00bb",
        "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
        " ": "\t\u00a0\u2007\u2009\u200a\u202f\u3000\u200b\ufeff\r\x0b\x0c\u2028\u2029\x85",
        "!": "\uff01",
        "?": "\uff1f",
        ":": "\uff1a",
        "(": "\uff08",
        ")": "\uff09",
        "|": "\uff5c",
    }.items()
    for old in olds
)
_DROPPED = (
    "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\u00b7\u2022\u00a9\u00ae\u2026\u2190\u2191\u2192\u2193\u25ba\u25b6\u203a"
    "\u2039\u00d7\u2715\u3010\u3011\u3002\u3001\u300c\u300d\u300e\u300f\uff0c\u060c\u061f\u0589\u0964\u00bf"
    "\u00a1"
)

_DIGIT = re.compile(r"\d")
# The scripts with digits of their own: few captures in Latin letters have such a sign, and to ask every sign costs more.
_BEYOND = later("[\u0660-\u1fff\ua000-\U0010ffff]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def fold(text: str) -> str:
    """Lower-case ``text`` and make quotes, dashes and blanks (newlines aside) ASCII; the length stays the same.

    ``str.casefold`` and NFKC change lengths; so does ``lower`` for one letter, ``İ``.

    >>> fold("Don’t\\u00a0miss — “İstanbul”")
    'don\\'t miss - "istanbul"'
    """
    if text.isascii():
        return text.lower().replace("\t", " ").replace("\r", " ").replace("`", "'")
    text = text.replace("\u0130", "i")
    if "\u03a3" in text:  # the small sigma depends on what stands behind it, and so on the marks
        text = text.lower()
    for old, new in _SAME_LENGTH:
        text = text.replace(old, new)
    # Most English text now is ASCII, of which a letter is lowered thirty times as fast.
    return text.lower()


def fold_all(texts: Sequence[str]) -> list[str]:
    """``fold`` of many texts, for the price of one call."""
    folded = fold("\n".join(texts))
    ends = accumulate([len(text) + 1 for text in texts])
    return [folded[end - 1 - len(text) : end - 1] for text, end in zip(texts, ends, strict=True)]


def key(folded: str) -> str:
    """What two spellings of one phrase have in common: words, single-spaced; every number is ``0``.

    >>> key(fold("Share   this story! (12)")), key(fold("share this story… 345"))
    ('share this story 0', 'share this story 0')
    """
    return keys([folded])[0]


def keys(folded: list[str]) -> list[str]:
    """``key`` of many single-line texts, in one pass over all of them."""
    if not folded:
        return []
    joined = "\n".join(folded)
    if not joined.isascii():
        joined = _INVISIBLE.sub("", normalize("NFC", joined))
        if _BEYOND().search(joined):
            joined = _DIGIT.sub("0", joined)
    for mark in _DROPPED:
        joined = joined.replace(mark, " ")
    for digit in "123456789":
        joined = joined.replace(digit, "0")
    while "00" in joined:
        joined = joined.replace("00", "0")
    return [_one_number(" ".join(line.split())) for line in joined.split("\n")]


def _one_number(line: str) -> str:
    """ "3,456 comments" are as good as 12."""
    while "0 0" in line:
        line = line.replace("0 0", "0")
    return line
