"""Step 1: a capture becomes text.

``str`` is taken as it is, so that offsets index what the caller holds. ``bytes`` are decoded: byte
order mark, declaration in the markup, UTF-8 (with a few broken sequences allowed), then detection.
"""

from __future__ import annotations

import codecs
import re

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Where browsers look, and no further: a declaration stands in the first kilobytes or nowhere.
_DECLARED_WITHIN = 4096
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# The WHATWG encoding standard reads these labels as their supersets, and pages depend on it:
# "iso-8859-1" pages hold Windows-1252 quotes.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",  # a declaration that could be read as bytes cannot be UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
# How files that are no text begin. A PDF's objects read as text would come out as an article.
_FOREIGN = (
    (re.compile(rb"%PDF-\d"), "a PDF file"),
    (re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP", re.DOTALL), "an image"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive or an office document"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an office document"),
    (re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|BZh\d1AY"), "compressed data"),
)
_JSON = re.compile(r'\s*+(?:\[\s*+)?\{\s*+"')
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063"
    "\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters without a shape of their own; at the edges of a block they count as white space."""


def decode(data: bytes, told: str = "") -> str:
    """Decode a capture's bytes; never fails.

    A byte order mark wins, then UTF-8, then what was ``told`` (the charset that HTTP named), then a ``<meta charset>`` or
    XML declaration in the first 4 KiB, then detection (``bs4.UnicodeDammit``). The mark itself is not part of the text.

    >>> decode(b"\\xef\\xbb\\xbfcaf\\xc3\\xa9"), decode("Привет, мир".encode("utf-16"))
    ('café', 'Привет, мир')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    text = _utf8(data)
    if text is not None:
        return text
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    for label in (told, found[1].decode("ascii", "replace") if found else ""):
        text = _declared(data, label) if label else None
        if text is not None and not _is_all_broken(text):
            return text
    return _wide(data) or _detected(data)


def foreign(data: bytes) -> str:
    """What bytes are that are no text: ``a PDF file``; ``""`` if nothing says so."""
    return next((name for start, name in _FOREIGN if start.match(data)), "")


def is_json(text: str) -> bool:
    """Whether a text is a JSON object or a list of such, as an API answers where a page was asked for."""
    if not _JSON.match(text):
        return False
    import json  # seldom needed

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _utf8(data: bytes) -> str | None:
    """UTF-8, also with a few broken sequences: a download cut inside a character must not turn the
    whole story into another encoding's letters."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        return text if broken * 10 < beyond_ascii or _only_cut(data) else None
    # UTF-16 without its mark is valid UTF-8 when it holds Latin text: every second byte is NUL.
    return text if text.count("\0") * 4 < len(text) or not _wide(data) else None


def _only_cut(data: bytes) -> bool:
    """Whether nothing is wrong but a character cut off at the end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _is_all_broken(text: str) -> bool:
    """Whether a page is not what it declares: Latin-1 from an old database in a template that says UTF-8."""
    return text.count("\ufffd") * 2 > len(text) - len(text.encode("ascii", "ignore"))


def _declared(data: bytes, label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
        return data.decode(_SUPERSETS.get(name, name), "replace")
    except (LookupError, UnicodeError, ValueError, TypeError):  # unknown label, or a codec that is not for text
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark, told by where its NULs stand."""
    sample = data[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return None
    return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace")


def _detected(data: bytes) -> str:
    from bs4.dammit import UnicodeDammit  # costs 0.1 s to import; few captures need it

    return UnicodeDammit(data).unicode_markup or data.decode("cp1252", "replace")
