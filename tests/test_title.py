"""The title: found at the head, freed of labels, its copies removed."""

from __future__ import annotations

import pytest

from scrubber import scrub
from scrubber.decide.draft import Draft
from scrubber.decide.headline import describe, find_on_page, is_broken, likeness, slug_words
from scrubber.decide.points import load_points
from scrubber.readers.text import read_text

ONE = (
    "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and two of dispute."
)
TWO = "Visitors will pay nothing on the first weekend, and the brass band that closed the pier in 2013 will be asked to open it."
STORY = f"{ONE}\n\n{TWO}"
TITLE = "Harnsey pier opens again"


def removed(source: str, url: str | None = None) -> list[tuple[str, str]]:
    return [(r.category, r.text.strip()) for r in scrub(source, url=url).removed]


def test_the_first_line_is_the_title_and_leaves_the_body() -> None:
    article = scrub(f"{TITLE}\n\n{STORY}")
    assert (article.title, article.body, article.removed) == (TITLE, STORY, ())


def test_prose_alone_has_no_title() -> None:
    assert scrub(STORY).title == ""
    assert scrub(STORY).body == STORY


@pytest.mark.parametrize(
    "first", ["A sentence is no title.", "1) Boil the water", "• A point of a list", "Pier", "", "Home | News |"]
)
def test_what_is_no_title(first: str) -> None:
    assert scrub(f"{first}\n\n{STORY}").title == ""


@pytest.mark.parametrize("end", ["?", "!", "”", "", "…"])
def test_a_headline_may_end_so(end: str) -> None:
    assert scrub(f"Will the pier open again{end}\n\n{STORY}").title == f"Will the pier open again{end}"


def test_a_copy_is_removed() -> None:
    assert removed(f"{TITLE}\n\n{TITLE}\n\n{STORY}") == [("title", TITLE)]


@pytest.mark.parametrize("copy", ["HARNSEY PIER OPENS AGAIN", "Harnsey  pier opens again!", "“Harnsey pier opens again”"])
def test_a_copy_in_another_spelling_is_removed(copy: str) -> None:
    article = scrub(f"{TITLE}\n\n{copy}\n\n{STORY}")
    assert article.body == STORY


def test_a_copy_with_a_label_is_removed_whole() -> None:
    article = scrub(f"{TITLE}\n\n{TITLE} (VIDEO)\n\n{STORY}")
    assert (article.title, article.body) == (TITLE, STORY)
    assert "".join(r.text for r in article.removed) == f"{TITLE} (VIDEO)"


def test_a_label_is_cut_from_the_title() -> None:
    article = scrub(f"{TITLE} (VIDEO)\n\n{STORY}")
    assert article.title == TITLE
    assert [r.text for r in article.removed] == ["(VIDEO)"]


def test_a_mark_up_sign_is_cut() -> None:
    article = scrub(f"# {TITLE}\n\n{STORY}")
    assert article.title == TITLE
    assert [r.rule for r in article.removed] == ["title-mark"]


def test_numbers_tell_headlines_apart() -> None:
    source = f"What to do on September 17\n\nWhat to do on September 24\n\n{STORY}"
    assert removed(source) == []


def test_a_short_line_twice_heads_two_lists() -> None:
    assert removed(f"Top 10\n\nTop 10\n\n{STORY}") == []


def test_a_copy_in_the_middle_of_the_story_stays() -> None:
    source = f"{TITLE}\n\n{STORY}\n\n{TITLE}\n\n{ONE} Again.\n\n{TWO} Again."
    assert scrub(source).body.count(TITLE) == 1


@pytest.mark.parametrize("divider", [" | ", " - ", " – ", " — ", " · ", " :: "])
def test_the_sites_name_goes_where_the_address_bears_it_out(divider: str) -> None:
    url = "https://www.harnseyherald.example/2024/pier"
    source = f"{TITLE}{divider}Harnsey Herald\n\n{STORY}"
    article = scrub(source, url=url)
    assert article.title == TITLE
    assert article.removed[0].rule == "title-site"


@pytest.mark.parametrize("divider", [" | ", " - ", " – "])
def test_the_sites_name_stays_where_nothing_bears_it_out(divider: str) -> None:
    title = f"{TITLE}{divider}Harnsey Herald"
    assert scrub(f"{title}\n\n{STORY}").title == title
    assert scrub(f"{title}\n\n{STORY}", url="https://example.org/x").title == title


def test_the_sites_name_goes_where_the_headline_stands_alone_elsewhere() -> None:
    assert scrub(f"{TITLE} | Harnsey Herald\n\n{TITLE}\n\n{STORY}").title == TITLE


def test_a_title_with_a_hyphen_keeps_its_words() -> None:
    title = "Well-known pier re-opens"
    assert scrub(f"{title}\n\n{STORY}", url="https://opens.example/x").title == title


def test_the_address_picks_the_headline() -> None:
    source = f"Town and country\n\n{TITLE} in May\n\n{STORY}"
    assert scrub(source, url="https://example.org/news/harnsey-pier-opens-again-in-may.html").title == f"{TITLE} in May"


def test_an_address_unlike_the_first_line_makes_it_a_heading() -> None:
    source = f"How it began\n\n{ONE}\n\nWhat comes next\n\n{TWO}"
    url = "https://example.org/2024/harnsey-pier-opens-again"
    assert scrub(source, url=url).title == ""


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://example.org/2024/05/harnsey-pier-opens.html?id=3#top", {"harnsey", "pier", "opens", "html"}),
        ("https://example.org/", set()),
        ("https://example.org/news/12345", set()),
        ("", set()),
    ],
)
def test_the_words_of_an_address(url: str, words: set[str]) -> None:
    assert slug_words(url) == words


RUSSIAN = (
    "Паром через Сухую Ветлугу снова ходит\n\nПервым на борт поднялся почтальон с мешком писем, которые ждали переправы три года, "
    "сообщил капитан порта.\n\nКто ждал дольше всех\n\nСледом погрузили скрипку, козу и двух учителей, и до вечера паром успел "
    "сделать десять рейсов."
)


def test_an_address_may_be_written_in_percent_signs() -> None:
    url = "https://vestnik.example/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC-%D1%87%D0%B5%D1%80%D0%B5%D0%B7-%D1%81%D1%83%D1%85%D1%83%D1%8E"
    assert slug_words(url) == {"паром", "через", "сухую"}
    assert scrub(RUSSIAN, url=url).title == "Паром через Сухую Ветлугу снова ходит"


@pytest.mark.parametrize("title", ["三年ぶりの渡し船、初日は猫が一番乗り", "老桥今日恢复通行", "เรือข้ามฟากท่าริมฝั่งกลับมาวิ่ง"])
def test_a_headline_without_blanks_is_found_above_a_pages_story(title: str) -> None:
    story = "老桥建于1957年，全长三百一十二米，连接江口老城与南岸的纺织厂宿舍，去年三月桥墩出现裂缝，交通部门随即将其封闭。"
    page = "\n".join(["首页", "新闻", "财经", "体育", "", title, "", *[f"{story}第{n}段。\n" for n in "一二三四五六"], "关于我们"])
    assert scrub(page, kind="page").title == title


def test_likeness_counts_both_ways() -> None:
    slug = frozenset({"harnsey", "pier", "opens"})
    assert likeness("harnsey pier opens", slug) == 1.0
    assert likeness("harnsey pier", slug) < 1.0
    assert likeness("the harnsey pier opens on a windy day in may with a band", slug) < 0.5
    assert likeness("", slug) == likeness("harnsey", frozenset()) == 0.0


@pytest.mark.parametrize("rule", ["=" * 10, "=" * 24, "-" * 24])
def test_a_rule_below_the_headline_goes_with_it(rule: str) -> None:
    pier = "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and disputes."
    story = f"{pier}\n\nWhat it cost\n------------\n\n{pier.replace('old', 'new')}"
    article = scrub(f"Home\n\nHarnsey pier opens again\n{rule}\n\n{story}")
    assert article.title == "Harnsey pier opens again"
    assert (rule in article.body) == (len(rule) * 2 <= len(article.title))
    assert article.body.endswith(story)


def test_a_section_s_rule_is_no_headline_s() -> None:
    pier = "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and disputes."
    assert scrub(f"{pier}\n\nWhat it cost\n------------\n\n{pier.replace('old', 'new')}").title == ""
def test_an_address_tells_accents_and_other_scripts() -> None:
    url = "https://example.org/%D1%81%D0%BE%D0%B2%D0%B0-%D0%B6%D0%B8%D0%B2%D1%91%D1%82-%D0%B2%D1%8B%D1%88%D0%B5"
    assert slug_words(url) == {"сова", "живёт", "выше"}
    assert likeness("la jetée rouvre cet été", frozenset({"la", "jetee", "rouvre", "cet", "ete"})) == 1.0


# ---- a first line unlike the address


HEADINGS = f"{ONE}\n\nWhat it costs\n\n{TWO}\n\nWhat comes next\n\n{TWO} So it was said."


def test_a_date_below_bears_a_first_line_out() -> None:
    url = "https://example.org/n/the-good-news-of-today"
    source = f"Eleven years without a walk on the water\n\n11 March 2019\n\n{HEADINGS}"
    assert scrub(source, url=url).title == "Eleven years without a walk on the water"


def test_the_words_of_the_first_paragraphs_bear_a_first_line_out() -> None:
    url = "https://example.org/n/harnsey-news-of-today"
    assert scrub(f"Harnsey council opens the pier\n\n{HEADINGS}", url=url).title == "Harnsey council opens the pier"


@pytest.mark.parametrize(
    "first", ["Table of contents", "Repairs", "Get the best of the valley in your letterbox", "Harnsey council opens the pier for"]
)
def test_what_is_not_borne_out(first: str) -> None:
    url = "https://example.org/n/harnsey-news-of-today"
    gap = "\n\nits harbour\n\n" if first.endswith(" for") else "\n\n"
    assert scrub(f"{first}{gap}{HEADINGS}", url=url).title == ""


def test_another_line_more_like_the_address_keeps_the_first_from_being_borne_out() -> None:
    url = "https://example.org/n/what-comes-next-in-harnsey"
    assert scrub(f"Harnsey council opens the pier\n\n{HEADINGS}", url=url).title == ""


def test_two_sentences_over_a_date_are_a_standfirst() -> None:
    first = "A walk on the water was never thought of as a thing to miss. But did you know how much the town has missed its walk?"
    assert scrub(f"{first}\n\n11 March 2019\n\n{HEADINGS}", url="https://example.org/n/good-news-today").title == ""


# ---- pages


MENU = ["Home", "News", "Sport", "Weather", "Tides", "Letters", "Shop", "Sign in"]
RAIL = ["Ten Boats Nobody Bought", "Mayor Opens Third Bakery", "Gull Takes Mayor's Hat", "About us", "© 2024 Harnsey Post"]
BODY = [ONE, TWO, f"“{ONE}” said the mayor.", "The rest was rain, and nobody minded it, because the tea was hot and the tent was large."]


def page_title(*above: str, url: str | None = None) -> str:
    return scrub("\n".join([*above, *BODY, *RAIL]), url=url, kind="page").title


def test_a_pages_headline_stands_above_its_story() -> None:
    assert page_title(*MENU, TITLE, "By Ann Example", "11 March 2019") == TITLE


def test_teasers_between_headline_and_story_are_passed_over() -> None:
    teasers = ["Ten Boats Nobody Bought Last Year", "Mayor Opens His Third Bakery In Town"]
    assert page_title(*MENU, TITLE, "11 March 2019", *teasers, url="https://example.org/n/harnsey-pier-opens-again") == TITLE


def test_a_breadcrumb_that_ends_in_the_headline_is_not_the_headline() -> None:
    assert page_title(*MENU, f"News » {TITLE}", TITLE, "11 March 2019") == TITLE


def test_the_windows_title_loses_the_sites_name() -> None:
    url = "https://harnseypost.example/n/harnsey-pier-opens-again"
    assert page_title(f"{TITLE} | Harnsey Post", *MENU, "11 March 2019", url=url) == TITLE


def test_a_headline_far_above_its_story_is_found_by_the_address() -> None:
    table = [f"{n} boats" for n in range(1, 200)]
    assert page_title(*MENU, TITLE, *table, url="https://example.org/n/harnsey-pier-opens-again") == TITLE


@pytest.mark.parametrize("date", ["11 March 2019", "Ann Example, 11 March 2019"])
def test_a_date_is_no_headline_of_a_page(date: str) -> None:
    assert page_title(*MENU, date) != date


def test_a_line_that_goes_on_is_broken() -> None:
    lines = ["Harnsey pier opens", "again", "Harnsey pier opens", ", said the mayor", "Harnsey pier opens", "The mayor"]
    draft = Draft(read_text("\n".join(lines)).blocks)
    assert [is_broken(draft, i) for i in (0, 2, 3, 4)] == [True, True, True, False]


def test_the_card_and_the_evidence_name_the_same() -> None:
    draft = Draft(read_text("\n".join([*MENU, TITLE, *BODY])).blocks)
    draft.story = (9, 12)
    row = next(describe(draft, "", [8]))
    assert set(load_points("title").lines) == set(row)
    assert find_on_page(draft, "") == draft.headline == 8
