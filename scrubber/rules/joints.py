"""Chrome that is glued to a paragraph: "…on Sunday.Advertisement", "Share this articleThe bridge…".

What a rule takes as a whole block it also takes from a block's edge, if it ends or begins exactly where two pieces of
the page were joined without a blank. Where a sentence's end touches a capital, any rule may be right; where a small
letter does, it may be a name ("YouTube", "By Ann MacDonald"), so there only phrases count, and one word alone never.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from ..model import Rule, Scope
from .letters import letters

Span = tuple[int, int]
Found = tuple[Rule, int, int]
Lookup = Callable[[Sequence[str]], Sequence[Rule | None]]
"""Texts -> for each the rule that takes it as a whole block, a sure one if there is any."""

# How far from a block's edge glued chrome may reach, and how many joints are looked at.
_REACH = 200
_MOST_JOINTS = 8
# "WhatsApp" is one name over one joint, "Share on LinkedIn" a phrase over one.
_MOST_INSIDE = 3
_SHORTEST = 12
# So many names of sections in a row are a menu, whatever touches them.
_ROW = 3
# No name has a part that long: "AdvertisementThe bridge".
_LONG_WORD = 10
_WORD = re.compile(r"\w+")
_CLOSERS = ".!?…\"”’»)]"
_CODE = frozenset("(){}[]<>=;_/\\@#$&*+")


class Joint(NamedTuple):
    """Where two pieces touch."""

    at: int
    sure: bool
    """A sentence ends there."""


def find_glued(texts: Sequence[str], phrase: Lookup, whole: Lookup) -> dict[int, list[Found]]:
    """Text number -> the rules that take a piece glued to its start or its end, and where.

    ``phrase`` knows phrases alone, ``whole`` patterns too. Costs one look at the texts, unless something is glued.
    """
    spots = _joints(texts)
    taken: dict[int, dict[Span, Rule]] = {i: {} for i in spots}
    pieces = [(i, s, e) for i, joints in spots.items() for s, e in _pieces(joints)]
    left = _look_up(texts, pieces, phrase, taken)
    _look_up(texts, [(i, s, e) for i, s, e in left if _is_beside_sentence(spots[i], s, e)], whole, taken)
    for i, known in taken.items():
        for start, end in [span for span in known if _is_code(texts[i], *span)]:
            del known[start, end]
    return {i: cells for i, joints in spots.items() if taken[i] and (cells := _edges(texts[i], joints, taken[i]))}


def _is_code(text: str, start: int, end: int) -> bool:
    """Whether one word belongs to a name of a program's: "account.Name)", "defer src.Close()"."""
    if " " in text[start:end].strip():
        return False
    before = text[max(0, start - 60) : start].rpartition(" ")[2].rstrip(_CLOSERS)
    return not _CODE.isdisjoint(text[start:end]) or not _CODE.isdisjoint(before) or "." in before


def _look_up(
    texts: Sequence[str],
    pieces: Sequence[tuple[int, int, int]],
    lookup: Lookup,
    taken: Mapping[int, dict[Span, Rule]],
) -> list[tuple[int, int, int]]:
    """Enter the rules of the pieces that one takes, and give back the others."""
    rules = lookup([texts[i][s:e] for i, s, e in pieces]) if pieces else ()
    for (i, s, e), rule in zip(pieces, rules, strict=True):
        if rule:
            taken[i][s, e] = rule
    return [(i, s, e) for i, s, e in pieces if (s, e) not in taken[i]]


def _joints(texts: Sequence[str]) -> dict[int, list[Joint]]:
    """The joints near the edges of each text, between joints that stand for the edges themselves."""
    ends = list(accumulate([len(text) + 1 for text in texts]))
    found: dict[int, list[Joint]] = {}
    for m in _touch().finditer("\n".join(texts)):
        i = bisect_right(ends, m.start())
        at = m.start() - (ends[i - 1] if i else 0)
        if len(texts[i]) >= _SHORTEST:
            found.setdefault(i, []).append(Joint(at, m.lastindex is not None))
    return {i: near for i, joints in found.items() if (near := _near_edges(joints, len(texts[i])))}


def _near_edges(joints: Sequence[Joint], length: int) -> list[Joint]:
    first = [j for j in joints[:_MOST_JOINTS] if j.at <= _REACH]
    last = [j for j in joints[-_MOST_JOINTS:] if j.at >= length - _REACH]
    near = sorted({*first, *last})
    return [Joint(0, False), *near, Joint(length, False)] if near else []


def _pieces(joints: Sequence[Joint]) -> Iterator[tuple[int, int]]:
    """What may be chrome: from each joint to one of the next."""
    for n, start in enumerate(joints):
        for end in joints[n + 1 : n + 1 + _MOST_INSIDE]:
            if end.at - start.at <= _REACH and not (n == 0 and end is joints[-1]):
                yield start.at, end.at


def _is_beside_sentence(joints: Sequence[Joint], start: int, end: int) -> bool:
    """Whether a piece at the text's start or end is parted from the rest by a sentence's end."""
    sure = {j.at for j in joints if j.sure}
    return (start == 0 and end in sure) or (end == joints[-1].at and start in sure)


def _edges(text: str, joints: Sequence[Joint], taken: Mapping[Span, Rule]) -> list[Found]:
    """The longest chains of chrome at the start and at the end that may be believed."""
    sure = {j.at for j in joints if j.sure}
    places = [j.at for j in joints]
    starts = _chains(places, taken)
    back = _chains([-at for at in reversed(places)], {(-e, -s): rule for (s, e), rule in taken.items()})
    ends = [[(-e, -s) for s, e in reversed(chain)] for chain in back]
    first = next((c for c in sorted(starts, key=_length) if _is_believed(text, c, taken, c[-1][1] in sure)), [])
    last = next((c for c in sorted(ends, key=_length) if _is_believed(text, c, taken, c[0][0] in sure)), [])
    return [
        *((as_edge(taken[span], "start"), *span) for span in first),
        *((as_edge(taken[span], "end"), *span) for span in last if span not in first),
    ]


def _chains(places: Sequence[int], taken: Mapping[Span, Rule]) -> list[list[Span]]:
    """The ways from the first place on, piece after piece, one to each place that can be reached."""
    ways: dict[int, list[Span]] = {places[0]: []}
    for n, start in enumerate(places):
        for end in places[n + 1 : n + 1 + _MOST_INSIDE]:
            if start in ways and end not in ways and (start, end) in taken:
                ways[end] = [*ways[start], (start, end)]
    return [way for way in ways.values() if way]


def _length(chain: Sequence[Span]) -> int:
    return chain[0][0] - chain[-1][1]


def _is_believed(text: str, chain: Sequence[Span], taken: Mapping[Span, Rule], parted: bool) -> bool:
    """Whether a chain is chrome: a sentence's end parts it from the prose, or it can be nothing else."""
    if not any(taken[span].strength == "sure" for span in chain):
        return False
    return parted or len(chain) >= _ROW or any(taken[s, e].strength == "sure" and _is_no_name(text[s:e]) for s, e in chain)


def _is_no_name(piece: str) -> bool:
    words = _WORD.findall(piece)
    return len(words) > 1 or len(words[0]) >= _LONG_WORD if words else False


def as_edge(rule: Rule, scope: Scope) -> Rule:
    """The rule of a whole block as that of an edge: what stands beside the piece is none of its business."""
    return rule._replace(scope=scope, strength="sure")


@cache
def _touch() -> re.Pattern[str]:
    """A capital that touches what stands before it, with the least of a word behind it."""
    low, up = letters()
    # The capital comes first, so that the search runs from capital to capital, and most stand behind a blank.
    return re.compile(
        rf"[{up}](?<=\S.)(?:(?<=[{low}\d][.!?…].)()|(?<=[{low}\d%)][.!?…][\"”’»)].)()|(?<=[{low},][”»].)()"
        rf"|(?<=[{low}{up}][{low}].)|(?<=\d.)(?=[{low}]))(?=[{low}{up}'’ ])"
    )
