"""Long lines are parted where many joints say that they are several paragraphs, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber.model import Block
from scrubber.readers.glued import part
from scrubber.readers.text import read_text

PIER = "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and two of dispute."
FISH = "“Nobody asked the fishermen,” said Ann Example, who has fished from its stump since 2013. “They will share the view.”"
KITE = "The kite club met again after four hours of talk, and it had chosen three captains, one banner and no treasurer at all."
PROSE = [PIER, FISH, KITE]


def texts(source: str) -> list[str]:
    return [b.text for b in read_text(source).blocks]


def test_a_page_without_anything_between_its_elements() -> None:
    source = "Share this storyBy Ann ExampleThe bridge closed on Monday.The mayor said it would…Read more: Other storySign up"
    assert texts(source) == [
        "Share this story",
        "By Ann Example",
        "The bridge closed on Monday.",
        "The mayor said it would…",
        "Read more: Other story",
        "Sign up",
    ]


def test_paragraphs_that_touch() -> None:
    assert texts("".join(PROSE * 2)) == PROSE * 2


@pytest.mark.parametrize(
    "joint",
    [
        ("the mayor said.", "Nobody knew"),
        ("“the mayor knew.”", "Nobody knew"),
        ('he said "no."', "Nobody knew"),
        ("was it so?", "Nobody knew"),
        ("the mayor said.", "“Nobody knew"),
        ("the mayor said.", '"Nobody knew"'),
        ("at 5 p.m.", "Nobody knew"),
        ("about the story", "By Ann"),
        ("on 14 May 2024", "Nobody knew"),
        ("by Ann Example", "14 May 2024, at noon"),
        ("what he needs:", "Nobody knew"),
        ("what he needs", "- Nails"),
    ],
    ids="|".join,
)
def test_joints_of_a_glued_line(joint: tuple[str, str]) -> None:
    before, after = joint
    found = texts("".join(PROSE) + f"And then {before}{after} until the end of it." + "".join(PROSE))
    assert f"And then {before}" in found
    assert f"{after} until the end of it." in found


@pytest.mark.parametrize(
    "name",
    ["iPhone", "eBay", "YouTube", "McDonald", "MacDonald", "LinkedIn", "setup.py", "v1.2Beta", "System.Out.println", "e.g.This",
     "www.Example.org", "https://example.org/The.Bridge and", "macOS", "NewsCorp", "U.S.A", "Ph.D", "3D", "getElementById(x)"],
)  # fmt: skip
def test_names_are_no_joints_even_there(name: str) -> None:
    line = f"He said that {name} was the best, and that {name} would stay."
    assert line in texts("".join(PROSE) + line + "".join(PROSE))


@pytest.mark.parametrize(
    "source",
    [
        f"{PIER} {FISH} {KITE}",
        f"{PIER}{FISH} {KITE}",  # one slip
        "\n".join(PROSE),
        "Use JavaScript, YouTube, iPhone and eBay, said McDonald of NewsCorp, who wrote setup.py and v1.2Beta for LinkedIn. " * 4,
        "var a = document.getElementById('b'); a.innerHTML = Foo.Bar(a.getText()); System.Out.println(a.B); x.Y = a.Z; b.C();",
        "5.Item 6.Item 7.Item of the list that was, in the end, not much longer than the one before it",
    ],
)
def test_a_line_with_too_few_joints_is_one_block(source: str) -> None:
    assert texts(source.strip()) == [line.strip() for line in source.splitlines()]


@pytest.mark.parametrize("gap", ["\t", " \t ", "   ", "        ", "  ", "\\n", "\\n\\n", "\\r\\n", " | "])
def test_what_flattened_captures_have_between_paragraphs(gap: str) -> None:
    found = [t for t in texts(gap.join(["Home", "News", *PROSE, KITE + " " + PIER, "Share this story!"])) if t.strip("|\\nr")]
    assert found == ["Home", "News", *PROSE, KITE + " " + PIER, "Share this story!"]


def test_signs_between_paragraphs_are_blocks() -> None:
    assert texts(f"Home | News | {PIER} | {KITE}") == ["Home", "|", "News", "|", PIER, "|", KITE]
    assert texts(f"Home\\n\\n{PIER}\\n{KITE}") == ["Home", "\\n\\n", PIER, "\\n", KITE]


@pytest.mark.parametrize(
    "line",
    [
        "  ".join([PIER, "He left.", "She did not.", FISH, "It rained.", KITE]),  # typed so
        f"{PIER} He said  that it  was so. {KITE}",
        f"| Pier | {PIER} | {KITE} |",
        f"Pier | {PIER}",
        f"Pier\t41\t{PIER}",
        f"{PIER} Press \\n for a new line, \\t for a tab and `\\n\\n` for two. {KITE}",
        f"{PIER} It is in C:\\new\\notes and in C:\\temp\\readme, he said. {KITE}",
        "Lady Ansel    41:07    three oars left      fifth in the class of the small boats, and the last of all",
    ],
)
def test_what_looks_like_it_and_is_not(line: str) -> None:
    assert texts(line) == [line]


def test_a_wrapped_line_s_margin_is_no_gap() -> None:
    source = f"{PIER}\n      {KITE}\n      {PIER}"
    assert part(source, [Block(0, len(source), source)]) == [Block(0, len(source), source)]


def test_offsets_are_those_of_the_capture() -> None:
    source = "  " + "".join(PROSE) + " | ".join(PROSE) + "\t" + "\t".join(PROSE) + "\n\n" + "\\n".join(PROSE)
    reading = read_text(source)
    assert all(source[b.start : b.end] == b.text for b in reading.blocks)
    assert len(reading.blocks) > 12


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*PROSE, "Home", "Share this story", "YouTube", "e.g.This", '"So it is."', "v1.2Beta", "Ann Example"]),
            st.sampled_from(["", "", " ", "  ", "\t", "    ", " | ", "\\n", "\n", "\u00a0 "]),
        ),
        max_size=14,
    )
)
def test_the_parts_tile_the_line_and_a_second_reading_parts_no_more(parts: list[tuple[str, str]]) -> None:
    source = "".join(a + b for a, b in parts)
    blocks = read_text(source).blocks
    assert "".join("".join(b.text for b in blocks).split()) == "".join(source.split())
    assert [b.text for b in read_text("\n\n".join(b.text for b in blocks)).blocks] == [b.text for b in blocks]


@pytest.mark.parametrize(
    "shape",
    ["aA", ".A", "aa.Ab ", " | ", "* ", " ", "\\n", "a\t", "aaAa ", 'a."', "\u00a0", "a\n", "> aaaa bbb\n", "[a](", PIER, PIER + "\t",
     PIER + " | ", PIER + "\\n", PIER + "  ", PIER + "Abcd"],
    ids=repr,
)  # fmt: skip
def test_a_million_characters_come_to_an_end(shape: str) -> None:
    source = shape * (1_000_000 // len(shape))
    blocks = read_text(source).blocks
    assert sum(len(b.text) for b in blocks) <= len(source)
