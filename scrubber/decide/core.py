"""Rules that are not patterns but follow from how a capture is built. They are listed, selected and ignored as all others."""

from __future__ import annotations

from ..model import Rule


def _rule(ident: str, category: str, why: str) -> Rule:
    return Rule(ident, category, "core", why)


TITLE_REPEAT = _rule("title-repeat", "title", "Repeats the headline.")
TITLE_SITE = _rule("title-site", "title", "The site's name, put behind the headline.")
TITLE_MARK = _rule("title-mark", "title", "A mark-up sign before the headline.")
KICKER = _rule("kicker", "navigation", "A section's name above the headline.")
COPY = _rule("second-copy", "repeat", "Stands in the capture a second time.")
STAMP_AGAIN = _rule("stamp-again", "stamp", "Another date line; the dateline was taken from a better one.")
STAMP_BYLINE = _rule("stamp-byline", "byline", "Names the author beside the date.")
PAGE_OUTSIDE = _rule("page-outside", "page", "Stands outside the run of blocks that is the story.")
PAGE_INSIDE = _rule("page-inside", "page", "Stands in the story but does not look like a part of it.")
MARKUP_ICON = _rule("markup-icon", "icons", "The name of an icon: an SVG's title or an icon font's text.")
MARKUP_HIDDEN = _rule("markup-hidden", "page", "The page does not show it.")
MARKUP_AROUND = _rule("markup-around", "navigation", "Stands in a menu, an aside or the footer of the page.")
MARKUP_CONTROL = _rule("markup-control", "navigation", "A button.")
DOCUMENT_TITLE = _rule("document-title", "title", "The title of the browser's window; the headline stands on the page.")

MARKUP_RULES = (MARKUP_ICON, MARKUP_HIDDEN, MARKUP_AROUND, MARKUP_CONTROL, DOCUMENT_TITLE)
CORE_RULES = (
    TITLE_REPEAT,
    TITLE_SITE,
    TITLE_MARK,
    KICKER,
    COPY,
    STAMP_AGAIN,
    STAMP_BYLINE,
    PAGE_OUTSIDE,
    PAGE_INSIDE,
    *MARKUP_RULES,
)
