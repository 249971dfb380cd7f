"""[tool.scrubber] in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scrubber import Scrubber, ScrubberError
from scrubber.config import find_config, load_config

PACK = """
[pack]
name = "house"
version = "1"
category = "house"
[[rule]]
id = "motto"
why = "Our motto."
phrases = ["all the rain that fits"]
remove = ["All the rain that fits"]
"""
STORY = "The dam at Upper Vessen holds, the engineers said on Monday, and it will be looked at again in the spring of next year."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "house.toml").write_text(PACK, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.scrubber]\npacks = ["rules/house.toml"]\nignore = ["share"]\n', encoding="utf-8")
    return tmp_path


def test_the_nearest_table_is_found_from_below(project: Path) -> None:
    below = project / "a" / "b"
    below.mkdir(parents=True)
    (below / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert find_config(str(below)) == str(project / "pyproject.toml")


def test_packs_are_found_beside_the_file(project: Path) -> None:
    scrubber = Scrubber.from_config(project / "pyproject.toml")
    article = scrubber.scrub(f"{STORY}\n\nAll the rain that fits\n\nShare this story!")
    assert [(r.pack, r.rule) for r in article.removed] == [("house", "motto")]


def test_the_command_reads_it(project: Path) -> None:
    (project / "x.txt").write_text(f"{STORY}\n\nAll the rain that fits\n\nShare this story!", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "scrubber", "x.txt"], cwd=project, capture_output=True, text=True, check=True
    )
    assert run.stdout == f"{STORY}\n\nShare this story!\n"


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("[tool.scrubber]\npack = []", "unknown key 'pack'"),
        ("[tool.scrubber]\nselect = 'share'", "select must be a list of strings"),
        ("[tool]\nscrubber = 3", "must be a table"),
        ("[tool.scrubber", "not TOML"),
    ],
)
def test_a_wrong_table_names_the_file(tmp_path: Path, table: str, reason: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(ScrubberError, match=reason) as caught:
        load_config(str(path))
    assert str(caught.value).startswith(str(path))
