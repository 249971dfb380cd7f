"""Lines broken at a width become paragraphs; what only looks like it stays lines."""

from __future__ import annotations

import itertools
import textwrap

import pytest

from scrubber.readers.text import read_text

PARAGRAPHS = [
    "The ferry between the two islands will not run this week, the harbour office said on Monday, because the crew has found a "
    "crack in the ramp and the only yard that can mend it is closed until the middle of next month.",
    "Passengers with tickets may use the small boat that leaves at noon, which takes twelve people and no bicycles, or wait for "
    "the freighter, which the office calls slow but dry and which sails when it is full and not before.",
    "“We have asked for a second ramp since 1994,” said Ines Halloran, who has kept the timetable for as long. She means to go "
    "on asking, and has ordered the paper for it.",
]
CHINESE = [
    "河口的旧灯塔将于五月重新点亮，镇上的人已经等了十一年，其中两年是在争论谁来付油钱，九年是在等一块玻璃从对岸的工厂运过来。"
    "守塔的老人说他每天晚上都上去擦一遍，虽然没有灯可以擦，他只是习惯了那一百零八级台阶。",
    "新的灯不需要人看守，它自己知道天什么时候黑。镇议会因此讨论过要不要把老人的钥匙收回来，最后决定不收，理由是会议记录里没有写"
    "清楚钥匙到底是谁的，而老人记得很清楚。",
]
WIDTHS = [45, 60, 72, 80, 100, 118]


def paragraphs(source: str) -> list[str]:
    return [" ".join(b.text.split()) for b in read_text(source).blocks]


def wrapped(width: int, *, first: str = "", rest: str = "") -> list[str]:
    made = [textwrap.fill(p, width, initial_indent=first, subsequent_indent=rest) for p in PARAGRAPHS * 2]
    assert all("\n" in p for p in made)
    return made


@pytest.mark.parametrize("width", WIDTHS)
def test_paragraphs_between_blank_lines(width: int) -> None:
    assert paragraphs("\n\n".join(wrapped(width))) == PARAGRAPHS * 2


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("margin", ["  ", "        ", "\t"])
def test_a_margin_does_not_matter(width: int, margin: str) -> None:
    assert paragraphs(textwrap.indent("\n\n".join(wrapped(width)), margin)) == PARAGRAPHS * 2


@pytest.mark.parametrize("width", WIDTHS[:-1])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_paragraphs_that_begin_with_an_indent(width: int, end: str) -> None:
    assert paragraphs(end.join(wrapped(width, first="   ")).replace("\n", end)) == PARAGRAPHS * 2


def test_lines_broken_by_hand() -> None:
    lines = [
        "The clock of Nether Cray has been set four minutes slow",
        "for the good of those who run for the bus in the morning,",
        "and nobody is to tell the railway, which has",
        "a clock of its own, the council said on Monday in a letter",
        "that was meant to go to the clockmaker alone. His name is",
        "Pell, he has a neighbour at the station,",
        "and he is known to be unable to keep a thing to himself",
        "for longer than it takes to wind it up.",
    ]
    assert [b.text for b in read_text("The clock\n\n" + "\n".join(lines)).blocks] == ["The clock", "\n".join(lines)]


def test_a_hyphen_at_a_line_s_end_stays() -> None:
    lines = [
        "The ferry between the two islands will not run this week, the har-",
        "bour office said on Monday, because the crew has found a crack in",
        "the ramp, and the only yard that can mend it is closed until the",
        "middle of next month, when the yard's owner is back from a jour-",
        "ney that he has put off for eleven years, and will tell of it.",
    ]
    assert [b.text for b in read_text("\n".join(lines)).blocks] == ["\n".join(lines)]


@pytest.mark.parametrize("width", [20, 36, 44])
def test_scripts_without_blanks(width: int) -> None:
    made = ["\n".join(p[i : i + width] for i in range(0, len(p), width)) for p in CHINESE]
    assert [b.text.replace("\n", "") for b in read_text("\n\n".join(made * 2)).blocks] == CHINESE * 2


@pytest.mark.parametrize("width", [45, 72, 100])
def test_quoted_paragraphs(width: int) -> None:
    source = "\n>\n".join(textwrap.indent(p, "> ") for p in wrapped(width))
    assert [t.replace("> ", "") for t in paragraphs(source) if t != ">"] == PARAGRAPHS * 2


def test_a_long_line_among_wrapped_ones_stays_by_itself() -> None:
    footer = "All the pictures on these pages are the property of the harbour office, which lends them. " * 3
    assert paragraphs("\n\n".join([*wrapped(72), footer])) == [*PARAGRAPHS * 2, footer.strip()]


LINES = {
    "a list": [f"- {name} has a ramp for bicycles, and a bell" for name in ("Saltern", "Harnsey", "Ostervik", "Cray", "Vessen")],
    "numbers": [f"{n}. open the sluice, and wait for the second mark to show" for n in range(1, 7)],
    "pipes": [f"| boat {n} | forty minutes and some seconds | {n} oars left |" for n in range(6)],
    "tabs": [f"boat {n}\tforty minutes and some seconds\t{n} oars left" for n in range(6)],
    "columns": [f"boat number {n}          forty minutes      {n} oars left" for n in range(6)],
    "code": [f"value_{n} = station.read(channel, {n}) or station.default" for n in range(6)],
    "shell": [f"$ stty -F /dev/ttyUSB{n} 1200 evenp and nothing else here" for n in range(6)],
    "long verse": [
        "I have kept the light upon the harbour wall since the herring came",
        "And I have seen the tall ships come and go and never asked for a name",
        "And I have seen the little boats put out in weather that no man should",
        "And I have lit them home again as well as any lantern could",
        "And this I say to you that come to put the light out in the end",
        "The sea is not your enemy and neither is the sea your friend",
    ],
    "headlines": [
        "Ferry stays in port for another week as crack is found",
        "Lock keeper told to keep his goat out of the office",
        "Council to vote on harbour lights before the summer",
        "Night watch returns to Saltern after a hundred years",
        "Parrot that knows the tide table is wrong for once",
    ],
    "addresses": ["Harbour office", "3 Quay Street", "on the left, behind the crane", "Ostervik", "open when the lamp is lit"],
    "menu": ["Home", "News", "sport", "weather", "about us", "all the stories of the week in one list", "sign in"],
    "Chinese verse": ["云横秦岭家何在呢，雪拥蓝关马不前呀。", "知汝远来应有意呢，好收吾骨瘴江边呀。"] * 3,
}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
@pytest.mark.parametrize("around", ["", "\n\n".join(wrapped(72))], ids=["alone", "among wrapped paragraphs"])
def test_what_is_made_of_lines_stays_lines(lines: list[str], around: str) -> None:
    found = [b.text for b in read_text(f"{around}\n\n" + "\n".join(lines) + f"\n\n{around}").blocks]
    if not around:
        assert found == lines
    else:
        assert not any(a in block and b in block for block in found for a, b in itertools.pairwise(lines))


def test_code_between_fences_stays_lines() -> None:
    code = "```\n" + wrapped(60)[0] + "\n```"
    found = [b.text for b in read_text("\n\n".join([*wrapped(60), code])).blocks]
    assert found[-len(code.splitlines()) :] == code.splitlines()
