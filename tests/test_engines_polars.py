"""Polars frames go through the Arrow seam whole, lazily, or piece by piece as they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scrubber import scrub
from scrubber.records import FIELDS

pl = pytest.importorskip("polars")
pytest.importorskip("pyarrow")

from scrubber.engines.arrow import ArrowScrubber  # noqa: E402

STORY = "Pier {0} opens again\n\n14 May, 2024 18:30\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
NUMBERS = list(range(40))
cleaner = ArrowScrubber()


def frame() -> Any:
    held = {"n": NUMBERS, "text": [STORY.format(n) if n % 10 else None for n in NUMBERS], "title": [f"old {n}" for n in NUMBERS]}
    return pl.DataFrame(held, schema_overrides={"n": pl.UInt8, "title": pl.Categorical})


def clean(part: Any) -> Any:
    return pl.from_arrow(cleaner(part.to_arrow()))


def lazily(whole: Any, **how: Any) -> Any:
    return whole.map_batches(clean, schema=clean(whole.collect_schema().to_frame()).schema, **how)


def check(made: Any) -> None:
    assert made.columns == ["n", "original_title", *FIELDS, "error"]
    assert made.schema["n"] == pl.UInt8
    assert made["n"].to_list() == NUMBERS
    assert made["original_title"].cast(pl.String).to_list() == [f"old {n}" for n in NUMBERS]
    articles = [scrub(STORY.format(n)) if n % 10 else None for n in NUMBERS]
    assert made["body"].to_list() == [article and article.body for article in articles]
    assert made["title"].to_list() == [article and article.title for article in articles]
    assert made["removed"].to_list() == [article and [taken._asdict() for taken in article.removed] for article in articles]
    assert made["error"].to_list() == [None if article else "no capture" for article in articles]


def test_a_frame() -> None:
    made = clean(frame())
    check(made)
    assert made["original_title"].dtype == pl.Categorical


def test_a_frame_without_rows() -> None:
    assert clean(frame().clear()).schema == clean(frame()).schema


@pytest.mark.parametrize("captures", ["String", "Binary", "Categorical"])
def test_captures_of_other_types(captures: str) -> None:
    held = frame().with_columns(pl.col("text").cast(getattr(pl, captures)))
    check(clean(held))


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
@pytest.mark.parametrize("streamable", [False, True])
def test_a_lazy_frame_over_parquet(engine: Any, streamable: bool, tmp_path: Path) -> None:
    frame().write_parquet(tmp_path / "in.parquet", row_group_size=10)
    made = lazily(pl.scan_parquet(tmp_path / "in.parquet"), streamable=streamable)
    check(made.collect(engine=engine))
    made.sink_parquet(tmp_path / "out.parquet")
    check(pl.read_parquet(tmp_path / "out.parquet"))


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_what_follows_a_lazy_frame_is_asked_of_what_came_out(engine: Any) -> None:
    made = lazily(frame().lazy())
    assert made.select("body").collect(engine=engine).height == 40
    assert made.filter(pl.col("title") == "Pier 7 opens again").collect(engine=engine)["n"].to_list() == [7]
    assert made.head(2).collect(engine=engine)["n"].to_list() == [0, 1]
    assert made.filter(pl.col("error").is_null()).select(pl.len()).collect(engine=engine).item() == 36
