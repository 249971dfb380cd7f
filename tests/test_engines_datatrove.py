"""A step of a real datatrove pipeline, in worker processes: what it writes, what it drops, and what its stats say."""

from __future__ import annotations

import gzip
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from scrubber import Rule, Scrubber, ScrubberError, scrub

pytest.importorskip("datatrove")

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from scrubber.engines.datatrove import DatatroveScrubber

STORY = "Pier {0} opens again\n\n14 May, 2024 18:30\n\nThe crew of pier {0} handed out coffee at the quay.\n\nShare this story!"
CHROME = "Share this story!"
PLAIN = "The crew of the pier handed out coffee at the quay on Monday, and nobody went home before the brass band did."
AUDIT = ["title", "dateline", "date", "removed", "fingerprint"]


def through(step: DatatroveScrubber, *documents: Document) -> list[Document]:
    return list(step.run(iter(documents)))


def totals(step: Any) -> dict[str, int]:
    return {name: stat.total for name, stat in step.stats.stats.items()}


def rows(folder: Path) -> list[dict[str, Any]]:
    lines = [line for file in folder.glob("*.jsonl.gz") for line in gzip.decompress(file.read_bytes()).splitlines()]
    return sorted((json.loads(line) for line in lines), key=lambda row: row["id"])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two worker processes make of two files."""
    folder = tmp_path_factory.mktemp("datatrove")
    (folder / "in").mkdir()
    for file in (0, 1):
        captures = {f"{file}{i}": STORY.format(f"{file}{i}") for i in range(5)} | {f"{file}8": CHROME, f"{file}9": PLAIN}
        lines = [json.dumps({"id": id_, "text": text, "url": "https://example.org/pier", "n": int(id_)}) for id_, text in captures.items()]
        (folder / "in" / f"{file}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(folder / "in")),
            DatatroveScrubber(exclusion_writer=JsonlWriter(str(folder / "dropped"))),
            JsonlWriter(str(folder / "out")),
        ],
        logging_dir=str(folder / "logs"),
        tasks=2,
        workers=2,
    ).run()
    return folder


def test_what_a_pipeline_writes(run: Path) -> None:
    written = rows(run / "out")
    assert [row["id"] for row in written] == [f"{file}{i}" for file in (0, 1) for i in (0, 1, 2, 3, 4, 9)]
    assert {file.name for file in (run / "out").iterdir()} == {"00000.jsonl.gz", "00001.jsonl.gz"}
    for row in written:
        article = scrub(PLAIN if row["id"][1] == "9" else STORY.format(row["id"]), url="https://example.org/pier")
        assert row["text"] == article.body
        assert {name: row["metadata"][name] for name in AUDIT} == {
            "title": article.title,
            "dateline": article.dateline.text if article.dateline else None,
            "date": article.dateline.date.isoformat() if article.dateline else None,
            "removed": [taken._asdict() for taken in article.removed],
            "fingerprint": article.fingerprint,
        }
        assert row["metadata"]["n"] == int(row["id"])
        assert row["metadata"]["url"] == "https://example.org/pier"
    assert written[0]["text"] == "The crew of pier 00 handed out coffee at the quay."


def test_what_a_pipeline_drops_is_written_as_it_came(run: Path) -> None:
    dropped = rows(run / "dropped")
    assert [(row["id"], row["text"], row["metadata"]["filter_reason"]) for row in dropped] == [("08", CHROME, "empty"), ("18", CHROME, "empty")]
    assert [taken["text"] for taken in dropped[0]["metadata"]["removed"]] == [CHROME]


def test_what_the_stats_files_say(run: Path) -> None:
    merged = json.loads((run / "logs" / "stats.json").read_text(encoding="utf-8"))
    said = next(step for step in merged if "Scrubber" in step["name"])
    assert said["name"] == "✂️ - FORMAT: 🧽 Scrubber"
    counted = {name: stat["total"] if isinstance(stat, dict) else stat for name, stat in said["stats"].items()}
    assert counted["total"] == 14
    assert counted["forwarded"] == 12
    assert counted["dropped"] == counted["dropped_empty"] == counted["emptied"] == 2
    assert counted["changed"] == 12
    assert counted["removed_words"] == 36
    assert counted["removed_by_share/prompt"] == 12
    assert len(list((run / "logs" / "stats").iterdir())) == 2
    assert Scrubber().fingerprint in (run / "logs" / "executor.json").read_text(encoding="utf-8")


def test_stats_of_each_document() -> None:
    step = DatatroveScrubber()
    through(step, *(Document(text, str(i)) for i, text in enumerate([f"{STORY}\n\n{PLAIN}\n\n{CHROME}", PLAIN, CHROME])))
    assert totals(step) == {
        "total": 3,
        "forwarded": 2,
        "dropped": 1,
        "dropped_empty": 1,
        "changed": 2,
        "emptied": 1,
        "removed_words": 9,
        "removed_by_share/prompt": 3,
        "doc_len": len(scrub(STORY).body) + 2 * len(PLAIN) + len("\n\n"),
    }
    assert step.stats["removed_words"].n == 3
    assert step.stats["removed_by_share/prompt"].n == 2


def test_the_text_may_begin_with_the_headline() -> None:
    [document] = through(DatatroveScrubber(title=True), Document(STORY, "a"))
    assert document.text == "Pier {0} opens again\n\nThe crew of pier {0} handed out coffee at the quay."
    [document] = through(DatatroveScrubber(title=True), Document(PLAIN, "a"))
    assert document.text == PLAIN


def test_documents_without_text_may_pass() -> None:
    step = DatatroveScrubber(keep_empty=True)
    passed = through(step, Document(CHROME, "a"), Document("", "b"))
    assert [(document.id, document.text) for document in passed] == [("a", ""), ("b", "")]
    assert totals(step)["emptied"] == 2
    assert "dropped" not in totals(step)
    assert [taken["text"] for taken in passed[0].metadata["removed"]] == [CHROME]


def test_without_an_exclusion_writer_the_dropped_are_counted() -> None:
    step = DatatroveScrubber()
    assert through(step, Document(CHROME, "a"), Document("", "b")) == []
    assert totals(step)["dropped_empty"] == 2


def test_metadata_of_the_same_name_is_kept() -> None:
    [document] = through(DatatroveScrubber(), Document(STORY, "a", metadata={"date": "2025", "": 1, "title": "t", "dump": "d"}))
    kept = {name: value for name, value in document.metadata.items() if name not in AUDIT}
    assert kept == {"original_date": "2025", "": 1, "original_title": "t", "dump": "d"}
    assert document.metadata["date"] == "2024-05-14T18:30:00"


def test_which_fields_go_into_the_metadata() -> None:
    [document] = through(DatatroveScrubber(fields="title=headline,date"), Document(STORY, "a", metadata={"title": "t"}))
    assert document.metadata == {"title": "t", "headline": "Pier {0} opens again", "date": "2024-05-14T18:30:00"}
    with pytest.raises(ScrubberError, match="no field is called 'headline'"):
        DatatroveScrubber(fields="headline")


def test_the_address_and_the_settings_of_the_cleaner_count() -> None:
    rule = Rule("coffee", "ads", "mine", "Coffee.", phrases=(PLAIN,), sites=("example.org",))
    for key, metadata, left in (
        ("url", {"url": "https://example.org/a"}, 0),
        ("link", {"link": "https://example.org/a"}, 0),
        ("url", {"link": "https://example.org/a"}, 1),
        ("url", {"url": 5}, 1),
    ):
        step = DatatroveScrubber(url=key, scrubber=Scrubber(rules=[rule]))
        assert len(through(step, Document(PLAIN, "a", metadata=metadata))) == left


def test_the_kind_of_the_texts() -> None:
    quoted = "<p>The owl may stay.</p> is how a paragraph is written, the teacher said on Monday."
    for kind in ("article", "html"):
        [document] = through(DatatroveScrubber(kind=kind), Document(quoted, "a"))
        assert document.text == scrub(quoted, kind=kind).body


def test_it_pickles() -> None:
    step = pickle.loads(pickle.dumps(DatatroveScrubber(title=True, scrubber=Scrubber(ignore=["share"]))))
    [document] = through(step, Document(STORY, "a"))
    assert document.text.endswith("Share this story!")
