"""What the rules alone decide: sure matches in their place, then hints in company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model import Match
from .draft import Draft
from .zones import in_place, is_prose, is_sentence, zones

# What is chrome in a row of its like may be a heading or a line of a story when it stands alone between two
# paragraphs: "Menu" above the dishes, "Contact us" in a leaflet, "Loading…" as the machine said it, "Tips" in a recipe,
# "Essential cookies" in what explains them.
_SOCIABLE = frozenset(("navigation", "notices", "footer", "counters", "tools", "cookies", "tags", "tips"))

_SENTENCE = 25


def apply_sure(draft: Draft, matches: Mapping[int, Sequence[Match]]) -> None:
    """Remove what sure rules match, first those that hold anywhere, then those of the head and the tail."""
    wanted = {i: sure for i, found in matches.items() if (sure := [m for m in found if m.rule.strength == "sure"])}
    for i in _alone(draft, wanted):
        wanted[i] = [m for m in wanted[i] if m.rule.category not in _SOCIABLE or m.rule.scope != "block"]
    for i, found in wanted.items():
        _apply(draft, i, [m for m in found if m.rule.where == "any" and m.rule.scope != "title"])
    head, tail = zones(draft)
    for i, found in wanted.items():
        placed = [m for m in found if m.rule.where != "any"]
        _apply(draft, i, [m for m in placed if in_place(m.rule, i, head, tail)] if placed else placed)


def _alone(draft: Draft, wanted: Mapping[int, Sequence[Match]]) -> list[int]:
    """The short blocks inside the story that stand between two blocks no rule fits."""
    first, last = zones(draft, paragraphs=1)
    blocks = draft.blocks
    return [
        i
        for i in wanted
        if 0 < i < len(blocks) - 1
        and not is_prose(blocks[i].text)
        and not wanted.get(i - 1)
        and not wanted.get(i + 1)
        and (first < i < last or (is_sentence(blocks[i - 1].text, _SENTENCE) and is_sentence(blocks[i + 1].text, _SENTENCE)))
    ]


def _apply(draft: Draft, i: int, found: Sequence[Match]) -> None:
    # What fits the whole block comes first: "Click to share (Opens in new window)" is one thing, not two.
    for m in sorted(found, key=lambda m: m.start - m.end):
        if draft.free(i):
            draft.cut(i, m.start, m.end, "removed", m.rule)


def apply_hints(draft: Draft, matches: Mapping[int, Sequence[Match]]) -> None:
    """Remove hinted blocks at the head and the tail that stand beside removed ones.

    One hint is never enough: "Analysis" may be a heading. Beside a share row it is not.
    """
    head, tail = zones(draft, paragraphs=1)
    n = len(draft.blocks)
    hinted = {
        i: m
        for i, found in matches.items()
        for m in found
        if m.rule.strength == "hint" and m.rule.scope == "block" and draft.free(i) and (i < head or i >= tail)
    }
    for order in (sorted(hinted), sorted(hinted, reverse=True)):
        for i in order:
            beside = [j for j in (i - 1, i + 1) if 0 <= j < n and draft.removed(j)]
            if not draft.free(i) or not beside or (head > i >= tail and 0 < i < n - 1 and len(beside) < 2):
                continue
            if i < head or _is_row(draft, i, beside) or any(j in hinted for j in (i - 1, i + 1)):
                draft.remove(i, hinted[i].rule, f"{hinted[i].rule.why} It stands beside other chrome.")


def _is_row(draft: Draft, i: int, beside: Sequence[int]) -> bool:
    """Whether two removed blocks stand beside block ``i``: one share button may stand below a cast's last entry, "Music"."""
    n = len(draft.blocks)
    return len(beside) == 2 or any(0 <= 2 * j - i < n and draft.removed(2 * j - i) for j in beside)
