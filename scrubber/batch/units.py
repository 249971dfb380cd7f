"""What the forms of input have in common is a row of units: lines, files, responses, or a few rows of a table.

Units are as raw as can be: who cleans them, in another process, also parses them.
"""

from __future__ import annotations

import io
import os
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any, BinaryIO, NamedTuple

from .extras import needs
from .inputs import STDIN, Form, Source
from .limits import Limits
from .packing import unpacked

# A row of a table may be a whole page, so rows are sent by few, and fewer where they are long.
_MOST_ROWS = 64
_MOST_TABLE = 8_000_000
_BLOCK = 1 << 20
_HEADERS = 65_536


class Unit(NamedTuple):
    """Records of a source that are read together: one, or some rows of a table."""

    first: int
    last: int
    """Their numbers in the source, from 1 on: of lines, rows or records."""
    raw: Any
    """A line, a path, a Response, the rows as an Arrow stream, a Refused; None for what is none of ours."""
    size: int
    """About how many bytes it is."""
    at: int
    """How many bytes of the source are read by then, for show."""


class Response(NamedTuple):
    """A page of a WARC file, or the text that a WET file holds of it."""

    url: str
    warc_id: str
    crawled: str
    """When, in ISO 8601."""
    html: bool
    charset: str
    """What HTTP said; ``""`` if nothing."""
    body: bytes


class Refused(NamedTuple):
    """Stands for a record that was not even read, and why."""

    reason: str


def _lines(source: Source, start: int, limits: Limits) -> Iterator[Unit]:
    name = source.paths[0]
    with nullcontext(sys.stdin.buffer) if name == STDIN else open(name, "rb") as raw:
        stream = unpacked(raw, name.lower())
        place = 0
        # One byte more than a line may have, and its end.
        while line := stream.readline(limits.size + 2):
            place += 1
            cut = len(line) > limits.size + 1 and not line.endswith(b"\n")
            text = (line if place > 1 else line.removeprefix(BOM_UTF8)).strip(b" \t\r\n")
            found: bytes | Refused | None = text or None
            if cut or len(text) > limits.size:
                found = Refused(f"longer than {limits.size:,} bytes")
                while line and not line.endswith(b"\n"):  # the rest is never held
                    line = stream.readline(_BLOCK)
            yield Unit(place, place, found, len(text), _told(raw))


def _told(raw: BinaryIO) -> int:
    return raw.tell() if raw.seekable() else 0


def _files(source: Source, start: int, limits: Limits) -> Iterator[Unit]:
    at = 0
    for place, path in enumerate(source.paths, 1):
        try:
            size = os.stat(path).st_size
        except OSError:  # it has gone since; who opens it will say so
            size = 0
        at += size
        yield Unit(place, place, path, size, at)


def _rows(source: Source, start: int, limits: Limits) -> Iterator[Unit]:
    pa, parquet = needs("pyarrow", "Parquet files"), needs("pyarrow.parquet", "Parquet files")
    with open(source.paths[0], "rb") as raw, parquet.ParquetFile(raw) as file:  # Arrow opens no name that is not UTF-8
        before = 0
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if before + rows > start:
                for batch in file.iter_batches(_MOST_ROWS, row_groups=[group]):
                    for part in _cut(_compact(pa, batch)):
                        first, before = before + 1, before + part.num_rows
                        at = source.size * before // max(file.metadata.num_rows, 1)
                        yield Unit(first, before, _stream(pa, part), part.nbytes, at)
            else:
                before += rows


def _compact(pa: Any, batch: Any) -> Any:
    """The same with dictionaries of its own values: a few rows bring those of their whole row group, which may be large."""
    columns = [_own(pa, column) if pa.types.is_dictionary(column.type) else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _own(pa: Any, column: Any) -> Any:
    kind, fresh = column.type, column.dictionary_decode().dictionary_encode()
    return pa.DictionaryArray.from_arrays(fresh.indices.cast(kind.index_type), fresh.dictionary, ordered=kind.ordered)


def _cut(batch: Any) -> Iterator[Any]:
    size = max(1, min(batch.num_rows, batch.num_rows * _MOST_TABLE // max(batch.nbytes, 1)))
    for at in range(0, batch.num_rows, size):
        yield batch.slice(at, size)


def _stream(pa: Any, batch: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _responses(source: Source, start: int, limits: Limits) -> Iterator[Unit]:
    warc = needs("fastwarc.warc", "WARC files")
    kinds = warc.WarcRecordType.response | warc.WarcRecordType.resource | warc.WarcRecordType.conversion
    with open(source.paths[0], "rb") as raw:
        # Unpacked here, because the iterator takes a file that was cut off for one that has ended.
        stream = _Last(unpacked(raw, source.paths[0].lower()))
        for place, record in enumerate(warc.ArchiveIterator(stream, record_types=kinds, parse_http=False), 1):
            found = _page(record, limits.size) if place > start else None
            yield Unit(place, place, found, len(found.body) if isinstance(found, Response) else 0, raw.tell())
        if stream.error:
            raise stream.error
        if stream.ends_in_headers():  # which the iterator takes for the end
            raise EOFError


class _Last:
    """A stream that ends where it fails, and keeps the error: who reads ahead must not lose what came before it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0
        self._tail = b""
        self.error: Exception | None = None

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        try:
            found: bytes = self._stream.read1(size)  # type: ignore[attr-defined]
        except Exception as e:
            self.error = e
            return b""
        self._at += len(found)
        self._tail = (self._tail + found)[-_HEADERS:]
        return found

    def ends_in_headers(self) -> bool:
        """Whether the last record has no empty line behind its headers."""
        return b"\n\r\n" not in self._tail.rpartition(b"WARC/1.")[2]


def _page(record: Any, most: int) -> Response | Refused | None:
    """The page of a record; None for images, redirects and what else holds no page."""
    try:
        return _response(record, most)
    except OSError as e:  # headers that are none, a body that is not packed as they say: the next record is not its fault
        return Refused(f"no HTTP response: {e}")


def _response(record: Any, most: int) -> Response | Refused | None:
    small = record.content_length <= most + _HEADERS
    if small:  # a body that is not packed as it says would stop the whole file: it is unpacked apart from it
        copy = io.BytesIO()
        record.write(copy)
        if type(record).from_bytes(copy.getvalue()).content_length < int(record.headers.get("Content-Length") or 0):
            return Refused("the file was cut off")
        # Read like a file: a record made by `from_bytes` unpacks its whole body at once, and 6 MB of gzip may hold 1.5 GB.
        copy.seek(0)
        record = next(iter(needs("fastwarc.warc", "WARC files").ArchiveIterator(copy, parse_http=False)), None)
        if record is None:
            return Refused("no WARC record")
    if record.is_http:
        record.parse_http(auto_decode="all" if small else "none")
    http = record.http_headers
    kind = (record.http_content_type if http else record.headers.get("Content-Type")) or ""
    kind = kind.partition(";")[0].strip().lower()
    html = kind in ("text/html", "application/xhtml+xml")
    if not (html or kind == "text/plain") or (http and not 200 <= (http.status_code or 0) < 300):
        return None
    body = record.reader.read(most + 1) if small else b""
    if not small or len(body) > most:
        return Refused(f"longer than {most:,} bytes")
    said = record.headers
    return Response(
        said.get("WARC-Target-URI") or "", said.get("WARC-Record-ID") or "", said.get("WARC-Date") or "",
        html, (record.http_charset if http else "") or "", body,
    )  # fmt: skip


UNITS: dict[Form, Callable[[Source, int, Limits], Iterator[Unit]]] = {
    "jsonl": _lines,
    "file": _files,
    "parquet": _rows,
    "warc": _responses,
}
"""How the units of a source are read. Those before number ``start`` may be left out or be empty, where that is quicker."""
