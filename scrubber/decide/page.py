"""On a page a block must earn its place: the scorecard, the best run, and what stands outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..model import Block, Match
from .core import PAGE_INSIDE, PAGE_OUTSIDE
from .draft import Draft

if TYPE_CHECKING:
    from .scorecard import Scores
    from .segments import Run

# How far above the story its headline and its stamp may stand, in blocks: share rows, a byline, a picture's credit.
_ABOVE = 40


def find_story(blocks: Sequence[Block], matches: Mapping[int, Sequence[Match]]) -> tuple[Run, Scores] | None:
    """The run of blocks that is the story, and every block's score; None for a page without blocks."""
    if not blocks:
        return None
    # numpy takes longer to import than a light capture to clean, and only pages need it.
    from .evidence import gather, surely_chrome
    from .scorecard import page_card, score
    from .segments import best_run

    evidence, card = gather(blocks, matches), page_card()
    scores = score(evidence, card)
    return best_run(scores.total, evidence["words"], surely_chrome(evidence), card.bias, card.drop), scores


def focus(draft: Draft, run: Run) -> None:
    """Let head and tail be those of the story, not those of the page."""
    draft.story = (run.start, run.end)
    draft.span = (max(0, run.start - _ABOVE), run.end)


def apply_page(draft: Draft, run: Run, scores: Scores) -> None:
    """Remove what is left outside the run, and what scores badly inside it."""
    for i in range(len(draft.blocks)):
        if not draft.free(i):
            continue
        if not run.start <= i < run.end:
            draft.remove(i, PAGE_OUTSIDE, f"{PAGE_OUTSIDE.why} {scores.why(i)}")
        elif i in run.dropped:
            draft.remove(i, PAGE_INSIDE, f"{PAGE_INSIDE.why} {scores.why(i)}")
