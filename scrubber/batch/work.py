"""What a worker does with a chunk: parse its records, clean them, and pack what comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..article import Article
from ..decode import decode, foreign
from ..model import Format, Kind
from ..records import Fields, called, kind_of_column
from ..scrub import Scrubber
from .chunks import Chunk
from .limits import Limits, TooLong, within
from .stats import Stats
from .units import Refused, Response, Unit
from .writers import Carried, writer

_SHOWN = 200
_DEATH = "a worker process died over it"


class Job(NamedTuple):
    """What is to be done with every record, the same for the whole run."""

    scrubber: Scrubber
    fields: Fields
    kind: Kind | None
    format: Format
    limits: Limits
    out: str = ""
    """The name of the output, whose ending says its form; what is only learned from has none."""
    stats: bool = False


class Done(NamedTuple):
    """What came of a chunk."""

    data: bytes
    rejects: bytes
    """A line of JSON for each record that has no article."""
    written: int
    rejected: int
    stats: Stats | None

    def plus(self, other: Done) -> Done:
        """Both, one after the other."""
        if self.stats and other.stats:
            self.stats.merge(other.stats)
        data, rejects = self.data + other.data, self.rejects + other.rejects
        return Done(data, rejects, self.written + other.written, self.rejected + other.rejected, self.stats)


class Row(NamedTuple):
    """A record, parsed."""

    name: str
    number: int
    capture: str | bytes
    url: str | None
    kind: Kind
    carried: Any
    """Its other columns: a dict, or where the row stands in the chunk's table."""


class Wrong(NamedTuple):
    """A record that cannot be cleaned, and why."""

    name: str
    number: int
    reason: str
    start: str = ""
    """Its first characters, to know it by."""


def work(job: Job, chunk: Chunk) -> Done:
    """Clean the records of a chunk. Never raises for what a record holds."""
    table = _table(chunk) if chunk.form == "parquet" else None
    cleaned: list[tuple[Row, Article]] = []
    wrong: list[Wrong] = []
    for row in _rows(job, chunk, table):
        if chunk.only is not None and row.number not in chunk.only:
            continue
        if isinstance(row, Wrong):
            wrong.append(row)
            continue
        article = _cleaned(job, chunk, row)
        if isinstance(article, Wrong):
            wrong.append(article)
            continue
        cleaned.append((row, article))
    if chunk.broken:
        wrong.append(Wrong(chunk.name, chunk.end + 1, chunk.broken))
    try:
        data = _packed(job, chunk, table, cleaned)
    except Exception:  # one record never stops a batch: which of them cannot be written is found
        tried = [(pair, _packed_alone(job, chunk, table, pair)) for pair in cleaned]
        wrong = sorted([*wrong, *(said for _, said in tried if isinstance(said, Wrong))], key=lambda w: w.number)
        cleaned = [pair for pair, said in tried if isinstance(said, bytes)]
        data = b"".join(said for _, said in tried if isinstance(said, bytes))
    stats = Stats() if job.stats else None
    if stats:
        for row, article in cleaned:
            stats.add(article, row.url)
    return Done(data, b"".join(_line(chunk, w) for w in wrong), len(cleaned), len(wrong), stats)


def _packed(job: Job, chunk: Chunk, table: Any, cleaned: Sequence[tuple[Row, Article]]) -> bytes:
    carried = Carried([row.carried for row, _ in cleaned], table, job.fields, chunk.column or "")
    return writer(job.out).pack(carried, [article for _, article in cleaned], job.out) if cleaned else b""


def _packed_alone(job: Job, chunk: Chunk, table: Any, pair: tuple[Row, Article]) -> bytes | Wrong:
    try:
        return _packed(job, chunk, table, [pair])
    except Exception as e:  # lists in lists, a thousand deep
        return _refused(pair[0], f"cannot be written: {type(e).__name__}: {e}")


def _refused(row: Row, reason: str) -> Wrong:
    shown = row.capture[:_SHOWN]
    return Wrong(row.name, row.number, reason, shown if isinstance(shown, str) else shown.decode("utf-8", "replace"))


def _cleaned(job: Job, chunk: Chunk, row: Row) -> Article | Wrong:
    if row.number in chunk.barred:
        return _refused(row, _DEATH)
    if len(row.capture) > job.limits.size:
        return _refused(row, f"longer than {job.limits.size:,}")
    try:
        with within(job.limits.seconds):
            return job.scrubber.scrub(row.capture, url=row.url, kind=row.kind, format=job.format)
    except TooLong:
        return _refused(row, f"took longer than {job.limits.seconds:g} s")
    except Exception as e:  # one record never stops a batch
        return _refused(row, f"failed: {type(e).__name__}: {e}")


def _line(chunk: Chunk, wrong: Wrong) -> bytes:
    number = None if chunk.form == "file" else wrong.number
    said = {"input": wrong.name, "record": number, "reason": wrong.reason, "start": wrong.start}
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


# ---- records


def records(job: Job, chunk: Chunk) -> Iterator[Row | Wrong]:
    """The records of a chunk, parsed."""
    return _rows(job, chunk, _table(chunk) if chunk.form == "parquet" else None)


def _rows(job: Job, chunk: Chunk, table: Any) -> Iterator[Row | Wrong]:
    for unit in chunk.units:
        if chunk.form != "parquet" and chunk.only is not None and unit.first not in chunk.only:
            continue  # not even parsed: it may be that over which a worker dies
        if isinstance(unit.raw, Refused):
            yield Wrong(chunk.name, unit.first, unit.raw.reason)
        elif chunk.form != "parquet" and unit.first in chunk.barred:
            start = unit.raw[:_SHOWN].decode("utf-8", "replace") if chunk.form == "jsonl" else ""
            yield Wrong(chunk.name or unit.raw, unit.first, _DEATH, start)
        elif chunk.form != "parquet":
            yield _PARSE[chunk.form](job, chunk, unit)
    if table is not None:
        yield from _of_table(job, chunk, table)


def _of_line(job: Job, chunk: Chunk, unit: Unit) -> Row | Wrong:
    def wrong(reason: str) -> Wrong:
        return Wrong(chunk.name, unit.first, reason, unit.raw[:_SHOWN].decode("utf-8", "replace"))

    try:
        record = json.loads(unit.raw.decode("utf-8"))
    except UnicodeDecodeError as e:
        return wrong(f"not UTF-8: byte {e.start + 1} of the line")
    except (ValueError, RecursionError) as e:
        return wrong(f"not JSON: {e}")
    if not isinstance(record, dict):
        return wrong("not a JSON object")
    column = chunk.column or "text"
    capture = record.get(column)
    if not isinstance(capture, str):
        found = "missing" if column not in record else "null" if capture is None else "not a string"
        return wrong(f"field {column!r} is {found}")
    url = record.get(called(job.fields.url, record) or "")
    kind = kind_of_column(column, job.kind)
    return Row(chunk.name, unit.first, capture, url if isinstance(url, str) else None, kind, record)


def _of_file(job: Job, chunk: Chunk, unit: Unit) -> Row | Wrong:
    try:
        with open(unit.raw, "rb") as file:
            capture = file.read(job.limits.size + 1)
    except OSError as e:
        return Wrong(unit.raw, unit.first, e.strerror or str(e))
    html = unit.raw.lower().endswith((".html", ".htm"))
    return Row(unit.raw, unit.first, capture, None, job.kind or ("html" if html else "auto"), {"file": unit.raw})


def _of_response(job: Job, chunk: Chunk, unit: Unit) -> Row | Wrong:
    page: Response = unit.raw
    told = page.charset and not foreign(page.body[:100])
    capture = decode(page.body, page.charset) if told else page.body
    carried = {"url": page.url, "warc_id": page.warc_id, "crawled": page.crawled}
    # The text of a WET file is that of a whole page.
    return Row(chunk.name, unit.first, capture, page.url, job.kind or ("html" if page.html else "page"), carried)


_PARSE = {"jsonl": _of_line, "file": _of_file, "warc": _of_response}


def _table(chunk: Chunk) -> Any:
    import pyarrow as pa

    return pa.concat_tables([pa.ipc.open_stream(unit.raw).read_all() for unit in chunk.units]) if chunk.units else None


def _of_table(job: Job, chunk: Chunk, table: Any) -> Iterator[Row | Wrong]:
    from ..engines.arrow import captures_of, urls_of

    column = chunk.column or ""
    kind = kind_of_column(column, job.kind)
    captures, urls = captures_of(table, column), urls_of(table, job.fields.url)
    for at, (number, capture, url) in enumerate(zip(chunk.numbers, captures, urls, strict=True)):
        if capture is None:
            yield Wrong(chunk.name, number, f"column {column!r} is null")
        else:
            yield Row(chunk.name, number, capture, url, kind, at)
