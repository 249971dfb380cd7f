"""The speed benchmark runs, on captures it makes up, and prints what README quotes. No times are looked at."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.engines import c4_lines
from benchmarks.made import make_pages
from benchmarks.speed import has_data, markdown, spread

ROOT = Path(__file__).parents[1]


def test_all_tables_are_printed() -> None:
    arguments = ["--rounds", "1", "--docs", "2", "--many", "40", "--most", "0.1", "nowhere"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed", *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert "captures made up" in done.stdout
    tables = [part.splitlines() for part in done.stdout.split("\n### ")[1:]]
    titles = [table[0] for table in tables]
    assert titles == [
        "Text: light captures, 1 rounds of 6",
        "Text: page captures, 1 rounds of 2",
        "HTML: the same pages, 1 rounds of 2",
        "Start of a process",
        "Growth with the blocks of a text",
        "Growth with the rules",
        "Long texts",
        "40 light captures, wall time",
    ]
    for table in tables:
        rows = [line for line in table if line.startswith("|")]
        assert len(rows) >= 3, table
        assert len({line.count("|") for line in rows}) == 1, table


def test_made_captures_are_the_same_every_time() -> None:
    assert make_pages(3, 1) == make_pages(3, 1)
    assert make_pages(3, 1) != make_pages(3, 2)
    assert not has_data(None)


def test_rows_of_a_table() -> None:
    assert markdown([("a", "b"), ("1", "2")]) == ["| a | b |", "| --- | --- |", "| 1 | 2 |"]
    assert spread("abcdef", 3) == ["a", "c", "e"]
    assert spread("ab", 3) == ["a", "b"]


def test_the_line_rules_of_c4() -> None:
    story = "The crew of the pier handed out coffee. " * 5
    lines = ["Share this", story, "Read our privacy policy and be glad.", "and so it went on...", "Enable JavaScript to go on."]
    assert c4_lines("\n".join(lines)) == story.strip()
    assert c4_lines("\n".join([*lines, "if (x) { y }"])) is None
    assert c4_lines("It was the only sentence.") is None
