"""Rules see the words of a link and of an emphasis; what is taken is taken with its marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber import scrub
from scrubber.model import Rule
from scrubber.readers.text import read_text
from scrubber.rules.markdown import plain
from scrubber.rules.match import RuleSet

PIER = "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and two of dispute."


def words(text: str) -> str:
    found = plain(text)
    return text if found is None else found.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[Share this](https://example.org/a?b=c)", "Share this"),
        ('[Share this](x "The title")', "Share this"),
        ("[Share this](/wiki/Pier_(Harnsey))", "Share this"),
        ("[Video][47] and [more][]", "Video and more"),
        ("![A heron](h.jpg)", "A heron"),
        ("[![A heron](h.jpg)](/big)", "A heron"),
        ("By *Ann Example* and **her** _dog_", "By Ann Example and her dog"),
        ("***Share this***", "Share this"),
        ("* [Home](/)", "* Home"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("[1] is no link, nor is (this)", "[1] is no link, nor is (this)"),
        ("array[i](x)", "arrayi"),
    ],
)
def test_the_words(text: str, said: str) -> None:
    assert words(text) == said


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(["[", "]", "(", ")", "](", "][", "!", "*", "_", "a", " ", "[a](b)", "![c](d)", "**e**"]), max_size=20),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_spans_lead_back_into_the_block(parts: list[str], a: int, b: int) -> None:
    text = "".join(parts)
    found = plain(text)
    if found is None or not a < b <= len(found.text):
        return
    span = found.back(a, b)
    if span is not None:
        start, end = span
        assert 0 <= start < end <= len(text)
        assert found.text[a:b] == "".join(_subsequence(found.text[a:b], text[start:end]))


def _subsequence(wanted: str, text: str) -> list[str]:
    rest = iter(text)
    return [c for c in wanted if c in rest]


def taken(rule: Rule, source: str) -> list[str]:
    found = RuleSet([rule]).match(read_text(source).blocks)
    return [source[m.start : m.end] for matches in found.values() for m in matches]


def rule(scope: str = "block", *patterns: str) -> Rule:
    phrases = () if patterns else ("share this story",)
    return Rule("one", "share", "mine", "Ours.", scope=scope, phrases=phrases, patterns=patterns)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "block",
    ["[Share this story](https://example.org)", "  * [Share this story][3]", "**Share** [this](x) _story_", "### [Share this story!](x)"],
)
def test_a_phrase_is_a_link_s_words(block: str) -> None:
    assert taken(rule(), block) == [block.strip()]


def test_an_edge_is_taken_with_its_marks() -> None:
    assert taken(rule("end", "read more: [a-z ]{3,40}"), f"{PIER} **Read more:** [Ferry sold](/ferry)") == ["**Read more:** [Ferry sold](/ferry)"]
    assert taken(rule("start", "share this story[!.]"), f"[Share this story!](x) {PIER}") == ["[Share this story!](x)"]


def test_no_link_is_broken() -> None:
    assert taken(rule("start", "share this story"), f"[Share this story: it may help](x) {PIER}") == []


def test_a_label_s_target_goes_with_it() -> None:
    assert taken(rule("inline", r"\[video\]"), f"{PIER} [Video][47]") == ["[Video][47]"]


def test_prose_with_links_stays_as_it_is() -> None:
    source = f"The [pier](https://example.org/pier) is *old*, said [Ann Example][2], and the **share** is small. {PIER}"
    assert scrub(source).body == source


def test_pictures_and_targets_on_their_own_lines_go() -> None:
    source = f"![A heron](heron.jpg)\n\n{PIER}\n\n[![Pier](p.jpg)](/big)\n\nHe said so, said the [widow][2].\n\n[2]: https://example.org/w"
    assert scrub(source).body == f"{PIER}\n\nHe said so, said the [widow][2]."


def test_code_between_fences_is_left_alone() -> None:
    source = f"{PIER}\n\n```\nshare this story\nmenu\n```\n\n{PIER.replace('old', 'new')}\n\nShare this story"
    assert scrub(source).body == source.removesuffix("\n\nShare this story")


@pytest.mark.parametrize("shape", ["[", "[a](", "![a](", "[![a](b", "*", "a*", "_a", "[a]((", "][", "[a](b)"])
def test_hostile_blocks_come_to_an_end(shape: str) -> None:
    block = shape * (1_200 // len(shape))
    for line in {block, block + ")", block + "](c)", "[" + block}:
        plain(line)
