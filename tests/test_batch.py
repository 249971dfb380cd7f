"""Corpora: every form of input and output, the same records out as went in, in their order."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scrubber import Rule, Scrubber, ScrubberError, scrub
from scrubber.batch import Summary, scrub_batch
from scrubber.batch.limits import TooLong, within

STORY = "Pier {0} opens again\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
BODY = "The crew of pier {0} handed out coffee at the quay."
PAGE = "<html><body><nav><a href='/'>Home</a></nav><h1>Pier {0} opens again</h1><p>{1}</p></body></html>"


def lines(path: Path, records: list[Any]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    return path


def stories(number: int) -> list[dict[str, Any]]:
    return [{"id": i, "text": STORY.format(i), "url": f"https://www.pier{i % 3}.example/a"} for i in range(number)]


def read(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return [json.loads(line) for line in data.splitlines()]


def run(inputs: Any, out: Path, **options: Any) -> Summary:
    inputs = inputs if isinstance(inputs, list) else [inputs]
    summary = scrub_batch(inputs, out, **options)
    assert summary.read == summary.written + summary.rejected + summary.skipped
    assert not out.with_name(out.name + ".partial").exists()
    assert (summary.rejects is not None) == (summary.rejected > 0)
    return summary


# ---- what comes out


def test_a_record_holds_what_the_article_holds(tmp_path: Path) -> None:
    given = stories(3)
    summary = run(lines(tmp_path / "in.jsonl", given), tmp_path / "out.jsonl")
    assert summary == Summary(3, 3, 0, 0, 0, tmp_path / "out.jsonl", None)
    article = scrub(given[1]["text"], url=given[1]["url"])
    assert read(tmp_path / "out.jsonl")[1] == {
        "id": 1,
        "url": given[1]["url"],
        "title": "Pier 1 opens again",
        "dateline": None,
        "date": None,
        "body": BODY.format(1),
        "removed": [r._asdict() for r in article.removed],
        "fingerprint": article.fingerprint,
    }


def test_dateline_and_date(tmp_path: Path) -> None:
    run(lines(tmp_path / "in.jsonl", [{"text": f"14 May, 2024 18:30\n\n{STORY.format(1)}"}]), tmp_path / "out.jsonl")
    (found,) = read(tmp_path / "out.jsonl")
    assert (found["dateline"], found["date"]) == ("14 May, 2024 18:30", "2024-05-14T18:30:00")


def test_order_is_kept_and_jobs_change_no_byte(tmp_path: Path) -> None:
    given = lines(tmp_path / "in.jsonl", [{"n": i, "text": STORY.format(i) * (1 + i % 40)} for i in range(700)])
    for jobs in (1, 2, 3):
        run(given, tmp_path / f"{jobs}.jsonl.gz", jobs=jobs)
    assert [r["n"] for r in read(tmp_path / "1.jsonl.gz")] == list(range(700))
    one = (tmp_path / "1.jsonl.gz").read_bytes()
    assert one == (tmp_path / "2.jsonl.gz").read_bytes() == (tmp_path / "3.jsonl.gz").read_bytes()


def test_columns_that_are_called_like_fields_keep_their_values(tmp_path: Path) -> None:
    given = {"title": "theirs", "original_title": "older", "date": 7, "text": STORY.format(1), "tags": ["a", {"b": None}]}
    run(lines(tmp_path / "in.jsonl", [given]), tmp_path / "out.jsonl")
    (found,) = read(tmp_path / "out.jsonl")
    assert found["title"] == "Pier 1 opens again"
    assert found["original_title"] == "older"
    assert found["original_original_title"] == "theirs"
    assert found["original_date"] == 7
    assert found["tags"] == ["a", {"b": None}]
    assert "text" not in found


def test_fields_and_their_names(tmp_path: Path) -> None:
    given = lines(tmp_path / "in.jsonl", [{"story": STORY.format(1), "id": 1}])
    run(given, tmp_path / "out.jsonl", column="story", fields="body=text, title, note")
    assert read(tmp_path / "out.jsonl") == [{"id": 1, "text": BODY.format(1), "title": "Pier 1 opens again", "note": ""}]
    run(given, tmp_path / "two.jsonl", column="story", fields={"body": "clean"})
    assert read(tmp_path / "two.jsonl") == [{"id": 1, "clean": BODY.format(1)}]


def test_formatted(tmp_path: Path) -> None:
    given = lines(tmp_path / "in.jsonl", [{"html": PAGE.format(1, "The <b>crew</b> handed out coffee at the quay.")}])
    run(given, tmp_path / "out.jsonl", format="markdown")
    assert read(tmp_path / "out.jsonl")[0]["formatted"] == "The **crew** handed out coffee at the quay."


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"fields": "titel"}, "no field is called 'titel'"),
        ({"fields": "title=x,body=x"}, "names of their own"),
        ({"fields": ""}, "names of their own"),
        ({"fields": "formatted"}, "needs a format"),
        ({"format": "pdf"}, "format is 'pdf'"),
        ({"jobs": 0}, "jobs is 0"),
        ({"kind": "story"}, "kind is 'story'"),
        ({"form": "csv"}, "form is 'csv'"),
        ({"max_size": 0}, "max_size is 0"),
        ({"max_seconds": -1}, "max_seconds is -1"),
    ],
    ids=str,
)
def test_wrong_options(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ScrubberError, match=said):
        scrub_batch([lines(tmp_path / "in.jsonl", stories(1))], tmp_path / "out.jsonl", **options)
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


# ---- which column is the capture


@pytest.mark.parametrize(
    ("record", "taken"),
    [
        ({"html": "<p>No.</p>", "text": "Yes"}, "text"),
        ({"title": "No", "html": "Yes"}, "html"),
        ({"title": "No", "content": "Yes"}, "content"),
        ({"text": 3, "body": "Yes"}, "body"),
    ],
    ids=str,
)
def test_text_then_html_then_the_first_that_fits(tmp_path: Path, record: dict[str, Any], taken: str) -> None:
    given = lines(tmp_path / "in.jsonl", [{**record, taken: STORY.format(1)}])
    run(given, tmp_path / "out.jsonl", fields="body=clean", kind="article")
    (found,) = read(tmp_path / "out.jsonl")
    assert found["clean"] == BODY.format(1)
    assert taken not in found


def test_the_column_is_chosen_once_for_a_file(tmp_path: Path) -> None:
    given = [{"title": "A", "text": STORY.format(1)}, {"title": "B", "body": STORY.format(2)}]
    summary = run(lines(tmp_path / "in.jsonl", given), tmp_path / "out.jsonl")
    assert (summary.written, summary.rejected) == (1, 1)


def test_html_is_taken_for_html(tmp_path: Path) -> None:
    run(lines(tmp_path / "in.jsonl", [{"html": "<b>Pier</b> opens again"}]), tmp_path / "out.jsonl", fields="kind")
    assert read(tmp_path / "out.jsonl") == [{"kind": "html"}]
    run(lines(tmp_path / "in2.jsonl", [{"html": "Pier opens"}]), tmp_path / "out2.jsonl", fields="kind", kind="article")
    assert read(tmp_path / "out2.jsonl") == [{"kind": "article"}]


# ---- inputs


def test_folders_and_globs(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "2.txt").write_text(STORY.format(2), "utf-8")
    (folder / "a.html").write_text(PAGE.format(1, BODY.format(1)), "utf-8")
    (folder / "notes.md").write_text("No capture.", "utf-8")
    lines(folder / "c.jsonl", stories(2))
    summary = run([folder, tmp_path / "captures" / "**" / "*.txt"], tmp_path / "out.jsonl")
    assert summary.written == 5
    found = read(tmp_path / "out.jsonl")
    assert [r.get("file", "").rpartition("captures/")[2] for r in found] == ["a.html", "b/2.txt", "", "", "b/2.txt"]
    assert [r["title"] for r in found] == [f"Pier {i} opens again" for i in (1, 2, 0, 1, 2)]


def test_files_of_another_name(tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text(STORY.format(1), "utf-8")
    run(tmp_path / "story.md", tmp_path / "out.jsonl", form="file")
    assert read(tmp_path / "out.jsonl")[0]["body"] == BODY.format(1)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone.jsonl", "gone.jsonl: no such file"),
        ("*.jsonl", "no file fits"),
        ("data.csv", "data.csv: not known by its name"),
        ("empty", "empty: no .jsonl"),
        ("a.txt.gz", "not known by its name"),
    ],
)
def test_inputs_that_are_none(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "data.csv").write_text("a,b\n")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"a"))
    with pytest.raises(ScrubberError, match=said.replace("*", r"\*")):
        scrub_batch([tmp_path / name], tmp_path / "out.jsonl")
    with pytest.raises(ScrubberError, match="no input"):
        scrub_batch([], tmp_path / "out.jsonl")


def test_packed_lines(tmp_path: Path) -> None:
    plain = lines(tmp_path / "in.jsonl", stories(5)).read_bytes()
    # Two members one after the other, as `cat a.gz b.gz` makes them.
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(plain) + gzip.compress(plain))
    assert run(tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl").written == 10


def test_zstandard(tmp_path: Path) -> None:
    pytest.importorskip("backports.zstd")
    from scrubber.batch.packing import zstd

    plain = lines(tmp_path / "in.jsonl", stories(200)).read_bytes()
    (tmp_path / "in.jsonl.zst").write_bytes(zstd().compress(plain) + zstd().compress(plain))
    assert run(tmp_path / "in.jsonl.zst", tmp_path / "out.jsonl.zst").written == 400
    packed = (tmp_path / "out.jsonl.zst").read_bytes()
    one = zstd().ZstdDecompressor()  # which stops behind the first frame, as many readers do
    assert len(one.decompress(packed).splitlines()) == 400
    assert one.eof
    assert not one.unused_data


def test_an_empty_input_is_an_empty_output(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n\n")
    assert run(tmp_path / "in.jsonl", tmp_path / "out.jsonl").read == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


# ---- tables


def test_parquet_keeps_the_types_of_what_it_carries(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    when = dt.datetime(2024, 5, 14, 18, 30, tzinfo=dt.UTC)
    carried = {
        "id": pa.array([1, 2, 3], pa.int16()),
        "when": pa.array([when, None, when], pa.timestamp("ns", "UTC")),
        "price": pa.array([Decimal("1.50"), None, Decimal("-2.00")], pa.decimal128(9, 2)),
        "tags": pa.array([["a"], [], None], pa.list_(pa.string())),
        "title": pa.array(["x", "y", "z"], pa.large_string()),
        "day": pa.array([dt.date(2024, 5, 1)] * 3, pa.date32()),
        "raw": pa.array([b"\xff", b"", None], pa.binary()),
        "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
    }
    table = pa.table({**carried, "text": [STORY.format(i) for i in range(3)]})
    parquet.write_table(table, tmp_path / "in.parquet", row_group_size=2)
    run(tmp_path / "in.parquet", tmp_path / "out.parquet", jobs=2)
    found = parquet.read_table(tmp_path / "out.parquet")
    for name, column in carried.items():
        new = "original_title" if name == "title" else name
        assert found.column(new).to_pylist() == column.to_pylist()
        assert found.schema.field(new).type == column.type or name == "kind"
    assert found.column("body").to_pylist() == [BODY.format(i) for i in range(3)]
    assert found.column("removed").to_pylist()[0][0]["rule"] == scrub(STORY.format(0)).removed[0].rule

    run(tmp_path / "in.parquet", tmp_path / "out.jsonl", fields="body")
    first = read(tmp_path / "out.jsonl")[0]
    assert first["when"].startswith("2024-05-14")
    assert (first["price"], first["day"], first["raw"]) == ("1.50", "2024-05-01", "/w==")


def test_lines_become_a_table_though_their_types_differ(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    given = [{"text": STORY.format(i), "n": i, "x": [1.5, None, 2][i % 3], "mixed": [i, "a", {"b": 1}][i % 3]} for i in range(200)]
    given[150]["new"] = {"deep": [1]}
    given[190]["n"] = 2**70
    given[10]["half"] = "\ud83d"
    run(lines(tmp_path / "in.jsonl", given), tmp_path / "out.parquet")
    table = parquet.read_table(tmp_path / "out.parquet")
    rows = table.to_pylist()
    assert len(rows) == 200
    assert [row["x"] for row in rows] == [g["x"] for g in given]
    assert [json.loads(row["mixed"]) for row in rows] == [g["mixed"] for g in given]
    assert [json.loads(row["n"]) for row in rows] == [g["n"] for g in given]
    assert (rows[150]["new"], rows[0]["new"], rows[10]["half"]) == ({"deep": [1]}, None, "\ufffd")
    assert list(table.schema.names)[-6:] == ["title", "dateline", "date", "body", "removed", "fingerprint"]


def test_a_table_without_rows(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    assert run(lines(tmp_path / "in.jsonl", [{"text": None}]), tmp_path / "out.parquet").rejected == 1
    assert parquet.read_table(tmp_path / "out.parquet").num_rows == 0
    assert run(tmp_path / "out.parquet", tmp_path / "two.parquet", column="body").read == 0


def test_a_table_without_captures(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"n": [1]}), tmp_path / "in.parquet")
    with pytest.raises(ScrubberError, match=r"in\.parquet: no column text or html"):
        scrub_batch([tmp_path / "in.parquet"], tmp_path / "out.jsonl")
    (tmp_path / "no.parquet").write_bytes(b"PAR1 is how it begins")
    with pytest.raises(ScrubberError, match=r"no\.parquet: not a Parquet file"):
        scrub_batch([tmp_path / "no.parquet"], tmp_path / "out.jsonl")


# ---- crawls


def warc_record(kind: str, uri: str, block: bytes, content: str = "application/http; msgtype=response") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-05-14T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-0000-0000-0000-000000000000>\r\nContent-Type: {content}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def http(body: bytes, content: str = "text/html", status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


PIER = PAGE.format(1, "The café at the quay handed out coffee, the crew said.")
CRAWL = [
    warc_record("warcinfo", "", b"software: none\r\n", "application/warc-fields"),
    warc_record("request", "https://a.example/1", b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
    warc_record("response", "https://a.example/utf8", http(PIER.encode())),
    warc_record("response", "https://a.example/told", http(PIER.encode("cp1251", "replace"), "text/html; charset=windows-1251")),
    warc_record("response", "https://a.example/i.png", http(b"\x89PNG\r\n\x1a\n", "image/png")),
    warc_record("response", "https://a.example/packed", http(gzip.compress(PIER.encode()), more="Content-Encoding: gzip\r\n")),
    warc_record("response", "https://a.example/gone", http(PIER.encode(), status="404 Not Found")),
    warc_record("response", "https://a.example/badly", http(b"not packed", more="Content-Encoding: gzip\r\n")),
    warc_record("response", "https://a.example/pdf", http(b"%PDF-1.4 and so on", "text/html; charset=utf-8")),
    warc_record("response", "https://a.example/long", http(PIER.encode() + b" " * 5000)),
    warc_record("resource", "https://a.example/saved", PIER.encode(), "text/html"),
    warc_record("conversion", "https://a.example/wet", STORY.format(9).encode(), "text/plain"),
    warc_record("response", "https://a.example/last", http(PIER.encode(), "application/xhtml+xml; charset=utf-8")),
]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_warc(tmp_path: Path, name: str) -> None:
    pytest.importorskip("fastwarc")
    file = tmp_path / name
    file.write_bytes(b"".join(map(gzip.compress, CRAWL) if name.endswith(".gz") else CRAWL))
    summary = run(file, tmp_path / "out.jsonl", max_size=5000, fields="title,body,kind,note")
    assert summary[:4] == (11, 7, 2, 2)
    found = {r["url"].rpartition("/")[2]: r for r in read(tmp_path / "out.jsonl")}
    assert list(found) == ["utf8", "told", "packed", "pdf", "saved", "wet", "last"]
    for name in ("utf8", "packed", "saved", "last"):
        assert found[name]["body"] == "The café at the quay handed out coffee, the crew said."
    assert found["told"]["body"].startswith("The caf? at the quay")
    assert "a PDF file" in found["pdf"]["note"]
    assert found["wet"]["kind"] == "page"
    assert found["utf8"]["crawled"] == "2024-05-14T10:00:00Z"
    assert found["utf8"]["warc_id"] == "<urn:uuid:12345678-0000-0000-0000-000000000000>"
    rejects = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert [(r["record"], r["reason"][:21]) for r in rejects] == [(6, "no HTTP response: Gzi"), (8, "longer than 5,000 byt")]


@pytest.mark.parametrize("cut", [3, 60, 300])
@pytest.mark.parametrize("packed", [True, False])
def test_a_crawl_that_was_cut_off(tmp_path: Path, cut: int, packed: bool) -> None:
    pytest.importorskip("fastwarc")
    whole = b"".join(map(gzip.compress, CRAWL[:3]) if packed else CRAWL[:3])
    file = tmp_path / ("crawl.wet.gz" if packed else "crawl.warc")
    file.write_bytes(b"".join(map(gzip.compress, CRAWL[:3])) + gzip.compress(CRAWL[-1])[:-cut] if packed else whole + CRAWL[-1][:-cut])
    run(file, tmp_path / "out.jsonl")
    harmless = cut == 3 and not packed  # the empty lines behind the last record
    urls = ["https://a.example/utf8", *["https://a.example/last"] * (harmless or (packed and cut == 3))]
    assert [r["url"] for r in read(tmp_path / "out.jsonl")] == urls
    rejects = [] if harmless else read(tmp_path / "out.jsonl.rejects.jsonl")
    assert harmless or {r["reason"] for r in rejects} == {"the file was cut off"}


# ---- records that cannot be cleaned


def test_each_bad_record_is_rejected_with_its_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = [json.dumps(r).encode() for r in stories(4)]
    bad = [
        (b'{"text": "\xff\xfe"}', "not UTF-8: byte 11"),
        (b'{"text": "Pier', "not JSON"),
        (b'["text"]', "not a JSON object"),
        (b'{"id": 3}', "field 'text' is missing"),
        (b'{"text": null}', "field 'text' is null"),
        (b'{"text": 3}', "field 'text' is not a string"),
        (b"[" * 100_000, "not JSON"),
        (b'{"text": "' + b"x" * 2_000_000 + b'"}', "longer than 1,000,000 bytes"),
        (b'{"text": 1' + b"1" * 5000 + b"}", "not JSON"),
    ]
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\n".join([good[0], b"", *(line for line, _ in bad[:4]), good[1], *(line for line, _ in bad[4:]), *good[2:]]))
    summary = run(file, tmp_path / "out.jsonl", max_size=1_000_000)
    assert (summary.written, summary.rejected) == (4, len(bad))
    assert [r["id"] for r in read(tmp_path / "out.jsonl")] == [0, 1, 2, 3]
    rejects = read(summary.rejects)  # type: ignore[arg-type]
    assert [r["record"] for r in rejects] == [3, 4, 5, 6, 8, 9, 10, 11, 12]
    for reject, (line, reason) in zip(rejects, bad, strict=True):
        assert reason in reject["reason"]
        assert reject["input"] == str(file)
        assert reject["start"] == ("" if len(line) > 1_000_000 else line[:200].decode("utf-8", "replace"))


def test_a_record_that_takes_too_long(tmp_path: Path) -> None:
    given = lines(tmp_path / "in.jsonl", [stories(1)[0], {"text": STORY.format(1) * 40_000}, stories(2)[1]])
    summary = run(given, tmp_path / "out.jsonl", max_seconds=0.3)
    assert (summary.written, summary.rejected) == (2, 1)
    assert read(tmp_path / "out.jsonl.rejects.jsonl")[0]["reason"] == "took longer than 0.3 s"


def test_the_alarm_rings_in_what_catches_everything() -> None:
    def stubborn() -> None:
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    with pytest.raises(TooLong), within(0.05):
        stubborn()
    with within(0.05):
        pass


def _fail(blocks: Any) -> list[tuple[int, int]]:
    if any("pier 3" in b.text for b in blocks):
        raise ZeroDivisionError("no crew")
    return []


def test_a_rule_that_fails_costs_its_record(tmp_path: Path) -> None:
    rule = Rule("failing", "tips", "mine", "Ours.", find=_fail)
    summary = run(lines(tmp_path / "in.jsonl", stories(5)), tmp_path / "out.jsonl", scrubber=Scrubber(rules=[rule]))
    assert (summary.written, summary.rejected) == (4, 1)
    (reject,) = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert reject["record"] == 4
    assert reject["reason"] == "failed: ZeroDivisionError: no crew"


@pytest.mark.parametrize("ending", [".jsonl.gz", ".jsonl.zst"])
@pytest.mark.parametrize("damage", ["cut", "junk"])
def test_a_packed_file_that_is_damaged_gives_what_it_holds(tmp_path: Path, ending: str, damage: str) -> None:
    pytest.importorskip("backports.zstd")
    from scrubber.batch.packing import packed

    plain = lines(tmp_path / "a.jsonl", stories(400)).read_bytes()
    file, other = tmp_path / f"in{ending}", lines(tmp_path / "other.jsonl", stories(2))
    data = b"".join(packed(plain[i : i + 9000], file.name) for i in range(0, len(plain), 9000))
    file.write_bytes(data[:-40] if damage == "cut" else data[: len(data) // 2] + b"JUNK" * 9 + data[len(data) // 2 :])
    summary = run([file, other], tmp_path / "out.jsonl")
    found = [r["id"] for r in read(tmp_path / "out.jsonl")]
    whole = len(found) - 2
    assert found == [*range(whole), 0, 1]
    assert whole > (300 if damage == "cut" else 50)
    rejects = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert summary.rejected == len(rejects)
    assert "cut off" in rejects[-1]["reason"] or "cannot be read any further" in rejects[-1]["reason"]


def test_a_file_that_goes_on_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    for i in range(300):
        (folder / f"{i:03}.txt").write_text(STORY.format(i), "utf-8")
    lines(tmp_path / "b.jsonl", stories(2))

    def remove(_: Any) -> None:
        (folder / "299.txt").unlink(missing_ok=True)
        (tmp_path / "b.jsonl").unlink(missing_ok=True)

    summary = run([folder, tmp_path / "b.jsonl"], tmp_path / "out.jsonl", progress=remove)
    assert (summary.written, summary.rejected) == (299, 2)
    rejects = read(tmp_path / "out.jsonl.rejects.jsonl")
    assert [(Path(r["input"]).name, r["record"]) for r in rejects] == [("299.txt", None), ("b.jsonl", 1)]
    assert all("No such file" in r["reason"] for r in rejects)


# ---- what the rules did


def test_stats(tmp_path: Path) -> None:
    run(lines(tmp_path / "in.jsonl", stories(300)), tmp_path / "out.jsonl", stats=tmp_path / "stats.json", jobs=2)
    said = json.loads((tmp_path / "stats.json").read_text("utf-8"))
    found = read(tmp_path / "out.jsonl")
    gone = [removal for record in found for removal in record["removed"]]
    assert said["records"] == said["changed"] == 300
    assert said["words"] == sum(len(r["text"].split()) for r in stories(300))
    assert said["words_removed"] == sum(len(r["text"].split()) for r in gone) == 900
    assert said["categories"] == {"share": {"removals": 300, "words": 900}}
    assert said["rules"] == {f"share/{gone[0]['rule']}": {"category": "share", "removals": 300, "words": 900}}
    assert list(said["sites"]) == ["pier0.example", "pier1.example", "pier2.example"]
    assert said["sites"]["pier1.example"]["records"] == 100
    assert said["lines"] == [{"text": "Share this story!", "removals": 300}]


def test_stats_of_nothing(tmp_path: Path) -> None:
    run(lines(tmp_path / "in.jsonl", []), tmp_path / "out.jsonl", stats=tmp_path / "stats.json")
    assert json.loads((tmp_path / "stats.json").read_text("utf-8"))["records"] == 0
