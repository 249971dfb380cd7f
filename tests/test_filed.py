"""The dateline: which stamp it is, what becomes of the others, and the agency's opening."""

from __future__ import annotations

import datetime as dt

import pytest

from scrubber import Scrubber, scrub
from scrubber.dateline import find_stamp
from scrubber.decide.draft import Draft
from scrubber.decide.filed import describe
from scrubber.decide.points import load_points
from scrubber.readers.text import read_text

TITLE = "Harnsey pier opens again"
ONE = (
    "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and two of dispute."
)
TWO = "Visitors will pay nothing on the first weekend, and the brass band that closed the pier in 2013 will be asked to open it."
THREE = "The fishermen who have used the stump of the pier since then were promised a jetty of their own, which is not yet built."
STORY = f"{ONE}\n\n{TWO}\n\n{THREE}"


@pytest.mark.parametrize(
    ("stamp", "date"),
    [
        ("11 Mar, 2019 21:05", dt.datetime(2019, 3, 11, 21, 5)),
        ("March 11, 2019", dt.date(2019, 3, 11)),
        ("2019-03-11 21:05", dt.datetime(2019, 3, 11, 21, 5)),
        ("Published: 11 March 2019", dt.date(2019, 3, 11)),
        ("Mon, 11 Mar 2019", dt.date(2019, 3, 11)),
        ("11.03.2019, 21:05 Uhr", dt.datetime(2019, 3, 11, 21, 5)),
        ("25/03/2019", dt.date(2019, 3, 25)),
    ],
)
@pytest.mark.parametrize("place", ["before the title", "after it", "at the end"])
def test_a_stamp_at_the_head_or_tail_is_the_dateline(stamp: str, date: dt.date, place: str) -> None:
    parts = {"before the title": [stamp, TITLE, STORY], "after it": [TITLE, stamp, STORY], "at the end": [TITLE, STORY, stamp]}
    article = scrub("\n\n".join(parts[place]))
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.date) == (stamp, date)
    assert (article.title, article.body, article.removed) == (TITLE, STORY, ())


def test_a_day_and_month_that_cannot_be_told_apart_are_no_date() -> None:
    dateline = scrub(f"{TITLE}\n\n03/04/2019\n\n{STORY}").dateline
    assert dateline is not None
    assert (dateline.text, dateline.date) == ("03/04/2019", None)


@pytest.mark.parametrize(
    ("url", "date"),
    [("https://example.org/2019/04/03/pier", dt.date(2019, 4, 3)), ("https://example.org/2019/03/04/pier", dt.date(2019, 3, 4))],
)
def test_the_address_tells_them_apart(url: str, date: dt.date) -> None:
    dateline = scrub(f"{TITLE}\n\n03/04/2019\n\n{STORY}", url=url).dateline
    assert dateline is not None
    assert dateline.date == date


@pytest.mark.parametrize("order", [0, 1])
def test_published_goes_before_updated_and_the_other_is_removed(order: int) -> None:
    stamps = ["Updated: 13 March 2019", "Published: 11 March 2019"]
    source = "\n\n".join([TITLE, *(stamps if order else stamps[::-1]), STORY])
    article = scrub(source)
    assert article.dateline is not None
    assert article.dateline.text == "Published: 11 March 2019"
    assert [(r.rule, r.text) for r in article.removed] == [("stamp-again", "Updated: 13 March 2019")]


def test_the_other_stamp_stays_where_the_rule_is_off() -> None:
    source = f"{TITLE}\n\nPublished: 11 March 2019\n\nUpdated: 13 March 2019\n\n{STORY}"
    assert "Updated: 13 March 2019" in Scrubber(ignore=["stamp-again"]).scrub(source).body


def test_a_date_in_the_middle_of_the_story_is_a_heading() -> None:
    article = scrub(f"{TITLE}\n\n{ONE}\n\n{TWO}\n\n11 March 2019\n\n{THREE}\n\n{ONE} Again.\n\n{TWO} Again.")
    assert article.dateline is None
    assert "11 March 2019" in article.body


def test_a_date_in_a_sentence_is_no_stamp() -> None:
    article = scrub(f"{TITLE}\n\nIt happened on 11 March 2019, he said.\n\n{STORY}")
    assert article.dateline is None
    assert "It happened on 11 March 2019, he said." in article.body


def test_a_name_beside_the_stamp_is_a_byline() -> None:
    article = scrub(f"{TITLE}\n\nAnn Example, 11 March 2019\n\n{STORY}")
    assert article.dateline is not None
    assert article.dateline.text == "11 March 2019"
    assert article.body == STORY
    assert {r.category for r in article.removed} == {"byline"}


@pytest.mark.parametrize("line", ["— Ann Example (@ann) 11 March 2019", "Where were you on 11 March 2019?"])
def test_what_signs_a_quoted_post_is_no_byline(line: str) -> None:
    article = scrub(f"{TITLE}\n\n{ONE}\n\n{line}\n\n{TWO}")
    assert line in article.body


OPENINGS = [
    ("BEIRUT, Lebanon (AP) —", "BEIRUT, Lebanon", "AP"),
    ("LONDON (Reuters) -", "LONDON", "Reuters"),
    ("BEIRUT, Lebanon —", "BEIRUT, Lebanon", ""),
]


@pytest.mark.parametrize(("opening", "place", "agency"), OPENINGS)
def test_an_agencys_opening_is_reported_and_stays(opening: str, place: str, agency: str) -> None:
    article = scrub(f"{TITLE}\n\n{opening} {STORY}")
    assert article.dateline == (opening, None, place, agency, "")
    assert article.body == f"{opening} {STORY}"


@pytest.mark.parametrize(("opening", "place", "agency"), OPENINGS)
def test_an_agencys_opening_is_moved_out_on_demand(opening: str, place: str, agency: str) -> None:
    article = Scrubber(dateline="extract").scrub(f"{TITLE}\n\n{opening} {STORY}")
    assert article.dateline == (opening, None, place, agency, "")
    assert article.body == STORY
    assert article.text == f"{TITLE}\n\n{opening}\n\n{STORY}"


def test_a_stamp_and_an_opening_make_one_dateline() -> None:
    article = scrub(f"{TITLE}\n\n11 March 2019\n\nBEIRUT, Lebanon (AP) — {STORY}")
    assert article.dateline == ("11 March 2019", dt.date(2019, 3, 11), "BEIRUT, Lebanon", "AP", "")


@pytest.mark.parametrize("mode", ["report", "extract"])
def test_a_second_reading_tells_the_same(mode: str) -> None:
    scrubber = Scrubber(dateline=mode)  # type: ignore[arg-type]
    once = scrubber.scrub(f"{TITLE}\n\n11 March 2019\n\nBEIRUT, Lebanon (AP) — {STORY}")
    again = scrubber.scrub(once.text)
    assert (again.title, again.dateline, again.body) == (once.title, once.dateline, once.body)


def test_no_stamp_no_dateline() -> None:
    assert scrub(f"{TITLE}\n\n{STORY}").dateline is None


# ---- pages


MENU = ["Home", "News", "Sport", "Weather", "Tides", "Letters", "Shop", "Sign in"]
RAIL = ["Ten Boats Nobody Bought", "12 May 2017", "Gull Takes Mayor's Hat", "3 June 2016", "About us", "© 2024 Harnsey Post"]


def page_date(*above: str, below: tuple[str, ...] = (), url: str | None = None) -> dt.date | None:
    source = "\n".join([*MENU, *above, ONE, TWO, THREE, f"“{THREE}” said the mayor.", *below, *RAIL])
    dateline = scrub(source, url=url, kind="page").dateline
    date = dateline.date if dateline else None
    return date.date() if isinstance(date, dt.datetime) else date


@pytest.mark.parametrize(
    "line", ["11 March 2019", "News | 11 March 2019 | 5 min read", "By Ann Example • Mar 11, 2019 • harbour • piers • tides", "11/3/2019 | Updated 13/3/2019"]
)
def test_a_pages_date_need_not_stand_alone(line: str) -> None:
    assert page_date(TITLE, line) == dt.date(2019, 3, 11)


def test_the_date_below_the_headline_goes_before_todays_above_it() -> None:
    assert page_date("Friday, 15 March 2019", TITLE, "11 March 2019") == dt.date(2019, 3, 11)


def test_published_goes_before_updated_on_a_page() -> None:
    assert page_date(TITLE, "Updated: 13 March 2019", "Published: 11 March 2019") == dt.date(2019, 3, 11)


def test_the_address_tells_which_date_of_a_page_it_is() -> None:
    url = "https://example.org/2019/03/11/harnsey-pier-opens-again"
    assert page_date(TITLE, "13 March 2019", "11 March 2019", url=url) == dt.date(2019, 3, 11)


def test_the_dates_of_other_stories_are_not_the_pages() -> None:
    assert page_date(TITLE) is None


@pytest.mark.parametrize(("line", "date"), [("Published: 11 March 2019", dt.date(2019, 3, 11)), ("11 March 2019", None)])
def test_below_the_story_a_label_tells_its_date_from_those_of_others(line: str, date: dt.date | None) -> None:
    assert page_date(TITLE, below=("Share", line)) == date


def test_the_address_tells_the_date_below_the_story() -> None:
    assert page_date(TITLE, below=("Share", "11 March 2019"), url="https://example.org/2019/03/11/pier") == dt.date(2019, 3, 11)


def test_a_relative_date_of_a_page_is_a_dateline_without_a_date() -> None:
    article = scrub("\n".join([*MENU, TITLE, "Published 2 days ago", ONE, TWO, THREE, f"“{THREE}” said the mayor.", *RAIL]), kind="page")
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.date) == ("Published 2 days ago", None)


def test_a_date_in_a_paragraph_that_was_broken_at_its_links_stays() -> None:
    line = "The survey, published online 11 March 2019 by the"
    source = "\n".join([*MENU, TITLE, ONE, line, "council of Harnsey", TWO, THREE, f"“{THREE}” said the mayor.", *RAIL])
    article = scrub(source, kind="page")
    assert article.dateline is None or article.dateline.text not in line


def test_the_card_and_the_evidence_name_the_same() -> None:
    draft = Draft(read_text("\n".join([TITLE, "11 March 2019", ONE, TWO, THREE])).blocks)
    draft.story = (2, 5)
    stamp = find_stamp("11 March 2019")
    assert stamp is not None
    assert set(load_points("date").lines) == set(next(describe(draft, {1: stamp}, "")))
