"""What HTML says of a block by itself: where it stands, and whether a reader sees it."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Block, Markup, Match, Rule
from .core import MARKUP_AROUND, MARKUP_CONTROL, MARKUP_HIDDEN, MARKUP_ICON
from .zones import is_prose

# Pages put their FAQ's answers into panels that open on a click; what is long enough to be prose is not dropped for that.
_AROUND = frozenset(("nav", "footer", "aside"))


def match_markup(blocks: Sequence[Block]) -> dict[int, list[Match]]:
    """Block number -> what its mark-up says against it. Text captures have none."""
    rules = {i: rule for i, block in enumerate(blocks) if block.markup and (rule := _rule(block.markup))}
    return {
        i: [Match(rule, i, blocks[i].start, blocks[i].end)]
        for i, rule in rules.items()
        if rule is MARKUP_ICON or not is_prose(blocks[i].text)
    }


def _rule(markup: Markup) -> Rule | None:
    if markup.icon:
        return MARKUP_ICON
    if markup.hidden:
        return MARKUP_HIDDEN
    if markup.region in _AROUND:
        return MARKUP_AROUND
    return MARKUP_CONTROL if markup.tag == "button" else None
