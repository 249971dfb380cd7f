"""The pytest plugin, run as a user's pytest would."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

# Loaded here, it stays loaded: else each inner run would load all the rules again.
from scrubber.fixtures import EXPECTED as FILE

pytest_plugins = ["pytester"]

TITLE = "Ferry to Holm sails again"
BODY = "The ferry to Holm sails again from Tuesday, said the harbour master, whose men mended its engine in a week."
STORY = f"{TITLE}\n\n14 June 2022\n\n{BODY}\n"
EXPECTED = f'''\
note = ""
title = "{TITLE}"
dateline = "14 June 2022"
date = 2022-06-14
body = "{BODY}"
'''

# Where the package is installed pytest finds the plugin by itself, and would object to a second one.
PLUGIN = () if entry_points(group="pytest11", name="scrubber") else ("-p", "scrubber.pytest_plugin")
OPTION = "--scrubber-fixtures"


@pytest.fixture
def cases(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one fixture that holds."""
    monkeypatch.delenv("CI", raising=False)
    folder = pytester.path / "cases"
    make(folder / "ferry", EXPECTED)
    return folder


def make(folder: Path, expected: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "capture.txt").write_text(STORY)
    (folder / FILE).write_text(expected)
    return folder / FILE


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider", *arguments)


def test_each_folder_is_a_test(pytester: pytest.Pytester, cases: Path) -> None:
    make(cases / "more" / "second", EXPECTED)
    result = run(pytester, OPTION, "cases", "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        ["cases/ferry/expected.toml::ferry PASSED*", "*more/second/expected.toml::second PASSED*"]
    )


def test_without_the_option_nothing_is_collected(pytester: pytest.Pytester, cases: Path) -> None:
    assert run(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_user_s_own_tests_run_too(pytester: pytest.Pytester, cases: Path) -> None:
    pytester.makepyfile("def test_one(): pass")
    run(pytester, OPTION, "cases").assert_outcomes(passed=2)
    run(pytester, OPTION, "cases", "-k", "ferry").assert_outcomes(passed=1, deselected=1)


def test_the_folder_may_lie_outside(pytester: pytest.Pytester, cases: Path) -> None:
    inner = pytester.mkdir("inner")
    (inner / "test_inner.py").write_text("def test_one(): pass")
    run(pytester, OPTION, "cases", "inner").assert_outcomes(passed=2)


def test_the_ini_file_can_name_it(pytester: pytest.Pytester, cases: Path) -> None:
    pytester.makeini("[pytest]\nscrubber_fixtures = cases\n")
    run(pytester).assert_outcomes(passed=1)
    run(pytester, "cases/ferry/expected.toml::ferry").assert_outcomes(passed=1)


def test_named_twice_it_runs_once(pytester: pytest.Pytester, cases: Path) -> None:
    pytester.makeini("[pytest]\nscrubber_fixtures = cases\n")
    run(pytester, OPTION, "cases", OPTION, "cases/ferry", ".").assert_outcomes(passed=1)


def test_a_failure_is_a_difference_to_read(pytester: pytest.Pytester, cases: Path) -> None:
    make(cases / "wrong", EXPECTED.replace(TITLE, "Ferry sinks"))
    result = run(pytester, OPTION, "cases")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*fixture wrong*", f"title: expected 'Ferry sinks', got '{TITLE}'"])
    assert "pytest_plugin.py" not in result.stdout.str()


def test_a_mistake_in_a_fixture_fails_it_alone(pytester: pytest.Pytester, cases: Path) -> None:
    make(cases / "typo", 'titel = ""\n')
    make(cases / "bare", "").unlink()
    result = run(pytester, OPTION, "cases")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*expected.toml: missing; *", "*unknown key 'titel'; did you mean 'title'[?]"])


def test_a_known_failure_is_strict(pytester: pytest.Pytester, cases: Path) -> None:
    make(cases / "known", EXPECTED.replace(TITLE, "Ferry sinks") + 'xfail = "no ferries yet"\n')
    make(cases / "mended", EXPECTED + 'xfail = "no ferries yet"\n')
    result = run(pytester, OPTION, "cases", "-rx")
    result.assert_outcomes(passed=1, xfailed=1, failed=1)
    result.stdout.fnmatch_lines(["passes, but is marked xfail (no ferries yet)*", "XFAIL *known*no ferries yet"])
    run(pytester, OPTION, "cases/known", "--runxfail").assert_outcomes(failed=1)


def test_update_rewrites_and_shows(pytester: pytest.Pytester, cases: Path) -> None:
    file = make(cases / "wrong", EXPECTED.replace(TITLE, "Ferry sinks"))
    result = run(pytester, OPTION, "cases", "--scrubber-update")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(['-title = "Ferry sinks"', f'+title = "{TITLE}"'])
    assert file.read_text() == EXPECTED


def test_update_is_refused_under_ci(pytester: pytest.Pytester, cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    file = make(cases / "wrong", EXPECTED.replace(TITLE, "Ferry sinks"))
    result = run(pytester, OPTION, "cases", "--scrubber-update")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --scrubber-update: expectations are not rewritten under CI"])
    assert "Ferry sinks" in file.read_text()


def test_update_needs_fixtures(pytester: pytest.Pytester, cases: Path) -> None:
    assert run(pytester, "--scrubber-update").ret == pytest.ExitCode.USAGE_ERROR


def test_a_missing_folder_is_a_mistake(pytester: pytest.Pytester) -> None:
    assert run(pytester, OPTION, "nowhere").ret == pytest.ExitCode.USAGE_ERROR


def test_unused_it_loads_no_fixtures_and_no_rules() -> None:
    code = "import sys, scrubber.pytest_plugin; print([m for m in sys.modules if m in ('scrubber.fixtures', 'regex')])"
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, env={"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert done.stdout.decode().strip() == "[]"
