"""The examples of the README, run in its order: what it shows is what comes out.

A fence's language says what to do: ``console`` is commands with their output, ``pycon`` a Python session, ``text``,
``toml`` and ``python`` the contents of the file that the line before names (a name in backquotes and a colon).
``bash`` is the set-up and the tests: ``.ci/run`` takes its own from there and runs them.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SETUP = "python3 -m venv .venv\n.venv/bin/pip install -e '.[dev]'\n"
TESTS = ".venv/bin/python -m pytest\n"

_FENCE = re.compile(r"^(?P<before>[^\n]*)\n+```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([\w./]+)`:$")
_COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_FLAGS = doctest.ELLIPSIS

ENGINES = {
    "datasets": ["datasets"],
    "datatrove": ["datatrove"],
    "polars": ["polars"],
    "ray": ["ray"],
    "scrapy": ["scrapy"],
    "spark": ["pyspark", "java"],
}
"""What the examples `clean_*.py` run on: modules, or commands."""

TEXT = README.read_text(encoding="utf-8")
BLOCKS = [(m["language"], m["text"], _FILE.search(m["before"])) for m in _FENCE.finditer(TEXT)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment in it like the one the README sets up, and with the files the README shows."""
    folder = tmp_path_factory.mktemp("readme")
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, arguments in (("python", ""), ("python3", ""), ("scrub", "-m scrubber ")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n')
        program.chmod(0o755)
    for _, text, file in BLOCKS:
        if file:
            (folder / file[1]).parent.mkdir(exist_ok=True)
            (folder / file[1]).write_text(text, encoding="utf-8")
    return folder


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    assert {language for language, _, _ in BLOCKS} == {"bash", "console", "pycon", "python", "text", "toml"}
    assert all(file for language, _, file in BLOCKS if language in ("python", "text", "toml"))


def test_the_set_up_and_the_tests_are_what_ci_runs() -> None:
    assert [text for language, text, _ in BLOCKS if language == "bash"] == [SETUP, TESTS]


def test_the_python_sessions(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    # One after the other with the same names, as a reader would type them.
    session = "\n".join(text for language, text, _ in BLOCKS if language == "pycon")
    test = doctest.DocTestParser().get_doctest(session, {"__name__": "readme"}, "README.md", None, None)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=_FLAGS).run(test, out=said.append)
    assert result.attempted
    assert not result.failed, "".join(said)


def sessions() -> list[Any]:
    """The sessions on the command line, each named by its first command."""
    found = [text for language, text, _ in BLOCKS if language == "console"]
    named = ((text.partition("\n")[0].removeprefix("$ "), text) for text in found)
    return [pytest.param(text, id=name, marks=needed(name)) for name, text in named]


def needed(command: str) -> list[pytest.MarkDecorator]:
    """What a session needs besides the set-up: an example `clean_spark.py` shows an engine, and is skipped without it."""
    found = re.match(r"python clean_(\w+)\.py", command)
    missing = [name for name in ENGINES[found[1]] if not (find_spec(name) or shutil.which(name))] if found else []
    return [pytest.mark.skip(reason=f"no {', '.join(missing)}")] if missing else []


@pytest.mark.skipif(os.name != "posix", reason="the commands are written for a POSIX shell")
@pytest.mark.parametrize("session", sessions())
def test_a_session_on_the_command_line(session: str, desk: Path) -> None:
    commands = list(_COMMAND.finditer(session))
    assert "".join(m[0] for m in commands) == session
    for m in commands:
        done = run(["sh", "-c", m["command"]], desk)
        assert doctest.OutputChecker().check_output(m["output"], done.stdout, _FLAGS), done.stdout


def test_an_installed_distribution_brings_its_packs(desk: Path) -> None:
    points = tomllib.loads((desk / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    shutil.copy(desk / "echo.toml", desk / "echo_rules")
    installed = desk / "echo_rules-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: echo-rules\nVersion: 1\n")
    lines = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in names.items()) for group, names in points.items()]
    (installed / "entry_points.txt").write_text("".join(lines))
    # The folder itself on the path, where an installation would have put what is in it.
    done = run(["sh", "-c", 'PYTHONPATH="$PWD:$PYTHONPATH" scrub rules echo'], desk)
    assert done.stdout.startswith("echo/letterbox\n")


def run(command: list[str], desk: Path) -> subprocess.CompletedProcess[str]:
    """Run it as a reader would who has activated the virtual environment; it must succeed."""
    env = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_ADDOPTS")}
    env["PATH"] = os.pathsep.join([str(desk / ".venv" / "bin"), env.get("PATH", "")])
    env["SPARK_LOCAL_IP"] = "127.0.0.1"
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    if not entry_points(group="pytest11", name="scrubber"):  # not installed: pytest does not find the plugin by itself
        env["PYTEST_PLUGINS"] = "scrubber.pytest_plugin"
    done = subprocess.run(command, cwd=desk, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done
