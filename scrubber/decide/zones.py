"""Where a block stands: before the story, in it, or after it."""

from __future__ import annotations

from .draft import Draft

_PROSE = 100
_PROSE_DENSE = 40
# The first paragraph may be a standfirst with the byline still to come, and the last an author's note
# with the share row before it: one paragraph on the way does not end the head or begin the tail.
_PARAGRAPHS = 2


def is_prose(text: str) -> bool:
    """Whether a text is long enough to be a paragraph, in any script."""
    return len(text) >= _PROSE or (len(text) >= _PROSE_DENSE and sum(c > "\u2e7f" for c in text) * 2 > len(text))


def zones(draft: Draft) -> tuple[int, int]:
    """``(head, tail)``: blocks before number ``head`` are the head, blocks from number ``tail`` on the tail.

    They overlap in a short story. Removed blocks do not count as paragraphs.
    """
    n = len(draft.blocks)
    prose = [i for i in range(n) if draft.free(i) and is_prose(draft.blocks[i].text)]
    if len(prose) < _PARAGRAPHS:
        return n, 0
    return prose[_PARAGRAPHS - 1], prose[-_PARAGRAPHS] + 1
