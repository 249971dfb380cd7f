"""The Arrow seam: a batch in, the batch that was declared out, and in it what ``scrub`` makes of each capture."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber import Rule, Scrubber, ScrubberError, scrub
from scrubber.records import FIELDS

pa = pytest.importorskip("pyarrow")

from scrubber.engines.arrow import REMOVED, ArrowScrubber  # noqa: E402

STORY = "Pier opens again\n\n14 May, 2024 18:30\n\nThe crew handed out coffee at the quay.\n\nShare this story!"
PAGE = "<html><body><h1>Owl stays</h1><p>The owl in the clock tower may stay.</p><button>Share</button></body></html>"
MADE = [*FIELDS, "error"]
URL = "https://example.org/owl"
AT_HOME = Scrubber(rules=[Rule("clock", "ads", "mine", "A clock.", phrases=("the owl in the clock tower may stay.",), sites=("example.org",))])
"""It tells whether the address got through to it."""


def table(**columns: Any) -> Any:
    return pa.table(columns)


def bare(capture: Any, **more: Any) -> dict[str, Any]:
    """What a record says of a capture, by way of ``scrub``."""
    article = scrub(capture, **more)
    filed = article.dateline
    return {
        "title": article.title,
        "dateline": (filed.text or None) if filed else None,
        "date": filed.date.isoformat() if filed and filed.date else None,
        "body": article.body,
        "removed": [removal._asdict() for removal in article.removed],
        "fingerprint": article.fingerprint,
        "error": None,
    }


def test_a_batch() -> None:
    batch = pa.RecordBatch.from_pydict({"id": [7, 8], "text": [STORY, None]})
    made = ArrowScrubber()(batch)
    assert isinstance(made, pa.RecordBatch)
    assert made.schema.names == ["id", *MADE]
    assert made.to_pylist() == [
        {"id": 7, **bare(STORY)},
        {"id": 8, **dict.fromkeys(FIELDS), "error": "no capture"},
    ]
    assert made.to_pylist()[0]["body"] == "The crew handed out coffee at the quay."
    assert made.to_pylist()[0]["date"] == "2024-05-14T18:30:00"
    assert [taken["rule"] for taken in made.to_pylist()[0]["removed"]] == ["prompt"]


def test_what_is_declared_is_what_comes() -> None:
    for given_ in (table(text=[STORY]), table(text=[STORY], title=["x"], n=pa.array([1], pa.int8())), table(text=[None])):
        for cleaner in (ArrowScrubber(), ArrowScrubber(fields="body=text,removed")):
            declared = cleaner.schema(given_.schema)
            assert cleaner(given_).schema == declared
            assert [batch.schema for batch in cleaner.batches(given_.to_batches())] == [declared]
            assert cleaner(given_[:0]).schema == declared
    assert declared.field("removed").type == REMOVED


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.binary_view(),
        pa.dictionary(pa.int16(), pa.string()),
        pa.dictionary(pa.int32(), pa.large_string()),
        pa.dictionary(pa.int32(), pa.binary()),
    ],
    ids=str,
)
def test_captures_and_addresses_of_every_type(kind: Any) -> None:
    plain = [pa.array([PAGE, None, STORY, PAGE]), pa.array([URL, URL, None, None])]
    if pa.types.is_dictionary(kind):
        held = [column.cast(kind.value_type).dictionary_encode().cast(kind) for column in plain]
    else:
        held = [column.cast(kind) for column in plain]
    made = ArrowScrubber(scrubber=AT_HOME)(table(text=held[0], url=held[1]))
    assert made["url"].combine_chunks().equals(held[1])
    assert made["body"].to_pylist() == ["", None, bare(STORY)["body"], bare(PAGE)["body"]]
    assert made["error"].to_pylist() == [None, "no capture", None, None]


def test_a_batch_whose_captures_are_all_null_is_of_no_type() -> None:
    made = ArrowScrubber()(table(text=pa.nulls(3), n=[1, 2, 3])).to_pydict()
    assert made["n"] == [1, 2, 3]
    assert made["error"] == ["no capture"] * 3


def test_a_string_that_is_not_utf8_does_not_stop_its_batch() -> None:
    raw = pa.array([STORY.encode().replace(b"coffee", b"caf\xe9"), STORY.encode()]).view(pa.string())
    with pytest.raises(UnicodeDecodeError):
        raw.to_pylist()
    bodies = ArrowScrubber()(table(text=raw))["body"].to_pylist()
    assert bodies == ["The crew handed out caf\ufffd at the quay.", "The crew handed out coffee at the quay."]


def test_the_encoding_of_bytes_is_found_out() -> None:
    raw = STORY.replace("coffee", "café").encode("utf-16")
    assert ArrowScrubber()(table(text=[raw]))["body"].to_pylist() == ["The crew handed out café at the quay."]


@pytest.mark.parametrize(
    ("columns", "taken"),
    [
        (["body", "html", "text"], "text"),
        (["body", "html"], "html"),
        (["body", "content"], "content"),
        (["raw_html", "raw_content"], "raw_content"),
        (["markdown", "n"], "markdown"),
    ],
)
def test_which_column_is_the_capture(columns: list[str], taken: str) -> None:
    made = ArrowScrubber()(table(**{name: [PAGE] for name in columns}))
    assert taken not in set(made.schema.names) - set(MADE)
    assert made["title"].to_pylist() == ["Owl stays"]


def test_a_column_of_numbers_is_no_capture() -> None:
    assert ArrowScrubber()(table(text=[1], html=[PAGE]))["title"].to_pylist() == ["Owl stays"]
    with pytest.raises(ScrubberError, match=r"no column text or html of strings or bytes; there are text"):
        ArrowScrubber()(table(text=[1]))
    with pytest.raises(ScrubberError, match=r"no column 'story' of strings or bytes; there are text"):
        ArrowScrubber("story").schema(pa.schema([("text", pa.string())]))
    with pytest.raises(ScrubberError, match="there are none"):
        ArrowScrubber()(table())


def test_a_named_column_and_its_kind() -> None:
    quoted = "Owls\n\n<p>The owl may stay.</p> is how a paragraph is written, the teacher said on Monday."
    rows = table(text=["x"], raw_html=[quoted])
    assert ArrowScrubber("raw_html")(rows)["body"].to_pylist() == [scrub(quoted, kind="html").body]
    assert ArrowScrubber("raw_html", kind="article")(rows)["body"].to_pylist() == [scrub(quoted, kind="article").body]
    assert ArrowScrubber("raw_html")(rows)["text"].to_pylist() == ["x"]


def test_the_address_may_stand_in_another_column() -> None:
    rows = table(text=[PAGE], link=[URL], url=[3])
    assert ArrowScrubber(url="link", scrubber=AT_HOME)(rows)["body"].to_pylist() == [""]
    assert ArrowScrubber(scrubber=AT_HOME)(rows)["body"].to_pylist() == ["The owl in the clock tower may stay."]


def test_columns_that_are_called_like_fields_keep_their_values() -> None:
    rows = table(title=["a"], original_title=["b"], error=["c"], text=[PAGE], body=["d"], date=[5])
    made = ArrowScrubber()(rows)
    kept = {"original_original_title": "a", "original_title": "b", "original_error": "c", "original_body": "d", "original_date": 5}
    assert made.schema.names == [*kept, *MADE]
    assert made.to_pylist() == [{**kept, **bare(PAGE)}]


def test_a_capture_that_is_called_like_a_field() -> None:
    assert ArrowScrubber("body")(table(body=[PAGE])).to_pylist() == [bare(PAGE)]


def test_fields_may_be_chosen_and_renamed() -> None:
    for asked in ("title, body=text", ["title", "body=text"], {"title": "title", "body": "text"}):
        made = ArrowScrubber(fields=asked)(table(text=[PAGE], n=[1]))
        assert made.to_pylist() == [{"n": 1, "title": "Owl stays", "text": "The owl in the clock tower may stay.", "error": None}]
        assert made.schema.names == ["n", "title", "text", "error"]


@pytest.mark.parametrize("asked", ["headline", "", "title=x,body=x", "title=error", []])
def test_fields_that_cannot_be(asked: Any) -> None:
    with pytest.raises(ScrubberError):
        ArrowScrubber(fields=asked)


def test_two_columns_of_one_name() -> None:
    twice = pa.Table.from_arrays([pa.array(["a"])] * 3, ["text", "n", "n"])
    with pytest.raises(ScrubberError, match="two columns are called 'n'"):
        ArrowScrubber()(twice)


def test_captures_that_are_too_long() -> None:
    rows = table(text=[STORY, PAGE, "x" * 5], n=[1, 2, 3])
    made = ArrowScrubber(max_size=len(STORY))(rows)
    assert made["error"].to_pylist() == [None, f"longer than {len(STORY)}", None]
    assert made.to_pylist()[1] == {"n": 2, **dict.fromkeys(FIELDS), "error": f"longer than {len(STORY)}"}
    assert ArrowScrubber(max_size=1_000)(table(text=["x" * 1_001]))["error"].to_pylist() == ["longer than 1,000"]


def test_carried_columns_of_every_type_are_unchanged() -> None:
    carried = {
        "ints": pa.array([1, None, 3], pa.uint16()),
        "floats": pa.array([1.5, None, float("inf")], pa.float32()),
        "truth": pa.array([True, None, False]),
        "money": pa.array([Decimal("1.10"), None, Decimal("2.20")], pa.decimal128(9, 2)),
        "times": pa.array([dt.datetime(2024, 5, 3), None, dt.datetime(1, 1, 1)], pa.timestamp("us", "UTC")),
        "days": pa.array([dt.date(2024, 5, 3), None, dt.date(1, 1, 1)]),
        "spans": pa.array([1, None, 3], pa.duration("ms")),
        "lists": pa.array([[1], None, []], pa.large_list(pa.int8())),
        "fixed": pa.array([[1, 2], None, [3, 4]], pa.list_(pa.float32(), 2)),
        "structs": pa.array([{"a": 1, "b": ["x"]}, None, {"a": None, "b": None}]),
        "maps": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int32())),
        "words": pa.array(["a", None, "a"]).dictionary_encode(),
        "views": pa.array(["a", None, "a"], pa.string_view()),
        "raw": pa.array([b"\xff", None, b""], pa.binary()),
        "hashes": pa.array([b"abcd", None, b"efgh"], pa.binary(4)),
        "nothing": pa.nulls(3),
    }
    need = pa.field("need", pa.int64(), nullable=False, metadata={"unit": "mm"})
    fields = [*(pa.field(name, column.type) for name, column in carried.items()), need, pa.field("text", pa.string())]
    batch = pa.RecordBatch.from_arrays([*carried.values(), pa.array([1, 2, 3]), pa.array([STORY, None, PAGE])], schema=pa.schema(fields))
    made = ArrowScrubber()(batch)
    for name, column in carried.items():
        assert made[name].equals(column)
    assert made.schema.field("need").equals(need, check_metadata=True)


def test_slices_and_tables_in_chunks() -> None:
    captures = [f"Pier {i}\n\nThe crew of pier {i} handed out coffee at the quay.\n\nShare this story!" for i in range(12)]
    whole = pa.RecordBatch.from_pydict({"text": captures, "n": list(range(12))})
    want = [{"n": i, **bare(capture)} for i, capture in enumerate(captures)]
    assert ArrowScrubber()(whole.slice(3, 4)).to_pylist() == want[3:7]
    chunked = pa.Table.from_batches([whole.slice(0, 5), whole.slice(0, 0), whole.slice(5)])
    assert ArrowScrubber()(chunked).to_pylist() == want
    uneven = pa.table({"text": pa.chunked_array([captures[:2], captures[2:]]), "n": pa.chunked_array([[*range(7)], [*range(7, 12)]])})
    assert ArrowScrubber()(uneven).to_pylist() == want
    assert ArrowScrubber()(uneven.slice(6)).to_pylist() == want[6:]


def test_a_table_is_cleaned_two_hundred_rows_at_a_time() -> None:
    made = ArrowScrubber()(table(text=[""] * 450, n=range(450)))
    assert [len(batch) for batch in made.to_batches()] == [200, 200, 50]
    assert made["n"].to_pylist() == list(range(450))


def test_a_call_does_not_call_itself() -> None:
    # Ray's workers let one call end before the next begins: a call that waits for another one waits forever.
    class Once(ArrowScrubber):
        def __call__(self, batch: Any) -> Any:
            calls.append(type(batch))
            return super().__call__(batch)

    calls: list[Any] = []
    Once()(table(text=[PAGE]))
    assert calls == [pa.Table]


def test_batches_are_cleaned_as_they_come() -> None:
    def endless() -> Any:
        while True:
            yield pa.RecordBatch.from_pydict({"text": [PAGE]})

    assert next(ArrowScrubber().batches(endless()))["title"].to_pylist() == ["Owl stays"]


def test_the_settings_of_the_cleaner_count() -> None:
    kept = ArrowScrubber(scrubber=Scrubber(ignore=["share"]))(table(text=[STORY]))
    assert kept["body"].to_pylist()[0].endswith("Share this story!")
    assert kept["fingerprint"].to_pylist() == [Scrubber(ignore=["share"]).fingerprint]


SAYS_ITS_PICKLE = """
import hashlib, pickle
from scrubber import Scrubber
from scrubber.engines.arrow import ArrowScrubber
cleaner = ArrowScrubber("html", fields="title,body=text", scrubber=Scrubber(ignore={"share", "follow", "cookies", "ads", "tags"}))
print(hashlib.sha256(pickle.dumps(cleaner)).hexdigest(), cleaner.fingerprint)
"""


def test_every_process_pickles_the_same_bytes() -> None:
    def said(seed: str) -> str:
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)}
        return subprocess.run([sys.executable, "-c", SAYS_ITS_PICKLE], env=env, capture_output=True, encoding="utf-8", check=True).stdout

    assert len({said(seed) for seed in ("0", "1", "2")}) == 1


def test_use_does_not_change_the_pickle() -> None:
    cleaner = ArrowScrubber()
    fresh = pickle.dumps(cleaner)
    cleaner(table(text=[STORY, PAGE]))
    assert pickle.dumps(cleaner) == fresh


def find(blocks: Any) -> list[tuple[int, int]]:
    return []


@pytest.mark.parametrize(
    "other",
    [
        lambda: ArrowScrubber("text"),
        lambda: ArrowScrubber(url="link"),
        lambda: ArrowScrubber(kind="page"),
        lambda: ArrowScrubber(fields="body"),
        lambda: ArrowScrubber(max_size=5),
        lambda: ArrowScrubber(scrubber=Scrubber(ignore=["share"])),
        lambda: ArrowScrubber(scrubber=Scrubber(select=["share"])),
        lambda: ArrowScrubber(scrubber=Scrubber(dateline="extract")),
        lambda: ArrowScrubber(scrubber=Scrubber(rules=[Rule("stars", "divider", "mine", "A row of stars.", find=find)])),
    ],
)
def test_other_settings_are_other_pickles(other: Callable[[], ArrowScrubber]) -> None:
    assert pickle.dumps(other()) != pickle.dumps(ArrowScrubber())
    assert pickle.dumps(other()) == pickle.dumps(other())
    rows = table(text=[STORY], html=[PAGE])
    assert pickle.loads(pickle.dumps(other()))(rows) == other()(rows)


def test_other_rules_are_another_pickle(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a new version of the package is: the same settings.
    before = pickle.dumps(ArrowScrubber(scrubber=Scrubber(ignore=["share"])))
    monkeypatch.setattr("scrubber.__version__", "99")
    assert pickle.dumps(ArrowScrubber(scrubber=Scrubber(ignore=["share"]))) != before


lines = st.one_of(
    st.sampled_from(["Share this story!", "Pier opens again", "14 May, 2024 18:30", "The crew handed out coffee at the quay.", "<p>", "</p>", ""]),
    st.text(st.characters(exclude_categories=()), max_size=20),
)
texts = st.lists(lines, max_size=6).map("\n\n".join)
captures = st.none() | texts | st.binary(max_size=30)
rows_ = st.lists(st.tuples(captures, st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)), max_size=6)


@settings(deadline=None, derandomize=True)
@given(rows_, st.booleans(), st.integers(0, 6), st.integers(0, 6))
def test_rows_are_kept_in_order_and_hold_what_scrub_says(rows: list[Any], as_bytes: bool, start: int, cut: int) -> None:
    def as_held(capture: Any) -> Any:
        raw = capture.encode("utf-8", "replace") if isinstance(capture, str) else capture
        return raw if as_bytes or raw is None else raw.decode("utf-8", "replace")

    held = [as_held(capture) for capture, _ in rows]
    kind = pa.binary() if as_bytes else pa.string()
    chunks = [pa.array(part, kind) for part in (held[:cut], held[cut:])]
    given_ = pa.table({"n": range(len(rows)), "text": pa.chunked_array(chunks), "url": pa.array([url for _, url in rows], pa.string())})
    made = ArrowScrubber(max_size=60)(given_.slice(start)).to_pylist()
    assert [row["n"] for row in made] == list(range(len(rows)))[start:]
    for row in made:
        capture = held[row["n"]]
        said = {name: row[name] for name in MADE}
        if capture is None or len(capture) > 60:
            assert said == {**dict.fromkeys(FIELDS), "error": "no capture" if capture is None else "longer than 60"}
        else:
            assert said == bare(capture, url=rows[row["n"]][1])


def test_a_rule_that_fails_costs_its_row() -> None:
    def fail(blocks: Any) -> list[tuple[int, int]]:
        if any("pier 3" in block.text for block in blocks):
            raise ZeroDivisionError("no crew")
        return []

    scrubber = Scrubber(rules=[Rule("failing", "tips", "mine", "Ours.", find=fail)])
    captures = [f"Pier {i}\n\nThe crew of pier {i} handed out coffee at the quay." for i in range(5)]
    made = ArrowScrubber(scrubber=scrubber)(table(text=captures))
    assert made["error"].to_pylist() == [None, None, None, "failed: ZeroDivisionError: no crew", None]
    assert made["title"].to_pylist()[3] is None
