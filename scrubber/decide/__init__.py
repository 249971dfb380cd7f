"""Step 4: what becomes of each block, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from ..model import Block, Dateline, Kind, Match, Meta, Piece, Rule
from .copies import apply_copies
from .draft import Draft
from .filed import apply_dateline
from .markup import match_markup
from .rows import apply_rows
from .story import SURELY, apply_story, find_edges, find_story, focus, is_doubtful, judge, may_be_page, pageness
from .sure import apply_hints, apply_sure
from .title import apply_title, keep_title


def decide(
    blocks: Sequence[Block],
    matches: Mapping[int, Sequence[Match]],
    row_cells: Sequence[tuple[int, Block]] = (),
    cell_matches: Mapping[int, Sequence[Match]] | None = None,
    *,
    kind: Kind = "article",
    url: str = "",
    dateline: Literal["report", "extract"] = "report",
    off: frozenset[Rule] = frozenset(),
    meta: Meta | None = None,
    elements: Sequence[tuple[str, str]] = (),
    titled: int = 0,
) -> tuple[list[list[Piece]], Dateline | None, Kind]:
    """Decide on every block.

    Returns:
        For each block the pieces that tile it, the dateline, and what kind of capture it is if ``kind`` is ``"auto"``. ``off``
        are core rules not to use, ``meta`` is what an HTML page says of itself, ``elements`` are those around its blocks, and
        ``titled`` is how much of the source is known to be the headline.
    """
    draft = Draft(blocks, off, meta, elements)
    matches = {**matches, **match_markup(blocks)}
    judged = judge(draft, matches, url) if _is_to_judge(blocks, kind) else None
    sure = kind != "auto"
    if kind == "auto":
        signs = pageness(judged) if judged else 0.0
        kind, sure = ("page" if signs > 0 else "article"), signs > SURELY
    run = find_story(draft, matches, judged, sure=sure) if judged and kind != "article" else None
    if run:
        focus(draft, run)
    if titled:
        keep_title(draft, matches, titled)
    apply_sure(draft, matches)
    apply_rows(draft, row_cells, cell_matches or {})
    filed = apply_dateline(draft, url, dateline)
    if not titled:
        apply_title(draft, matches, url)
    apply_copies(draft)
    apply_hints(draft, matches)
    if run is None and not titled and is_doubtful(draft):  # after an HTML page's cards those for text tell nothing new
        judged = judged or judge(draft, matches, url)
        run = find_edges(draft, matches, judged)
    if run and judged:
        apply_story(draft, run, judged.scores)
    return draft.all_pieces(), filed, kind


def _is_to_judge(blocks: Sequence[Block], kind: Kind) -> bool:
    """Whether the cards are needed from the start; for most articles they are not, or only for what the rules leave."""
    return bool(blocks) and (kind in ("page", "html") or (kind == "auto" and may_be_page(blocks)))
