"""What an HTML page says of itself, as evidence: titles to compare lines with, and dates.

A page's own word is not taken on trust: ``og:title`` often holds the site's name, JSON-LD the date of a relaunch. What several
say, or one says and a line of the page shows, counts for more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..dateline import find_stamp, settle
from ..model import Block, Meta
from ..rules.fold import fold

_SAME, _PART, _LIKE = 3.0, 2.0, 1.0
# Share of words that two titles have in common to be alike.
_ALIKE = 0.6
_FEWEST = 2
# A date told in another year than these is a slip, such as 1970 for "no date".
_FIRST_YEAR = 1990
_GROUPS = {
    **dict.fromkeys(("og", "twitter", "meta", "headline", "sailthru.title", "parsely-title"), "og"),
    **dict.fromkeys(("json-ld", "json-ld page", "citation_title", "dc.title", "dcterms.title"), "json-ld"),
    "title": "window",
}
_WORD = re.compile(r"\w+")
PUBLISHED = frozenset((1.0, 2.0, 3.0, 4.0, 5.0))
"""The kinds of source that say when a page was published."""
_META, _MODIFIED = 7.0, 8.0
_KINDS: Mapping[str, float] = {
    "json-ld": 1.0,
    "article:published_time": 2.0,
    "og:article:published_time": 2.0,
    "og:published_time": 2.0,
    "json-ld page": 3.0,
    "json-ld created": 3.0,
    "time published": 4.0,
    "datepublished": 4.0,
    "time head": 5.0,
    "time": 6.0,
}
_NAMED = re.compile(r"\b(?:title|headline|heading|hed)\b")
_TAGS = {"h1": 1.0, "h2": 2.0, "h3": 3.0, "h4": 3.0, "h5": 3.0, "h6": 3.0, "title": 4.0, "p": 5.0, "li": 6.0}
_ONLY = 7.0
_REGIONS = {"article": 1.0, "main": 1.0, "header": 2.0, "nav": 3.0, "footer": 3.0, "aside": 3.0, "form": 3.0}


class ToldDate(NamedTuple):
    """A day the page says it was published on."""

    origin: str
    date: dt.datetime | dt.date

    @property
    def day(self) -> dt.date:
        return self.date.date() if isinstance(self.date, dt.datetime) else self.date


def words_of(text: str) -> str:
    """What makes two headlines one: their words and numbers. Not the rules' key, for which all numbers are one:
    "September 17" is not "September 24"."""
    return " ".join(_WORD.findall(fold(text)))


def is_window(block: Block) -> bool:
    """Whether a block is the title of the browser's window."""
    return block.markup is not None and block.markup.tag == "title"


def is_heading(block: Block) -> bool:
    """Whether mark-up says that a block is a headline: an ``h1`` that is shown."""
    return block.markup is not None and block.markup.tag == "h1" and not block.markup.hidden


def describe_markup(blocks: Sequence[Block], meta: Meta, names: Mapping[int, str]) -> Iterator[dict[str, float]]:
    """What mark-up and the page's own word say for each of the lines that may be the headline; ``names`` are their words."""
    titles = told_titles(meta)
    headings = [words_of(b.text) for b in blocks if is_heading(b)]
    for i, name in names.items():
        markup = blocks[i].markup
        if markup is None:  # a page's blocks all have it
            continue
        tag = _TAGS.get(markup.tag, 0.0)
        own = tag == _TAGS["h1"]
        kind = 10 * (_ONLY if own and len(headings) == 1 else tag) + 1
        # What agrees counts by what the line is: of two headings the one that og:title names, of the window's title and an h1
        # unlike it the h1.
        yield {
            "og": kind + agreement(name, titles.get("og", ())),
            "json-ld": kind + agreement(name, titles.get("json-ld", ())),
            "window title": kind + (_SAME + 1 if is_window(blocks[i]) else agreement(name, titles.get("window", ()))),
            "h1": kind + (_SAME + 1 if own else agreement(name, headings)),
            "headings": float(min(len(headings), 4)) if own else -1.0,
            "region": _REGIONS.get(markup.region, 0.0),
            "named": float(_NAMED.search(markup.words[:80]) is not None),
            "link": markup.link,
            "hidden": float(markup.hidden),
        }


def told_titles(meta: Meta) -> dict[str, list[str]]:
    """The words of the titles that a page tells: for sharing (``og``), to machines (``json-ld``), in the window's title."""
    out: dict[str, list[str]] = {}
    for origin, text in meta.titles:
        name, group = words_of(text), out.setdefault(_GROUPS.get(origin, "og"), [])
        if name and name not in group:  # most pages tell one title many times
            group.append(name)
    return out


def agreement(name: str, titles: Iterable[str]) -> float:
    """How well the words of a line agree with a title: 3, they are the same; 2, one begins or ends with the other; 1, they are
    alike; 0. With several titles, the best."""
    return max((_agree(name, title) for title in titles), default=-1.0)


def _agree(name: str, title: str) -> float:
    if name == title:
        return _SAME
    short, long = (name, title) if len(name) <= len(title) else (title, name)
    if short.count(" ") + 1 >= _FEWEST and (long.startswith(short + " ") or long.endswith(" " + short)):
        return _PART
    ours, theirs = set(name.split()), set(title.split())
    return _LIKE if len(ours & theirs) >= _ALIKE * max(len(ours), len(theirs)) else 0.0


def title_tellers(meta: Meta, name: str) -> str:
    """Who tells a title with these words, also with the site's name beside it: "og, json-ld"."""
    return ", ".join(dict.fromkeys(origin for origin, text in meta.titles if _agree(name, words_of(text)) >= _PART))


def told_dates(meta: Meta) -> list[ToldDate]:
    """The days the page tells, in its order; what is no date is left out."""
    found = ((origin, read_date(said)) for origin, said in meta.dates)
    return [ToldDate(origin, date) for origin, date in found if date and date.year >= _FIRST_YEAR]


def tellers(told: Sequence[ToldDate], day: dt.date | None) -> str:
    """Who tells a day: "json-ld, article:published_time"."""
    return ", ".join(dict.fromkeys(each.origin for each in told if each.day == day))


def read_date(said: str) -> dt.datetime | dt.date | None:
    """A date as mark-up holds it: ISO 8601, or however people write it."""
    for text in (said, said[:10]):
        try:
            return dt.date.fromisoformat(text) if len(text) == len("2019-03-11") else dt.datetime.fromisoformat(text)
        except ValueError:
            pass
    stamp = find_stamp(said[:100])
    return settle(stamp, None, ()) if stamp else None


def origin_kind(origin: str) -> float:
    """The number of a kind of source: some are kept for machines and right, some are whatever a template left."""
    if origin.endswith("modified"):
        return _MODIFIED
    return _KINDS.get(origin, _META)
