"""Reading, running, judging and writing fixtures; and that the laws notice what breaks them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber import Article, ScrubberError, scrub
from scrubber.fixtures import (
    Expected,
    Fixture,
    check_laws,
    find_fixtures,
    format_expected,
    judge,
    load_fixture,
    new_fixture,
    run_fixture,
    under_ci,
    update_fixture,
)
from scrubber.model import Piece, Rule

TITLE = "Lighthouse keeper retires after forty years"
STAMP = "3 May 2024, 14:02"
BODY = """\
The keeper of the lighthouse on Skarv island climbed its stairs for the last time on Friday.

She will hand over the keys to the harbour office, which runs the light from the mainland."""
STORY = f"{TITLE}\n\n{STAMP}\n\n{BODY}\n"
EXPECTED = f'''\
note = "a keeper and her light"
title = "{TITLE}"
dateline = "{STAMP}"
date = 2024-05-03T14:02:00
body = """
{BODY}"""
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fixture that holds."""
    made = tmp_path / "fixtures" / "keeper"
    made.mkdir(parents=True)
    (made / "capture.txt").write_text(STORY)
    (made / "expected.toml").write_text(EXPECTED)
    return made


def rewrite(folder: Path, old: str, new: str) -> Fixture:
    file = folder / "expected.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return load_fixture(folder)


# ---- finding and reading


def test_fixtures_are_found_in_order_once(folder: Path) -> None:
    (folder.parent / "a" / "deep").mkdir(parents=True)
    (folder.parent / "a" / "deep" / "capture.html").write_text("<p>Not expected yet.</p>")
    (folder.parent / "a" / "notes.txt").write_text("no fixture")
    assert find_fixtures([folder.parent]) == [folder.parent / "a" / "deep", folder]
    assert find_fixtures([folder, folder.parent]) == [folder, folder.parent / "a" / "deep"]


def test_a_place_without_fixtures_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScrubberError, match="no fixture in this folder"):
        find_fixtures([tmp_path])
    with pytest.raises(ScrubberError, match=r"nowhere: no such folder"):
        find_fixtures([tmp_path / "nowhere"])


def test_a_fixture_is_read(folder: Path) -> None:
    fixture = load_fixture(folder)
    assert fixture == Fixture(
        folder / "capture.txt",
        title=TITLE,
        dateline=STAMP,
        date=dt.datetime(2024, 5, 3, 14, 2),
        body=BODY,
        note="a keeper and her light",
    )
    assert fixture.folder == folder


def test_an_html_capture_is_html_unless_said_otherwise(folder: Path) -> None:
    (folder / "capture.txt").rename(folder / "capture.html")
    assert load_fixture(folder).kind == "html"
    assert rewrite(folder, "title", 'kind = "auto"\ntitle').kind == "auto"


def test_closing_quotes_may_stand_on_a_line_of_their_own(folder: Path) -> None:
    assert rewrite(folder, 'mainland."""', 'mainland.\n"""').body == BODY


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("titel = ''", "unknown key 'titel'; did you mean 'title'?"),
        ("zzz = ''", "unknown key 'zzz'"),
        ("title = 3", "title must be a string"),
        ("date = '2024-05-03'", "date must be a date"),
        ("removed = 'share'", "removed must be a list"),
        ("removed = ['share']", "removed number 1: must be a table"),
        ("[[removed]]\ncategory = 'share'\nwhy = 'x'", "removed number 1: unknown key 'why'"),
        ("kind = 'novel'", "kind is 'novel'; it must be one of auto, article, page, html"),
        ("[options]\nselct = []", "options: unknown key 'selct'; did you mean 'select'?"),
        ("[options]\nselect = 'share'", "options: select must be a list"),
        ("[options]\nselect = [1]", "options: select must be a list"),
        ("title = [", "not TOML"),
        ("title = '\xff'", "not TOML"),
    ],
)
def test_a_mistake_in_a_fixture_names_its_file(folder: Path, line: str, words: str) -> None:
    file = folder / "expected.toml"
    file.write_text(line, encoding="latin-1")
    with pytest.raises(ScrubberError) as raised:
        load_fixture(folder)
    assert str(raised.value).startswith(f"{file}: ")
    assert words in str(raised.value)


def test_missing_and_doubled_files(folder: Path) -> None:
    (folder / "capture.html").write_text("")
    with pytest.raises(ScrubberError, match=r"keeper: has both of capture\.txt and capture\.html"):
        load_fixture(folder)
    (folder / "capture.html").unlink()
    (folder / "expected.toml").unlink()
    with pytest.raises(ScrubberError, match=r"expected\.toml: missing; `scrub fixture update"):
        load_fixture(folder)
    (folder / "capture.txt").unlink()
    with pytest.raises(ScrubberError, match="has neither of"):
        load_fixture(folder)


def test_a_wrong_option_names_the_fixture(folder: Path) -> None:
    fixture = load_fixture(folder)._replace(options={"select": ["no-such-category"]})
    with pytest.raises(ScrubberError, match=r"expected\.toml: options: .*no-such-category"):
        run_fixture(fixture)


# ---- comparing


def test_a_fixture_that_holds_has_no_differences(folder: Path) -> None:
    assert run_fixture(load_fixture(folder)) == []
    assert judge(load_fixture(folder)).outcome == "ok"


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"title": "Keeper"}, f"title: expected 'Keeper', got '{TITLE}'"),
        ({"dateline": ""}, f"dateline: expected '', got '{STAMP}'"),
        ({"date": None}, "date: expected 'none', got '2024-05-03T14:02:00'"),
        ({"date": dt.date(2024, 5, 3)}, "date: expected '2024-05-03', got '2024-05-03T14:02:00'"),
        ({"place": "SKARV"}, "place: expected 'SKARV', got ''"),
        ({"agency": "AP"}, "agency: expected 'AP', got ''"),
        ({"removed": (Expected("share", "Share it"),)}, "removed:\n- share (any rule) 'Share it'"),
    ],
)
def test_each_field_is_compared(folder: Path, change: dict[str, Any], difference: str) -> None:
    assert run_fixture(load_fixture(folder)._replace(**change)) == [difference]


def test_place_and_agency_are_compared_where_given(folder: Path) -> None:
    fixture = load_fixture(folder)
    assert run_fixture(fixture._replace(place="", agency="")) == []


def test_a_body_is_compared_line_by_line(folder: Path) -> None:
    (difference,) = run_fixture(load_fixture(folder)._replace(body=BODY.replace("Friday", "Monday")))
    lines = difference.split("\n")
    assert lines[0] == "body:"
    assert [line[0] for line in lines if "climbed" in line] == ["-", "+"]
    assert not [line for line in lines if "harbour" in line]


PACK = """\
[pack]
name = "light"
version = "1"
licence = "CC0-1.0"
language = "en"
category = "buttons"
[[rule]]
id = "blue"
why = "Names the blue lamp."
phrases = ["light the blue lamp"]
remove = ["Light the blue lamp"]
[[rule]]
id = "green"
why = "Names the green lamp."
phrases = ["light the green lamp"]
remove = ["Light the green lamp"]
"""
BLUE = Expected("buttons", "Light the blue lamp", "light/blue")
GREEN = Expected("buttons", "Light the green lamp", "light/green")


@pytest.fixture
def lamps(folder: Path) -> Fixture:
    """A fixture with two removals, by a pack that lies outside its folder."""
    (folder.parent / "light.toml").write_text(PACK)
    first, second = BODY.split("\n\n")
    lines = (TITLE, STAMP, first, BLUE.text, second, GREEN.text)
    (folder / "capture.txt").write_text("\n\n".join(lines) + "\n")
    return load_fixture(folder)._replace(
        options={"packs": ["../light.toml"], "select": ["core", "light"]}, removed=(BLUE, GREEN)
    )


def test_removals_are_compared_in_order(lamps: Fixture) -> None:
    assert run_fixture(lamps) == []
    assert run_fixture(lamps._replace(removed=(GREEN, BLUE))) != []
    assert run_fixture(lamps._replace(removed=(BLUE,))) == [f"removed:\n+ buttons light/green {GREEN.text!r}"]


def test_a_rule_is_compared_where_given(lamps: Fixture) -> None:
    assert run_fixture(lamps._replace(removed=(BLUE._replace(rule=""), GREEN._replace(rule="")))) == []
    wrong = BLUE._replace(rule="light/green")
    expected = [f"removed:\nrule: expected light/green, got light/blue for {BLUE.text!r}"]
    assert run_fixture(lamps._replace(removed=(wrong, GREEN))) == expected


# ---- judging


def test_a_known_failure_is_strict(folder: Path) -> None:
    fixture = load_fixture(folder)
    wrong = fixture._replace(title="Keeper")
    assert judge(wrong).outcome == "fail"
    assert judge(wrong._replace(xfail="hard")).outcome == "xfail"
    passing = judge(fixture._replace(xfail="hard"))
    assert passing.outcome == "fail"
    assert passing.details == ["passes, but is marked xfail (hard): take the mark away"]


def test_a_known_failure_keeps_the_laws(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrubber.fixtures.check_laws", lambda *_: ["lost: a comma"])
    verdict = judge(load_fixture(folder)._replace(title="Keeper", xfail="hard"))
    assert verdict.outcome == "fail"
    assert verdict.details[0] == "lost: a comma"


# ---- the laws

_RULE = Rule("blue", "buttons", "light", "Names the blue lamp.")


def gone(start: int, end: int, why: str = "Asks to go.") -> Piece:
    return Piece(start, end, "removed", _RULE, why)


def article(**changes: Any) -> Article:
    """An article that keeps the laws, but for the changes."""
    source = "Head\n\nA tale of lamps.\n\nGo!\n"
    pieces = [Piece(0, 4, "title"), Piece(6, 22, "body"), gone(24, 27)]
    fields = {"title": "Head", "dateline": None, "body": "A tale of lamps.", "source": source, "pieces": pieces}
    return Article(**{"kind": "article", "fingerprint": "f", **fields, **changes})


class Calm:
    """Stands in for a scrubber that changes nothing more."""

    def __init__(self, result: Article) -> None:
        self.result = result

    def scrub(self, text: str, **_: object) -> Article:
        return self.result if text.startswith("Head") else article(title="", body=self.result.body)


def laws(**changes: Any) -> list[str]:
    made = article(**changes)
    return check_laws(made, Calm(made))  # type: ignore[arg-type]


def test_an_article_that_keeps_the_laws() -> None:
    assert laws() == []


def test_white_space_and_invisible_characters_count_for_nothing() -> None:
    source = "\ufeffHead\n\nA tale\nof lam\u00adps.\n\x00\nGo!\n"
    body = source.index("A tale")
    pieces = [
        Piece(1, 5, "title"),
        Piece(body, body + 17, "body"),
        gone(len(source) - 4, len(source) - 1),
    ]
    assert laws(source=source, pieces=pieces) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"body": "A tale of lamps and more."}, "invented: the body is not made of spans"),
        ({"title": "Heading"}, "invented: the title is not made of spans"),
        ({"body": "A tale."}, "lost: the body 'A tale.' differs from its tiles 'A tale of lamps.'"),
        ({"pieces": [Piece(0, 4, "title"), Piece(6, 22, "body")]}, "lost: 22-28 is called space: '\\n\\nGo!\\n'"),
        (
            {"pieces": [Piece(0, 4, "title"), Piece(6, 22, "body"), gone(20, 27)]},
            "lost: tile 20-27 follows 22",
        ),
        (
            {"pieces": [Piece(0, 4, "title"), Piece(6, 22, "body"), gone(24, 99)]},
            "lost: the ledger ends at 99, the source at 28",
        ),
        (
            {
                "pieces": [
                    Piece(0, 4, "title"),
                    Piece(6, 22, "body"),
                    gone(24, 27, why=""),
                ]
            },
            "lost: 24-27 was removed without a rule, category or why",
        ),
    ],
)
def test_a_broken_law_is_noticed(changes: dict[str, Any], words: str) -> None:
    assert any(entry.startswith(words) for entry in laws(**changes)), laws(**changes)


def test_a_ledger_that_disagrees_with_the_removals_is_noticed() -> None:
    made = article()
    removal = made.removed[0]
    for removed, words in (
        ((), "was removed by no removal"),
        ((removal, removal), "names removals [0] of 2"),
        ((removal._replace(start=23),), "is not its removal"),
        ((removal._replace(text="Stay!"),), "is not its removal"),
    ):
        object.__setattr__(made, "_removed", removed)
        assert any(words in entry for entry in check_laws(made, Calm(made)))  # type: ignore[arg-type]


def test_an_unstable_article_is_noticed() -> None:
    entries = check_laws(article(), Calm(article(body="A tale of")))  # type: ignore[arg-type]
    assert [entry.split("\n")[0] for entry in entries] == [
        "unstable: the text scrubbed again has another body:",
        "unstable: the body scrubbed alone changes:",
    ]


def test_an_agency_s_opening_is_reported_and_stays() -> None:
    made = scrub(f"{TITLE}\n\nOSLO, Norway (AP) — {BODY}\n")
    assert made.dateline is not None
    assert made.dateline.text in made.body
    assert check_laws(made) == []


@settings(deadline=None)  # the first example loads the packs
@given(st.text())
def test_the_laws_hold_for_any_text(text: str) -> None:
    assert check_laws(scrub(text, kind="article")) == []


# ---- writing


def test_what_is_new_is_written_and_holds(folder: Path) -> None:
    made = folder.parent / "new"
    new_fixture(Fixture(made / "capture.txt", url="https://example.org/keeper", note="as it is"), STORY.encode())
    assert (made / "capture.txt").read_bytes() == STORY.encode()
    assert (made / "expected.toml").read_text() == EXPECTED.replace(
        'note = "a keeper and her light"', 'note = "as it is"\nurl = "https://example.org/keeper"'
    )
    assert judge(load_fixture(made)).outcome == "ok"


def test_what_is_there_is_not_written(folder: Path) -> None:
    with pytest.raises(ScrubberError, match="exists already"):
        new_fixture(Fixture(folder / "capture.txt"), b"")
    assert load_fixture(folder).title == TITLE


def test_nothing_is_written_where_the_options_are_wrong(tmp_path: Path) -> None:
    fixture = Fixture(tmp_path / "new" / "capture.txt", options={"select": ["no-such-category"]})
    with pytest.raises(ScrubberError):
        new_fixture(fixture, b"")
    assert not fixture.folder.exists()


def test_update_leaves_alone_what_holds(folder: Path) -> None:
    file = folder / "expected.toml"
    file.write_text("# a comment\n" + EXPECTED)
    assert update_fixture(folder) == []
    assert file.read_text() == "# a comment\n" + EXPECTED


def test_update_rewrites_and_tells(folder: Path) -> None:
    rewrite(folder, TITLE, "Keeper")
    lines = update_fixture(folder)
    assert '-title = "Keeper"\n' in lines
    assert f'+title = "{TITLE}"\n' in lines
    assert (folder / "expected.toml").read_text() == EXPECTED


def test_update_fills_in_rules_that_were_left_out(lamps: Fixture) -> None:
    file = lamps.folder / "expected.toml"
    file.write_text(format_expected(lamps._replace(removed=(BLUE._replace(rule=""), GREEN))))
    assert [line for line in update_fixture(lamps.folder) if line[0] in "+-"][2:] == ['+rule = "light/blue"\n']


def test_update_makes_what_is_missing(folder: Path) -> None:
    (folder / "expected.toml").unlink()
    assert update_fixture(folder)
    assert load_fixture(folder) == Fixture(
        folder / "capture.txt", TITLE, STAMP, dt.datetime(2024, 5, 3, 14, 2), body=BODY
    )


def test_update_leaves_a_known_failure_its_aim(folder: Path) -> None:
    wrong = rewrite(folder, f'title = "{TITLE}"', 'title = "Keeper"\nxfail = "hard"')
    assert update_fixture(folder) == []
    assert load_fixture(folder) == wrong
    rewrite(folder, '"Keeper"', f'"{TITLE}"')
    assert '-xfail = "hard"\n' in update_fixture(folder)
    assert judge(load_fixture(folder)).outcome == "ok"


def test_what_does_not_show_is_escaped(tmp_path: Path) -> None:
    text = format_expected(Fixture(tmp_path / "capture.txt", title='a\u00a0b\u200b "c" \\d\t\ue001\U000e0001 é 東'))
    assert 'title = "a\\u00A0b\\u200B \\"c\\" \\\\d\\u0009\\uE001\\U000E0001 é 東"\n' in text


TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"\\\n\r\t '#\x00\x7f\u2028\ufeff"))
BODIES = TEXTS.map(lambda text: text.strip("\n"))
DATES = st.none() | st.dates() | st.datetimes(timezones=st.none() | st.sampled_from([dt.UTC]))
REMOVALS = st.builds(Expected, TEXTS, TEXTS, TEXTS)
OPTIONS = st.dictionaries(st.sampled_from(["packs", "select", "ignore"]), st.lists(TEXTS, max_size=3))


@settings(deadline=None)
@given(
    st.builds(
        Fixture,
        st.just(Path("capture.txt")),
        title=TEXTS,
        dateline=TEXTS,
        date=DATES,
        place=st.none() | TEXTS,
        agency=st.none() | TEXTS,
        body=BODIES,
        removed=st.lists(REMOVALS, max_size=3).map(tuple),
        kind=st.sampled_from(["auto", "article", "page", "html"]),
        url=st.none() | TEXTS,
        options=OPTIONS,
        note=TEXTS,
        xfail=TEXTS,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, fixture: Fixture) -> None:
    folder = tmp_path_factory.getbasetemp() / "round-trip"
    folder.mkdir(exist_ok=True)
    (folder / "capture.txt").touch()
    (folder / "expected.toml").write_bytes(format_expected(fixture).encode())
    assert load_fixture(folder) == fixture._replace(capture=folder / "capture.txt")


@pytest.mark.parametrize(
    ("environ", "ci"),
    [({}, False), ({"CI": ""}, False), ({"CI": "0"}, False), ({"CI": "False"}, False), ({"CI": "true"}, True)],
)
def test_what_counts_as_ci(environ: dict[str, str], ci: bool) -> None:
    assert under_ci(environ) is ci
