"""The one seam: a function from an Arrow record batch to an Arrow record batch.

Spark's ``mapInArrow``, Ray's ``map_batches``, Hugging Face's ``datasets.map``, Polars and Dask take it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import pyarrow as pa

from ..errors import ScrubberError
from ..model import Kind
from ..records import ERROR, called, cleaned, fields, kind_of_column
from ..scrub import Scrubber

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
"""So many rows are Python objects at a time. Spark's batches have 10,000: with 45 MB of HTML they took 140 MB, slices take 2."""

Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)


class ArrowScrubber:
    """Cleans the captures of a record batch or table: call it with one, and it returns one with as many rows.

    The capture's column is replaced by the fields of a cleaned record (see ``scrubber.records.FIELDS``) and ``error``; all
    other columns are carried along, ``original_`` before the name of one that is called like a field. A null capture, or
    one over ``max_size``, has an ``error`` and nulls: no row is lost. It pickles, and pickles of the same settings are
    the same bytes, by which engines that cache know it.

    Args:
        column: the column of captures, strings or bytes; None: ``text``, ``html``, else the first that fits.
        url: the column of the pages' addresses, used where it is there.
        kind: what the captures are; None: ``"html"`` for a column called so, else ``"auto"``.
        fields: the fields of the output, with new names if wanted: ``"title,body=text"`` or ``{"body": "text"}``.
        scrubber: the cleaner; None: ``Scrubber()``.
        max_size: the longest capture that is cleaned, in characters or bytes.

    Raises:
        ScrubberError: ``fields`` names what does not exist.
    """

    def __init__(
        self,
        column: str | None = None,
        *,
        url: str = "url",
        kind: Kind | None = None,
        fields: str | Iterable[str] | Mapping[str, str] | None = None,
        scrubber: Scrubber | None = None,
        max_size: int = 50_000_000,
    ) -> None:
        self.fields = _fields(fields, column, url)
        self.kind = kind
        self.scrubber = scrubber or Scrubber()
        self.max_size = max_size

    def schema(self, source: pa.Schema) -> pa.Schema:
        """The schema of what comes out for batches of the schema ``source``.

        Raises:
            ScrubberError: no column holds the captures, or two have one name.
        """
        twice = sorted({name for name in source.names if source.names.count(name) > 1})
        if twice:
            raise ScrubberError(f"two columns are called {twice[0]!r}")
        carried = self.fields.carried(source.names, self._column(source))
        kept = [source.field(name).with_name(new) for name, new in carried.items()]
        made = [pa.field(name, _TYPES.get(field, pa.string())) for field, name in self.fields.names]
        return pa.schema([*kept, *made, pa.field(ERROR, pa.string())])

    def __call__(self, batch: Batch) -> Batch:
        """Clean a record batch or a table. Raises ScrubberError if no column holds the captures."""
        schema = self.schema(batch.schema)
        column = self._column(batch.schema)
        captures = batch.column(column).to_pylist()
        address = called(self.fields.url, batch.schema.names)
        urls = batch.column(address).to_pylist() if address else [None] * len(captures)
        kind = kind_of_column(column, self.kind)
        rows = [self._row(capture, url, kind) for capture, url in zip(captures, urls, strict=True)]
        arrays = [batch.column(name) for name in self.fields.carried(batch.schema.names, column)]
        made = list(schema)[len(arrays) :]
        arrays += [pa.array([row.get(field.name) for row in rows], field.type) for field in made]
        return type(batch).from_arrays(arrays, schema=schema)

    def batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Clean batches as they come, a few rows at a time: of a big one come out many small ones."""
        slices = (batch.slice(start, _SLICE) for batch in batches for start in range(0, len(batch), _SLICE))
        return map(self, slices)

    def _row(self, capture: Any, url: Any, kind: Kind) -> dict[str, Any]:
        if capture is None:
            return {ERROR: "no capture"}
        if len(capture) > self.max_size:
            return {ERROR: f"longer than {self.max_size:,}"}
        article = self.scrubber.scrub(capture, url=url if isinstance(url, str) else None, kind=kind)
        return cleaned(article, self.fields.names)

    def _column(self, schema: pa.Schema) -> str:
        there = [field.name for field in schema if _holds_text(field.type)]
        column = self.fields.column(there)
        if column is None:
            wanted = repr(self.fields.capture) if self.fields.capture else "text or html"
            raise ScrubberError(f"no column {wanted} of strings or bytes; there are {', '.join(schema.names) or 'none'}")
        return column


_fields = fields


def _holds_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    views = (pa.types.is_string_view, pa.types.is_binary_view)
    return any(test(kind) for test in (*tests, *views))
