"""Hugging Face's datasets take the Arrow seam as it is, and find in their cache what it made in another process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scrubber import Rule, Scrubber, scrub
from scrubber.records import FIELDS

datasets = pytest.importorskip("datasets")

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from datasets.fingerprint import Hasher  # noqa: E402

from scrubber.engines.arrow import REMOVED, ArrowScrubber  # noqa: E402

STORY = "Pier {0} opens again\n\n14 May, 2024 18:30\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
ROWS = [{"n": n, "text": STORY.format(n) if n % 10 else None} for n in range(40)]


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    # `map` with processes leaves a copy in its place, which those who imported the first one do not see change.
    monkeypatch.setattr(os, "environ", os.environ)
    datasets.disable_progress_bars()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "in.parquet")
    return tmp_path / "in.parquet"


def load(source: Path) -> Any:
    return datasets.Dataset.from_parquet(str(source), cache_dir=str(source.parent / "cache"))


def check(made: list[dict[str, Any]]) -> None:
    assert [row["n"] for row in made] == list(range(40))
    for row in made:
        if row["n"] % 10 == 0:
            assert row == {"n": row["n"], **dict.fromkeys(FIELDS), "error": "no capture"}
            continue
        article = scrub(STORY.format(row["n"]))
        assert (row["title"], row["body"], row["error"]) == (article.title, article.body, None)
        assert row["removed"] == [taken._asdict() for taken in article.removed]


def test_map_in_two_processes(source: Path) -> None:
    cleaned = load(source).with_format("arrow").map(ArrowScrubber(), batched=True, batch_size=7, num_proc=2)
    assert cleaned.column_names == ["n", *FIELDS, "error"]
    assert cleaned.features.arrow_schema.field("removed").type == REMOVED
    check(list(cleaned.with_format(None)))


def test_features_of_other_columns_are_kept() -> None:
    labels = datasets.ClassLabel(names=["harbour", "town"])
    features = datasets.Features({"text": datasets.Value("string"), "label": labels})
    whole = datasets.Dataset.from_dict({"text": [STORY], "label": [1]}, features=features)
    cleaned = whole.with_format("arrow").map(ArrowScrubber(), batched=True)
    assert cleaned.features["label"] == labels
    assert cleaned.with_format(None)[0]["label"] == 1


def test_a_stream(source: Path) -> None:
    stream = datasets.load_dataset("parquet", data_files=str(source), split="train", streaming=True)
    check(list(stream.with_format("arrow").map(ArrowScrubber(), batched=True, batch_size=7).with_format(None)))


CLEANS = """
import json, sys
import datasets
from datasets.fingerprint import Hasher
from scrubber import Scrubber
from scrubber.engines.arrow import ArrowScrubber

cleaner = ArrowScrubber(scrubber=Scrubber(ignore={"share", "follow", "cookies", "ads", "tags"}))
if sys.argv[3] == "again":
    def never(*args, **kwargs):
        raise AssertionError("it is in the cache")
    Scrubber.scrub = never
whole = datasets.Dataset.from_parquet(sys.argv[1], cache_dir=sys.argv[2])
cleaned = whole.with_format("arrow").map(cleaner, batched=True, num_proc=2)
files = [file["filename"] for file in cleaned.cache_files]
print(json.dumps([Hasher.hash(cleaner), cleaned._fingerprint, files, cleaned.with_format(None)["body"][:]]))
"""


def test_another_process_finds_it_in_the_cache(source: Path) -> None:
    def said(seed: str, which: str) -> Any:
        env = {**os.environ, "PYTHONHASHSEED": seed, "HF_HUB_OFFLINE": "1"}
        env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parent.parent), env.get("PYTHONPATH")]))
        command = [sys.executable, "-c", CLEANS, str(source), str(source.parent / "cache"), which]
        done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    first = said("1", "first")
    assert said("2", "again") == first
    assert len(first[2]) == 2
    assert first[3][1].endswith("Share this story!")


@pytest.mark.parametrize(
    "other",
    [
        lambda: ArrowScrubber("text"),
        lambda: ArrowScrubber(fields="title,body"),
        lambda: ArrowScrubber(kind="page"),
        lambda: ArrowScrubber(scrubber=Scrubber(ignore=["share"])),
        lambda: ArrowScrubber(scrubber=Scrubber(rules=[Rule("pier", "ads", "mine", "A pier.", phrases=("a pier",))])),
    ],
)
def test_other_settings_are_another_place_in_the_cache(other: Callable[[], ArrowScrubber]) -> None:
    assert Hasher.hash(other()) != Hasher.hash(ArrowScrubber())
    assert Hasher.hash(other()) == Hasher.hash(other())


def test_another_version_is_another_place_in_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Hasher.hash(ArrowScrubber(scrubber=Scrubber(ignore=["share"])))
    monkeypatch.setattr("scrubber.__version__", "99")
    assert Hasher.hash(ArrowScrubber(scrubber=Scrubber(ignore=["share"]))) != before


def test_use_does_not_move_it_in_the_cache() -> None:
    cleaner = ArrowScrubber()
    fresh = Hasher.hash(cleaner)
    cleaner(pa.Table.from_pylist(ROWS))
    assert Hasher.hash(cleaner) == fresh
