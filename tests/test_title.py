"""The title: found at the head, freed of labels, its copies removed."""

from __future__ import annotations

import pytest

from scrubber import scrub
from scrubber.decide.title import likeness, slug_words

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
