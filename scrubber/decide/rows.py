"""Lines that are rows of small things: "By Ann Example | 3 May 2024 | 4 min read".

No rule fits the line, but one fits each of its cells. Only when every cell is accounted for is the row chrome:
in a table or a headline with a bar some cells are story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ..dateline import find_stamp
from ..model import Block, Match
from ..rules.lines import Lines
from .draft import Draft
from .zones import in_place, zones

_LONGEST = 200
# Full-width bars and blanks part cells as well: "2024年5月14日｜シェア", "责编丨林清　字号：大 中 小".
_BETWEEN = re.compile(r"\s*[|•·｜丨│]\s*|\s[/>»›→]\s|\s{3,}|\s?\u3000\s?")
# One of these is in every gap, and in few lines.
_SIGNS, _WIDE = "|•·｜丨│/>»›→\u3000", re.compile(r"\s\s\s")
# Words such as "Sport" and "Weather" are chrome only in a row: beside a cell that is so for sure, or many of them around
# the story.
_ROW, _LONG_ROW = 3, 4


def cells(blocks: Sequence[Block]) -> list[tuple[int, Block]]:
    """The cells of every block that is a row, with the block's number."""
    short = [i for i, block in enumerate(blocks) if len(block.text) <= _LONGEST]
    lines = Lines([blocks[i].text for i in short])
    some = [short[n] for n in sorted(lines.matching(_WIDE).union(*map(lines.holding, _SIGNS)))]
    return [(i, cell) for i in some if len(found := list(_split(blocks[i]))) > 1 for cell in found]


def _split(block: Block) -> Iterable[Block]:
    at = 0
    for gap in [*(m.span() for m in _BETWEEN.finditer(block.text)), (len(block.text), len(block.text))]:
        if at < gap[0]:
            yield Block(block.start + at, block.start + gap[0], block.text[at : gap[0]])
        at = gap[1]


def apply_rows(draft: Draft, row_cells: Sequence[tuple[int, Block]], matches: Mapping[int, Sequence[Match]]) -> None:
    """Remove the rows all of whose cells are chrome or stamps; a stamp is left for the dateline.

    ``matches`` are those of the cells, by their place in ``row_cells``.
    """
    head, tail = zones(draft)
    rows: dict[int, list[tuple[Block, Match | None]]] = {}
    for number, (i, cell) in enumerate(row_cells):
        if draft.untouched(i):
            fits = [m for m in matches.get(number, ()) if m.end - m.start == len(cell.text) and _holds(m, i, head, tail)]
            rows.setdefault(i, []).append((cell, min(fits, key=_choice, default=None)))
    for i, row in rows.items():
        if all(m or _is_stamp(cell) for cell, m in row) and _is_chrome([m for _, m in row if m], inside=head <= i < tail):
            _remove(draft, i, row)


def _is_chrome(found: Sequence[Match], *, inside: bool) -> bool:
    """Whether the cells' matches are enough, sure or many."""
    sure = [m for m in found if m.rule.strength == "sure"]
    if len(sure) == len(found):
        return bool(sure)
    return len(found) >= (_ROW if sure else _LONG_ROW) and (bool(sure) or not inside)


def _choice(m: Match) -> tuple[bool, bool]:
    return m.rule.strength != "sure", m.rule.category != "navigation"


def _holds(m: Match, i: int, head: int, tail: int) -> bool:
    return m.rule.scope == "block" and in_place(m.rule, i, head, tail)


def _is_stamp(cell: Block) -> bool:
    stamp = find_stamp(cell.text)
    return stamp is not None and stamp.whole


def _remove(draft: Draft, i: int, row: Sequence[tuple[Block, Match | None]]) -> None:
    """Cut the cells, each with the bar that parts it from its neighbour."""
    for number, (cell, m) in enumerate(row):
        if m:
            start = row[number - 1][0].end if number else draft.blocks[i].start
            end = cell.end if number + 1 < len(row) else draft.blocks[i].end
            draft.cut(i, start, row[number + 1][0].start if number == 0 else end, "removed", m.rule)
