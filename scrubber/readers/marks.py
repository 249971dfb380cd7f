"""What a page's inline elements say of words: emphasis, links, code. Noted only for a form of output that shows it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any
from urllib.parse import urljoin

from ..model import Block, Mark
from .names import Attrs
from .page import Page
from .parts import EDGE
from .tables import Record

_KINDS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("em", "i"), "em"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("del", "s", "strike"), "del"),
    "a": "link",
    "sub": "sub",
    "sup": "sup",
    "th": "th",
}
_OPEN = 20
"""Elements noted at a time: all that are open are noted again for each block, and a page may leave thousands open."""

_URL_LONG = 2_000


class MarkedPage(Page):
    """A page that notes its inline elements too.

    A block's white space changes while it is read, its other characters stay in order: so a place is noted as the
    number of such characters before it, in the block while that is being read, in the whole page afterwards.
    """

    __slots__ = ("base", "closed", "made", "marks", "open")

    def __init__(self, limit: int = 1 << 60) -> None:
        super().__init__(limit)
        self.base = ""
        self.open: list[list[Any]] = []  # kind, value and first part
        self.closed: list[tuple[int, int, str, str]] = []  # first part, part after the last, kind and value
        self.made = 0  # characters in all records so far
        self.marks: list[tuple[int, int, str, str]] = []

    def start(self, tag: str, attrs: Attrs) -> None:
        levels = len(self.stack)
        super().start(tag, attrs)
        if tag == "base":
            self.base = self.base or attrs.get("href", "")[:_URL_LONG]
        kind = _KINDS.get(tag)
        if kind and not self.skip and len(self.stack) > levels and len(self.open) < _OPEN:
            mark = [kind, self.address_of(attrs) if kind == "link" else "", len(self.parts)]
            self.open.append(mark)
            self.stack[-1] = _end_mark, self.stack[-1], mark

    def address_of(self, attrs: Attrs) -> str:
        href = attrs.get("href", "")
        if not self.base or len(href) > _URL_LONG:
            return href[: _URL_LONG + 1]
        try:
            return urljoin(self.base, href)
        except ValueError:  # `http://[`
            return ""

    def end_mark(self, entry: tuple[Any, ...]) -> None:
        _, inner, mark = entry
        self.open = [other for other in self.open if other is not mark]
        self.closed.append((mark[2], len(self.parts), mark[0], mark[1]))
        if inner is not None:
            inner[0](self, inner)

    def set_aside(self, first: int, spans: int, name: str, hidden: bool = False, icon: bool = False) -> None:
        self.closed = [(start, min(end, first), kind, said) for start, end, kind, said in self.closed if start < first]
        for mark in self.open:
            mark[2] = min(mark[2], first)
        super().set_aside(first, spans, name, hidden, icon)

    def flush(self) -> None:
        within = [*self.closed, *((mark[2], len(self.parts), mark[0], mark[1]) for mark in reversed(self.open))]
        ends = [0, *accumulate(map(_solid, self.parts))] if within else []
        # What was set aside is made already, but follows the block.
        at = self.made - sum(_solid(record.text) for record in self.later)
        super().flush()
        for mark in self.open:
            mark[2] = 0
        self.closed = []
        # Outer elements end last, and come first.
        self.marks += [(at + ends[a], at + ends[b], kind, value) for a, b, kind, value in reversed(within) if ends[a] < ends[b]]

    def record(self, text: str, link: float, trail: tuple[str, ...], hidden: bool, icon: bool = False) -> Record:
        self.made += _solid(text)
        return super().record(text, link, trail, hidden, icon)

    def placed(self, source: str, blocks: Sequence[Block]) -> list[Mark]:
        """The marks by their places in the source, each within one block."""
        title = _solid(self.records[0].text) if self.records and self.records[0].markup.tag == "title" else 0
        # Numbers of a list would take eight times the page itself.
        places = array("I", (i for i, c in enumerate(source) if not c.isspace() and c not in EDGE))[title:]
        starts = [block.start for block in blocks]
        found = ((places[a], places[b - 1] + 1, kind, value) for a, b, kind, value in self.marks)
        marks = [
            Mark(max(start, block.start), min(end, block.end), kind, value)
            for start, end, kind, value in found
            for block in blocks[bisect_right(starts, start) - 1 : bisect_left(starts, end)]
        ]
        return sorted(marks, key=lambda mark: (mark.start, -mark.end))


_end_mark = MarkedPage.end_mark


def _solid(text: str) -> int:
    return sum(not c.isspace() and c not in EDGE for c in text)
