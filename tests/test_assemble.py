"""Step 5: what was kept becomes title, dateline and body; the ledger tiles the source."""

from __future__ import annotations

import itertools

import pytest

from scrubber.article import Article
from scrubber.assemble import compose, lay_out
from scrubber.model import Dateline, Piece, Rule
from scrubber.readers.text import read_text

RULE = Rule("one", "share", "mine", "Ours.")
LONG = "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs."


def decide(source: str, fates: str, *, cuts: dict[str, str] | None = None) -> list[list[Piece]]:
    """A fate per block by its letter; ``cuts`` gives words of blocks a fate of their own."""
    names = {"t": "title", "d": "dateline", "b": "body", "r": "removed"}
    decisions = []
    for block, letter in zip(read_text(source).blocks, fates, strict=True):
        pieces = [Piece(block.start, block.end, names[letter], RULE if letter == "r" else None)]  # type: ignore[arg-type]
        for word, fate in (cuts or {}).items():
            at = block.text.find(word)
            if at >= 0:
                s, e = block.start + at, block.start + at + len(word)
                pieces = [
                    p
                    for p in (
                        Piece(block.start, s, pieces[0].fate),
                        Piece(s, e, names[fate], RULE if fate == "r" else None),  # type: ignore[arg-type]
                        Piece(e, block.end, pieces[0].fate),
                    )
                    if p.start < p.end
                ]
        decisions.append(pieces)
    return decisions


def body(source: str, fates: str, **options: dict[str, str]) -> str:
    return lay_out(read_text(source), decide(source, fates, **options)).body


def test_the_fields_in_order_whatever_theirs_in_the_source() -> None:
    source = "dated\n\nfirst line\n\nthe title\n\nsecond line"
    layout = lay_out(read_text(source), decide(source, "dbtb"))
    assert layout[:4] == ("the title\n\ndated\n\nfirst line\n\nsecond line", "the title", "dated", "first line\n\nsecond line")


def test_nothing_kept() -> None:
    assert lay_out(read_text("a\nb"), decide("a\nb", "rr"))[:4] == ("", "", "", "")
    assert lay_out(read_text(""), [])[:4] == ("", "", "", "")


@pytest.mark.parametrize("source", ["one\ntwo\n\nthree\nfour", "one\r\ntwo\r\n\r\nthree\r\nfour", "one\n two \n \t\nthree\nfour"])
def test_lines_of_a_group_stay_lines(source: str) -> None:
    assert body(source, "bbbb") == "one\ntwo\n\nthree\nfour"


def test_without_blank_lines_every_line_is_a_paragraph() -> None:
    assert body("one\ntwo\nthree", "bbb") == "one\n\ntwo\n\nthree"


def test_a_removed_line_does_not_join_groups() -> None:
    assert body("one\ntwo\n\nthree\n\nfour\nfive", "bbrbb") == "one\ntwo\n\nfour\nfive"


def test_a_removed_line_does_not_part_a_group() -> None:
    assert body("one\ntwo\nthree\n\nfour", "brbb") == "one\nthree\n\nfour"


def test_prose_is_a_paragraph_of_its_own() -> None:
    assert body(f"one\n{LONG}\ntwo\n\nthree", "bbbb") == f"one\n\n{LONG}\n\ntwo\n\nthree"


@pytest.mark.parametrize(
    ("source", "cut", "left"),
    [
        ("The pier (VIDEO) is open", "(VIDEO)", "The pier is open"),
        ("(VIDEO) The pier is open", "(VIDEO)", "The pier is open"),
        ("The pier is open(VIDEO)", "(VIDEO)", "The pier is open"),
        ("The pier(VIDEO)is open", "(VIDEO)", "The pieris open"),
        ("桥梁 (视频) 关闭", "(视频)", "桥梁关闭"),
    ],
)
def test_what_is_left_around_a_cut(source: str, cut: str, left: str) -> None:
    assert body(source, "b", cuts={cut: "r"}) == left


def test_wrapped_lines_become_one() -> None:
    lines = [
        "The ferry between the two islands will not run this week, the harbour",
        "office said on Monday, because the crew has found a crack in the ramp and",
    ]
    source = "\n".join([*lines, *lines, *lines])
    assert body(source, "b") == " ".join([*lines, *lines, *lines])


def test_the_places_lead_back_to_the_source() -> None:
    source = "dated\n\n  first (VIDEO) line \n\nthe title"
    layout = lay_out(read_text(source), decide(source, "dbt", cuts={"(VIDEO)": "r"}))
    for start, end, at in layout.places:
        assert layout.text[start:end] == source[at : at + end - start]
    shown = "".join(layout.text[s:e] for s, e, _ in layout.places)
    assert shown == "the titledatedfirstline"


def test_a_later_look_speaks_of_the_source() -> None:
    source = "dated\n\nfirst line\n\nthe title\n\nmore"
    first = decide(source, "rbtb")
    layout = lay_out(read_text(source), first)
    again = read_text(layout.text)
    later = decide(layout.text, "trb")
    both = compose(first, layout, later)
    assert [p.fate for pieces in both for p in pieces] == ["removed", "removed", "title", "body"]
    assert lay_out(read_text(source), both)[:4] == lay_out(again, later)[:4]


def test_a_later_cut_inside_a_block() -> None:
    source = "one (VIDEO) two (PHOTO) three\n\nshare"
    first = decide(source, "br", cuts={"(VIDEO)": "r"})
    layout = lay_out(read_text(source), first)
    both = compose(first, layout, decide(layout.text, "b", cuts={"(PHOTO)": "r"}))
    assert lay_out(read_text(source), both).body == "one two three"
    tiles = [p for pieces in both for p in pieces]
    assert [source[p.start : p.end].strip() for p in tiles if p.fate == "removed"] == ["(VIDEO)", "(PHOTO)", "share"]
    assert all(a.end <= b.start for a, b in itertools.pairwise(tiles))


def article(source: str, fates: str, **fields: str) -> Article:
    made = {"title": "", "body": "", "kind": "article", "fingerprint": "x", **fields}
    pieces = [p for block in decide(source, fates) for p in block]
    return Article(made["title"], None, made["body"], source, made["kind"], made["fingerprint"], "", pieces)


def test_the_ledger_tiles_the_source() -> None:
    source = " \n one\n\ntwo \n"
    made = article(source, "br")
    assert [(s.start, s.end, s.fate, s.removal) for s in made.ledger] == [
        (0, 3, "space", None),
        (3, 6, "body", None),
        (6, 8, "space", None),
        (8, 11, "removed", 0),
        (11, 13, "space", None),
    ]
    assert made.removed[0].text == "two"
    assert made.ledger is made.ledger
    assert article("", "").ledger == ()


def test_articles_are_json_and_compare_by_value() -> None:
    made = Article("a", Dateline("1 May", None, "HARNSEY", "AP"), "b", "src", "article", "x")
    assert made == Article("a", Dateline("1 May", None, "HARNSEY", "AP"), "b", "src", "article", "x")
    assert hash(made) == hash(Article("a", None, "b", "src", "article", "x"))
    assert made != Article("a", None, "b", "src", "article", "x")
    assert made != Article("a", Dateline("1 May", None, "HARNSEY", "AP"), "b", "src ", "article", "x")
    assert made != "a"
    assert made.to_dict()["dateline"] == {"text": "1 May", "date": None, "place": "HARNSEY", "agency": "AP", "why": ""}


def test_quoted_lines_stay_lines() -> None:
    source = "> The old pier of Harnsey will open again in May, the council\n> said on Monday after eleven years of repairs and two of\n> dispute."
    reading = read_text(source)
    assert len(reading.blocks) == 1
    assert lay_out(reading, decide(source, "b")).body == source


def test_no_blank_between_signs_of_a_script_without() -> None:
    lines = ["河口的旧灯塔将于五月重新点亮，镇上的人已经等了十一年，", "其中两年是在争论谁来付油钱，他们每天晚上都上去擦一遍灯，", "虽然没有灯可以擦他只是习惯了那一百零八级台阶也习惯了在，", "最上面坐一会儿听一听下面的船然后再走下来回到他的家里去，", "再睡到天亮。"]
    source = "\n".join(lines)
    assert lay_out(read_text(source), decide(source, "b" * len(read_text(source).blocks))).body.replace("\n", "") == "".join(lines)


def test_a_table_s_long_rows_stay_together() -> None:
    rows = f"| {LONG} |\n| {LONG} |"
    source = f"{LONG}\n\n{rows}\n\n{LONG}"
    assert rows in lay_out(read_text(source), decide(source, "bbbb")).body


def test_a_blank_beside_a_cut_is_no_part_of_the_body() -> None:
    source = "Pier opens (VIDEO)\n\nOne line\nAnother line"
    blocks = read_text(source).blocks
    title = [Piece(0, 10, "title"), Piece(10, 11, "body"), Piece(11, 18, "removed", RULE)]
    made = [title, *([Piece(b.start, b.end, "body")] for b in blocks[1:])]
    assert lay_out(read_text(source), made).body == "One line\n\nAnother line"
