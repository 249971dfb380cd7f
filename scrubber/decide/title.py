"""The title: found at the head, freed of labels and the site's name, its copies removed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice, takewhile

from ..dateline import find_stamp
from ..model import Match
from .core import DOCUMENT_TITLE, KICKER, TITLE_MARK, TITLE_REPEAT, TITLE_SITE
from .draft import Draft
from .headline import (
    can_be,
    find_on_page,
    is_broken,
    lede,
    letters,
    likeness,
    slug_words,
    telling,
)
from .site import site_part
from .told import is_window, title_tellers, words_of
from .zones import is_prose, zones

_ENOUGH = 0.9
_KICKER_WORDS = 3
# The headline's copies stand close together; a refrain and a speaker's "Say again?" come back later.
_CLOSE = 4
# In the stead of the address: how long the line must be, how like the address, and how many of its words the first
# paragraphs must use. "Core features" and "Table of contents" fall short of one or the other.
_SHORTEST_SURE, _ALIKE, _SHARED = 15, 0.25, 0.3
# Share of an address' words in the headline it was made from.
_LIKE = 0.5
# "Top 10" may head two lists.
_SHORTEST_REPEAT = 12
_TWO_SENTENCES = re.compile(r"[.!?]['\"’”]?\s+[^\W\d_a-z]|[。！？]")
_MARK = re.compile(r"#{1,6}\s+(?=\S)")
_UNDERLINE = 3
_WORD = re.compile(r"\w+")


def apply_title(draft: Draft, matches: Mapping[int, Sequence[Match]], url: str) -> None:
    """Give the title its block, cut labels and the site's name from it, and remove its copies."""
    i = find_title(draft, matches, url)
    if i is None or not draft.free(i):
        return
    name = _bare(draft, matches, i)
    trim(draft, matches, i, url)
    title = words_of(draft.text(i))
    _remove_copies(draft, matches, i, (title, name))
    for j in _head(draft):
        if j < i and draft.free(j) and _is_kicker(draft.text(j)):
            draft.remove(j, KICKER)
    draft.give(i, "title", _why(draft, i, title))
    if _underline(draft, i):
        draft.remove(i + 1, TITLE_MARK)
    if is_window(draft.blocks[0]) and draft.free(0):
        draft.remove(0, DOCUMENT_TITLE)


def keep_title(draft: Draft, matches: Mapping[int, Sequence[Match]], end: int) -> None:
    """Let what stands before ``end`` be the title it was found to be, and remove the copies that have come to light since."""
    for i in range(sum(block.end <= end for block in draft.blocks)):
        draft.give(i, "title")
        _remove_copies(draft, matches, i, (words_of(draft.blocks[i].text),))


def _remove_copies(draft: Draft, matches: Mapping[int, Sequence[Match]], i: int, names: Sequence[str]) -> None:
    for j in _head(draft):
        if j != i and draft.free(j) and _repeats(_bare(draft, matches, j), names):
            draft.remove_whole(j, TITLE_REPEAT)


def _why(draft: Draft, i: int, title: str) -> str:
    """What speaks for the headline of an HTML page."""
    markup = draft.blocks[i].markup
    if markup is None or draft.meta is None:
        return ""
    name = "The title of the window" if is_window(draft.blocks[i]) else f"The page's {markup.tag}"
    said = title_tellers(draft.meta, title)
    return f"{name}; agrees with {said}." if said else f"{name}."


def trim(draft: Draft, matches: Mapping[int, Sequence[Match]], i: int, url: str) -> None:
    """Cut labels and the site's name from the headline."""
    _cut_labels(draft, matches, i)
    _cut_site(draft, i, url)


def find_title(draft: Draft, matches: Mapping[int, Sequence[Match]], url: str) -> int | None:
    """The number of the block that is the headline, or None."""
    if draft.meta is None:
        return find_on_page(draft, url) if draft.on_page else _in_article(draft, matches, url)
    found = find_on_page(draft, url)
    # Where mark-up says nothing, as in what is left of a broken page, the text must.
    return _in_article(draft, matches, url) if found is None else found


def _in_article(draft: Draft, matches: Mapping[int, Sequence[Match]], url: str) -> int | None:
    """The headline of what an extractor leaves: the first line, if it is one, and what the address says of it."""
    head = [i for i in _head(draft) if draft.free(i)]
    can = [i for i in head if can_be(draft.text(i))]
    names = {i: _bare(draft, matches, i) for i in can}
    slug = slug_words(url)
    first = _expected(draft, head, names)
    twice = _twice(names)
    sectioned = _is_sectioned(draft)
    points = {i: _points(draft, i, names[i], slug, url=url, sectioned=sectioned, twice=names[i] in twice) for i in can}
    if first in points:
        points[first] += 1.0 * (not is_prose(draft.text(first)))
        if points[first] < _ENOUGH and first == head[0] and _is_borne_out(draft, first, names[first], slug):
            points[first] = _ENOUGH
    best = max(can, key=lambda i: (points[i], -i), default=None)
    return best if best is not None and points[best] >= _ENOUGH else None


def _expected(draft: Draft, head: Sequence[int], names: Mapping[int, str]) -> int | None:
    """The line that is the headline if nothing else speaks for another one."""
    # What follows a line that cannot be the headline is a heading, or the first words of a list. Only a section's name
    # may stand before the headline.
    kickers = list(takewhile(lambda i: i in names and _is_kicker(draft.text(i)), head))
    below = next((i for i in head if i not in kickers), None)
    return below if below in names else next(iter(kickers), None)


def _twice(names: Mapping[int, str]) -> set[str]:
    """The lines that stand twice, close together: a headline's two copies. A refrain stands more often."""
    at: dict[str, list[int]] = {}
    for i, name in names.items():
        at.setdefault(name, []).append(i)
    return {name for name, found in at.items() if len(found) in (2, 3) and found[1] - found[0] < _CLOSE}


def _is_sectioned(draft: Draft) -> bool:
    """Whether more than one line might be a heading."""
    lines = (i for i in range(len(draft.blocks)) if draft.free(i) and can_be(draft.text(i)))
    return len(list(islice(lines, 2))) > 1


def _points(
    draft: Draft,
    i: int,
    name: str,
    slug: frozenset[str],
    *,
    url: str,
    sectioned: bool,
    twice: bool,
) -> float:
    """How much speaks for block ``i`` as the headline, wherever it stands."""
    points = 1.0 * _is_marked(draft, i) + 1.5 * twice
    if slug:
        # Where the address tells the headline, a first line unlike it is a section's heading:
        # extractors that leave the headline out begin with one.
        like = likeness(name, slug)
        points += 3.0 * like - 1.0 * (like < _LIKE and sectioned)
    elif url and sectioned:
        points -= 0.5
    return points


def _is_marked(draft: Draft, i: int) -> bool:
    """Whether mark-up says that this is a headline. A row of hyphens is below sections' headings."""
    return bool(_MARK.match(draft.text(i))) or _underline(draft, i) == "="


def _underline(draft: Draft, i: int) -> str:
    """The sign of the rule below a heading, as Markdown writes it, or ""; a break between paragraphs is shorter."""
    line, below = draft.blocks[i], draft.blocks[i + 1] if i + 1 < len(draft.blocks) else None
    if below is None or below.markup or not draft.free(i + 1):
        return ""
    sign, length = below.text[0], len(below.text)
    return sign if sign in "=-" and length >= _UNDERLINE and length * 2 > len(line.text) and below.text == sign * length else ""


def _is_borne_out(draft: Draft, i: int, name: str, slug: frozenset[str]) -> bool:
    """Whether a first line unlike the address is the headline all the same.

    Addresses are cut short, translated, or only numbers. A date right below the line says that it heads the story; so
    do the words of the first paragraphs in it, where no other line is more like the address.
    """
    text = draft.text(i)
    if letters(text) < _SHORTEST_SURE or is_broken(draft, i) or (is_prose(text) and _TWO_SENTENCES.search(text)):
        return False
    if any(find_stamp(b.text) for b in draft.blocks[i + 1 : i + 3]):
        return True
    if is_prose(text):
        return False
    terms = telling(text)
    like = likeness(name, slug)
    if (slug and like < _ALIKE) or len(terms & lede(draft)) < _SHARED * len(terms) or not terms:
        return False
    others = (words_of(b.text) for j, b in enumerate(draft.blocks) if j != i and can_be(b.text))
    return not slug or all(likeness(other, slug) <= like + _ALIKE for other in others)


def _head(draft: Draft) -> range:
    return range(draft.span[0], zones(draft)[0])


def _bare(draft: Draft, matches: Mapping[int, Sequence[Match]], i: int) -> str:
    """The block's words without labels and mark-up signs, comparable."""
    block = draft.blocks[i]
    text = block.text
    for m in _labels(matches, i):
        text = text[: m.start - block.start] + " " * (m.end - m.start) + text[m.end - block.start :]
    return words_of(text)


def _is_kicker(text: str) -> bool:
    """Whether a line names a section rather than a story: "LOCAL NEWS". "Harbour, November" is a poem's title."""
    return text.isupper() and len(_WORD.findall(text)) <= _KICKER_WORDS


def _labels(matches: Mapping[int, Sequence[Match]], i: int) -> list[Match]:
    return [m for m in matches.get(i, ()) if m.rule.scope == "title" and m.rule.strength == "sure"]


def _repeats(name: str, titles: Sequence[str]) -> bool:
    return len(name) >= _SHORTEST_REPEAT and name in titles


def _cut_labels(draft: Draft, matches: Mapping[int, Sequence[Match]], i: int) -> None:
    block = draft.blocks[i]
    for m in _labels(matches, i):
        if m.end - m.start < len(block.text):
            draft.cut(i, m.start, m.end, "removed", m.rule)
    mark = _MARK.match(block.text)
    if mark:
        draft.cut(i, block.start, block.start + mark.end(), "removed", TITLE_MARK)


def _cut_site(draft: Draft, i: int, url: str) -> None:
    part = site_part(draft, i, url)
    if part:
        start = draft.blocks[i].start
        draft.cut(i, start + part[0], start + part[1], "removed", TITLE_SITE)
