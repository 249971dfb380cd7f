"""The site's name beside a headline: "Owl stays | The Cray Valley Post", "The Post - Owl stays"."""

from __future__ import annotations

import re

from .draft import Draft
from .told import is_heading, told_titles, words_of

LONGEST = 220
"""A headline has no more characters."""
# What divides the two. A plain hyphen or a colon only with blanks around it.
DIVIDER = re.compile(r"\s+(?:[|–—·»•~:/-]|::|//)\s+|\s*[|｜]\s*")

_SHORTEST_SITE = 8
# On an HTML page what stands behind a bar is the site, a section or a slogan; a headline has no bar.
_BARS, _FEWEST = ("|", "｜"), 3
_HOST = re.compile(r"^[a-z]+://|[/?#].*$")
_MOST = 6


def site_part(draft: Draft, i: int, url: str) -> tuple[int, int] | None:
    """Which part of block ``i``, as offsets in its text, is the site's name and what divides it from the headline.

    Something must bear it out: the headline standing elsewhere without the name, the name elsewhere without the headline, the
    address, or what the page says of itself.
    """
    text = draft.blocks[i].text
    dividers = [found.span() for found in DIVIDER.finditer(text[: LONGEST * 2])]
    if not dividers or len(dividers) > _MOST:
        return None
    told = _told(draft, i)
    for start, end in dividers if told else ():
        if words_of(text[:start]) in told:
            return start, len(text)
        if words_of(text[end:]) in told:
            return 0, end
    for start, end in dividers[::-1][:2]:
        head, tail = text[:start], text[end:]
        if len(head) > len(tail) and _is_site(head, tail, url, draft, i):
            return start, len(text)
    bar = next(((s, e) for s, e in dividers if text[s:e].strip() in _BARS), None) if draft.meta is not None else None
    return (bar[0], len(text)) if bar and words_of(text[: bar[0]]).count(" ") + 1 >= _FEWEST else None


def _told(draft: Draft, i: int) -> set[str]:
    """The headlines that the page tells apart from block ``i``: its other headings, and what its meta elements say."""
    if draft.meta is None:
        return set()
    titles = told_titles(draft.meta)
    headings = {words_of(b.text) for j, b in enumerate(draft.blocks) if j != i and is_heading(b)}
    return {name for name in {*titles.get("og", ()), *titles.get("json-ld", ()), *headings} if " " in name}


def _others(draft: Draft, i: int) -> set[str]:
    return {words_of(b.text) for j, b in enumerate(draft.blocks) if j != i and len(b.text) <= LONGEST}


def _is_site(head: str, tail: str, url: str, draft: Draft, i: int) -> bool:
    name = words_of(tail)
    squeezed = re.sub(r"\W|^the ", "", name)
    host = _HOST.sub("", url.lower())
    if len(squeezed) >= 3 and squeezed in re.sub(r"[\W_]", "", host):
        return True
    if draft.meta is not None and name and name == words_of(draft.meta.site):
        return True
    others = _others(draft, i)  # last, for it takes longest: address or page mostly tell
    if not others.isdisjoint((name, words_of(head))):
        return bool(name)
    # "© 2022 Cray Valley Post"
    return len(name) >= _SHORTEST_SITE and any(name in other and len(other) < 3 * len(name) for other in others)
