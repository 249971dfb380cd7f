"""Spark: a DataFrame of captures becomes one of cleaned records, by ``mapInArrow``. Needs the extra ``spark``."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import partial
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql.functions import first, row_number
from pyspark.sql.functions import min as least
from pyspark.sql.types import ArrayType, BinaryType, DataType, LongType, NullType, StringType, StructField, StructType

from ..learning.learn import pack_of, site_or_none, site_rules
from ..learning.spool import Sample, digest_of
from ..model import Kind
from ..rules.load import Pack, check_name
from ..scrub import Scrubber
from .arrow import ArrowScrubber, capture_column, captures_of, urls_of


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


def learn_frame(
    frame: DataFrame,
    column: str | None = None,
    *,
    url: str = "url",
    kind: Kind | None = None,
    scrubber: Scrubber | None = None,
    most: int = 200,
    name: str = "learned",
) -> Pack:
    """``scrubber.learn`` on a cluster: the captures are grouped by site, and each site is learned where its captures meet.

    Of a site at most ``most`` captures meet, chosen as ``learn`` chooses, so the pack is the same. Rows without a capture
    or an address are passed over. It takes pandas on the workers.

    Raises:
        ScrubberError: no column holds the captures or the addresses, or ``name`` is no name of a pack.
    """
    check_name(name)
    cleaner = ArrowScrubber(column, url=url, kind=kind, scrubber=scrubber)
    numbered = frame.toDF(*(f"_{number}" for number in range(len(frame.columns))))
    sited = numbered.mapInArrow(partial(_sited, cleaner, frame.columns), _SITED)
    chosen = sited.groupBy("site", "digest", "is_text").agg(least("url").alias("url"), first("capture").alias("capture"))
    ranked = chosen.withColumn("rank", row_number().over(Window.partitionBy("site").orderBy("digest"))).where(f"rank <= {most}")
    learned = ranked.groupBy("site").applyInPandas(partial(_learned, cleaner, name), "site string, learned binary")
    made = [pickle.loads(row.learned) for row in sorted(learned.collect(), key=lambda row: row.site)]
    return pack_of(name, [rule for rules in made for rule in rules])


_SITED = "site string, digest binary, is_text boolean, url string, capture binary"


def _sited(cleaner: ArrowScrubber, names: list[str], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The captures with their sites and digests, in place of all columns."""
    for batch in batches:
        named = pa.RecordBatch.from_arrays(batch.columns, names)
        column = capture_column(named.schema, cleaner.fields)
        rows = []
        for capture, url in zip(captures_of(named, column), urls_of(named, cleaner.fields.url), strict=True):
            site = site_or_none(url)
            if capture is not None and site:
                text = isinstance(capture, str)
                data = capture.encode() if isinstance(capture, str) else capture
                rows.append({"site": site, "digest": digest_of(data), "is_text": text, "url": url, "capture": data})
        types = {"site": pa.string(), "digest": pa.binary(), "is_text": pa.bool_(), "url": pa.string(), "capture": pa.binary()}
        yield pa.RecordBatch.from_pylist(rows, pa.schema(list(types.items())))


def _learned(cleaner: ArrowScrubber, name: str, rows: Any) -> Any:
    """What is learned of one site, from its captures as a pandas frame."""
    kind = cleaner.kind or "auto"
    site = rows["site"].iloc[0]
    samples = [
        Sample(site, row.url, kind, row.capture.decode() if row.is_text else row.capture)
        for row in rows.sort_values("digest").itertuples()
    ]
    learned, _ = site_rules(site, samples, cleaner.scrubber, name)
    return type(rows)({"site": [site], "learned": [pickle.dumps(learned)]})


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
