"""Rows of small things: gone when every cell is chrome, kept when one is story."""

from __future__ import annotations

import pytest

from scrubber import scrub

PROSE = (
    "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and two of dispute.",
    "Nobody had asked the fishermen, who have fished from its stump since the storm, and will share the view and nothing else.",
)


def left(row: str) -> bool:
    """Whether a row between headline and story stays."""
    return row in scrub("\n\n".join(["Pier opens again in Harnsey", row, *PROSE])).body


@pytest.mark.parametrize(
    "row",
    [
        "• Home • News • Sport",
        "Home | News | Sport",
        "Home · News · Sport · Weather",
        "Home / News / Sport",
        "Home > News > Sport",
        "Home » News » Sport »",
        "Facebook | Twitter | WhatsApp",
        "Share    Print    Email",
    ],
)
def test_menus_go(row: str) -> None:
    assert not left(row)


@pytest.mark.parametrize(
    "row",
    [
        "• Leeks • Potatoes • Salt",
        "Leeks | Potatoes | Home",
        "Nutmeg / pepper / bay",
        "Red > Green > Blue",
        "Ansel 3 | Marrow Belle 1",
        "Monday · Tuesday · Friday",
    ],
)
def test_content_stays(row: str) -> None:
    assert left(row)


def test_hinted_words_alone_are_a_row_only_around_the_story() -> None:
    row = "Up | Down | Left | Right"
    story = "\n\n".join([PROSE[0], PROSE[1], row, PROSE[0].replace("old", "new"), PROSE[1].replace("view", "wind")])
    assert row in scrub(f"Pier opens again in Harnsey\n\n{story}").body
