"""The dateline: which of the capture's stamps says when the story was filed, and where the lede says where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from ..dateline import Stamp, beside_name, find_opening, find_stamp, settle, url_date
from ..model import Dateline
from .core import STAMP_AGAIN, STAMP_BYLINE
from .draft import Draft
from .headline import find_on_page
from .points import load_points
from .told import PUBLISHED, ToldDate, origin_kind, tellers, told_dates
from .zones import is_prose, zones

CATEGORICAL = frozenset("address agree dated label origin place tells".split()) | {"agree published"}
"""Evidence for a page's date whose values are numbers of kinds, not amounts."""

# How far from the headline and the story a page's date may stand, in blocks.
_AROUND = 40
_RIGHT_BELOW = 2
_FAR = 99.0


def apply_dateline(draft: Draft, url: str, mode: Literal["report", "extract"]) -> Dateline | None:
    """Give the dateline its span, remove the other date lines, and say what it tells."""
    told = told_dates(draft.meta) if draft.meta is not None else []
    on_page = draft.on_page or bool(told)
    stamps = _page_stamps(draft, url) if on_page else _stamps(draft)
    chosen = _choose_on_page(draft, stamps, url, told) if on_page else _choose(stamps)
    dateline = None
    if isinstance(chosen, ToldDate):
        dateline = Dateline("", chosen.date, why=f"Told by {tellers(told, chosen.day)}; the page shows no such date.")
    elif chosen is not None:
        stamp = stamps[chosen]
        date = settle(stamp, url or None, [s for i, s in stamps.items() if i != chosen])
        said = tellers(told, day_of(stamp, url, stamps.values()))
        why = "" if draft.meta is None else f"The page shows it; also told by {said}." if said else "The page shows it."
        dateline = Dateline(draft.text(chosen)[stamp.start : stamp.end], date, why=why)
        _take(draft, chosen, stamp)
        for i, other in stamps.items():
            if i != chosen and other.whole and draft.span[0] <= i < draft.span[1]:
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
            if stamp and (stamp.whole or beside_name(text, stamp)):
                found[i] = stamp
    return found


def _page_stamps(draft: Draft, url: str) -> dict[int, Stamp]:
    """The stamps of a page: from above its headline to the head of the story, and from its tail to below it.

    Around the story a date need not stand alone: "News | 11 March 2019 | 5 min read" is a row of chrome there.
    """
    head, tail = zones(draft)
    title = find_on_page(draft, url)
    top = min(draft.story[0], draft.story[0] if title is None else title) - _AROUND
    home = draft.article(draft.story[0]) if draft.story[0] < len(draft.blocks) else 0
    found = {}
    for i in range(max(0, top), min(len(draft.blocks), draft.story[1] + _AROUND)):
        if (i < head or i >= tail) and i != title and draft.free(i) and not is_prose(draft.blocks[i].text):
            text = draft.text(i)
            stamp = find_stamp(text)
            apart = not draft.story[0] <= i < draft.story[1]
            other = i >= draft.story[1] and draft.article(i) not in (0, home)  # the next article of a page without end
            if stamp and not other and (apart or _is_row(text, stamp)):
                found[i] = stamp
    return _without_others(found, draft.story[1], url)


def _without_others(stamps: Mapping[int, Stamp], end: int, url: str) -> dict[int, Stamp]:
    """The stamps without those of other stories, whose teasers stand below a story.

    A date of the story itself stands right below it and alone, is labelled, or is that of the address.
    """
    below = {i: stamp for i, stamp in stamps.items() if i >= end}
    alone = len({stamp.date for stamp in below.values()}) == 1
    address = url_date(url)
    others = {
        i
        for i, stamp in below.items()
        if not (stamp.label or (alone and i <= end + _RIGHT_BELOW))
        and not (address and day_of(stamp, url, stamps.values()) == address)
    }
    return {i: stamp for i, stamp in stamps.items() if i not in others}


def _is_row(text: str, stamp: Stamp) -> bool:
    """Whether a line of the story is chrome with a date in it.

    "The survey, published online 11 March 2019 by the" is a paragraph that was broken at its links.
    """
    return stamp.whole or beside_name(text, stamp) or stamp.start == 0 or any(bar in text for bar in "|•·")


def _choose_on_page(draft: Draft, stamps: Mapping[int, Stamp], url: str, told: Sequence[ToldDate]) -> int | ToldDate | None:
    """The stamp for which the most speaks; none for a page that has but dates of other things."""
    card = load_points("date" if draft.meta is None else "html-date")
    among: list[int | ToldDate] = [*stamps, *told]
    points = [(card.total(row), -n) for n, row in enumerate(describe(draft, stamps, url, told))]
    most, best = max(points, default=(card.least - 1, 0))
    if most < card.least:
        # "2 hours ago" beside the headline is a dateline, though no date.
        return _choose({i: stamp for i, stamp in _stamps(draft).items() if i in stamps and not stamp.date})
    chosen = among[-best]
    return chosen if isinstance(chosen, int) else _shown(chosen, stamps, points, url)


def _shown(chosen: ToldDate, stamps: Mapping[int, Stamp], points: Sequence[tuple[float, int]], url: str) -> int | ToldDate:
    """The stamp that shows the day the page tells, the best of them; the told one if none does."""
    same = [
        (total, -i)
        for (total, _), (i, stamp) in zip(points, stamps.items(), strict=False)
        if day_of(stamp, url, stamps.values()) == chosen.day
    ]
    return -max(same)[1] if same else chosen


def describe(draft: Draft, stamps: Mapping[int, Stamp], url: str, told: Sequence[ToldDate] = ()) -> Iterator[dict[str, float]]:
    """The evidence for each of a page's stamps, and then for each date it tells, by name."""
    start, end = draft.story
    title = find_on_page(draft, url)
    days = [day_of(stamp, url, stamps.values()) for stamp in stamps.values()]
    address = url_date(url)
    said = [(origin_kind(each.origin), each.day) for each in told]
    for (i, stamp), day in zip(stamps.items(), days, strict=True):
        yield {
            "place": 0.0 if title is not None and i < title else 1.0 if i < start else 2.0 if i < end else 3.0,
            "below headline": _FAR if title is None else float(i - title),
            "above story": float(start - i),
            "below story": float(i - end),
            "label": float(("", "published", "updated").index(stamp.label)),
            **_compare(day, address, days),
            **(_told(0.0, day, said) if draft.meta is not None else {}),
        }
    for kind, day in said:
        elsewhere = {"place": -1.0, "below headline": -_FAR, "above story": -_FAR, "below story": -_FAR, "label": -1.0}
        yield {**elsewhere, **_compare(day, address, days), **_told(kind, day, said)}


def _compare(day: dt.date | None, address: dt.date | None, days: Sequence[dt.date | None]) -> dict[str, float]:
    """How a day stands to that of the address, and to the days the page's stamps show."""
    shown = {other for other in days if other}
    return {
        "address": 0.0 if not address or not day else 1.0 if day == address else 2.0,
        "dated": float(bool(day)),
        "earlier": float(sum(other < day for other in shown)) if day else 0.0,
        "later": float(sum(other > day for other in shown)) if day else 0.0,
        "as many": float(days.count(day)) if day else 0.0,
    }


def _told(kind: float, day: dt.date | None, said: Sequence[tuple[float, dt.date]]) -> dict[str, float]:
    """Who tells a day, who else does, and whether the page tells any."""
    published = {k for k, _ in said} & PUBLISHED
    others = {k for k, other in said if other == day and k != kind}
    return {
        "origin": kind,
        "agree": 10 * kind + float(min(3, len(others))),
        "agree published": 10 * bool(kind) + float(min(2, len(others & PUBLISHED))),
        "tells": 20 * bool(kind) + 10 * (kind in PUBLISHED) + float(min(3, len(published))),
    }


def day_of(stamp: Stamp, url: str, others: Iterable[Stamp]) -> dt.date | None:
    """The day of a stamp, told by the others where it is in doubt."""
    date = settle(stamp, url or None, [other for other in others if other is not stamp])
    return date.date() if isinstance(date, dt.datetime) else date


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
    if dateline and dateline.text:
        return dateline._replace(place=opening.place, agency=opening.agency)
    start = draft.start(first)
    text = draft.text(first)[: opening.end].rstrip()
    if mode == "extract":
        draft.cut(first, start, start + opening.end, "dateline")
    bare = dateline or Dateline("")
    return bare._replace(text=text, place=opening.place, agency=opening.agency)
