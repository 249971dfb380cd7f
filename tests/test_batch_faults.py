"""Runs that are killed, stopped or refused: nothing lost, nothing doubled, the same bytes in the end."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from scrubber import Rule, Scrubber, ScrubberError, __version__
from scrubber.batch import scrub_batch
from scrubber.batch.journal import Commit, Counts, Journal, lock

STORY = "Pier {0} opens again\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
SEED = 11

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")


def lines(path: Path, number: int, more: str = "") -> Path:
    said = ({"id": i, "text": STORY.format(i) + more, "url": f"https://pier{i % 5}.example/"} for i in range(number))
    path.write_text("".join(json.dumps(r) + "\n" for r in said) + '{"text": nothing}\n', "utf-8")
    return path


def start(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrubber", "batch", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def end(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, said = process.communicate(timeout=120)
    return process.returncode, said.decode()


def wait_for(ask: Callable[[], Any], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < until
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def length(journal: Path) -> int:
    return len(journal.read_bytes().splitlines()) if journal.exists() else 0


def has_gone_on(process: subprocess.Popen[bytes], journal: Path, before: int) -> bool:
    """Whether a run has committed something, or has ended."""
    return process.poll() is not None or length(journal) > max(before, 1)


def all_gone(pids: list[int]) -> bool:
    return not any(map(alive, pids))


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input and what an unbroken run makes of it."""
    folder = tmp_path_factory.mktemp("whole")
    lines(folder / "in.jsonl", 12_000, "\n\nThe quay was full until the evening, and nobody went home before ten." * 4)
    for out in ("out.jsonl.gz", "out.parquet") if find_spec("pyarrow") else ("out.jsonl.gz",):
        scrub_batch([folder / "in.jsonl"], folder / out, jobs=2, stats=folder / f"{out}.stats")
    return folder


@needs_proc
@pytest.mark.parametrize("out", ["out.jsonl.gz", "out.parquet"])
def test_a_run_that_is_killed_again_and_again_ends_in_the_same_bytes(whole: Path, tmp_path: Path, out: str) -> None:
    if not (whole / out).exists():
        pytest.skip("no pyarrow")
    chance = random.Random(SEED)
    journal = tmp_path / f"{out}.partial" / "journal"
    command = (whole / "in.jsonl", "--out", tmp_path / out, "--stats", tmp_path / "stats", "--resume", "--jobs", 2)
    kills, commits = 0, list[int]()
    while True:
        process = start(*command)
        wait_for(partial(has_gone_on, process, journal, commits[-1] if commits else 0))
        time.sleep(chance.uniform(0, 0.4))
        if kills == 5 or process.poll() is not None:
            break
        workers = children(process.pid)
        process.kill()
        process.communicate()
        kills += 1
        assert not (tmp_path / out).exists()
        commits.append(length(journal))
        wait_for(partial(all_gone, workers))
    status, said = end(process)
    assert (status, kills > 0) == (0, True), said
    assert commits == sorted(set(commits))  # each went on from where the last had come
    assert (tmp_path / out).read_bytes() == (whole / out).read_bytes()
    assert (tmp_path / f"{out}.rejects.jsonl").read_bytes() == (whole / f"{out}.rejects.jsonl").read_bytes()
    assert (tmp_path / "stats").read_bytes() == (whole / f"{out}.stats").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([out, f"{out}.rejects.jsonl", "stats"])
    assert "were there already" in said


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
@needs_proc
def test_a_run_that_is_told_to_stop_says_how_it_goes_on(whole: Path, tmp_path: Path, way: signal.Signals) -> None:
    process = start(whole / "in.jsonl", "--out", tmp_path / "out.jsonl.gz", "--jobs", 2)
    journal = tmp_path / "out.jsonl.gz.partial" / "journal"
    wait_for(partial(has_gone_on, process, journal, 1))
    workers = children(process.pid)
    process.send_signal(way)
    status, said = end(process)
    assert status == 128 + way
    assert said == f"scrub: stopped; the same command with --resume goes on with {tmp_path}/out.jsonl.gz\n"
    wait_for(partial(all_gone, workers))
    status, said = end(start(whole / "in.jsonl", "--out", tmp_path / "out.jsonl.gz", "--resume"))
    assert status == 0, said
    assert (tmp_path / "out.jsonl.gz").read_bytes() == (whole / "out.jsonl.gz").read_bytes()


@needs_proc
def test_a_worker_that_is_killed_costs_nothing(whole: Path, tmp_path: Path) -> None:
    process = start(whole / "in.jsonl", "--out", tmp_path / "out.jsonl.gz", "--jobs", 2)
    data = tmp_path / "out.jsonl.gz.partial" / "data"
    wait_for(lambda: data.exists() and data.stat().st_size)
    spawned = [c for c in children(process.pid) if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]
    os.kill(spawned[-1], signal.SIGKILL)
    assert end(process)[0] == 0
    assert (tmp_path / "out.jsonl.gz").read_bytes() == (whole / "out.jsonl.gz").read_bytes()


def _die(blocks: Any) -> list[tuple[int, int]]:
    if any("pier 77 " in b.text or "pier 200 " in b.text for b in blocks):
        os._exit(3)
    return []


def test_a_record_that_kills_its_worker_is_found_and_rejected(tmp_path: Path) -> None:
    given = lines(tmp_path / "in.jsonl", 300)
    scrubber = Scrubber(rules=[Rule("dying", "tips", "mine", "Ours.", find=_die)])
    summary = scrub_batch([given], tmp_path / "out.jsonl", scrubber=scrubber, jobs=2)
    assert (summary.written, summary.rejected) == (298, 3)
    ids = [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert ids == [i for i in range(300) if i not in (77, 200)]
    rejects = [json.loads(line) for line in (tmp_path / "out.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [(r["record"], r["reason"][:30]) for r in rejects][:2] == [
        (78, "a worker process died over it"),
        (201, "a worker process died over it"),
    ]


def test_a_full_disk(whole: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, ((whole / "out.jsonl.gz").stat().st_size // 2, resource.RLIM_INFINITY))

    command = [sys.executable, "-m", "scrubber", "batch", whole / "in.jsonl", "--out", "out.jsonl.gz", "--jobs", "2"]
    env = {name: value for name, value in os.environ.items() if name != "COVERAGE_PROCESS_START"}  # it writes files too
    process = subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, preexec_fn=full)
    status, said = end(process)
    assert (status, said) == (2, "scrub: out.jsonl.gz.partial: File too large\n")
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl.gz.partial"]
    assert scrub_batch([whole / "in.jsonl"], tmp_path / "out.jsonl.gz", resume=True).written == 12_000
    assert (tmp_path / "out.jsonl.gz").read_bytes() == (whole / "out.jsonl.gz").read_bytes()


# ---- what is there already


def test_an_output_is_not_replaced_unasked(tmp_path: Path) -> None:
    given, out = lines(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    out.write_text("mine")
    (tmp_path / "out.jsonl.rejects.jsonl").write_text("old")
    for resume in (False, True):
        with pytest.raises(ScrubberError, match="is there already: --force replaces it"):
            scrub_batch([given], out, resume=resume)
    assert out.read_text() == "mine"
    given.write_text(given.read_text().rpartition("{")[0])
    assert scrub_batch([given], out, force=True).rejects is None
    assert len(out.read_text().splitlines()) == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def stopped(given: Path, out: Path, **options: Any) -> None:
    """A run that ends after its first chunk."""

    def stop(_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scrub_batch([given], out, progress=stop, **options)


def test_what_is_left_of_a_run_is_neither_taken_nor_thrown_away_unasked(tmp_path: Path) -> None:
    given, out = lines(tmp_path / "in.jsonl", 200), tmp_path / "out.jsonl"
    stopped(given, out)
    assert not out.exists()
    with pytest.raises(ScrubberError, match="did not end: --resume goes on with it, --force begins anew"):
        scrub_batch([given], out)
    assert scrub_batch([given], out, force=True).resumed == 0
    assert len(out.read_text().splitlines()) == 200


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"fields": "body"}, "other fields"),
        ({"kind": "page"}, "other kind"),
        ({"max_size": 100}, "other limits"),
        ({"scrubber": Scrubber(ignore=["share"])}, "other rules"),
        ({"column": "url"}, "other fields"),
        ({"stats": "stats.json"}, "other stats"),
    ],
    ids=str,
)
def test_a_run_goes_on_with_the_same_settings_only(tmp_path: Path, other: dict[str, Any], said: str) -> None:
    given, out = lines(tmp_path / "in.jsonl", 200), tmp_path / "out.jsonl"
    stopped(given, out)
    with pytest.raises(ScrubberError, match=said):
        scrub_batch([given], out, resume=True, **other)
    given.write_text(given.read_text() + "\n")
    with pytest.raises(ScrubberError, match="other inputs"):
        scrub_batch([given], out, resume=True)


def test_two_runs_on_one_output(whole: Path, tmp_path: Path) -> None:
    process = start(whole / "in.jsonl", "--out", tmp_path / "out.jsonl.gz")
    wait_for((tmp_path / "out.jsonl.gz.partial" / "journal").exists)
    for option in ("--resume", "--force"):
        status, said = end(start(whole / "in.jsonl", "--out", tmp_path / "out.jsonl.gz", option))
        assert (status, said) == (2, f"scrub: {tmp_path}/out.jsonl.gz.partial: another process is at work there\n")
    assert end(process)[0] == 0
    assert (tmp_path / "out.jsonl.gz").read_bytes() == (whole / "out.jsonl.gz").read_bytes()


# ---- the journal


RUN = {"version": __version__}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    found = Journal(tmp_path / "out.jsonl")
    yield found
    found.close()


def committed(journal: Journal) -> Commit:
    journal.begin(RUN, resume=False, anew=False)
    journal.write(b"one\n", b"bad\n")
    commit = journal.commit(Commit(0, 4, Counts(5, 4, 1, 0)), {"rules": {}})
    journal.write(b"two, not", b"comm")
    journal.close()
    return commit


def test_what_was_not_committed_is_cut_off(journal: Journal) -> None:
    commit = committed(journal)
    assert (commit.data, commit.rejects) == (4, 4)
    with (journal.folder / "journal").open("ab") as file:
        file.write(b'{"source": 9, "end"')  # killed while it wrote
    assert journal.begin(RUN, resume=True, anew=False) == commit
    assert (journal.data.read_bytes(), journal.rejects.read_bytes()) == (b"one\n", b"bad\n")
    journal.write(b"two\n", b"")
    last = journal.commit(commit._replace(end=5, done=True), None)
    journal.close()
    assert journal.begin(RUN, resume=True, anew=False) == last
    assert last.data == 8
    assert list(journal.stats()) == [{"rules": {}}]


@pytest.mark.parametrize("tail", [b"\0" * 40 + b"\n", b"{\n", b'{"a'])
def test_a_journal_that_ends_in_rubbish(journal: Journal, tail: bytes) -> None:
    commit = committed(journal)
    with (journal.folder / "journal").open("ab") as file:
        file.write(tail)
    assert journal.begin(RUN, resume=True, anew=False) == commit


def test_a_run_killed_before_its_first_line(journal: Journal) -> None:
    journal.folder.mkdir()
    (journal.folder / "journal").write_bytes(b'{"vers')
    journal.data.write_bytes(b"what")
    assert journal.begin(RUN, resume=True, anew=False) == Commit()
    assert journal.data.read_bytes() == b""


def test_begun_anew(journal: Journal) -> None:
    committed(journal)
    assert journal.begin({"version": "other"}, resume=False, anew=True) == Commit()
    assert journal.data.read_bytes() == b""
    journal.close()
    assert journal.begin({"version": "other"}, resume=True, anew=False) == Commit()


def test_a_lock_is_one_process_s(tmp_path: Path) -> None:
    with lock(tmp_path / "lock"), pytest.raises(ScrubberError, match="another process is at work"):
        lock(tmp_path / "lock")
    lock(tmp_path / "lock").close()


@pytest.mark.parametrize("step", ["finish", "data", "rejects", "stats", "final"])
@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.zst"])
def test_killed_while_names_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, name: str) -> None:
    """At each step of the end: what is there must be made whole by who goes on."""
    if name.endswith("zst"):
        pytest.importorskip("backports.zstd")
    given = lines(tmp_path / "in.jsonl", 100)
    unbroken, folder = tmp_path / "unbroken", tmp_path / "work"
    unbroken.mkdir()
    folder.mkdir()
    scrub_batch([given], unbroken / name, stats=unbroken / "stats")
    expected = {p.name: p.read_bytes() for p in unbroken.iterdir()}

    def dying(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Path, *arguments: Any, **named: Any) -> Any:
            hit = {"finish": "final.part", "data": "data", "rejects": "rejects", "stats": "stats", "final": "final"}[step]
            if self.name == hit:
                raise KeyboardInterrupt
            return original(self, *arguments, **named)

        return call

    with monkeypatch.context() as patch:
        for method in ("replace", "unlink", "write_text"):
            patch.setattr(Path, method, dying(getattr(Path, method)))
        with pytest.raises(KeyboardInterrupt):
            scrub_batch([given], folder / name, stats=folder / "stats")
    summary = scrub_batch([given], folder / name, resume=True, stats=folder / "stats")
    assert (summary.written, summary.rejected) == (100, 1)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == expected
