"""Spark: a DataFrame of captures becomes one of cleaned records, by ``mapInArrow``. Needs the extra ``spark``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.types import ArrayType, BinaryType, DataType, LongType, NullType, StringType, StructField, StructType

from .arrow import ArrowScrubber


def scrub_frame(frame: DataFrame, column: str | None = None, **settings: Any) -> DataFrame:
    """The frame with the column of captures replaced by the fields of a cleaned record and ``error``, row by row.

    Nothing is cleaned before the result is asked for. The workers' Python must have scrubber installed.

    Args:
        frame: captures among other columns, which are carried along. It may be a stream.
        column: the column of captures, strings or binary; None: ``text``, ``html``, else the first that fits.
        settings: the other settings of ``ArrowScrubber``.

    Raises:
        ScrubberError: no column holds the captures, two columns have one name, or ``fields`` names what does not exist.
    """
    scrubber = ArrowScrubber(column, **settings)
    schema = _schema(scrubber, frame.schema)
    # mapInArrow looks columns up by their names, and takes `meta.url` for a field of `meta`: so they go under numbers.
    numbered = frame.toDF(*(f"_{number}" for number in range(len(frame.columns))))
    return numbered.mapInArrow(partial(_clean, scrubber, frame.columns), schema)


def _clean(scrubber: ArrowScrubber, names: list[str], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return scrubber.batches(pa.RecordBatch.from_arrays(batch.columns, names) for batch in batches)


def _schema(scrubber: ArrowScrubber, source: StructType) -> StructType:
    """What comes out for a frame of the schema ``source``.

    What is carried along keeps the type Spark has for it, which Arrow may have no word for: the collation of strings.
    """
    numbered = [
        pa.field(field.name, _seen_as(field.dataType), metadata={"number": str(number)}) for number, field in enumerate(source)
    ]
    return StructType([_field(field, source) for field in scrubber.schema(pa.schema(numbered))])


def _field(field: pa.Field, source: StructType) -> StructField:
    if field.metadata is None:
        return StructField(field.name, _spark_type(field.type))
    carried = source[int(field.metadata[b"number"])]
    return StructField(field.name, carried.dataType, carried.nullable, carried.metadata)


def _seen_as(kind: DataType) -> pa.DataType:
    """As much of a type as tells whether captures can be of it."""
    if isinstance(kind, StringType):
        return pa.string()
    if isinstance(kind, BinaryType):
        return pa.binary()
    return pa.null() if isinstance(kind, NullType) else pa.bool_()


def _spark_type(kind: pa.DataType) -> DataType:
    """The Spark type of a field that is made here."""
    if pa.types.is_list(kind):
        return ArrayType(_spark_type(kind.value_type))
    if pa.types.is_struct(kind):
        return StructType([StructField(field.name, _spark_type(field.type)) for field in kind])
    return LongType() if pa.types.is_int64(kind) else StringType()
