"""The examples of the README, run in its order: what it shows is what comes out.

A fence's language says what to do: ``console`` is commands with their output, ``pycon`` a Python session, ``python`` a module to
compile, ``toml`` data to parse, ``text`` and ``toml`` the contents of the file that the line before names (a name in backquotes and
a colon). ``bash`` is the set-up and the tests: ``.ci/run`` takes its own from there and runs them.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SETUP = "python3 -m venv .venv\n.venv/bin/pip install -e '.[dev]'\n"
TESTS = ".venv/bin/python -m pytest\n"

_FENCE = re.compile(r"^(?P<before>[^\n]*)\n+```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([\w.]+)`:$")
_COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_FLAGS = doctest.ELLIPSIS

BLOCKS = [(m["language"], m["text"], _FILE.search(m["before"])) for m in _FENCE.finditer(README.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment in it like the one the README sets up, and with the files the README shows."""
    folder = tmp_path_factory.mktemp("readme")
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, arguments in (("python", ""), ("scrub", "-m scrubber ")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n')
        program.chmod(0o755)
    for _, text, file in BLOCKS:
        if file:
            (folder / file[1]).write_text(text, encoding="utf-8")
    return folder


def blocks(*languages: str) -> list[Any]:
    """The blocks in these languages, as parameters of a test."""
    lines = README.read_text(encoding="utf-8")
    found = [text for language, text, _ in BLOCKS if language in languages]
    return [pytest.param(text, id=f"line-{lines[: lines.index(text)].count(chr(10)) + 1}") for text in found]


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    assert {language for language, _, _ in BLOCKS} == {"bash", "console", "pycon", "python", "text", "toml"}
    assert all(file for language, _, file in BLOCKS if language == "text")


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


@pytest.mark.skipif(os.name != "posix", reason="the commands are written for a POSIX shell")
@pytest.mark.parametrize("session", blocks("console"))
def test_a_session_on_the_command_line(session: str, desk: Path) -> None:
    commands = list(_COMMAND.finditer(session))
    assert "".join(m[0] for m in commands) == session
    for m in commands:
        done = subprocess.run(m["command"], shell=True, cwd=desk, env=surroundings(desk), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert doctest.OutputChecker().check_output(m["output"], done.stdout, _FLAGS), done.stdout


def surroundings(desk: Path) -> dict[str, str]:
    """The environment of a reader who has activated the virtual environment."""
    env = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTEST_ADDOPTS")}
    paths = [str(ROOT), env.get("PYTHONPATH", "")]
    path = os.pathsep.join([str(desk / ".venv" / "bin"), env.get("PATH", "")])
    return {**env, "PATH": path, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONUTF8": "1"}


@pytest.mark.parametrize("text", blocks("toml"))
def test_the_toml_is_toml(text: str) -> None:
    assert tomllib.loads(text)


@pytest.mark.parametrize("text", blocks("python"))
def test_the_python_compiles(text: str) -> None:
    compile(text, "README.md", "exec")
