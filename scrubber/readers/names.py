"""What the names in a page's markup mean: which elements end a line, which are not shown, which classes hide or name an icon."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAME_LONG = 200
"""Characters of one attribute read."""

NAMING = frozenset(("id", "role", "itemprop"))
HIDERS = frozenset(("aria-hidden", "hidden", "style"))
NOTHING: frozenset[str] = frozenset()

Attrs = Mapping[str, str]


def name_set(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCKS = name_set(
    "address blockquote caption center details div fieldset figcaption figure h2 h3 h4 h5 h6 hgroup hr legend marquee "
    "p section summary td th"
)
RUNNING = name_set("p h1 h2 h3 h4 h5 h6 figcaption caption summary dt legend")
"""Blocks of running text: a button or a custom element in them is a word of the sentence."""

REGIONS = name_set("article aside footer form header main nav search")
ROLES = {
    "article": "article",
    "banner": "header",
    "complementary": "aside",
    "contentinfo": "footer",
    "form": "form",
    "main": "main",
    "navigation": "nav",
    "search": "form",
}
NOT_SHOWN = name_set(
    "annotation annotation-xml applet audio canvas datalist embed frame iframe noembed noframes noscript object "
    "optgroup option select style textarea video"
)
_ENDS_SELECT = name_set("article aside div footer form h1 h2 h3 h4 header li main nav ol p section table ul")
_ENDS_SVG = _ENDS_SELECT.union(("blockquote", "dl", "pre"))
"""Start tags that close a ``<select>`` or ``<svg>`` left open: the page must not vanish into it."""

_ENDS_MEDIA = name_set("article body footer h1 h2 main nav")
RESUMES = {
    **dict.fromkeys(("datalist", "optgroup", "option", "select"), _ENDS_SELECT),
    **dict.fromkeys(("applet", "audio", "canvas", "object", "video"), _ENDS_MEDIA),
    "svg": _ENDS_SVG,
}

_HIDING = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.I)
_SPOKEN = name_set(
    "a11y-hidden assistive-text element-invisible hidden-visually is-visually-hidden screen-reader screen-reader-only "
    "screen-reader-text screenreader screenreader-only show-for-sr sr-only sronly u-hiddenvisually u-visually-hidden "
    "u-visuallyhidden visually-hidden visually_hidden visuallyhidden"
)
ICON = re.compile(
    r"(?<![\w-])(?:icons?|icon-[\w-]{1,40}|fa[bsrl]?|fa-[\w-]{1,40}|glyphicon[\w-]{0,40}|"
    r"bi-[\w-]{1,40}|dashicons[\w-]{0,40}|ion-[\w-]{1,40}|material-(?:icons|symbols)[\w-]{0,20}|mdi[\w-]{0,40})(?![\w-])"
)
# A ligature's name (`menu`, `arrow_forward`) or characters for private use. `Share this` is a label, not an icon.
_GLYPH = re.compile(r"[a-z][a-z0-9]{0,20}(?:[_ -][a-z0-9]{1,20}){0,3}|[\ue000-\uf8ff\U000f0000-\U000ffffd\s]{1,9}")
_TO_SPACE = bytes(code if chr(code).isalpha() and code < 128 else 32 for code in range(256))
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def hides(attrs: Attrs) -> bool:
    """Whether an element's attributes say that what is in it is not shown."""
    return (
        # React sends late parts of a page as `<div hidden id="S:1">`, and a script moves them into their place.
        ("hidden" in attrs and not attrs.get("id", "").startswith("S:"))
        or attrs.get("aria-hidden") == "true"
        or ("style" in attrs and _HIDING.search(attrs["style"][:2000]) is not None)
    )


def is_icon(text: str, name: str) -> bool:
    return len(text) <= 60 and bool(_GLYPH.fullmatch(text.strip())) and bool(ICON.search(name[:NAME_LONG]))


def is_spoken(name: str) -> bool:
    """Whether a class is one of those for screen readers only."""
    low = name[:NAME_LONG].lower()
    return not _SPOKEN.isdisjoint(low.split()) or "visuallyhidden" in low


def spaced(name: str) -> str:
    """The words of a class or id, with blanks between them: `mainMenu_2` is `main menu`."""
    name = name[:NAME_LONG]
    if name.isascii() and name.islower():
        # By way of bytes: str.translate asks its table for every letter, which takes ten times as long.
        return name.encode().translate(_TO_SPACE).decode()
    return " ".join(_WORD.findall(name)).lower()
