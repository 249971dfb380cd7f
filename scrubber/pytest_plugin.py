"""The pytest plugin: ``pytest --scrubber-fixtures DIR`` runs each fixture folder below DIR as a test.

Every pytest run on a machine with this package imports this module, so it loads nothing until it has a fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

_FOLDERS = pytest.StashKey[list[Path]]()
_UPDATE = "scrubber_update"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the ini key."""
    group = parser.getgroup("scrubber", "fixtures of captures")
    group.addoption(
        "--scrubber-fixtures",
        action="append",
        default=[],
        metavar="DIR",
        help="run the fixtures below DIR (see `scrub fixture --help`); repeatable",
    )
    group.addoption("--scrubber-update", action="store_true", help="rewrite what the fixtures expect")
    parser.addini("scrubber_fixtures", "folders of fixtures", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Find out which folders hold fixtures, and collect those named on the command line."""
    named = [config.invocation_params.dir / folder for folder in config.getoption("--scrubber-fixtures")]
    folders = [*named, *config.getini("scrubber_fixtures")]
    config.stash[_FOLDERS] = [folder.resolve() for folder in folders]
    config.args += [str(folder) for folder in named if str(folder) not in config.args]
    if config.getoption("--scrubber-update"):
        _check_update(folders)


def _check_update(folders: list[Path]) -> None:
    from scrubber.fixtures import under_ci

    if not folders:
        raise pytest.UsageError("--scrubber-update needs --scrubber-fixtures DIR")
    if under_ci():
        raise pytest.UsageError("--scrubber-update: expectations are not rewritten under CI")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the files that make a folder a fixture."""
    folders = parent.config.stash[_FOLDERS]
    if not folders or not any(file_path.resolve().is_relative_to(folder) for folder in folders):
        return None
    # A capture without expectations is a fixture that fails, not a folder to pass over in silence.
    bare = file_path.name in ("capture.txt", "capture.html") and not file_path.with_name("expected.toml").exists()
    return _File.from_parent(parent, path=file_path) if bare or file_path.name == "expected.toml" else None


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Show what was rewritten."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    for report in reports:
        for name, diff in getattr(report, "user_properties", ()):
            if name == _UPDATE and report.when == "call":
                terminalreporter.write(diff)


class _Failure(Exception):
    """What differs, one entry per difference."""


class _File(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        yield _Item.from_parent(self, name=self.path.parent.name)


class _Item(pytest.Item):
    def runtest(self) -> None:
        from scrubber.fixtures import judge, load_fixture, update_fixture

        folder = self.path.parent
        if self.config.getoption("--scrubber-update"):
            diff = "".join(update_fixture(folder))
            self.user_properties += [(_UPDATE, diff)] if diff else []
        fixture = load_fixture(folder)
        verdict = judge(fixture)
        if verdict.outcome == "xfail":
            pytest.xfail(fixture.xfail)
        if verdict.details:
            raise _Failure(*verdict.details)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **more: Any) -> Any:
        """The differences, or the mistake in the fixture: not the way to them through this file."""
        from scrubber.errors import ScrubberError

        if isinstance(excinfo.value, (_Failure, ScrubberError)):
            return "\n".join(map(str, excinfo.value.args))
        return super().repr_failure(excinfo, *args, **more)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it is, and what to call it."""
        return self.path, None, f"fixture {self.name}"
