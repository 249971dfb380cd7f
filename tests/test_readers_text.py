"""Step 2: lines become blocks, each a slice of the source."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber.decode import INVISIBLE
from scrubber.readers.text import read_text

WRAPPED = """\
The ferry between the two islands will not run this week, the harbour
office said on Monday, because the crew has found a crack in the ramp and
the only yard that can mend it is closed until the middle of next month.

Passengers with tickets may use the small boat that leaves at noon, which
takes twelve people and no bicycles, or wait for the freighter, which the
office calls slow but dry and which sails when it is full and not before.
"""
POEM = """\
The lamp upon the harbour wall
Has seen the herring come and go,
Has seen the tallest timber fall
And all the little orchards grow,
And yet it does not know at all
Which way the water means to flow."""


def texts(source: str) -> list[str]:
    return [b.text for b in read_text(source).blocks]


def test_a_block_is_a_line_that_is_not_blank() -> None:
    assert texts("One\n\n  Two \n\t\nThree") == ["One", "Two", "Three"]


@pytest.mark.parametrize("source", ["", " ", "\n\n", "\t \r\n", "\u200b\n\ufeff", "\0"])
def test_a_capture_without_ink_has_no_blocks(source: str) -> None:
    assert texts(source) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_lines_end_where_splitlines_ends_them(end: str) -> None:
    assert texts(f"One{end}Two{end}") == ["One", "Two"]


@pytest.mark.parametrize("edge", [" ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u00ad", "\u200f", "\0", "\x1b", "\x07"])
def test_what_has_no_shape_is_no_part_of_a_block(edge: str) -> None:
    (block,) = read_text(f"{edge}{edge}Öl{edge}\n").blocks
    assert (block.start, block.end, block.text) == (2, 4, "Öl")


def test_what_has_no_shape_stays_inside_a_block() -> None:
    assert texts("co\u00adoperate") == ["co\u00adoperate"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_wrapped_paragraphs_are_joined(end: str) -> None:
    source = WRAPPED.replace("\n", end)
    blocks = read_text(source).blocks
    assert [b.text.split()[0] for b in blocks] == ["The", "Passengers"]
    assert [b.text.split()[-1] for b in blocks] == ["month.", "before."]


def test_verse_is_not_joined() -> None:
    assert len(texts(POEM)) == 6


def test_paragraphs_one_to_a_line_are_not_joined() -> None:
    paragraph = "The ferry will not run this week, the harbour office said. " * 4
    assert len(texts("\n".join([paragraph.strip()] * 6))) == 6


def test_menus_are_not_joined() -> None:
    assert len(texts("\n".join(["Home", "News", "Sport", "Weather", "A somewhat longer line among the short ones"]))) == 5


def test_a_label_before_wrapped_prose_stays_a_block() -> None:
    assert texts("Harbour news:\n\n" + WRAPPED)[0] == "Harbour news:"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.text(alphabet=st.sampled_from("ab é\n\r\t\x0b\x1c\x85\u2028\u00a0\u200b\ufeff\0\x1b"), max_size=60) | st.text(max_size=80)
)
def test_blocks_are_slices_and_nothing_visible_lies_between(source: str) -> None:
    reading = read_text(source)
    assert reading.source == source
    at = 0
    for block in reading.blocks:
        assert at <= block.start < block.end
        assert source[block.start : block.end] == block.text
        assert not _visible(source[at : block.start])
        at = block.end
    assert not _visible(source[at:])


def _visible(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c not in INVISIBLE and c >= " " and c != "\x7f")
