"""Chrome at a block's edge: glued to it, or as a row of phrases before or behind it."""

from __future__ import annotations

from typing import Any

import pytest

from scrubber import scrub
from scrubber.model import Rule
from scrubber.readers.text import read_text
from scrubber.rules.match import RuleSet

PIER = "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and two of dispute."
FISH = "“Nobody asked the fishermen,” said Ann Example, who has fished from its stump since 2013. “They share the view.”"


def rule(ident: str, *phrases: str, **fields: Any) -> Rule:
    return Rule(ident, "share", "mine", "Ours.", phrases=phrases, **fields)


RULES = RuleSet(
    [
        rule("phrases", "share this story", "sign up to our newsletter", "share on linkedin", "advertisement", "read more", "you too"),
        rule("words", "home", "share", "sport", "tube", "corp", "you", "whatsapp", "print"),
        rule("hints", "business", "weather", "news", strength="hint"),
        rule("patterns", patterns=(r"by \w+ \w+", r"read more: [\w ]{3,60}")),
        rule("german", "mehr lesen hier", sites=("example.de",)),
        rule("guarded", "keep this story"),
        rule("guard", "keep this story", allow=True),
    ]
)


def edges(source: str, host: str = "") -> list[tuple[str, str]]:
    found = RULES.match(read_text(source).blocks, host)
    return [(m.rule.scope, source[m.start : m.end].strip()) for matches in found.values() for m in matches]


@pytest.mark.parametrize(
    "tail",
    ["Share this story", "Advertisement", "Share", "By Ann Example", "Read more: Old ferry sold", "Share on LinkedIn", "Share this story!"],
)
@pytest.mark.parametrize("prose", [PIER, FISH, PIER[:-1] + "?", PIER + " (He laughed.)"])
def test_behind_a_sentence_any_rule_may_be_right(prose: str, tail: str) -> None:
    assert edges(prose + tail) == [("end", tail)]


@pytest.mark.parametrize("head", ["Share this story", "Advertisement", "Sign up to our newsletter", "Share on LinkedIn"])
def test_before_a_capital_only_phrases_are(head: str) -> None:
    assert edges(head + PIER) == [("start", head)]


@pytest.mark.parametrize("tail", ["Share this story", "Sign up to our newsletter", "Advertisement"])
def test_behind_a_small_letter_too(tail: str) -> None:
    assert edges(PIER[:-1] + tail) == [("end", tail)]


def test_several_things_run_together() -> None:
    assert edges(PIER + "Share this storySign up to our newsletter") == [
        ("end", "Share this story"),
        ("end", "Sign up to our newsletter"),
    ]
    assert [text for _, text in edges("HomeNewsSport" + PIER)] == ["Home", "News", "Sport"]
    assert [text for _, text in edges("HomeWhatsAppSport")] == ["Home", "WhatsApp", "Sport"]


@pytest.mark.parametrize(
    "block",
    [
        "YouTube " + PIER,
        "HomePod owners said that " + PIER,
        "ShareChat and PrintWorks said that " + PIER,
        PIER + " He left NewsCorp",
        PIER + " They share it on YouTube",
        "By Ann MacDonald, who wrote it, " + PIER,
        "By YouTube standards, " + PIER,
        "Share this stories " + PIER,
        PIER + " He asked them to share this story",
        PIER + " See user.account.Share",
        PIER + " and defer src.Share()",
        "- YouTube",
        "iPhone",
        PIER + "Weather",  # a hint
        PIER + "Keep this story",  # protected
        "mehr lesen hier" + PIER,  # another site's, and no joint
    ],
)
def test_names_and_sentences_are_no_joints(block: str) -> None:
    assert edges(block) == []


def test_rules_of_a_site_hold_there() -> None:
    assert edges(PIER + "Mehr lesen hier") == []
    assert edges(PIER + "Mehr lesen hier", "www.example.de") == [("end", "Mehr lesen hier")]


ROW = "Home News Sport Weather Share this story!"


def test_a_row_before_prose() -> None:
    assert [text for _, text in edges(f"{ROW} {PIER} {FISH}")] == ["Home", "News", "Sport", "Weather", "Share this story!"]


def test_a_row_behind_prose() -> None:
    assert [text for _, text in edges(f"{FISH} {PIER} Home Share News Sport")] == ["Home", "Share", "News", "Sport"]


@pytest.mark.parametrize(
    "block",
    [
        f"Home News leaders said on Monday that it would not do. {PIER}",
        f"Home, Share, Sport, WhatsApp, Print and You are banned in the valley. {PIER}",
        f"Home Share Sport Print are the four buttons that he drew. {PIER}",
        f"Share this story is what he told them to do. {PIER}",
        f"News Weather Business News {PIER}",  # hints alone
        f"{PIER} Home Sport",
        f"{PIER} Home Share Sport Print, he said.",
        f"{PIER} {PIER} He met Share Corp",
    ],
)
def test_what_looks_like_a_row_and_is_a_sentence(block: str) -> None:
    assert edges(block) == []


def test_the_rules_that_come_with_it() -> None:
    article = scrub(f"Share this article{PIER}\n\n{FISH}Advertisement\n\n{PIER.replace('old', 'new')}Read more: Old ferry sold")
    assert article.body == f"{PIER}\n\n{FISH}\n\n{PIER.replace('old', 'new')}"


@pytest.mark.parametrize("shape", ["Share this story", "Share. This", "aA", "Home ", "YouTube ", "Home News Sport ", "a.Share\n", "Home\n"])
def test_long_blocks_come_to_an_end(shape: str) -> None:
    source = shape * (200_000 // len(shape))
    assert all(0 <= m.start < m.end <= len(source) for ms in RULES.match(read_text(source).blocks).values() for m in ms)
