"""What an HTML page says of itself, as evidence for its title and its date, and what is said of why."""

from __future__ import annotations

import datetime as dt

import pytest

from scrubber import scrub
from scrubber.decide.told import agreement, read_date, told_dates
from scrubber.model import Meta

STORY = (
    "<p>The owl that moved into the town hall of Torvik in March may stay, the council decided on Monday after a long debate.</p>"
    "<p>Nobody had complained about it, the mayor said, except the mice in the cellar, who were not asked for their opinion.</p>"
    "<p>A sign will be put up at the door, so that visitors lower their voices during the day, when the owl is asleep.</p>"
)
BODY = STORY[3:-4].replace("</p><p>", "\n\n")


def page(head: str = "", above: str = "", below: str = "", heading: str = "<h1>Owl stays in town hall</h1>") -> str:
    menu = "<nav><a href=/>Home</a><a href=/n>News</a><a href=/s>Sport</a></nav>"
    return f"<html><head>{head}</head><body>{menu}<article>{heading}{above}{STORY}</article>{below}</body></html>"


def ld(**said: str) -> str:
    told = ",".join(f'"{name}":"{value}"' for name, value in said.items())
    return f'<script type="application/ld+json">{{"@type":"NewsArticle",{told}}}</script>'


@pytest.mark.parametrize(
    ("name", "titles", "expected"),
    [
        ("owl stays", ["owl stays"], 3.0),
        ("owl stays", ["owl stays the post"], 2.0),
        ("the post owl stays", ["owl stays"], 2.0),
        ("owl stays in town hall", ["owl stays in the town hall"], 1.0),
        ("owl stays", ["bats go"], 0.0),
        ("owl", ["owl stays"], 0.0),
        ("owl stays", ["bats go", "owl stays"], 3.0),
        ("owl stays", [], -1.0),
    ],
)
def test_how_well_a_line_agrees(name: str, titles: list[str], expected: float) -> None:
    assert agreement(name, titles) == expected


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("2024-05-03", dt.date(2024, 5, 3)),
        ("2024-05-03T10:00:00Z", dt.datetime(2024, 5, 3, 10, tzinfo=dt.UTC)),
        ("2024-05-03T10:00:00+00:00 (UTC)", dt.date(2024, 5, 3)),
        ("July 17, 2025", dt.date(2025, 7, 17)),
        ("2023 Jan 7", dt.date(2023, 1, 7)),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_as_mark_up_holds_them(said: str, date: dt.date | None) -> None:
    assert read_date(said) == date


def test_no_date_stands_for_none() -> None:
    assert told_dates(Meta(dates=(("json-ld", "1970-01-01"), ("json-ld", "n/a")))) == []


def test_the_page_shows_its_date_and_tells_it() -> None:
    article = scrub(page(ld(datePublished="2024-05-03T10:00:00Z"), "<p class=date>3 May 2024</p>"))
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.date) == ("3 May 2024", dt.date(2024, 5, 3))
    assert article.dateline.why == "The page shows it; also told by json-ld."
    assert article.body == BODY


def test_a_date_that_is_told_but_not_shown() -> None:
    head = '<meta property="article:published_time" content="2024-05-03T10:00:00Z">' + ld(datePublished="2024-05-03T10:00:00Z")
    article = scrub(page(head))
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.date) == ("", dt.datetime(2024, 5, 3, 10, tzinfo=dt.UTC))
    assert article.dateline.why == "Told by json-ld, article:published_time; the page shows no such date."
    assert article.text == f"Owl stays in town hall\n\n{BODY}"


def test_a_told_date_and_an_agencys_opening_are_one_dateline() -> None:
    opened = page(ld(datePublished="2024-05-03")).replace("<p>The owl that", "<p>TORVIK, Norway (AP) — The owl that")
    dateline = scrub(opened).dateline
    assert dateline is not None
    assert dateline[:4] == ("TORVIK, Norway (AP) —", dt.date(2024, 5, 3), "TORVIK, Norway", "AP")


def test_a_date_of_a_change_alone_is_no_date() -> None:
    assert scrub(page(ld(dateModified="2024-05-03"))).dateline is None


def test_the_date_of_the_next_article_is_not_this_ones() -> None:
    other = STORY.replace("owl", "fox").replace("Torvik", "Brenn")
    below = f"<article><h1>Fox found in a tram</h1><p>1 May 2024</p>{other}</article>"
    article = scrub(page(below=below))
    assert (article.title, article.dateline, article.body) == ("Owl stays in town hall", None, BODY)


def test_the_parts_of_one_story_may_be_articles_each() -> None:
    texts = [p.removesuffix("</p>") for p in STORY.split("<p>")[1:]]
    parts = "".join(f"<article><h2>Part {n}</h2><p>{text}</p></article>" for n, text in enumerate(texts * 3))
    body = scrub(f"<body><h1>Owls of the town halls</h1>{parts}</body>").body
    assert all(text in body for text in texts)


@pytest.mark.parametrize(
    ("head", "heading", "title", "why"),
    [
        ("", "<h1>Owl stays in town hall</h1>", "Owl stays in town hall", "The page's h1."),
        (
            "<title>Owl stays in town hall | The Post</title>" + ld(headline="Owl stays in town hall"),
            "<h1>The Post</h1><h1>Owl stays in town hall</h1>",
            "Owl stays in town hall",
            "The page's h1; agrees with json-ld, title.",
        ),
        (
            '<title>The Post - Owl stays in town hall</title><meta property="og:title" content="Owl stays in town hall">',
            "",
            "Owl stays in town hall",
            "The title of the window; agrees with og, title.",
        ),
        ("<title>Owl stays in town hall | Local news</title>", "", "Owl stays in town hall", "The title of the window; agrees with title."),
        ("<title>Owls</title>", "<h1>It stays.</h1>", "It stays.", "The page's h1."),
    ],
)
def test_the_title_by_agreement(head: str, heading: str, title: str, why: str) -> None:
    article = scrub(page(head, heading=heading))
    assert (article.title, article.title_why) == (title, why)
    assert article.body == BODY


def test_text_says_nothing_of_why() -> None:
    article = scrub("Owl stays in town hall\n\n3 May 2024\n\n" + BODY)
    assert article.title == "Owl stays in town hall"
    assert (article.title_why, article.dateline and article.dateline.why) == ("", "")


def test_a_copy_of_the_headline_that_a_date_hid() -> None:
    above = "<div>Owl stays in town hall<br>3 May 2024</div>"
    article = scrub(page("<title>Owl stays in town hall</title>", above, heading=""))
    assert (article.title, article.body) == ("Owl stays in town hall", BODY)
