"""Blocks as they are read, before their places are known; rows of tables; the layout of all as one text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..model import Block, Markup

_CELL, CELLS = 200, 100
"""Characters of a table cell and cells of a row beyond which it is a page's layout, not a row of data."""

_new = tuple.__new__


class Record(NamedTuple):
    """A block to be: its place in the source comes last, when all texts are known."""

    text: str
    markup: Markup
    group: int
    """Number of the outermost list or table it is in."""
    item: int
    """Number of the list item or table row it is in."""


def is_row(cells: list[Record]) -> bool:
    """Whether blocks are the cells of a data table's row: one short line each."""
    homes = {cell.markup.chain[-1:] for cell in cells}
    return len(homes) == len(cells) and all(_is_cell(cell.text, cell.markup) for cell in cells)


def _is_cell(text: str, markup: Markup) -> bool:
    return markup.tag in ("td", "th") and len(text) <= _CELL and "\n" not in text and not markup.icon


def join_row(cells: list[Record], group: int, number: int) -> Record:
    text = "\t".join([cell.text for cell in cells])
    first = cells[0].markup
    link = sum(cell.markup.link * len(cell.text) for cell in cells) / len(text)
    hidden = all(cell.markup.hidden for cell in cells)
    return Record(text, first._replace(tag="tr", link=link, chain=first.chain[:-1], hidden=hidden), group, number)


def lay_out(records: Sequence[Record]) -> tuple[str, list[Block]]:
    """Put the texts one after the other, and say where each is."""
    texts: list[str] = []
    blocks: list[Block] = []
    at = last_group = last_item = 0
    alone = False
    items = [record.item for record in records[1:]]
    items.append(0)
    for i, (text, markup, group, item) in enumerate(records):
        was_alone, alone = alone, item != 0 and last_item != item != items[i]
        gap = "\n" if alone and was_alone and group == last_group else "\n\n"
        if i:
            texts.append(gap)
            at += len(gap)
        texts.append(text)
        end = at + len(text)
        blocks.append(_new(Block, (at, end, text, markup)))
        at, last_group, last_item = end, group, item
    return "".join(texts), blocks
