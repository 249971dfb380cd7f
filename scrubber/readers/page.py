"""The collector of a page: takes the events of a parser and keeps its blocks and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, chain
from typing import Any

from ..model import Block, Mark, Markup
from .meta import Said, time_origin
from .names import (
    BLOCKS,
    HIDERS,
    ICON,
    NAME_LONG,
    NAMING,
    NOT_SHOWN,
    NOTHING,
    REGIONS,
    RESUMES,
    ROLES,
    RUNNING,
    Attrs,
    hides,
    is_icon,
    is_spoken,
    name_set,
    spaced,
)  # fmt: skip
from .parts import BREAK, EDGE, EDGES, SEAM, one_line, rows_of, touches, verbatim
from .tables import CELLS, Record, is_row, join_row

_CHAIN = 64
"""Ancestors named in ``Markup.chain``: bounded, or 100,000 nested elements cost memory by the square."""

_WORDS_FROM, _WORDS_MANY, _WORDS_LONG = 6, 75, 300
"""Ancestors whose class words a block inherits, how many are enough, and characters of words it carries."""

_LEDE = 150
"""Characters of a paragraph that opens the story: the dates of a story's header stand before it."""

_new = tuple.__new__

_Entry = tuple[Any, ...] | None
"""What an open element will need when it ends: the function to call and what it saved; None: nothing."""


class TooDeepError(Exception):
    """The markup is nested deeper than the parser copes with."""


class _Words(dict[str, str]):
    """Names as their words, each looked at once."""

    def __missing__(self, name: str) -> str:
        words = self[name] = spaced(name)
        return words


class _Spoken(dict[str, bool]):
    """Whether classes are for screen readers only, each looked at once."""

    def __missing__(self, name: str) -> bool:
        spoken = self[name] = is_spoken(name)
        return spoken


class Page:
    """Takes a page's events (``start``, ``data``, ``end``, ``close``), keeps its blocks and what it says of itself.

    Text gathers in ``parts`` until a block-level element begins or ends. What the elements around it mean is kept in
    plain attributes, which ``stack`` saves for each open element: a page has thousands of events, and most may cost
    no more than a list's ``append``.
    """

    __slots__ = name_set(
        "begun breaks count edge elements flushes group headed hidden item labels later limit links names "
        "numbers parts pre records region resume said sink skip spans spelt spoken stack tag titled "
        "trail wrap wrap_end"
    )

    def __init__(self, limit: int = 1 << 60) -> None:
        self.limit = limit
        self.records: list[Record] = []
        self.later: list[Record] = []  # hidden words and icons inside the block being read: they follow it
        self.stack: list[_Entry] = []
        # The block being read
        self.parts: list[str] = []
        self.spans: list[int] = []  # where links begin and end in it, as indices of parts
        self.links = 0  # how many are open
        self.breaks = False
        self.edge = 0  # where the last inline element ended
        self.flushes = 0
        self.wrap, self.wrap_end = "", 0  # class of an inline element that its text began in; where that ended
        # The elements around it
        self.tag, self.region, self.hidden, self.pre = "body", "", False, False
        self.trail: tuple[str, ...] = ()  # class, id and role of the nearest that have any
        self.group = self.item = self.count = 0
        self.numbers: list[int] = []
        self.elements: list[tuple[str, str]] = [("", "")]  # by number: tag and class, id, role and itemprop
        # What is not shown
        self.skip = 0
        self.resume: frozenset[str] = frozenset()
        self.sink: list[str] | None = None
        self.labels: list[str] | None = None  # of the SVG being read
        self.titled = False
        # What the page says of itself
        self.said = Said()
        self.headed = self.begun = False  # seen: the h1, a paragraph after it
        self.spelt: dict[tuple[str, ...], str] = {}
        self.spoken = _Spoken()
        self.names = _Words()

    # Events

    def start(self, tag: str, attrs: Attrs) -> None:
        if self.skip and not self.resumes(tag):
            return
        stack = self.stack
        if len(stack) > self.limit:
            raise TooDeepError
        opener = _OPENERS.get(tag)
        if opener is not None:
            stack.append(opener(self, tag, attrs))
        elif attrs or "-" in tag:
            stack.append(self.inline(tag, attrs))
        else:
            stack.append(None)

    def data(self, text: str) -> None:
        if self.skip:
            if self.sink is not None:
                self.sink.append(text)
        elif self.parts or not text.isspace():
            self.parts.append(text)

    def end(self, tag: str) -> None:
        if self.skip:
            self.skip -= 1
            if self.skip:
                if self.labels is not None and tag in ("title", "text"):
                    self.sink = None
                return
        entry = self.stack.pop()
        if entry is not None:
            entry[0](self, entry)

    def close(self) -> None:
        if self.parts:
            self.flush()
        self.stack.clear()
        title = " ".join("".join(self.said.title).split()).strip(EDGES)
        if title:
            self.records.insert(0, Record(title, Markup("title", "", "", 0.0, ()), 0, 0))
        shown = sum(len(r.text) for r in self.records if not r.markup.hidden)
        # A page that hides all it has until a script has run shows it to its readers.
        if shown * 4 < sum(len(r.text) for r in self.records if r.markup.hidden and not r.markup.icon):
            self.records = [r._replace(markup=r.markup._replace(hidden=False)) for r in self.records]

    def let_go(self) -> None:
        """Forget all. lxml's parser and its target hold each other, so that a page read stays until the garbage
        collector comes, and makes it come sooner: that took a tenth of the time of reading."""
        for name in chain.from_iterable(getattr(kind, "__slots__", ()) for kind in type(self).__mro__):
            delattr(self, name)

    def placed(self, source: str, blocks: Sequence[Block]) -> list[Mark]:
        return []

    # Block-level elements

    def block(self, tag: str, attrs: Attrs) -> _Entry:
        if self.parts:
            self.flush()
        entry = _end_block, self.tag, self.region, self.hidden, self.pre, self.trail, self.group, self.item
        self.count += 1
        self.numbers.append(self.count)
        self.tag = tag
        if not attrs:
            self.elements.append((tag, ""))
        elif len(attrs) == 1 and "class" in attrs:  # most have a class alone
            self.elements.append((tag, self.classed(attrs["class"])))
        else:
            self.elements.append((tag, self.describe(attrs)))
        return entry

    def end_block(self, entry: tuple[Any, ...]) -> None:
        if self.parts:
            self.flush()
        _, self.tag, self.region, self.hidden, self.pre, self.trail, self.group, self.item = entry
        self.numbers.pop()

    def classed(self, name: str) -> str:
        if name:
            self.trail = (name, *self.trail[: _WORDS_FROM - 1])
            self.hidden = self.hidden or self.spoken[name]
        return name

    def describe(self, attrs: Attrs) -> str:
        """Note what the attributes say of what is in the element; return class, id, role and itemprop."""
        name = attrs.get("class", "")
        self.hidden = self.hidden or self.spoken[name] or (not HIDERS.isdisjoint(attrs) and hides(attrs))
        if not NAMING.isdisjoint(attrs):
            name = self.naming(attrs, name)
        if name:
            self.trail = (name, *self.trail[: _WORDS_FROM - 1])
        return name

    def naming(self, attrs: Attrs, name: str) -> str:
        if "itemprop" in attrs:
            self.microdata(attrs)
        if "role" in attrs:
            self.region = ROLES.get(attrs["role"], self.region)
        return " ".join([name, *(attrs[key][:NAME_LONG] for key in ("id", "role", "itemprop") if key in attrs)]).lstrip()

    def semantic(self, tag: str, attrs: Attrs) -> _Entry:
        entry = self.block(tag, {})
        # Around the whole page a form is a framework's way to keep its state.
        if tag != "form" or len(self.numbers) > 1:
            self.region = "form" if tag == "search" else tag
        self.elements[-1] = tag, self.describe(attrs)
        return entry

    def headline(self, tag: str, attrs: Attrs) -> _Entry:
        self.headed = True
        return self.block(tag, attrs)

    def preformatted(self, tag: str, attrs: Attrs) -> _Entry:
        entry = self.block(tag, attrs)
        self.pre = True
        return entry

    def dialog(self, tag: str, attrs: Attrs) -> _Entry:
        entry = self.block(tag, attrs)
        self.hidden = self.hidden or "open" not in attrs
        return entry

    def listing(self, tag: str, attrs: Attrs) -> _Entry:
        entry = self.block(tag, attrs)
        self.group = self.group or self.count
        return entry

    def listed(self, tag: str, attrs: Attrs) -> _Entry:
        entry = self.block(tag, attrs)
        self.item = self.count
        return entry

    def table(self, tag: str, attrs: Attrs) -> _Entry:
        entry = self.listing(tag, attrs)
        self.item = 0
        return entry

    def row(self, tag: str, attrs: Attrs) -> _Entry:
        return _end_row, self.block(tag, attrs), len(self.records), self.count

    def end_row(self, entry: tuple[Any, ...]) -> None:
        _, block, first, number = entry
        if self.parts:
            self.flush()
        group = self.group
        self.end_block(block)
        if 0 < len(self.records) - first <= CELLS and is_row(self.records[first:]):
            self.records[first:] = [join_row(self.records[first:], group, number)]

    # Inline elements

    def inline(self, tag: str, attrs: Attrs) -> _Entry:
        if "itemprop" in attrs:
            self.microdata(attrs)
        name = attrs.get("class", "")
        if not self.hidden and ((name and self.spoken[name]) or (not HIDERS.isdisjoint(attrs) and hides(attrs))):
            return self.hide(tag, attrs)
        if "-" in tag:
            if tag.endswith("-icon"):
                name = f"icon {name}"
            elif self.tag not in RUNNING:
                return self.block(tag, attrs)
        if not name:
            return None
        if not self.parts:
            self.wrap = self.wrap or name
        elif self.edge == len(self.parts) and not self.pre and self.tag not in RUNNING and touches(self.parts[-1]):
            self.parts.append(SEAM)
            self.breaks = True
        return _end_inline, tag, name, len(self.parts), len(self.spans), self.flushes

    def end_inline(self, entry: tuple[Any, ...]) -> None:
        _, tag, name, first, spans, flushes = entry
        if flushes != self.flushes:
            return
        # Of one or two parts: in nested elements, joining all of them each time would take time by the square.
        # Not a link: `<a class="icon external">ministry</a>` is a word with an icon behind it.
        if 0 < len(self.parts) - first < 3 and tag != "a" and is_icon("".join(self.parts[first:]), name):
            self.set_aside(first, spans, name, icon=True)
        self.edge = len(self.parts)
        if not first and self.wrap == name:
            self.wrap, self.wrap_end = (name, len(self.parts)) if self.parts else ("", 0)

    def hide(self, tag: str, attrs: Attrs) -> _Entry:
        name = attrs.get("class", "")
        if self.parts or ICON.search(name[:NAME_LONG]):
            return _end_hide, len(self.parts), len(self.spans), self.flushes, name
        around = self.tag
        entry = self.block(tag, attrs)
        self.tag, self.hidden = around, True
        return entry

    def end_hide(self, entry: tuple[Any, ...]) -> None:
        _, first, spans, flushes, name = entry
        if flushes == self.flushes:
            icon = len(self.parts) - first < 3 and is_icon("".join(self.parts[first:]), name)
            self.set_aside(first, spans, name, hidden=not icon, icon=icon)

    def set_aside(self, first: int, spans: int, name: str, hidden: bool = False, icon: bool = False) -> None:
        """Take the last parts out of the block being read: they follow it as a block of their own."""
        text = one_line(self.parts[first:])
        del self.parts[first:], self.spans[spans:]
        if text:
            trail = (name, *self.trail[: _WORDS_FROM - 1])
            record = self.record(text, 0.0, trail, hidden or self.hidden, icon)
            self.later.append(record)
        if not self.parts:
            self.records += self.later
            self.later = []

    def link(self, tag: str, attrs: Attrs) -> _Entry:
        inner = self.inline(tag, attrs) if attrs else None
        # `<a name="top">` is a place, and often left open around half a page.
        if "href" not in attrs and "class" not in attrs and "onclick" not in attrs:
            return inner
        self.links += 1
        if self.links == 1:
            self.spans.append(len(self.parts))
        return _end_link, inner

    def end_link(self, entry: tuple[Any, ...]) -> None:
        self.links -= 1
        if not self.links:
            self.spans.append(len(self.parts))
        if entry[1] is not None:
            entry[1][0](self, entry[1])

    def button(self, tag: str, attrs: Attrs) -> _Entry:
        return self.inline(tag, attrs) if self.tag in RUNNING else self.block(tag, attrs)

    def line_break(self, tag: str, attrs: Attrs) -> _Entry:
        if self.parts:
            self.parts.append("\n" if self.pre else BREAK)
            self.breaks = True
        return None

    def time(self, tag: str, attrs: Attrs) -> _Entry:
        said = attrs.get("datetime")
        if said:
            about = f"{attrs.get('itemprop', '')} {attrs.get('class', '')} {'pubdate' if 'pubdate' in attrs else ''}"
            early = self.headed and not self.begun and self.region in ("", "article", "main", "header")
            self.said.times.append((time_origin(about, early), said))
        return self.inline(tag, attrs) if attrs else None

    # Elements that are not shown, and those that speak of the page

    def unseen(self, tag: str, attrs: Attrs) -> _Entry:
        if self.parts:
            self.parts.append(" ")
        self.skip = 1
        self.resume = RESUMES.get(tag, NOTHING)
        return None

    def resumes(self, tag: str) -> bool:
        """Whether a start tag ends the element that is being skipped, which was left open."""
        if tag in self.resume:
            self.stack.extend([None] * (self.skip - 1))
            self.skip, self.sink, self.labels = 0, None, None
            return True
        self.skip += 1
        if self.skip > self.limit:
            raise TooDeepError
        if self.labels is not None and tag in ("title", "text"):
            self.titled = self.titled or tag == "title"
            self.labels.append(" ")
            self.sink = self.labels
        return False

    def svg(self, tag: str, attrs: Attrs) -> _Entry:
        self.unseen(tag, attrs)
        self.labels, self.titled = [], False
        return _end_svg, attrs.get("class", "")

    def end_svg(self, entry: tuple[Any, ...]) -> None:
        labels, self.labels, self.sink = self.labels, None, None
        if labels and self.titled:
            first = len(self.parts)
            self.parts.extend(labels)
            self.set_aside(first, len(self.spans), entry[1], icon=True)

    def template(self, tag: str, attrs: Attrs) -> _Entry:
        return self.block(tag, attrs) if "shadowrootmode" in attrs else self.unseen(tag, attrs)

    def script(self, tag: str, attrs: Attrs) -> _Entry:
        self.skip = 1
        self.resume = NOTHING
        if "ld+json" not in attrs.get("type", ""):
            return None
        self.sink = []
        self.said.scripts.append(self.sink)
        return (_end_sink,)

    def page_title(self, tag: str, attrs: Attrs) -> _Entry:
        self.skip = 1
        self.resume = NOTHING
        self.sink = None if self.said.title else self.said.title
        return (_end_sink,)

    def end_sink(self, entry: tuple[Any, ...]) -> None:
        self.sink = None

    def html(self, tag: str, attrs: Attrs) -> _Entry:
        self.said.language = self.said.language or attrs.get("lang") or attrs.get("xml:lang") or ""
        return None

    def plain(self, tag: str, attrs: Attrs) -> _Entry:
        return None

    def meta(self, tag: str, attrs: Attrs) -> _Entry:
        content = attrs.get("content")
        name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop")
        if content and name:
            self.said.named.append((name.lower(), content))
        return None

    def address(self, tag: str, attrs: Attrs) -> _Entry:
        if "canonical" in attrs.get("rel", "").lower().split():
            self.said.canonical = self.said.canonical or attrs.get("href", "")
        return None

    def microdata(self, attrs: Attrs) -> None:
        """``<span itemprop=datePublished content=2024-05-03>``: said of the page beside what is shown."""
        said = attrs.get("content")
        if said:
            self.said.named.append((attrs["itemprop"].lower(), said))

    # From parts to blocks

    def flush(self) -> None:
        """End the block being read."""
        rows: Iterable[tuple[str, float]]
        parts, spans, trail = self.parts, self.spans, self.trail
        self.parts = []
        self.flushes += 1
        if self.wrap:
            if not self.wrap_end or not one_line(parts[self.wrap_end :]):
                trail = (self.wrap, *trail[: _WORDS_FROM - 1])
            self.wrap, self.wrap_end = "", 0
        if spans:
            self.spans = [0] if self.links else []
        if self.pre:
            rows = verbatim("".join(parts))
        elif spans or self.breaks:
            rows = rows_of(parts, spans, self.breaks)
        else:
            rows = ((" ".join("".join(parts).split()), 0.0),)
        self.breaks, self.edge = False, 0
        for text, link in rows:
            if text and (text[0] in EDGE or text[-1] in EDGE):
                text = text.strip(EDGES)
            if text:
                self.records.append(self.record(text, link, trail, self.hidden))
        if self.later:
            self.records += self.later
            self.later = []

    def record(self, text: str, link: float, trail: tuple[str, ...], hidden: bool, icon: bool = False) -> Record:
        if len(text) >= _LEDE and self.headed and link < 0.5:
            self.begun = True
        words = self.spelt.get(trail)
        if words is None:
            words = self.spelt[trail] = _spell(list(map(self.names.__getitem__, trail)))
        numbers = tuple(self.numbers) if len(self.numbers) <= _CHAIN else tuple(self.numbers[:_CHAIN])
        # Made as tuples, which is twice as fast as by the class: there are hundreds a page.
        markup = _new(Markup, (self.tag, self.region, words, link, numbers, hidden, icon))
        return _new(Record, (text, markup, self.group, self.item))


def _spell(names: list[str]) -> str:
    words = " ".join(names).split()
    if len(words) > _WORDS_MANY:
        ends = accumulate(len(name.split()) for name in names)
        del words[next(end for end in ends if end > _WORDS_MANY) :]
    text = " ".join(dict.fromkeys(words))
    return text if len(text) <= _WORDS_LONG else text[:_WORDS_LONG].rpartition(" ")[0]


_end_block = Page.end_block
_end_row = Page.end_row
_end_inline = Page.end_inline
_end_hide = Page.end_hide
_end_link = Page.end_link
_end_svg = Page.end_svg
_end_sink = Page.end_sink

_OPENERS: dict[str, Callable[[Page, str, Attrs], _Entry]] = {
    **dict.fromkeys(BLOCKS, Page.block),
    **dict.fromkeys(REGIONS, Page.semantic),
    **dict.fromkeys(("dir", "dl", "menu", "ol", "ul"), Page.listing),
    **dict.fromkeys(("dd", "dt", "li"), Page.listed),
    **dict.fromkeys(("listing", "plaintext", "pre", "xmp"), Page.preformatted),
    **dict.fromkeys(("body", "frameset", "head", "tbody", "tfoot", "thead"), Page.plain),
    **dict.fromkeys(NOT_SHOWN, Page.unseen),
    "a": Page.link,
    "br": Page.line_break,
    "button": Page.button,
    "dialog": Page.dialog,
    "h1": Page.headline,
    "html": Page.html,
    "link": Page.address,
    "meta": Page.meta,
    "script": Page.script,
    "svg": Page.svg,
    "table": Page.table,
    "template": Page.template,
    "time": Page.time,
    "title": Page.page_title,
    "tr": Page.row,
}
