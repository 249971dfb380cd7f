"""Many captures in worker processes: the same articles as in one, at their places."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import scrubber
from scrubber import Article, Block, Rule, Scrubber, ScrubberError
from scrubber.parallel import _MOST_CAPTURES

STORY = "Pier {0} opens again\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
PAGE = "<html><body><h1>Pier opens again</h1><p>The crew handed out coffee at the quay.</p></body></html>"


def stories(number: int) -> list[str]:
    return [STORY.format(i) for i in range(number)]


def processes() -> set[int]:
    """The children of this process that live."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(said[1]) == os.getpid() and said[0] != "Z":
            found.add(int(folder.name))
    return found


def workers() -> set[int]:
    """Those that clean; another child of the first start keeps track of resources, and stays."""
    return {p for p in processes() if b"spawn_main" in (Path("/proc") / str(p) / "cmdline").read_bytes()}


def gone(ask: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ask():
            return True
        time.sleep(0.05)
    return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")


def test_two_workers_make_what_one_makes() -> None:
    captures: list[Any] = [
        *stories(_MOST_CAPTURES * 5 + 3),
        ("Pier opens\n\nThe crew handed out coffee.", "https://example.org/a"),
        PAGE,
        PAGE.encode(),
        bytearray(PAGE.encode()),
        html.fromstring(PAGE),
        ("x" * 300_000, None),
    ]
    one = list(Scrubber(ignore=["share"]).scrub_many(captures))
    two = list(Scrubber(ignore=["share"]).scrub_many(captures, jobs=2))
    assert one == two
    assert [a.ledger for a in one] == [a.ledger for a in two]


def test_no_captures() -> None:
    assert list(Scrubber().scrub_many([], jobs=2)) == []


@pytest.mark.parametrize("jobs", [0, -1, 1.5, None])
def test_jobs_is_a_number_from_1_on(jobs: Any) -> None:
    with pytest.raises(ScrubberError, match="jobs is"):
        next(Scrubber().scrub_many(["a"], jobs=jobs))


def test_a_wrong_kind_is_said_at_once() -> None:
    with pytest.raises(ScrubberError, match="kind is"):
        next(Scrubber().scrub_many([], kind="story", jobs=2))  # type: ignore[arg-type]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("wrong", "said"), [(3, "a capture is"), (("a", 3), "url is")])
def test_what_is_no_capture_raises_at_its_place(jobs: int, wrong: Any, said: str) -> None:
    made = Scrubber().scrub_many([*stories(70), wrong, *stories(70)], jobs=jobs)
    assert len(list(islice(made, 70))) == 70
    with pytest.raises(TypeError, match=said):
        next(made)
    assert list(made) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_captures_that_fail_to_come_raise_at_their_place(jobs: int) -> None:
    def captures() -> Iterator[str]:
        yield from stories(3)
        raise LookupError("the folder is gone")

    made = Scrubber().scrub_many(captures(), jobs=jobs)
    assert len(list(islice(made, 3))) == 3
    with pytest.raises(LookupError, match="the folder is gone"):
        next(made)


@needs_proc
def test_captures_are_taken_as_they_are_needed_and_workers_end_when_the_consumer_stops() -> None:
    taken = count()

    def captures() -> Iterator[str]:
        while True:
            yield STORY.format(next(taken))

    made = Scrubber().scrub_many(captures(), jobs=2)
    titles = [article.title for article in islice(made, 200)]
    assert titles == [f"Pier {i} opens again" for i in range(200)]
    assert next(taken) <= 200 + 6 * _MOST_CAPTURES
    assert len(workers()) == 2
    made.close()  # type: ignore[attr-defined]
    assert gone(lambda: not workers())


def _die(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    if any(b.text.startswith("Die") for b in blocks):
        os._exit(3)
    return []


def _fail(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    raise ZeroDivisionError("no crew")


DYING = Rule("dying", "tips", "mine", "Ours.", find=_die)
FAILING = Rule("failing", "tips", "mine", "Ours.", find=_fail)


@needs_proc
def test_a_worker_that_dies_is_an_error_of_ours() -> None:
    made = Scrubber(rules=[DYING]).scrub_many([*stories(10), "Die\n\nThe crew.", *stories(400)], jobs=2)
    with pytest.raises(ScrubberError, match="a worker process died"):
        list(made)
    assert gone(lambda: not workers())


def test_a_rule_that_fails_raises_what_it_raised() -> None:
    with pytest.raises(ZeroDivisionError, match="no crew"):
        list(Scrubber(rules=[FAILING]).scrub_many(stories(2), jobs=2))


def test_a_rule_that_does_not_pickle_is_said() -> None:
    rule = FAILING._replace(find=lambda blocks: [])
    with pytest.raises(ScrubberError, match="must pickle"):
        next(Scrubber(rules=[rule]).scrub_many(stories(2), jobs=2))


SCRIPT = """
import sys
from itertools import repeat
from scrubber import Scrubber

if __name__ == "__main__":
    for article in Scrubber().scrub_many(repeat("Pier opens again\\n\\nThe crew handed out coffee."), jobs=2):
        print("going on", flush=True)
"""


def script(folder: Path, text: str) -> subprocess.Popen[str]:
    (folder / "many.py").write_text(text, "utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(scrubber.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, str(folder / "many.py")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )


@needs_proc
def test_workers_of_a_killed_parent_end(tmp_path: Path) -> None:
    started = script(tmp_path, SCRIPT)
    assert started.stdout is not None
    assert started.stdout.readline() == "going on\n"
    mine = [f.parent for f in Path("/proc").glob("[0-9]*/stat") if f" {started.pid} " in _stat(f)]
    assert len(mine) >= 2
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert gone(lambda: not any("many" in _cmdline(p) or "spawn_main" in _cmdline(p) for p in mine))


def _stat(file: Path) -> str:
    try:
        return file.read_text().rpartition(")")[2][:20]
    except OSError:
        return ""


def _cmdline(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_text()
    except OSError:
        return ""


def test_a_script_without_the_guard_is_told_so(tmp_path: Path) -> None:
    text = "from scrubber import Scrubber\nprint(len(list(Scrubber().scrub_many(['a', 'b'], jobs=2))))\n"
    _, said = script(tmp_path, text).communicate(timeout=60)
    assert '`if __name__ == "__main__":` missing' in said


def test_an_article_pickles_small() -> None:
    article = Scrubber().scrub(STORY.format(1))
    size = len(pickle.dumps(article))
    assert isinstance(pickle.loads(pickle.dumps(article)), Article)
    assert size < 2 * len(article.source) + 1500
