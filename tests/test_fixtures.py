"""Every fixture of the project, and on each the laws."""

from __future__ import annotations

from pathlib import Path

import pytest

from scrubber.fixtures import find_fixtures, judge, load_fixture

HERE = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize("folder", find_fixtures([HERE]), ids=lambda folder: folder.relative_to(HERE).as_posix())
def test_fixture(folder: Path) -> None:
    fixture = load_fixture(folder)
    verdict = judge(fixture)
    if verdict.outcome == "xfail":
        pytest.xfail(fixture.xfail)
    assert verdict.outcome == "ok", "\n".join(verdict.details)
