"""Ray Data takes the Arrow seam as it is: an object for tasks, the class for workers that stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scrubber import Scrubber
from scrubber.records import FIELDS

ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from scrubber.engines.arrow import ArrowScrubber  # noqa: E402

STORY = "Pier {0} opens again\n\n14 May, 2024 18:30\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
ROWS = [{"n": n, "text": STORY.format(n) if n % 10 else None} for n in range(60)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield
        ray.shutdown()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ray")
    for file in range(3):
        pq.write_table(pa.Table.from_pylist(ROWS[file::3]), folder / f"{file}.parquet")
    return folder


def check(made: list[dict[str, Any]], **settings: Any) -> None:
    assert [row["n"] for row in made] == list(range(60))
    for row in made:
        if row["n"] % 10 == 0:
            assert row == {"n": row["n"], **dict.fromkeys(FIELDS), "error": "no capture"}
            continue
        article = Scrubber(**settings).scrub(STORY.format(row["n"]))
        assert (row["title"], row["body"], row["error"]) == (article.title, article.body, None)
        assert row["removed"] == [taken._asdict() for taken in article.removed]


def test_tasks_from_parquet_to_parquet(cluster: None, source: Path, tmp_path: Path) -> None:
    cleaned = ray.data.read_parquet(str(source)).map_batches(ArrowScrubber(), batch_format="pyarrow", batch_size=7)
    cleaned.write_parquet(str(tmp_path))
    table = pq.read_table(tmp_path)
    assert table.schema.names == ArrowScrubber().schema(pq.read_schema(source / "0.parquet")).names
    check(table.sort_by("n").to_pylist())


def test_workers_make_one_object_each(cluster: None, source: Path, tmp_path: Path) -> None:
    class Counted(ArrowScrubber):
        def __init__(self, folder: Path) -> None:
            import os
            import tempfile

            tempfile.mkstemp(prefix=f"{os.getpid()}-", dir=folder)
            super().__init__(scrubber=Scrubber(ignore=["share"]))

    workers = ray.data.ActorPoolStrategy(size=2)
    cleaned = ray.data.from_arrow([pq.read_table(file) for file in source.iterdir()]).map_batches(
        Counted, fn_constructor_args=[tmp_path], batch_format="pyarrow", batch_size=5, compute=workers, num_cpus=0.5
    )
    check(sorted(cleaned.take_all(), key=lambda row: row["n"]), ignore=["share"])
    made = [file.name.partition("-")[0] for file in tmp_path.iterdir()]
    assert len(made) == len(set(made)) == 2


def test_a_block_without_captures(cluster: None) -> None:
    cleaned = ray.data.from_items([{"text": None, "n": 1}]).map_batches(ArrowScrubber(), batch_format="pyarrow")
    assert cleaned.take_all() == [{"n": 1, **dict.fromkeys(FIELDS), "error": "no capture"}]
