"""Corpora that somebody made to break it, each of which did: no record may stop a run, and none may be lost."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from scrubber import ScrubberError
from scrubber.batch import Summary, run, scrub_batch
from scrubber.batch.chunks import Chunk
from scrubber.batch.inputs import sources
from scrubber.batch.units import Unit
from scrubber.batch.work import Done
from scrubber.parallel import Died

STORY = "Pier {0} opens again\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
BODY = "The crew of pier {0} handed out coffee at the quay."


def batch(folder: Path, given: bytes | list[Any], out: str = "out.jsonl", **options: Any) -> Summary:
    data = given if isinstance(given, bytes) else b"".join(json.dumps(record).encode() + b"\n" for record in given)
    (folder / "in.jsonl").write_bytes(data)
    summary = scrub_batch([folder / "in.jsonl"], folder / out, **options)
    assert summary.read == summary.written + summary.rejected
    return summary


def no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line, parse_constant=no_constant) for line in path.read_text("utf-8").splitlines()]


def stories(values: list[Any]) -> list[dict[str, Any]]:
    return [{"text": STORY.format(i), "n": value} for i, value in enumerate(values)]


def table(path: Path) -> Any:
    from pyarrow import parquet

    return parquet.read_table(path)


# ---- lines


def test_a_byte_order_mark(tmp_path: Path) -> None:
    line = json.dumps({"text": STORY.format(1)}).encode()
    assert batch(tmp_path, b"\xef\xbb\xbf" + line + b"\r\n" + line).written == 2


def test_white_space_counts_for_the_size_of_a_line_and_cuts_none_in_two(tmp_path: Path) -> None:
    line = b'{"text":"aaaaaaaaaa"}'
    rows = [line + b" " * 9, b" " * 9 + line, line, b" " + line[:-1] + b" }", line + b"\r"]
    summary = batch(tmp_path, b"\n".join([*rows, line]), max_size=len(line))
    assert (summary.written, summary.rejected) == (3, 3)
    assert [r["record"] for r in read(tmp_path / "out.jsonl.rejects.jsonl")] == [1, 2, 4]


def test_numbers_that_json_cannot_write(tmp_path: Path) -> None:
    batch(tmp_path, b'{"text": "Pier opens again", "n": 1e999, "m": [NaN, {"x": -1e999}, 1.5]}\n')
    (found,) = read(tmp_path / "out.jsonl")
    assert (found["n"], found["m"]) == (None, [None, {"x": None}, 1.5])


def test_a_key_in_every_case(tmp_path: Path) -> None:
    keys = ["".join(letters) for letters in itertools.product(*((a, a.upper()) for a in "fingerprint"))]
    batch(tmp_path, [{"text": STORY.format(1), **dict.fromkeys(keys, 1)}], fields="fingerprint")
    (found,) = read(tmp_path / "out.jsonl")
    assert len(found) == len(keys) + 1 == 2049


@pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
def test_what_can_be_read_and_not_be_written_costs_its_record(tmp_path: Path, out: str) -> None:
    """Python's encoder goes less deep than its decoder; how deep differs from version to version."""
    if out.endswith("parquet"):
        pytest.importorskip("pyarrow")
    records = [json.dumps({"id": i, "text": STORY.format(i)})[:-1] + f', "n": {"[" * i}{"]" * i}}}' for i in range(900, 1000)]
    summary = batch(tmp_path, "\n".join(["no JSON", *records, '{"text": "Pier opens"}']).encode(), out, stats=tmp_path / "stats")
    assert (summary.read, summary.rejects is not None) == (102, True)
    places = [r["record"] for r in read(tmp_path / f"{out}.rejects.jsonl")]
    assert places == sorted(places)
    assert json.loads((tmp_path / "stats").read_text())["records"] == summary.written


def test_half_a_surrogate_pair_in_an_address(tmp_path: Path) -> None:
    batch(tmp_path, [{"text": STORY.format(1), "url": "https://\ud800.example/"}], stats=tmp_path / "stats")
    assert json.loads((tmp_path / "stats").read_text("utf-8"))["records"] == 1


# ---- lines to tables


def test_captures_alone(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    batch(tmp_path, [{"text": STORY.format(i)} for i in range(3)], "out.parquet", fields="body")
    assert table(tmp_path / "out.parquet").to_pylist() == [{"body": BODY.format(i)} for i in range(3)]
    parquet.write_table(pa.table({"text": [STORY.format(i) for i in range(3)]}), tmp_path / "in.parquet")
    for out in ("two.parquet", "two.jsonl"):
        assert scrub_batch([tmp_path / "in.parquet"], tmp_path / out, fields="body").written == 3
    assert table(tmp_path / "two.parquet").to_pylist() == [{"body": BODY.format(i)} for i in range(3)]
    assert table(tmp_path / "two.parquet").to_pylist() == read(tmp_path / "two.jsonl")


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "values",
    [
        [{}] * 3,
        [[{}], [], None],
        [{"a": {}}, {"a": None}, None],
        [deep(70), deep(1), 1],
        [deep(33), deep(33), None],
        [2**60 + 1] * 64 + [0.5] * 64,
        [{"a": 2**60 + 1}] * 64 + [{"a": 0.5}] * 64,
        [2**63 + 1] * 64 + [-1] * 64,
        [True] * 64 + [1] * 64,
        [[1]] * 64 + [{"a": 1}] * 64,
        ["2024-01-01"] * 64 + [7] * 64,
    ],
    ids=lambda values: str(values[0])[:20] + str(values[-1])[:20],
)
def test_values_of_no_common_type_become_json(tmp_path: Path, values: list[Any]) -> None:
    pytest.importorskip("pyarrow")
    batch(tmp_path, stories(values), "out.parquet")
    found = table(tmp_path / "out.parquet").column("n").to_pylist()
    assert [None if value is None else json.loads(value) for value in found] == values


def test_values_whose_types_widen(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    batch(tmp_path, stories([{}] * 64 + [{"a": 1}] * 64 + [{"a": 1.5, "b": [None]}] * 64), "out.parquet")
    found = table(tmp_path / "out.parquet").column("n").to_pylist()
    assert found[0] == {"a": None, "b": None}
    assert found[64] == {"a": 1, "b": None}
    assert found[128] == {"a": 1.5, "b": [None]}


def test_half_surrogate_pairs_in_a_table(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    keys = {f"a{chr(code)}": code for code in (0xD800, 0xD801)}
    batch(tmp_path, [{"text": STORY.format(1), **keys, "n": value} for value in ("\ud83d", 1)], "out.parquet")
    rows = table(tmp_path / "out.parquet").to_pylist()
    assert [(row["a\\ud800"], row["a\\ud801"]) for row in rows] == [(0xD800, 0xD801)] * 2
    assert [json.loads(row["n"]) for row in rows] == ["\ud83d", 1]


def test_columns_by_the_thousand(tmp_path: Path) -> None:
    """A schema of more than a megabyte."""
    pytest.importorskip("pyarrow")
    records = [{"text": STORY.format(i), **{f"{'column' * 20}{i}_{j}": j for j in range(700)}} for i in range(5)]
    batch(tmp_path, records, "out.parquet", fields="body")
    assert table(tmp_path / "out.parquet").num_columns == 3501


# ---- tables


def test_types_that_arrow_does_little_with(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    far = pa.array([10**7, None, 1], pa.date32())
    given = {
        "view": pa.array(["a", None, "c"], pa.string_view()),
        "far": far,
        "nan": pa.array([float("nan"), float("inf"), 1.5]),
        "map": pa.array([[("a", 1)], None, []], pa.map_(pa.string(), pa.int8())),
    }
    parquet.write_table(pa.table({**given, "text": [STORY.format(0), None, STORY.format(2)]}), tmp_path / "in.parquet")
    scrub_batch([tmp_path / "in.parquet"], tmp_path / "out.parquet")
    found = table(tmp_path / "out.parquet")
    assert found.column("far").cast(pa.int32()).to_pylist() == [10**7, 1]
    assert [found.schema.field(name).type for name in given] == [array.type for array in given.values()]
    scrub_batch([tmp_path / "in.parquet"], tmp_path / "out.jsonl", fields="body")
    one, two = read(tmp_path / "out.jsonl")
    assert (one["view"], one["far"], one["nan"], one["map"]) == ("a", "29349-01-26", None, [["a", 1]])
    assert (two["view"], two["far"], two["nan"], two["map"]) == ("c", "1970-01-02", 1.5, [])


def test_a_dictionary_is_not_sent_whole_with_every_few_rows(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    from scrubber.batch.limits import Limits
    from scrubber.batch.units import UNITS

    words = pa.array([f"{i} " * 200 for i in range(2000)]).dictionary_encode()
    parquet.write_table(pa.table({"text": ["Pier opens"] * 2000, "word": words}), tmp_path / "in.parquet")
    (source,) = sources([str(tmp_path / "in.parquet")])
    assert sum(len(unit.raw) for unit in UNITS["parquet"](source, 0, Limits())) < 4_000_000
    scrub_batch([tmp_path / "in.parquet"], tmp_path / "out.parquet")
    found = table(tmp_path / "out.parquet").column("word")
    assert found.type == words.type
    assert found.to_pylist() == words.to_pylist()


@pytest.mark.skipif(sys.platform != "linux", reason="names that are not UTF-8")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    folder = tmp_path / "in"
    folder.mkdir()
    parquet.write_table(pa.table({"text": [STORY.format(0)]}), tmp_path / "a.parquet")
    os.rename(tmp_path / "a.parquet", os.fsencode(folder) + b"/\xff.parquet")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xfe\n.txt")).write_text(STORY.format(1))
    for out in ("out.jsonl", "out.parquet"):
        assert scrub_batch([folder], tmp_path / out).written == 2


# ---- crawls


@pytest.mark.skipif(sys.platform != "linux", reason="no /proc")
def test_a_response_that_is_a_bomb(tmp_path: Path) -> None:
    """Gzip of half a gigabyte: no more of it is unpacked than a record may have."""
    pytest.importorskip("fastwarc")
    packer = zlib.compressobj(1, wbits=31)
    body = b"".join(packer.compress(b"a" * 1_000_000) for _ in range(500)) + packer.flush()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    (tmp_path / "in.warc").write_bytes(head.encode() + http + b"\r\n\r\n")
    script = (
        "from pathlib import Path; from scrubber.batch import scrub_batch; "
        "print(scrub_batch(['in.warc'], 'out.jsonl', max_size=1_000_000).rejected, "
        "Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    rejected, memory = map(int, done.stdout.split())
    assert rejected == 1
    assert memory < 250_000


# ---- what is asked


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"stats": "in.jsonl"}, "in.jsonl: an input cannot be the output"),
        ({"stats": "out.jsonl"}, "the stats need a file of their own"),
        ({"stats": "out.jsonl.rejects.jsonl"}, "the stats need a file of their own"),
        ({"stats": "no/stats"}, "no: no such folder"),
        ({"stats": "folder.jsonl"}, "folder.jsonl is a folder"),
        ({"out": "folder.jsonl", "force": True}, "folder.jsonl is a folder"),
        ({"out": "old.jsonl"}, "old.jsonl.rejects.jsonl is there already: --force replaces it"),
        ({"inputs": ["old.jsonl.rejects.jsonl"], "out": "old.jsonl", "force": True}, "an input cannot be the output"),
        ({"inputs": ["-"], "form": "warc"}, "standard input is JSONL, not warc"),
        ({"max_size": 1 << 70}, "it must be a number from 1 to"),
        ({"out": "half.jsonl"}, "half.jsonl is there already"),
        ({"out": "half.jsonl", "resume": True}, "half.jsonl is there already"),
    ],
    ids=str,
)
def test_mistakes_are_told_before_hours_of_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text(json.dumps({"text": STORY.format(1)}))
    Path("old.jsonl.rejects.jsonl").write_text("mine")
    Path("folder.jsonl").mkdir()
    Path("half.jsonl").write_text("mine")
    Path("half.jsonl.partial").mkdir()  # no run ever began there
    before = sorted(os.listdir())
    with pytest.raises(ScrubberError, match=said):
        scrub_batch(**{"inputs": ["in.jsonl"], "out": "out.jsonl", **options})
    assert sorted(os.listdir()) == before
    assert Path("old.jsonl.rejects.jsonl").read_text() == Path("half.jsonl").read_text() == "mine"


def test_no_cap_is_too_high(tmp_path: Path) -> None:
    assert batch(tmp_path, stories([1]), max_seconds=1e300).written == 1


def test_captures_by_the_ten_thousand(tmp_path: Path) -> None:
    name = str(tmp_path / "a.txt")
    Path(name).touch()
    (source,) = sources(itertools.repeat(name, 50_000))  # took a minute when each made the row of files anew
    assert len(source.paths) == 50_000


# ---- who goes on, and who dies


def test_what_cannot_be_read_is_rejected_once_whoever_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in.jsonl.gz").write_bytes(b"no gzip")
    (tmp_path / "more.jsonl").write_text(json.dumps({"text": STORY.format(1)}))
    given = [tmp_path / "in.jsonl.gz", tmp_path / "more.jsonl"]
    monkeypatch.setattr(run, "_COMMIT_SECONDS", 0.0)

    def stop(_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scrub_batch(given, tmp_path / "out.jsonl", progress=stop)
    summary = scrub_batch(given, tmp_path / "out.jsonl", resume=True)
    assert (summary.written, summary.rejected, summary.resumed) == (1, 1, 1)
    assert len(read(tmp_path / "out.jsonl.rejects.jsonl")) == 1


CHUNK = Chunk("jsonl", "in.jsonl", "text", [Unit(i, i, b"", 0, 0) for i in (1, 2, 3)], 3)


def does(chunk: Chunk) -> Done:
    numbers = sorted(chunk.only or {1, 2, 3})
    good = [n for n in numbers if n not in chunk.barred]
    data, rejects = "".join(map(str, good)), "".join(str(n) for n in numbers if n in chunk.barred)
    return Done(data.encode(), rejects.encode(), len(good), len(numbers) - len(good), None)


def test_a_record_is_not_barred_for_what_others_did_to_its_worker() -> None:
    calls = itertools.count()

    def attempt(chunk: Chunk) -> Done:
        if next(calls) in (0, 2):  # somebody kills a worker now and then
            raise Died
        return does(chunk)

    assert run._mend(CHUNK, attempt) == Done(b"123", b"", 3, 0, None)


def test_records_that_do_not_fit_into_the_memory_together() -> None:
    def attempt(chunk: Chunk) -> Done:
        if chunk.only is None or (2 in chunk.only and 2 not in chunk.barred):
            raise Died
        return does(chunk)

    assert run._mend(CHUNK, attempt) == Done(b"13", b"2", 2, 1, None)


def test_a_script_without_its_guard_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(r) + "\n" for r in stories([1] * 3)))
    script = tmp_path / "script.py"
    script.write_text("from scrubber.batch import scrub_batch\nscrub_batch(['in.jsonl'], 'out.jsonl', jobs=2)\n")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 1
    assert "is `if __name__" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_pressed_twice_ends_at_once(tmp_path: Path) -> None:
    """The second one comes while the first is being answered; both reach the workers, too."""
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(r) + "\n" for r in stories([1] * 20_000)))
    command = [sys.executable, "-m", "scrubber", "batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl")]
    with subprocess.Popen([*command, "--jobs", "2"], stderr=subprocess.PIPE, start_new_session=True) as process:
        data, until = tmp_path / "out.jsonl.partial" / "data", time.monotonic() + 60
        while not (data.exists() and data.stat().st_size):
            assert time.monotonic() < until
            time.sleep(0.01)
        for _ in range(2):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.05)
        try:
            assert process.wait(timeout=20) != 0
        finally:
            process.kill()
