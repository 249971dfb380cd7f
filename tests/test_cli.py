"""The command line, driven as its users drive it: in its own process where the process matters, else by ``main``."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import scrubber
from scrubber.cli import main

Run = Callable[..., tuple[int, str, str]]

ROOT = Path(scrubber.__file__).parent.parent

TITLE = "Bridge over the Ilmen reopens"
STAMP = "12 May, 2021 09:30"
FIRST = "The bridge over the Ilmen reopened on Wednesday after two years of repairs, the town council of Orsk said."
LAST = "Buses will use it again from next week, and the ferry will stop running at the end of the month."
BUTTON = "Press the purple button to go on"
CLEAN = f"{TITLE}\n\n{STAMP}\n\n{FIRST}\n\n{LAST}\n"
STORY = f"{TITLE}\n\n{STAMP}\n\n{FIRST}\n\n{BUTTON}\n\n{LAST}\n"

PACK = f"""\
[pack]
name = "demo"
version = "1"
licence = "CC0-1.0"
language = "en"
category = "presses"

[[rule]]
id = "purple"
why = "Asks for a press of a button."
phrases = ["{BUTTON.lower()}"]
remove = ["{BUTTON}"]
keep = ["Press the purple button to go on, the lift told him."]
"""


# All rules take a while to load, and these tests need two packs of them at most.
CORE = ("--select", "core")
DEMO = ("--pack", "demo.toml", "--select", "core,demo")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a capture and a pack, and an environment that decides nothing."""
    for name in ("CI", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_bytes(STORY.encode())
    Path("demo.toml").write_bytes(PACK.encode())
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the command line in this process: ``(status, standard output, standard error)``."""

    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        return status, *capsys.readouterr()

    return call


def process(*arguments: str, **settings: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings.pop("env", {})}  # type: ignore[dict-item]
    settings = {"input": b"", "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings}
    return subprocess.run([sys.executable, "-m", "scrubber", *arguments], env=environment, **settings)  # type: ignore[call-overload,no-any-return]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# ---- what goes in


def test_a_file_comes_out_clean_in_a_process_of_its_own() -> None:
    done = process(*DEMO, "story.txt")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, CLEAN, b"")


@pytest.mark.parametrize("names", [(), ("-",)])
def test_standard_input(names: tuple[str, ...]) -> None:
    done = process(*DEMO, *names, input=STORY.encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, CLEAN, b"")


def test_the_file_is_never_written(run: Run) -> None:
    run(*DEMO, "story.txt")
    assert Path("story.txt").read_bytes() == STORY.encode()


def test_without_a_file_on_a_terminal_there_is_help(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    status, out, err = run()
    assert (status, err) == (0, "")
    assert out.startswith("usage: scrub ")


def test_several_files_have_headers_as_head_prints_them(run: Run) -> None:
    Path("other.txt").write_text("One line of text, and no more than that.")
    status, out, _ = run(*DEMO, "story.txt", "other.txt")
    assert status == 0
    assert out.startswith(f"==> story.txt <==\n{CLEAN}\n==> other.txt <==\n")


def test_standard_input_among_files_has_its_name(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.encode())))
    _, out, _ = run(*DEMO, "-", "story.txt")
    assert out == f"==> standard input <==\n{CLEAN}\n==> story.txt <==\n{CLEAN}"


def test_a_folder_is_every_capture_below_it_sorted(run: Run) -> None:
    for name in ("b/deep/two.html", "b/one.TXT", "b/deep/three.htm", "b/notes.md", "b/four.toml"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("<html><body><p>A short page about nothing at all.</p></body></html>")
    status, out, _ = run(*CORE, "--jsonl", "b")
    records = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [Path(r["file"]).as_posix() for r in records] == ["b/deep/three.htm", "b/deep/two.html", "b/one.TXT"]
    assert [r["kind"] for r in records[:2]] == ["html", "html"]


def test_a_folder_of_one_counts_as_several(run: Run) -> None:
    Path("d").mkdir()
    Path("d/story.txt").write_bytes(STORY.encode())
    assert run(*CORE, "d")[1].startswith("==> d")
    assert len(json.loads(run(*CORE, "--json", "d")[1])) == 1


def test_a_file_named_like_a_sub_command(run: Run) -> None:
    Path("rules").write_bytes(STORY.encode())
    assert run(*CORE, "./rules") == run(*CORE, "--", "rules") == run(*CORE, "story.txt")


def test_bytes_are_passed_on_as_they_are(run: Run) -> None:
    Path("wide.txt").write_bytes(STORY.encode("utf-16"))
    assert run(*DEMO, "wide.txt")[1] == CLEAN


# ---- what comes out


def test_json_is_one_object_for_one_file(run: Run) -> None:
    _, out, _ = run("--json", *DEMO, "story.txt")
    record = json.loads(out)
    assert record["file"] == "story.txt"
    assert record["title"] == TITLE
    assert record["dateline"]["date"] == "2021-05-12T09:30:00"
    assert record["body"] == f"{FIRST}\n\n{LAST}"
    assert [removal["text"] for removal in record["removed"]] == [BUTTON]
    assert out.startswith('{\n  "')
    assert out.endswith("\n}\n")


def test_json_is_an_array_for_several(run: Run) -> None:
    records = json.loads(run(*CORE, "--json", "story.txt", "story.txt")[1])
    assert [r["file"] for r in records] == ["story.txt", "story.txt"]


def test_json_stays_json_when_nothing_can_be_read(run: Run) -> None:
    assert run(*CORE, "--json", "no.txt")[1] == ""
    assert json.loads(run(*CORE, "--json", "no.txt", "nor.txt")[1]) == []


def test_jsonl_is_one_object_a_line(run: Run) -> None:
    lines = run(*CORE, "--jsonl", "story.txt", "story.txt")[1].split("\n")
    assert [json.loads(line)["file"] for line in lines[:-1]] == ["story.txt", "story.txt"]
    assert lines[-1] == ""


def test_json_holds_letters_not_escapes(run: Run) -> None:
    Path("é.txt").write_text("Über die Brücke\n\nDie Brücke über die Ilme ist seit Montag wieder offen, heißt es.\n")
    assert "Brücke über die Ilme" in run(*CORE, "--json", "é.txt")[1]


@pytest.mark.parametrize(("option", "shown"), [("--title", f"{TITLE}\n"), ("--body", f"{FIRST}\n\n{LAST}\n")])
def test_a_part_alone(run: Run, option: str, shown: str) -> None:
    assert run(option, *DEMO, "story.txt") == (0, shown, "")


def test_explain_says_where_which_rule_and_why(run: Run) -> None:
    status, out, _ = run("--explain", *DEMO, "story.txt")
    start = STORY.index(BUTTON)
    assert status == 0
    assert out == (
        "story.txt:7:1: demo/purple [presses] Asks for a press of a button.\n"
        f"    {start}-{start + len(BUTTON)}: {BUTTON}\n"
        f"story.txt: 1 removed, {len(BUTTON)} of {len(STORY)} characters\n"
    )


def test_explain_shortens_in_the_middle(run: Run) -> None:
    words = " ".join(f"word{n}" for n in range(24))
    Path("demo.toml").write_text(PACK.replace(BUTTON.lower(), words).replace(f'["{BUTTON}"]', f'["{words}"]'))
    Path("long.txt").write_text(f"{FIRST}\n\n{words}\n\n{LAST}\n")
    excerpt = run("--explain", *DEMO, "long.txt")[1].splitlines()[1]
    assert "word0 word1 " in excerpt
    assert " … " in excerpt
    assert excerpt.endswith(" word23")
    assert len(excerpt) < 130


def test_diff_goes_from_the_capture_to_the_clean_text(run: Run) -> None:
    _, out, _ = run("--diff", *DEMO, "story.txt")
    lines = out.splitlines()
    assert lines[:2] == ["--- story.txt", "+++ story.txt"]
    assert f"-{BUTTON}" in lines
    assert not [line for line in lines[2:] if line.startswith("+")]


def test_diff_of_a_capture_without_a_last_newline_can_be_patched(run: Run) -> None:
    Path("cut.txt").write_text(STORY[:-1])
    assert f"-{LAST}\n\\ No newline at end of file\n+{LAST}\n" in run(*CORE, "--diff", "cut.txt")[1]


def test_diff_of_a_very_long_capture_still_says_what_becomes_of_it(run: Run) -> None:
    lines = [f"Line {number} goes on about this and that." for number in range(5000)]
    Path("long.txt").write_text("\n".join(lines))
    out = run(*CORE, "--diff", "long.txt")[1].splitlines()
    assert [line[1:] for line in out[3:] if line[0] == "-"] == lines
    assert [line[1:] for line in out[3:] if line[0] == "+" and line != "+"] == lines


def test_only_one_form_at_a_time(run: Run) -> None:
    status, out, err = run("--json", "--diff", "story.txt")
    assert (status, out) == (2, "")
    assert "--diff: not allowed with argument --json" in err


def test_check_finds_what_would_be_removed(run: Run) -> None:
    assert run("--check", *DEMO, "story.txt")[0] == 1
    Path("clean.txt").write_text(CLEAN)
    assert run("--check", *DEMO, "clean.txt")[0] == 0


# ---- which rules, and what the capture is


def test_select_and_ignore_take_names_with_commas_and_again_and_again(run: Run) -> None:
    for options in (
        ("--ignore", "presses"),
        ("--ignore", "demo/purple"),
        ("--ignore", "title", "--ignore", "stamp, presses"),
        ("--select", "title,stamp"),
        ("--select", "title", "--select", "stamp"),
    ):
        assert BUTTON in run("--pack", "demo.toml", *options, "story.txt")[1], options
    assert BUTTON not in run("--pack", "demo.toml", "--select", "title,demo", "story.txt")[1]


def test_packs_with_commas_between_or_in_their_names(run: Run) -> None:
    other = PACK.replace('"demo"', '"second"').replace(BUTTON, LAST).replace(BUTTON.lower(), LAST.lower().rstrip("."))
    Path("a,b.toml").write_text(other)
    Path("c.toml").write_text(other.replace('"second"', '"third"'))
    assert BUTTON not in run("--pack", "demo.toml,c.toml", "story.txt")[1]
    assert LAST not in run("--pack", "demo.toml,c.toml", "story.txt")[1]
    assert LAST not in run("--pack", "a,b.toml", "story.txt")[1]


def test_kind_is_what_the_name_says_unless_given(run: Run) -> None:
    Path("page.HTM").write_text(f"<html><body><p>{FIRST}</p></body></html>")
    assert json.loads(run(*CORE, "--json", "page.HTM")[1])["kind"] == "html"
    assert json.loads(run(*CORE, "--json", "--kind", "page", "page.HTM")[1])["kind"] == "page"
    assert json.loads(run(*CORE, "--json", "--kind", "article", "story.txt")[1])["kind"] == "article"


def test_url_switches_on_the_rules_of_a_site(run: Run) -> None:
    Path("demo.toml").write_text(PACK.replace("phrases", 'sites = ["example.org"]\nphrases'))
    assert BUTTON in run(*DEMO, "story.txt")[1]
    assert BUTTON not in run(*DEMO, "--url", "https://www.example.org/1", "story.txt")[1]


def test_dateline_is_reported_or_extracted(run: Run) -> None:
    Path("wire.txt").write_text(f"{TITLE}\n\nORSK, Russia (AP) — {FIRST}\n\n{LAST}\n")
    assert "(AP)" in run(*CORE, "--body", "wire.txt")[1]
    assert "(AP)" not in run(*CORE, "--body", "--dateline", "extract", "wire.txt")[1]


def test_version() -> None:
    assert process("--version").stdout.decode() == f"scrub {scrubber.__version__}\n"


# ---- what goes wrong


def test_a_missing_file_does_not_stop_the_others(run: Run) -> None:
    status, out, err = run(*CORE, "--title", "no.txt", "story.txt")
    assert (status, out) == (2, f"==> story.txt <==\n{TITLE}\n")
    assert err == "scrub: no.txt: No such file or directory\n"


@pytest.mark.skipif(os.name == "nt" or getattr(os, "geteuid", lambda: 1)() == 0, reason="everything can be read")
def test_an_unreadable_file_and_folder(run: Run) -> None:
    Path("story.txt").chmod(0)
    Path("shut").mkdir(mode=0)
    status, _, err = run(*CORE, "story.txt", "shut")
    Path("shut").chmod(0o700)
    assert status == 2
    assert "scrub: story.txt: Permission denied\n" in err
    assert "scrub: shut: Permission denied\n" in err


def test_a_folder_without_captures_is_a_mistake(run: Run) -> None:
    Path("empty").mkdir()
    status, _, err = run(*CORE, "empty", "story.txt")
    assert status == 2
    assert err == "scrub: empty: no .txt, .html or .htm file below this folder\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--selct", "share", "story.txt"), "--selct"),
        (("--sel", "presses", "story.txt"), "--sel"),  # an abbreviation today would be ambiguous tomorrow
        (("--kind", "novel", "story.txt"), "'novel'"),
        (("--dateline", "maybe", "story.txt"), "'maybe'"),
        (("--select", ",", "story.txt"), "--select names nothing"),
        (("--select", "preses", *DEMO, "story.txt"), "did you mean 'presses'?"),
        (("--ignore", "demo/purpel", *DEMO, "story.txt"), "did you mean 'demo/purple'?"),
        (("--pack", "none.toml", "story.txt"), "none.toml: No such file or directory"),
        (("--pack", "bad.toml", "story.txt"), "bad.toml: rule 'purple': "),
        (("--pack", "story.txt", "story.txt"), "story.txt: not TOML"),
        (("rules", "preses", "--pack", "demo.toml"), "did you mean 'presses'?"),
        (("rules", "--wrong"), "--wrong"),
        (("test", "nowhere"), "nowhere: no such folder"),
        (("test",), "fixtures: no such folder"),
        (("fixture",), "new | update"),
        (("fixture", "make"), "'make'"),
        (("fixture", "new", "no.txt"), "no.txt: No such file or directory"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(run: Run, arguments: tuple[str, ...], words: str) -> None:
    Path("bad.toml").write_text(PACK.replace("phrases", "phrase"))
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("scrub: ")
    assert err.count("\n") == 1
    assert words in err


def test_a_strange_file_name_stays_on_its_line_and_does_nothing(run: Run) -> None:
    _, _, err = run(*CORE, "no\nsuch\x1b]0;file")
    assert err == "scrub: no␊such␛]0;file: No such file or directory\n"


def test_mistakes_leave_the_process_with_status_2() -> None:
    done = process("no.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"scrub: no.txt: No such file or directory\n"


def test_an_empty_article_is_no_error(run: Run) -> None:
    Path("blank.txt").write_bytes(b"\n \n")
    status, out, _ = run(*CORE, "blank.txt")
    assert (status, out) == (0, "")


@pytest.mark.parametrize("arguments", [("story.txt",), ("test",), ("fixture", "update")])
def test_a_reader_that_goes_away_is_no_error(run: Run, arguments: tuple[str, ...]) -> None:
    run("fixture", "new", "story.txt")
    Path("fixtures/story/expected.toml").write_text("")
    command = [sys.executable, "-u", "-m", "scrubber", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert (running.stderr.read(), running.wait()) == (b"", 141)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_said() -> None:
    with open("/dev/full", "wb") as full:
        done = process("story.txt", stdout=full)
    assert done.returncode == 2
    assert done.stderr == b"scrub: standard output: No space left on device\n"


def test_a_closed_output_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["story.txt"]) == 2


def test_nobody_listens_to_complaints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert main([*CORE, "no.txt"]) == 2


def test_an_interrupt_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Interrupted()))
    assert run(*CORE, "-") == (130, "", "")


# ---- how it is written


def test_output_is_utf8_whatever_the_locale() -> None:
    text = "Über die Brücke — 東京 🚲\n\nDie Brücke über die Ilme ist seit Montag wieder offen, sagte die Stadt.\n"
    done = process(input=text.encode(), env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert done.stdout.decode() == text


def test_terminal_sequences_in_a_capture_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("nasty.txt").write_text(f"{FIRST}\n\nA window \x1b]0;pwned\x07 was \x9b31m renamed by the mayor of Orsk.\n")
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert main([*CORE, "--body", "nasty.txt"]) == 0
    assert not {"\x1b", "\x07", "\x9b"} & set(screen.getvalue())
    assert "␛]0;pwned" in screen.getvalue()


def test_a_file_gets_the_capture_s_own_characters(run: Run) -> None:
    Path("nasty.txt").write_text(f"{FIRST}\n\nA window \x1b]0;pwned\x07 was renamed by the mayor of Orsk.\n")
    assert "\x1b]0;pwned\x07" in run(*CORE, "nasty.txt")[1]


@pytest.mark.parametrize(
    ("name", "value", "coloured"), [("NO_COLOR", "1", False), ("NO_COLOR", "", True), ("TERM", "dumb", False)]
)
def test_colour_is_for_terminals_that_want_it(
    name: str, value: str, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    main(["--explain", *DEMO, "story.txt"])
    assert ("\x1b[" in screen.getvalue()) is coloured


def test_a_clean_run_imports_no_sub_command() -> None:
    code = (
        "import sys; from scrubber.cli import main; main(['story.txt']); "
        "unwanted = {'scrubber.cli.rules', 'scrubber.fixtures', 'difflib', 'shutil'}; "
        "print(sorted(unwanted & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert done.stdout.decode().splitlines()[-1] == "[]"


# ---- scrub rules


def test_rules_lists_a_rule_a_line(run: Run) -> None:
    status, out, _ = run("rules", "--pack", "demo.toml")
    assert status == 0
    line = next(line for line in out.splitlines() if line.startswith("demo/purple "))
    assert line.split(None, 4)[1:] == ["presses", "sure", "block", "Asks for a press of a button."]
    assert len(out.splitlines()) == len(scrubber.Scrubber(["demo.toml"]).rules)


@pytest.mark.parametrize("name", ["purple", "demo/purple", "demo", "presses"])
def test_rules_shows_all_a_rule_holds(run: Run, name: str) -> None:
    out = run("rules", "--pack", "demo.toml", name)[1]
    assert out.startswith("demo/purple\n    Asks for a press of a button.\n    category presses, sure, block\n")
    assert f"    phrases:\n        {BUTTON.lower()}\n" in out
    assert f"    removes:\n        {BUTTON}\n" in out
    assert "    keeps:\n        Press the purple button to go on, the lift told him.\n" in out
    assert "patterns:" not in out


def test_rules_as_json(run: Run) -> None:
    (rule,) = json.loads(run("rules", "--json", "--pack", "demo.toml", "purple")[1])
    assert rule["name"] == "demo/purple"
    assert rule["why"] == "Asks for a press of a button."
    assert rule["phrases"] == [BUTTON.lower()]
    assert rule["remove"] == [BUTTON]
    assert len(json.loads(run("rules", "--json")[1])) == len(scrubber.Scrubber().rules)


# ---- scrub fixture and scrub test


def test_a_fixture_is_made_and_holds(run: Run) -> None:
    status, out, err = run("fixture", "new", "story.txt", "--pack", "demo.toml", "--note", "a button inside")
    assert (status, Path(out.strip()), err) == (0, Path("fixtures/story/expected.toml"), "")
    assert Path("fixtures/story/capture.txt").read_bytes() == STORY.encode()
    assert run("test") == (0, f"ok    {Path('fixtures/story')}\n1 passed\n", "")
    assert 'packs = ["../../demo.toml"]' in Path("fixtures/story/expected.toml").read_text()


def test_a_fixture_s_name_and_place_can_be_chosen(run: Run) -> None:
    assert run("fixture", "new", "story.txt", "--name", "bridges/one", "--dir", "cases")[0] == 0
    assert Path("cases/bridges/one/capture.txt").exists()


def test_a_fixture_is_named_after_its_file(run: Run) -> None:
    Path("My Page (1).HTML").write_text(f"<html><body><h1>{TITLE}</h1><p>{FIRST}</p></body></html>")
    assert run("fixture", "new", "My Page (1).HTML")[0] == 0
    assert Path("fixtures/my-page-1/capture.html").exists()


def test_a_fixture_from_standard_input_needs_a_name(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.encode())))
    assert run("fixture", "new", "-") == (2, "", "scrub: name the fixture with --name\n")
    assert run("fixture", "new", "-", "--name", "piped")[0] == 0


@pytest.mark.parametrize("name", ["../out", "/out", ""])
def test_a_fixture_stays_in_its_folder(run: Run, name: str) -> None:
    assert run("fixture", "new", "story.txt", "--name", name)[0] == 2


def test_a_fixture_is_not_overwritten(run: Run) -> None:
    run("fixture", "new", "story.txt")
    Path("fixtures/story/expected.toml").write_text('title = "mine"\n')
    status, _, err = run("fixture", "new", "story.txt")
    assert (status, err) == (2, f"scrub: {Path('fixtures/story')}: exists already\n")
    assert Path("fixtures/story/expected.toml").read_text() == 'title = "mine"\n'


def _spoil(name: str = "story") -> Path:
    file = Path("fixtures", name, "expected.toml")
    file.write_text(file.read_text().replace(TITLE, "Bridge closes"))
    return file


def test_a_failing_fixture_shows_the_difference(run: Run) -> None:
    run("fixture", "new", "story.txt")
    run("fixture", "new", "story.txt", "--name", "other")
    _spoil()
    status, out, _ = run("test", "fixtures")
    assert status == 1
    assert f"FAIL  {Path('fixtures/story')}\n    title: expected 'Bridge closes', got '{TITLE}'\n" in out
    assert out.endswith("1 passed, 1 failed\n")


def test_a_known_failure_is_strict(run: Run) -> None:
    run("fixture", "new", "story.txt")
    file = _spoil()
    file.write_text(f'xfail = "bridges are hard"\n{file.read_text()}')
    assert run("test") == (0, f"xfail {file.parent}: bridges are hard\n1 failed as expected\n", "")
    file.write_text(file.read_text().replace("Bridge closes", TITLE))
    status, out, _ = run("test")
    assert status == 1
    assert "passes, but is marked xfail (bridges are hard)" in out


def test_a_broken_fixture_does_not_stop_the_others(run: Run) -> None:
    run("fixture", "new", "story.txt")
    Path("fixtures/broken").mkdir()
    Path("fixtures/broken/expected.toml").write_text("title = [")
    Path("fixtures/broken/capture.txt").write_text(STORY)
    status, out, err = run("test")
    assert status == 2
    assert out == f"ok    {Path('fixtures/story')}\n1 passed, 1 broken\n"
    assert err.startswith(f"scrub: {Path('fixtures/broken/expected.toml')}: not TOML")


@pytest.mark.parametrize("command", [("test", "--update"), ("fixture", "update"), ("fixture", "update", "story")])
def test_update_rewrites_and_shows_the_difference(run: Run, command: tuple[str, ...]) -> None:
    run("fixture", "new", "story.txt")
    before = Path("fixtures/story/expected.toml").read_text()
    file = _spoil()
    status, out, _ = run(*command)
    assert status == 0
    assert f'-title = "Bridge closes"\n+title = "{TITLE}"\n' in out
    assert file.read_text() == before


@pytest.mark.parametrize("command", [("test", "--update"), ("fixture", "update")])
@pytest.mark.parametrize(
    ("value", "refused"), [("true", True), ("1", True), ("false", False), ("0", False), ("", False)]
)
def test_update_is_refused_under_ci(
    run: Run, command: tuple[str, ...], value: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("fixture", "new", "story.txt")
    file = _spoil()
    monkeypatch.setenv("CI", value)
    status, _, err = run(*command)
    assert status == (2 if refused else 0)
    assert ("Bridge closes" in file.read_text()) is refused
    assert ("not rewritten under CI" in err) is refused


def test_update_of_a_broken_fixture_does_not_stop_the_others(run: Run) -> None:
    run("fixture", "new", "story.txt")
    Path("fixtures/broken").mkdir()
    Path("fixtures/broken/expected.toml").write_text('titel = ""')
    Path("fixtures/broken/capture.txt").write_text(STORY)
    file = _spoil()
    status, _, err = run("fixture", "update")
    assert status == 2
    assert "unknown key 'titel'; did you mean 'title'?" in err
    assert TITLE in file.read_text()


@pytest.mark.parametrize(
    "command", [(), ("rules",), ("test",), ("fixture",), ("fixture", "new"), ("fixture", "update")]
)
def test_every_command_has_help(run: Run, command: tuple[str, ...]) -> None:
    status, out, err = run(*command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: {' '.join(('scrub', *command))} ")
