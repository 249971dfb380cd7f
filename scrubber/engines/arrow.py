"""The one seam: a function from an Arrow record batch to an Arrow record batch.

Spark's ``mapInArrow``, Ray's ``map_batches``, Hugging Face's ``datasets.map``, Polars and Dask take it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import pyarrow as pa

from ..errors import ScrubberError
from ..model import Format, Kind
from ..records import ERROR, Fields, called, cleaned, kind_of_column
from ..records import fields as named_fields
from ..scrub import Scrubber, check_words

REMOVED = pa.list_(
    pa.struct(
        [
            ("rule", pa.string()),
            ("category", pa.string()),
            ("pack", pa.string()),
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("text", pa.string()),
            ("why", pa.string()),
        ]
    )
)
"""The type of the column ``removed``; ``start`` and ``end`` index the decoded capture, in code points."""
_TYPES = {"removed": REMOVED}
_SLICE = 200
"""So many rows are Python objects at a time. Spark's batches have 10,000: with 45 MB of HTML they took 140 MB, slices take 2. A
frame that is one table may hold more text than one Arrow array of strings can (2 GB)."""

Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)


class ArrowScrubber:
    """Cleans the captures of a record batch or table: call it with one, and it returns one with as many rows.

    The capture's column is replaced by the fields of a cleaned record (see ``scrubber.records.Fields``) and ``error``; all
    other columns are carried along, ``original_`` before the name of one that is called like a field. A null capture, or
    one over ``max_size``, has an ``error`` and nulls: no row is lost. It pickles, and the pickle names settings and
    ``fingerprint``, by which engines that cache know it.

    Args:
        column: the column of captures, strings or bytes; None: ``text``, ``html``, else the first that fits.
        url: the column of the pages' addresses, used where it is there.
        kind: what the captures are; None: ``"html"`` for a column called so, else ``"auto"``.
        format: of the field ``formatted``: ``"markdown"`` or ``"html"`` adds it to the fields.
        fields: the fields of the output, with new names if wanted: ``"title,body=text"`` or ``{"body": "text"}``.
        scrubber: the cleaner; None: ``Scrubber()``.
        max_size: the longest capture that is cleaned, in characters or bytes.

    Raises:
        ScrubberError: ``fields``, ``kind`` or ``format`` names what does not exist.
    """

    def __init__(
        self,
        column: str | None = None,
        *,
        url: str = "url",
        kind: Kind | None = None,
        format: Format = "text",
        fields: str | Iterable[str] | Mapping[str, str] | None = None,
        scrubber: Scrubber | None = None,
        max_size: int = 50_000_000,
    ) -> None:
        check_words(kind or "auto", format)
        self.fields = named_fields(fields, column, url, format)
        self.kind = kind
        self.format = format
        self.scrubber = scrubber or Scrubber()
        self.max_size = max_size
        # A pickled Scrubber holds its settings alone: by them a cache that an older version filled would pass for this one's.
        self.fingerprint = self.scrubber.fingerprint

    def schema(self, source: pa.Schema) -> pa.Schema:
        """The schema of what comes out for batches of the schema ``source``.

        Raises:
            ScrubberError: no column holds the captures, or two have one name.
        """
        carried = self.fields.carried(source.names, capture_column(source, self.fields))
        kept = [source.field(name).with_name(new) for name, new in carried.items()]
        return pa.schema([*kept, *field_types(self.fields), pa.field(ERROR, pa.string())])

    def __call__(self, batch: Batch) -> Batch:
        """Clean a record batch or a table. Raises ScrubberError if no column holds the captures."""
        if isinstance(batch, pa.RecordBatch):
            return self._batch(batch)
        return pa.Table.from_batches(self.batches(batch.to_batches()), self.schema(batch.schema))

    def batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Clean batches as they come, a few rows at a time: of a big one come out many small ones."""
        slices = (batch.slice(start, _SLICE) for batch in batches for start in range(0, len(batch), _SLICE))
        # Not through ``__call__``: Ray's workers wrap it so that one call ends before the next begins, and would wait forever.
        return map(self._batch, slices)

    def _batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        schema = self.schema(batch.schema)
        column = capture_column(batch.schema, self.fields)
        kind = kind_of_column(column, self.kind)
        pairs = zip(captures_of(batch, column), urls_of(batch, self.fields.url), strict=True)
        rows = [self._row(capture, url, kind) for capture, url in pairs]
        arrays = [batch[name] for name in self.fields.carried(batch.schema.names, column)]
        made = list(schema)[len(arrays) :]
        arrays += [pa.array([row.get(field.name) for row in rows], field.type) for field in made]
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _row(self, capture: str | bytes | None, url: str | None, kind: Kind) -> dict[str, Any]:
        if capture is None:
            return {ERROR: "no capture"}
        if len(capture) > self.max_size:
            return {ERROR: f"longer than {self.max_size:,}"}
        try:
            article = self.scrubber.scrub(capture, url=url, kind=kind, format=self.format)
        except Exception as e:  # of a rule that is a function: an engine would try again, and give up the whole job
            return {ERROR: f"failed: {type(e).__name__}: {e}"}
        return cleaned(article, self.fields.names)


def field_types(fields: Fields) -> list[pa.Field]:
    """The fields of a cleaned record with their types."""
    return [pa.field(name, _TYPES.get(field, pa.string())) for field, name in fields.names]


def capture_column(schema: pa.Schema, fields: Fields) -> str:
    """Which column holds the captures. Raises ScrubberError where none does, or two columns have one name."""
    twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
    if twice:
        raise ScrubberError(f"two columns are called {twice[0]!r}")
    there = [field.name for field in schema if _holds_text(field.type)]
    column = fields.column(there)
    if column is None:
        wanted = repr(fields.capture) if fields.capture else "text or html"
        raise ScrubberError(f"no column {wanted} of strings or bytes; there are {', '.join(schema.names) or 'none'}")
    return column


def captures_of(batch: pa.RecordBatch | pa.Table, column: str) -> list[str | None] | list[bytes | None]:
    """The captures of a column: strings or bytes, as it holds them."""
    strings = any(test(_plain(batch[column].type)) for test in _STRINGS)
    return [_text(raw) for raw in _bytes(batch[column])] if strings else _bytes(batch[column])


def urls_of(batch: pa.RecordBatch | pa.Table, column: str) -> list[str | None]:
    """The addresses of a column, None for each if there is no such column of text."""
    name = called(column, batch.schema.names)
    if name and _holds_text(batch.schema.field(name).type):
        return [_text(raw) for raw in _bytes(batch[name])]
    return [None] * int(batch.num_rows)


_STRINGS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _holds_text(kind: pa.DataType) -> bool:
    """Whether captures may be of this type. Null: so engines that guess types call a column where a batch has no capture."""
    return any(test(_plain(kind)) for test in (*_STRINGS, *_BYTES, pa.types.is_null))


def _bytes(column: pa.Array) -> list[bytes | None]:
    values: list[bytes | None] = column.cast(_plain(column.type)).cast(pa.large_binary()).to_pylist()
    return values


def _text(raw: bytes | None) -> str | None:
    """Arrow does not check that a string is UTF-8, and one that is not would stop its batch: it is read with U+FFFD."""
    return None if raw is None else raw.decode("utf-8", "replace")
