"""``scrub batch``: what it says, and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

STORY = "Pier {0} opens again\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"


def lines(number: int) -> str:
    return "".join(json.dumps({"id": i, "text": STORY.format(i)}) + "\n" for i in range(number))


def batch(folder: Path, *arguments: str, given: str | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "scrubber", "batch", *arguments], cwd=folder, input=given, capture_output=True, encoding="utf-8"
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in.jsonl").write_text(lines(3) + "no JSON\n", "utf-8")
    return tmp_path


def test_what_was_done_is_said_on_standard_error(folder: Path) -> None:
    status, out, said = batch(folder, "in.jsonl", "--out", "out.jsonl")
    assert (status, out) == (0, "")
    assert said.startswith("scrub: 4 records in ")
    assert said.endswith(": 3 written to out.jsonl; 1 rejected, see out.jsonl.rejects.jsonl\n")
    assert len((folder / "out.jsonl").read_text("utf-8").splitlines()) == 3


def test_strict(folder: Path) -> None:
    assert batch(folder, "in.jsonl", "--out", "out.jsonl", "--strict")[0] == 1
    (folder / "in.jsonl").write_text(lines(3), "utf-8")
    assert batch(folder, "in.jsonl", "--out", "out.jsonl", "--strict", "--force")[0] == 0


def test_standard_input(folder: Path) -> None:
    status, _, said = batch(folder, "-", "--out", "out.jsonl", "--fields", "body", given=lines(70))
    assert status == 0, said
    assert len((folder / "out.jsonl").read_text("utf-8").splitlines()) == 70


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in.jsonl"], "the following arguments are required: --out (see scrub batch --help)"),
        (["--out", "out.jsonl"], "the following arguments are required: IN (see scrub batch --help)"),
        (["gone.jsonl", "--out", "out.jsonl"], "gone.jsonl: no such file"),
        (["in.jsonl", "--out", "out.csv"], "out.csv: the output must end in .jsonl, .jsonl.gz, .jsonl.zst, .ndjson, .ndjson.gz, "),
        (["in.jsonl", "--out", "no/such/out.jsonl"], "no/such: no such folder"),
        (["in.jsonl", "--out", "out.jsonl", "--jobs", "0"], "argument --jobs: '0' is not a number from 1 on (see"),
        (["in.jsonl", "--out", "out.jsonl", "--max-seconds", "inf"], "argument --max-seconds: 'inf' is not a number above 0 (see"),
        (["in.jsonl", "--out", "out.jsonl", "--fields", "titel"], "no field is called 'titel'; there are title, dateline, date"),
        (["in.jsonl", "--out", "out.jsonl", "--ignore", "shares"], "no category, pack or rule is called 'shares'"),
        (["in.jsonl", "--out", "in.jsonl"], "in.jsonl is there already: --force replaces it"),
        (["in.jsonl", "--out", "in.jsonl", "--force"], "in.jsonl: an input cannot be the output"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, list) else "",
)
def test_mistakes_are_one_line_and_leave_everything_as_it_was(folder: Path, arguments: list[str], said: str) -> None:
    before = (folder / "in.jsonl").read_bytes()
    status, out, error = batch(folder, *arguments)
    assert (status, out) == (2, "")
    assert error.startswith(f"scrub: {said}")
    assert error.count("\n") == 1
    assert [p.name for p in folder.iterdir()] == ["in.jsonl"]
    assert (folder / "in.jsonl").read_bytes() == before


def test_help_names_every_option() -> None:
    status, out, _ = batch(Path(), "--help")
    assert status == 0
    for word in ("--resume", "--stats", "--column", "exit status", ".jsonl.zst", "removed,fingerprint", "50000000"):
        assert word in out


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")
def test_a_terminal_shows_how_far_it_is(folder: Path) -> None:
    pytest.importorskip("tqdm")
    termios = pytest.importorskip("termios")
    (folder / "in.jsonl").write_text(lines(2000) + "no JSON\n", "utf-8")
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    command = [sys.executable, "-m", "scrubber", "batch", "in.jsonl", "--out", "out.jsonl"]
    process = subprocess.Popen(command, cwd=folder, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait() == 0
    assert b"records, " in shown
    assert b"/s, " in shown
    assert b"% |" in shown
    assert b"2,001 records in" in shown
