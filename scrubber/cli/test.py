"""``scrub test``: run fixtures without pytest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

from ..errors import ScrubberError
from ..fixtures import find_fixtures, judge, load_fixture, update_fixture
from .fixture import refuse_under_ci
from .options import Parser
from .terminal import Piece, complain, diff_pieces, emit, reason

_STYLES = {"ok": "green", "xfail": "yellow", "FAIL": "red"}
_SUMMARY = {"ok": "passed", "FAIL": "failed", "xfail": "failed as expected", "broken": "broken"}


def run(arguments: list[str]) -> int:
    """Run the fixtures and report each; return 1 if one failed, 2 if one could not be run."""
    parser = Parser("scrub test", description="Run fixtures: folders with a capture and an expected.toml.")
    parser.add_argument("folders", nargs="*", metavar="DIR", help="where they are (default: ./fixtures)")
    parser.add_argument("--update", action="store_true", help="rewrite what is expected, and show the difference")
    options = parser.parse_args(arguments)
    if options.update:
        refuse_under_ci()
    tally: Counter[str] = Counter()
    for folder in find_fixtures(options.folders or ["fixtures"]):
        try:
            report = list(_report(folder, options.update, tally))
        except (ScrubberError, OSError) as error:
            tally["broken"] += 1
            complain(reason(error))
        else:
            emit(report)
    emit([("bold", ", ".join(f"{tally[key]} {words}" for key, words in _SUMMARY.items() if tally[key]) + "\n")])
    return 2 if tally["broken"] else int(tally["FAIL"] > 0)


def _report(folder: Path, update: bool, tally: Counter[str]) -> Iterator[Piece]:
    if update:
        yield from diff_pieces(update_fixture(folder))
    fixture = load_fixture(folder)
    verdict = judge(fixture)
    word = "FAIL" if verdict.outcome == "fail" else verdict.outcome
    tally[word] += 1
    yield _STYLES[word], f"{word:6}"
    yield "", f"{folder}" + (f": {fixture.xfail}" if word == "xfail" else "") + "\n"
    if word == "FAIL":
        for detail in verdict.details:
            yield from diff_pieces(f"{line}\n" for line in indent(detail, "    ").split("\n"))
