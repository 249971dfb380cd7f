"""What comes out, as lines of JSON or as Parquet. Workers pack rows; when all are there, the file is made of them."""

from __future__ import annotations

import base64
import datetime as dt
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple, Protocol

from ..article import Article
from ..errors import ScrubberError
from ..records import Fields, cleaned
from .extras import needs
from .packing import packed, packing, unpacked

_LINES = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".ndjson", ".ndjson.gz", ".ndjson.zst")
ENDINGS = (*_LINES, ".parquet")
"""What the name of an output may end in."""
# A row group: readers of Parquet hold one at a time.
_ROWS = 10_000
_ROW_BYTES = 64_000_000
# The schema stands first in a stream.
_SCHEMA = 1 << 20
_AS_JSON = {b"scrubber": b"json"}
"""Marks a column of JSON texts, whose values had no type in common."""


class Carried(NamedTuple):
    """The columns that are carried along with the records of a chunk."""

    items: list[Any]
    """For each record a dict of its columns, or where its row stands in the table."""
    table: Any
    fields: Fields
    capture: str

    def dicts(self) -> list[dict[str, Any]]:
        """Of each record, under their names in the output."""
        if self.table is None:
            return [self._renamed(record) for record in self.items]
        return list(self.arrow().to_pylist()) if self.arrow().num_columns else [{} for _ in self.items]

    def arrow(self) -> Any:
        """As an Arrow table."""
        pa = needs("pyarrow", "Parquet files")
        if self.table is None:
            rows = self.dicts()
            names = dict.fromkeys(name for row in rows for name in row)
            made = {name: _array(pa, [row.get(name) for row in rows]) for name in names}
            schema = pa.schema([pa.field(name, array.type, metadata=note) for name, (array, note) in made.items()])
            return pa.table([array for array, _ in made.values()], schema=schema)
        new = self.fields.carried(self.table.schema.names, self.capture)
        return self.table.select(list(new)).take(pa.array(self.items, pa.int64())).rename_columns(list(new.values()))

    def _renamed(self, record: dict[str, Any]) -> dict[str, Any]:
        return {new: record[name] for name, new in self.fields.carried(record, self.capture).items()}


class Writer(Protocol):
    """A form of output."""

    def pack(self, carried: Carried, articles: Sequence[Article], name: str) -> bytes:
        """Rows as bytes, to be put behind those of other chunks."""

    def finish(self, data: IO[bytes], target: IO[bytes], name: str, fields: Fields) -> None:
        """Make the output's file of all that was packed."""


def writer(name: str) -> Writer:
    """The form that the name of an output asks for. Raises ScrubberError if it is none."""
    lower = name.lower()
    if lower.endswith(".parquet"):
        return _Parquet()
    if lower.endswith(_LINES):
        return _Lines()
    raise ScrubberError(f"{name}: the output must end in {', '.join(ENDINGS)}")


class _Lines:
    def pack(self, carried: Carried, articles: Sequence[Article], name: str) -> bytes:
        names = carried.fields.names
        rows = ({**more, **cleaned(a, names)} for more, a in zip(carried.dicts(), articles, strict=True))
        # Half a surrogate pair is no UTF-8: `\ud83d`, as the escape is written, is how JSON says it.
        return packed("".join(map(_json, rows)).encode("utf-8", "backslashreplace"), name.lower())

    def finish(self, data: IO[bytes], target: IO[bytes], name: str, fields: Fields) -> None:
        if name.lower().endswith(".zst"):
            with packing(target) as out:
                shutil.copyfileobj(unpacked(data, name.lower()), out, 1 << 20)  # type: ignore[arg-type]
        else:
            shutil.copyfileobj(data, target, 1 << 20)


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"


def _plain(value: Any) -> Any:
    """What a column of a table may hold and JSON has no word for."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return str(value)


class _Parquet:
    """Packed rows are Arrow streams, each behind its length: their schemas may differ, and meet at the end."""

    def pack(self, carried: Carried, articles: Sequence[Article], name: str) -> bytes:
        pa = needs("pyarrow", "Parquet files")
        from ..engines.arrow import field_types

        table = carried.arrow()
        rows = [cleaned(article, carried.fields.names) for article in articles]
        for field in field_types(carried.fields):
            table = table.append_column(field, pa.array([row[field.name] for row in rows], field.type))
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as out:
            out.write_table(table)
        stream = sink.getvalue().to_pybytes()
        return bytes(len(stream).to_bytes(8, "little") + stream)

    def finish(self, data: IO[bytes], target: IO[bytes], name: str, fields: Fields) -> None:
        pa, parquet = needs("pyarrow", "Parquet files"), needs("pyarrow.parquet", "Parquet files")
        schema = _common(pa, [pa.ipc.open_stream(stream).schema for stream in _streams(data, _SCHEMA)], fields)
        data.seek(0)
        with parquet.ParquetWriter(target, schema, compression="zstd") as out:
            for group in _groups(_cast(pa, pa.ipc.open_stream(stream).read_all(), schema) for stream in _streams(data)):
                out.write_table(pa.concat_tables(group), _ROWS)


def _streams(data: IO[bytes], most: int | None = None) -> Iterator[bytes]:
    """The streams one after the other, whole or their first bytes only."""
    while length := int.from_bytes(data.read(8), "little"):
        taken = length if most is None else min(most, length)
        yield data.read(taken)
        data.seek(length - taken, 1)


def _groups(tables: Iterable[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    rows = size = 0
    for table in tables:
        group.append(table)
        rows += table.num_rows
        size += table.nbytes
        if rows >= _ROWS or size >= _ROW_BYTES:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group


# ---- columns whose type nobody declared


def _array(pa: Any, values: list[Any]) -> tuple[Any, Any]:
    """A column of JSON values and its field: of their type where they have one, else of JSON texts."""
    try:
        array = pa.array(_whole(values))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array(_texts(values), pa.string()), _AS_JSON
    return array, None


def _whole(values: list[Any]) -> list[Any]:
    """The same with U+FFFD for half a surrogate pair, which JSON can write and Arrow cannot."""
    text = json.dumps(values, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return list(json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")))
    return values


def _common(pa: Any, schemas: Sequence[Any], fields: Fields) -> Any:
    """One schema for all: types widen where they can (null, integer, float), else the column becomes one of JSON texts."""
    from ..engines.arrow import field_types

    made = field_types(fields)
    found: dict[str, list[Any]] = {}
    for schema in schemas:
        for field in schema:
            found.setdefault(field.name, []).append(field)
    names = {field.name for field in made}
    return pa.schema([*(_wide(pa, same) for name, same in found.items() if name not in names), *made])


def _wide(pa: Any, fields: Sequence[Any]) -> Any:
    name = fields[0].name
    if not any(field.metadata == _AS_JSON for field in fields):
        try:
            kinds = {field.type: pa.schema([pa.field(name, field.type)]) for field in fields}
            return pa.field(name, pa.unify_schemas(list(kinds.values()), promote_options="permissive").field(0).type)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            pass
    return pa.field(name, pa.string(), metadata=_AS_JSON)


def _cast(pa: Any, table: Any, schema: Any) -> Any:
    return pa.table([_column(pa, table, field) for field in schema], schema=schema)


def _column(pa: Any, table: Any, field: Any) -> Any:
    if field.name not in table.schema.names:
        return pa.nulls(table.num_rows, field.type)
    array = table.column(field.name)
    if field.metadata == _AS_JSON and table.schema.field(field.name).metadata != _AS_JSON:
        return pa.array(_texts(array.to_pylist()), pa.string())
    try:
        return array.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):  # structs that gained a field
        return pa.array(array.to_pylist(), field.type)


def _texts(values: Iterable[Any]) -> list[str | None]:
    return [None if v is None else json.dumps(v, ensure_ascii=False, default=_plain) for v in values]
