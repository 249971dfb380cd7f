"""The dateline: which of the capture's stamps says when the story was filed, and where the lede says where."""

from __future__ import annotations

from typing import Literal

from ..dateline import Stamp, find_opening, find_stamp, settle
from ..model import Dateline
from .core import STAMP_AGAIN, STAMP_BYLINE
from .draft import Draft
from .zones import is_prose, zones

_NAME_WORDS = 8


def apply_dateline(draft: Draft, url: str, mode: Literal["report", "extract"]) -> Dateline | None:
    """Give the dateline its span, remove the other date lines, and say what it tells."""
    stamps = _stamps(draft)
    chosen = _choose(stamps)
    dateline = None
    if chosen is not None:
        stamp = stamps[chosen]
        dateline = Dateline(
            draft.text(chosen)[stamp.start : stamp.end],
            settle(stamp, url or None, [s for i, s in stamps.items() if i != chosen]),
        )
        _take(draft, chosen, stamp)
        for i, other in stamps.items():
            if i != chosen and other.whole:
                draft.remove(i, STAMP_AGAIN)
    return _opening(draft, dateline, mode)


def _stamps(draft: Draft) -> dict[int, Stamp]:
    """The stamps of the head and the tail, by block number."""
    head, tail = zones(draft)
    found = {}
    for i in range(*draft.span):
        if (i < head or i >= tail) and draft.free(i) and not is_prose(draft.blocks[i].text):
            text = draft.text(i)
            stamp = find_stamp(text)
            if stamp and (stamp.whole or _beside_name(text, stamp)):
                found[i] = stamp
    return found


def _beside_name(text: str, stamp: Stamp) -> bool:
    """Whether what stands beside a partial stamp can only be a byline: "Jane Doe, 4 March 2021".

    "— Jane Doe (@janedoe) 4 March 2021" is no byline but signs a quoted post.
    """
    if text[0] in "—–-―" or "@" in text:
        return False
    rest = (text[: stamp.start] + " " + text[stamp.end :]).strip(" ,|•·-–—/")
    words = rest.split()
    return 0 < len(words) <= _NAME_WORDS and sum(w[:1].isupper() for w in words) * 2 > len(words) and rest[-1] not in ".?!:"


def _choose(stamps: dict[int, Stamp]) -> int | None:
    """The first that says it is the publication date, else the first with a date, else the first."""
    order = sorted(stamps, key=lambda i: (not stamps[i].whole, stamps[i].label == "updated", not _dated(stamps[i]), i))
    return order[0] if order else None


def _dated(stamp: Stamp) -> bool:
    return stamp.date is not None or bool(stamp.ambiguous)


def _take(draft: Draft, i: int, stamp: Stamp) -> None:
    start = draft.start(i)
    draft.cut(i, start + stamp.start, start + stamp.end, "dateline")
    if draft.free(i):
        draft.remove(i, STAMP_BYLINE)


def _opening(draft: Draft, dateline: Dateline | None, mode: Literal["report", "extract"]) -> Dateline | None:
    """Add what the first paragraph opens with, ``BEIRUT, Lebanon (AP) —``."""
    first = next((i for i in range(len(draft.blocks)) if draft.free(i) and is_prose(draft.blocks[i].text)), None)
    if first is None:
        return dateline
    opening = find_opening(draft.text(first))
    if opening is None:
        return dateline
    if dateline:
        return dateline._replace(place=opening.place, agency=opening.agency)
    start = draft.start(first)
    text = draft.text(first)[: opening.end].rstrip()
    if mode == "extract":
        draft.cut(first, start, start + opening.end, "dateline")
    return Dateline(text, None, opening.place, opening.agency)
