"""Folding: what makes two spellings one, without moving an offset."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber.rules.fold import fold, key, keys


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("SHARE This", "share this"),
        ("Don’t ‘quote’ `me´", "don't 'quote' 'me'"),
        ("“a” „b‟ «c»", '"a" "b" "c"'),
        ("a–b—c‐d−e", "a-b-c-d-e"),
        ("a\u00a0b\tc\u202fd\u3000e", "a b c d e"),
        ("a\tb\rc`", "a b c'"),
        ("（ａ）！？：｜", "(ａ)!?:|"),
        ("İSTANBUL", "istanbul"),
        ("a\nb", "a\nb"),
        ("ΠΕΡΙΣΣΟΤΕΡΑ", "περισσοτερα"),
    ],
)
def test_case_and_typographic_marks_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_no_character_changes_the_length() -> None:
    longer = [hex(c) for c in range(sys.maxunicode + 1) if len(fold(chr(c))) != 1]
    assert longer == []


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=80))
def test_folding_keeps_lengths_and_is_settled_after_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_ascii_text_folds_as_it_would_among_other_letters(text: str) -> None:
    assert key(fold(text)) == key(fold(text + " é")).removesuffix("é").strip()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Share this story!", "SHARE   THIS STORY…"),
        ("12 comments", "3456 Comments"),
        ("» Read more", "Read more ›"),
        ("Sign-up", "sign up"),
        ("© 2019", "© 2024"),
        ("Page 1 of 10", "page 23 of 4"),
    ],
)
def test_spellings_of_one_phrase_have_one_key(one: str, other: str) -> None:
    assert key(fold(one)) == key(fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("share", "shares"), ("top", "top 10"), ("no comments", "comments"), ("don't", "dont")]
)
def test_other_words_have_another_key(one: str, other: str) -> None:
    assert key(fold(one)) != key(fold(other))


@pytest.mark.parametrize("number", ["3,456", "3.456"])
def test_a_number_with_a_separator_is_one_number(number: str) -> None:
    assert key(fold(f"{number} comments")) == "0 comments"


def test_the_digits_of_every_script_are_numbers() -> None:
    digits = [c for c in map(chr, range(sys.maxunicode + 1)) if c.isdecimal()]
    assert len(digits) > 500
    assert {key(f"a {c} b") for c in digits} == {"a 0 b"}


@pytest.mark.parametrize("text", ["", "  ", "***", "— | —"])
def test_what_has_no_words_has_no_key(text: str) -> None:
    assert key(fold(text)) == ""


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=30), max_size=6))
def test_many_keys_at_once_are_the_keys_one_by_one(texts: list[str]) -> None:
    folded = [fold(t) for t in texts]
    assert keys(folded) == [key(t) for t in folded]
