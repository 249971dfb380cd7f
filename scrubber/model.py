"""The nouns of the house. Every step takes some of these and returns others; none is ever changed.

Offsets are always indices into ``source``, the decoded text a reader hands on (for text captures:
the capture itself), counted in Unicode code points, half-open: ``source[start:end]``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple

Kind = Literal["auto", "article", "page", "html"]
Strength = Literal["sure", "hint"]
Scope = Literal["block", "start", "end", "inline", "title"]
Where = Literal["any", "head", "tail"]
Format = Literal["text", "markdown", "html"]
Fate = Literal["title", "dateline", "body", "space", "removed"]


class Markup(NamedTuple):
    """What the HTML around a block says of it."""

    tag: str
    """Name of the nearest block-level element: ``p``, ``h2``, ``li``, ``figcaption``, ``button``…"""
    region: str
    """Nearest semantic region: ``article``, ``main``, ``nav``, ``aside``, ``header``, ``footer``, ``form`` or ``""``."""
    words: str
    """Class, id and role words of the element and its ancestors, nearest first, lower case, space-separated."""
    link: float
    """Share of the block's characters that stand in links, 0.0 to 1.0."""
    chain: tuple[int, ...]
    """Numbers of the elements around the block, outermost first; equal prefixes mean shared containers."""
    hidden: bool = False
    """Not shown to a reader: ``hidden``, ``display:none``, ``aria-hidden``…"""
    icon: bool = False
    """The text comes from an SVG title or an icon font."""


class Block(NamedTuple):
    """The unit of decision: a paragraph, heading or line of the capture, ``source[start:end]``, stripped."""

    start: int
    end: int
    text: str
    markup: Markup | None = None


class Meta(NamedTuple):
    """What an HTML page says of itself outside its visible text: evidence for the title, and for the date also its source."""

    titles: tuple[tuple[str, str], ...] = ()
    """``(origin, text)``: ``og``, ``twitter``, ``json-ld`` (the article's), ``json-ld page`` (the page's), ``title``, ``meta``
    (``<meta name=title>``), else the name in the markup: ``dc.title``, ``sailthru.title``…"""
    dates: tuple[tuple[str, str], ...] = ()
    """``(origin, text)`` of publication: ``json-ld``, ``json-ld page``, ``json-ld created``, ``time published`` (it says so),
    ``time head`` (between the ``<h1>`` and the first paragraph), ``time`` (elsewhere: comments, other stories), else the name in
    the markup, ``article:published_time``… Origins of a change end in ``modified``."""
    site: str = ""
    """The site's name, if the page gives it."""
    language: str = ""
    """BCP 47 tag of ``<html lang>``, if given."""
    body: str = ""
    """JSON-LD ``articleBody``, if given."""
    canonical: str = ""
    """The page's own address as it stands: ``<link rel=canonical>``, else ``og:url``."""
    type: str = ""
    """``og:type`` in lower case: ``article``, ``website``…"""


class Mark(NamedTuple):
    """What an inline element says of ``source[start:end]``."""

    start: int
    end: int
    kind: str
    """``strong``, ``em``, ``code``, ``del``, ``sub``, ``sup``, ``link``, or ``th`` for the header cell of a table."""
    value: str = ""
    """Where a link leads, as it stands in the page."""


class Reading(NamedTuple):
    """What a reader hands on."""

    source: str
    blocks: Sequence[Block]
    meta: Meta | None = None
    elements: Sequence[tuple[str, str]] = ()
    """``(tag, class, id, role and itemprop as they stand)`` of each element that a ``Markup.chain`` names by its number;
    0 names none."""
    marks: Sequence[Mark] = ()
    """Inline elements, outer ones first, where a form of output asks for them."""
    note: str = ""
    """Why there is nothing to read, if there is not."""


class Rule(NamedTuple):
    """One kind of chrome, as data."""

    id: str
    category: str
    pack: str
    why: str
    strength: Strength = "sure"
    scope: Scope = "block"
    where: Where = "any"
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    allow: bool = False
    """An allow rule protects what it matches from every other rule."""
    sites: tuple[str, ...] = ()
    """Hosts the rule is for, subdomains included; empty: every site."""
    case: bool = False
    """Patterns are matched against the text as it stands, not folded to lower case."""
    gate: tuple[str, ...] = ()
    """Literals (folded) of which one must stand in a block before the rule is tried; found by itself for most patterns."""
    find: Callable[[Sequence[Block]], Iterable[tuple[int, int]]] | None = None
    """A Python rule: takes the blocks, yields spans ``(start, end)`` of the source."""

    @property
    def name(self) -> str:
        """``pack/id``, unique in a rule set."""
        return f"{self.pack}/{self.id}"


class Match(NamedTuple):
    """A rule that fits ``source[start:end]``, inside block number ``block``."""

    rule: Rule
    block: int
    start: int
    end: int


class Piece(NamedTuple):
    """Part of a decision: the fate of ``source[start:end]``, with the rule and its reason where it is removed."""

    start: int
    end: int
    fate: Fate
    rule: Rule | None = None
    why: str = ""


class Removal(NamedTuple):
    """One stretch of the source that was taken away, and why."""

    rule: str
    category: str
    pack: str
    start: int
    end: int
    text: str
    why: str


class Dateline(NamedTuple):
    """Where and when the story was filed, as it stands in the capture."""

    text: str
    """Verbatim: ``11 Mar, 2019 21:05`` or ``BEIRUT, Lebanon (AP) —``; ``""`` where an HTML page tells a date it does not show."""
    date: dt.datetime | dt.date | None = None
    """None when there is none, or when day and month cannot be told apart for sure."""
    place: str = ""
    agency: str = ""
    why: str = ""
    """For HTML: who tells the date."""


class Span(NamedTuple):
    """One tile of the ledger."""

    start: int
    end: int
    fate: Fate
    removal: int | None = None
    """Index into ``Article.removed`` where fate is ``removed``."""


Json = dict[str, Any]
