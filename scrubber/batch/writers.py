"""What comes out, as lines of JSON or as Parquet. Workers pack rows; when all are there, the file is made of them."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
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
# Arrow's streams hold no more than 64 levels, and other readers of Parquet fewer.
_DEEPEST = 32
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
        table = self.arrow()
        columns = [_values(column) for column in table.columns]
        return [dict(zip(table.schema.names, row, strict=True)) for row in zip(*columns, strict=True)] or [{} for _ in self.items]

    def arrow(self) -> Any:
        """As an Arrow table."""
        pa = needs("pyarrow", "Parquet files")
        if self.table is None:
            rows = self.dicts()
            names = dict.fromkeys(name for row in rows for name in row)
            made = {_utf8(name): _array(pa, [row.get(name) for row in rows]) for name in names}
            schema = pa.schema([pa.field(name, array.type, metadata=note) for name, (array, note) in made.items()])
            return pa.table([array for array, _ in made.values()], schema=schema)
        new = self.fields.carried(self.table.schema.names, self.capture)
        kept = pa.concat_tables(self.table.slice(first, number) for first, number in _runs(self.items))  # no type lacks slices
        return kept.select(list(new)).rename_columns(list(new.values()))

    def _renamed(self, record: dict[str, Any]) -> dict[str, Any]:
        return {new: record[name] for name, new in self.fields.carried(record, self.capture).items()}


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Rising numbers as runs: the first of each, and how many they are."""
    for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        found = list(run)
        yield found[0][1], len(found)


def _values(column: Any) -> list[Any]:
    """The values of a column; a text for one that Python has no object for: a day in the year 29349."""
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):  # Arrow's errors are these
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return scalar.cast("string").as_py().replace(" ", "T", 1)


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
    return _text(row) + "\n"


def _text(value: Any) -> str:
    try:
        return _ENCODER.encode(value)
    except ValueError:  # NaN, from a table; Infinity, from `1e999`
        return _ENCODER.encode(_finite(value))


def _finite(value: Any) -> Any:
    """The same with null for numbers that JSON cannot write: most readers refuse a file with a NaN in it."""
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: Any) -> Any:
    """What a column of a table may hold and JSON has no word for."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return str(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


class _Parquet:
    """Packed rows are Arrow streams, each behind its length: their schemas may differ, and meet at the end."""

    def pack(self, carried: Carried, articles: Sequence[Article], name: str) -> bytes:
        pa = needs("pyarrow", "Parquet files")
        from ..engines.arrow import field_types

        table = carried.arrow()
        rows = [cleaned(article, carried.fields.names) for article in articles]
        fields = field_types(carried.fields)
        made = [pa.array([row[field.name] for row in rows], field.type) for field in fields]
        table = pa.table([*table.columns, *made], schema=pa.schema([*table.schema, *fields]))
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as out:
            out.write_table(table)
        stream = sink.getvalue().to_pybytes()
        return bytes(len(stream).to_bytes(8, "little") + stream)

    def finish(self, data: IO[bytes], target: IO[bytes], name: str, fields: Fields) -> None:
        pa, parquet = needs("pyarrow", "Parquet files"), needs("pyarrow.parquet", "Parquet files")
        schema = _common(pa, _schemas(pa, data), fields)
        while True:
            data.seek(0)
            target.seek(0)
            target.truncate()
            try:
                with parquet.ParquetWriter(target, schema, compression="zstd") as out:
                    for group in _groups(_cast(pa, pa.ipc.open_stream(stream).read_all(), schema) for stream in _streams(data)):
                        out.write_table(pa.concat_tables(group), _ROWS)
                return
            except _Unfit as e:
                schema = schema.set(schema.get_field_index(e.column), _as_json(pa, e.column))


class _Unfit(Exception):
    """A column whose values do not all fit the type that was found for it: 2**60 + 1 among floats."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def _streams(data: IO[bytes]) -> Iterator[bytes]:
    while length := int.from_bytes(data.read(8), "little"):
        yield data.read(length)


def _schemas(pa: Any, data: IO[bytes]) -> Iterator[Any]:
    """The schemas of the streams: the first message in each, behind four bytes that are always the same and its length."""
    while length := int.from_bytes(data.read(8), "little"):
        head = data.read(8)
        message = head + data.read(int.from_bytes(head[4:], "little"))
        yield pa.ipc.read_schema(pa.py_buffer(message))
        data.seek(length - len(message), 1)


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
        if _levels(array.type) <= _DEEPEST:
            return array, None
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        pass
    return pa.array(_texts(values), pa.string()), _AS_JSON


def _levels(kind: Any) -> int:
    """How deep a type is nested."""
    found, inner = 0, [kind]
    while inner:
        found += 1
        inner = [one.field(i).type for one in inner for i in range(one.num_fields)]
    return found


def _is_hollow(pa: Any, kind: Any) -> bool:
    """Whether there is a struct without fields in a type, as of `{}`: Parquet cannot hold it."""
    inner = [kind.field(i).type for i in range(kind.num_fields)]
    return (pa.types.is_struct(kind) and not inner) or any(_is_hollow(pa, one) for one in inner)


def _whole(values: list[Any]) -> list[Any]:
    """The same with U+FFFD for half a surrogate pair, which JSON can write and Arrow cannot."""
    text = json.dumps(values, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return list(json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")))
    return values


def _utf8(text: str) -> str:
    """The same with half a surrogate pair as JSON writes it."""
    return text.encode("utf-8", "backslashreplace").decode()


def _common(pa: Any, schemas: Iterable[Any], fields: Fields) -> Any:
    """One schema for all: types widen where they can (null, integer, float), else the column becomes one of JSON texts."""
    from ..engines.arrow import field_types

    made = field_types(fields)
    found: dict[str, dict[Any, Any]] = {}  # each type once: of a large corpus there are as many schemas as chunks
    for schema in schemas:
        for field in schema:
            found.setdefault(field.name, {})[field.type, field.metadata == _AS_JSON] = field
    names = {field.name for field in made}
    return pa.schema([*(_wide(pa, list(same.values())) for name, same in found.items() if name not in names), *made])


def _wide(pa: Any, fields: Sequence[Any]) -> Any:
    name = fields[0].name
    if not any(field.metadata == _AS_JSON for field in fields):
        try:
            kinds = [pa.schema([pa.field(name, field.type)]) for field in fields]
            kind = pa.unify_schemas(kinds, promote_options="permissive").field(0).type
            if not _is_hollow(pa, kind):
                return pa.field(name, kind)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            pass
    return _as_json(pa, name)


def _as_json(pa: Any, name: str) -> Any:
    return pa.field(name, pa.string(), metadata=_AS_JSON)


def _cast(pa: Any, table: Any, schema: Any) -> Any:
    return pa.table([_column(pa, table, field) for field in schema], schema=schema)


def _column(pa: Any, table: Any, field: Any) -> Any:
    if field.name not in table.schema.names:
        return pa.nulls(table.num_rows, field.type)
    array = table.column(field.name)
    if field.metadata == _AS_JSON and table.schema.field(field.name).metadata != _AS_JSON:
        return pa.array(_texts(_values(array)), pa.string())
    try:
        return array.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):  # structs that gained a field
        pass
    try:
        return pa.array(array.to_pylist(), field.type)
    except (ValueError, TypeError, OverflowError, pa.ArrowException):
        raise _Unfit(field.name) from None


def _texts(values: Iterable[Any]) -> list[str | None]:
    return [None if v is None else _utf8(_text(v)) for v in values]
