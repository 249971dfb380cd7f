"""Step 4: what becomes of each block, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from ..model import Block, Dateline, Match, Piece, Rule
from .copies import apply_copies
from .draft import Draft
from .filed import apply_dateline
from .markup import match_markup
from .page import apply_page, find_story, focus
from .rows import apply_rows
from .sure import apply_hints, apply_sure
from .title import apply_title


def decide(
    blocks: Sequence[Block],
    matches: Mapping[int, Sequence[Match]],
    row_cells: Sequence[tuple[int, Block]] = (),
    cell_matches: Mapping[int, Sequence[Match]] | None = None,
    *,
    page: bool = False,
    url: str = "",
    dateline: Literal["report", "extract"] = "report",
    off: frozenset[Rule] = frozenset(),
) -> tuple[list[list[Piece]], Dateline | None]:
    """Decide on every block.

    Returns:
        For each block the pieces that tile it, and the dateline. ``off`` are core rules not to use.
    """
    draft = Draft(blocks, off)
    matches = {**matches, **match_markup(blocks)}
    story = find_story(blocks, matches) if page else None
    if story:
        focus(draft, story[0])
    apply_sure(draft, matches)
    apply_rows(draft, row_cells, cell_matches or {})
    filed = apply_dateline(draft, url, dateline)
    apply_title(draft, matches, url)
    apply_copies(draft)
    apply_hints(draft, matches)
    if story:
        apply_page(draft, *story)
    return [draft.pieces(i) for i in range(len(blocks))], filed
