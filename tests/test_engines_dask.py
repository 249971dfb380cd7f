"""Dask's partitions are pandas frames, which Arrow reads and writes; what comes out is declared by cleaning no rows."""

from __future__ import annotations

from typing import Any

import pytest

from scrubber import scrub
from scrubber.records import FIELDS

dd = pytest.importorskip("dask.dataframe")

import dask  # noqa: E402
import pandas as pd  # noqa: E402
import pyarrow as pa  # noqa: E402

from scrubber.engines.arrow import ArrowScrubber  # noqa: E402

STORY = "Pier {0} opens again\n\n14 May, 2024 18:30\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
cleaner = ArrowScrubber()


def clean(part: Any) -> Any:
    return cleaner(pa.Table.from_pandas(part, preserve_index=False)).to_pandas(types_mapper=pd.ArrowDtype)


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_partitions(scheduler: str) -> None:
    captures = [STORY.format(n) if n % 10 else None for n in range(40)]
    whole = dd.from_pandas(pd.DataFrame({"n": range(40), "text": captures}), npartitions=3)
    made = whole.map_partitions(clean, meta=clean(whole._meta))
    assert list(made.columns) == ["n", *FIELDS, "error"]
    computed = made.compute(scheduler=scheduler)
    assert dict(computed.dtypes) == dict(made.dtypes)
    assert computed["n"].tolist() == list(range(40))
    articles = [scrub(capture) if capture else None for capture in captures]
    rows = pa.Table.from_pandas(computed, preserve_index=False).to_pylist()
    assert [row["body"] for row in rows] == [article and article.body for article in articles]
    assert [row["removed"] for row in rows] == [article and [taken._asdict() for taken in article.removed] for article in articles]
    assert [row["error"] for row in rows] == [None if article else "no capture" for article in articles]


def test_the_same_settings_are_the_same_task() -> None:
    assert dask.base.tokenize(ArrowScrubber()) == dask.base.tokenize(cleaner)
    assert dask.base.tokenize(ArrowScrubber(kind="page")) != dask.base.tokenize(cleaner)
