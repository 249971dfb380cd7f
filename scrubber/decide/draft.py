"""What has been decided so far about each block: the sheet that the steps of ``decide`` write on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ..model import Block, Fate, Meta, Piece, Rule
from ..rules.fold import fold

# What a cut may leave behind without leaving anything: the bar between a paragraph and its share prompt.
_EMPTY = " \t\r\n\u00a0|•·-–—:;,/<>»«›‹*"


class Draft:
    """Blocks and their pieces. A block nobody has spoken of belongs to the body."""

    def __init__(
        self,
        blocks: Sequence[Block],
        off: frozenset[Rule] = frozenset(),
        meta: Meta | None = None,
        elements: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.blocks = blocks
        self.meta = meta
        """What the page says of itself; None for text."""
        self.elements = elements
        """Tag and name of the elements around the blocks, by their numbers."""
        self._off = off
        self.span = self.story = (0, len(blocks))
        """Where the story stands, and where its headline and stamps may: everywhere, but for a page."""
        self.headline: int | None = None
        """The block that is a page's headline, once it was looked for; below 0 if there is none."""
        self._pieces: dict[int, list[Piece]] = {}
        # Asked a thousand times a page, of which a hundred blocks are written on.
        self._taken: set[int] = set()

    @cached_property
    def folded(self) -> Sequence[str]:
        """The blocks' texts in one spelling, each on one line."""
        return fold("\n".join([block.text.replace("\n", " ") for block in self.blocks])).split("\n")

    @property
    def on_page(self) -> bool:
        """Whether the story is but a part of the capture."""
        return self.story != (0, len(self.blocks))

    def article(self, i: int) -> int:
        """The number of the outermost ``article`` element around block ``i``; 0 if there is none."""
        markup = self.blocks[i].markup
        return next((x for x in markup.chain if self.elements[x][0] == "article"), 0) if markup and self.elements else 0

    def untouched(self, i: int) -> bool:
        """Whether nothing at all was decided about block ``i``."""
        return i not in self._pieces

    def free(self, i: int) -> bool:
        """Whether nothing was decided about block ``i``, or only cuts were made in it."""
        return i not in self._taken

    def removed(self, i: int) -> bool:
        pieces = self._pieces.get(i)
        return pieces is not None and all(p.fate == "removed" for p in pieces)

    def fate(self, i: int) -> Fate:
        """What becomes of the last part of block ``i``."""
        return self.pieces(i)[-1].fate

    def start(self, i: int) -> int:
        """Where what is left of block ``i`` begins in the source."""
        block = self.blocks[i]
        left = next(p for p in self.pieces(i) if p.fate == "body")
        text = block.text[left.start - block.start : left.end - block.start]
        return left.start + len(text) - len(text.lstrip())

    def text(self, i: int) -> str:
        """What is left of block ``i``, without the white space around it."""
        pieces = self._pieces.get(i)
        block = self.blocks[i]
        if pieces is None:
            return block.text
        left = (block.text[p.start - block.start : p.end - block.start] for p in pieces if p.fate == "body")
        return "".join(left).strip()

    def remove(self, i: int, rule: Rule, why: str = "") -> None:
        """Take away what is left of block ``i``, unless the rule is off."""
        if rule in self._off:
            return
        self._set(i, "removed", rule, why or rule.why)

    def remove_whole(self, i: int, rule: Rule) -> None:
        """Take block ``i`` away as one thing, also what was cut from it before."""
        if rule not in self._off:
            block = self.blocks[i]
            self._write(i, [Piece(block.start, block.end, "removed", rule, rule.why)])

    def give(self, i: int, fate: Fate, why: str = "") -> None:
        """Hand what is left of block ``i`` to the title or the dateline."""
        self._set(i, fate, None, why)

    def _set(self, i: int, fate: Fate, rule: Rule | None = None, why: str = "") -> None:
        if i not in self._pieces:  # as most are that a page loses
            block = self.blocks[i]
            self._pieces[i] = [Piece(block.start, block.end, fate, rule, why)]
            self._taken.add(i)
            return
        self._write(i, [p if p.fate != "body" else Piece(p.start, p.end, fate, rule, why) for p in self.pieces(i)])

    def _write(self, i: int, pieces: list[Piece]) -> None:
        self._pieces[i] = pieces
        if "body" not in [p.fate for p in pieces]:
            self._taken.add(i)

    def cut(self, i: int, start: int, end: int, fate: Fate, rule: Rule | None = None, why: str = "") -> None:
        """Give ``source[start:end]``, inside block ``i``, its own fate. What was decided before stays."""
        block = self.blocks[i]
        if rule in self._off:
            return
        if start <= block.start and block.end <= end and i not in self._pieces:  # as most cuts are
            self._set(i, fate, rule, why or (rule.why if rule else ""))
            return
        out: list[Piece] = []
        for p in self.pieces(i):
            s, e = max(start, p.start), min(end, p.end)
            if p.fate != "body" or s >= e or block.text[s - block.start : e - block.start].isspace():
                out.append(p)
                continue
            if p.start < s:
                out.append(p._replace(end=s))
            out.append(Piece(s, e, fate, rule, why or (rule.why if rule else "")))
            if e < p.end:
                out.append(p._replace(start=e))
        self._write(i, out)
        if rule and self.free(i) and not self.text(i).strip(_EMPTY):
            self.remove(i, rule, why)

    def all_pieces(self) -> list[list[Piece]]:
        """The pieces of every block."""
        get = self._pieces.get
        return [get(i) or [Piece(block.start, block.end, "body")] for i, block in enumerate(self.blocks)]

    def pieces(self, i: int) -> list[Piece]:
        """The pieces of block ``i``; they tile it."""
        block = self.blocks[i]
        return self._pieces.get(i) or [Piece(block.start, block.end, "body")]
