"""The Spark seam, in a real Spark: threads of one process, and a cluster of two executors. Both lose a process on the way."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_site import make_site
from scrubber import Article, Scrubber, ScrubberError, learn

pytest.importorskip("pyspark", reason="needs the extra spark")
pytest.importorskip("pandas", reason="mapInArrow asks for it")
if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
    pytest.skip("Spark needs Java", allow_module_level=True)
if not Path("/proc/self/stat").exists():
    pytest.skip("finds Spark's processes in /proc", allow_module_level=True)

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, explode, expr

from scrubber.engines.spark import learn_frame, scrub_frame

ROOT = Path(__file__).parent.parent
RECORDS = 50_000
FILES = 10
"""As many tasks: a file each."""

CAPTURE = "Owl stays\n\nThe owl in the clock tower may stay, the council decided.\n\nShare this story!"
SAID = "The owl in the clock tower may stay, the council decided."

_PROMPTS = "Share this story!|Advertisement|Read more|Sign up for our newsletter|Follow us on Twitter|Most read".split("|")
_SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve".split()


def make_capture(number: int) -> str:
    """A short article of its own: names that no other has, and some of the prompts."""
    chance = random.Random(number)
    names = ["".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(6)]
    first = (
        f"The {names[0]} ferry was {chance.randint(2, 90)} minutes late on Tuesday, and {names[1]} {names[2]}, who keeps its logbook, wrote "
        f"down why: {chance.choice(['ice', 'fog', 'a goat', 'the band'])} at the quay of {names[3]}."
    )
    second = f"“Nobody was in a hurry,” said {names[4]} of {names[3]}. The next boat, number {number}, left on time with {chance.randint(3, 200)} on board."
    filed = f"{chance.randint(1, 28)} May 20{chance.randint(10, 24)}, {chance.randint(10, 23)}:30"
    return "\n\n".join([f"{names[0]} ferry waits for {names[5]}", filed, first, *chance.sample(_PROMPTS, 2), second, chance.choice(_PROMPTS)])


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for file in range(FILES):
        numbers = range(file, RECORDS, FILES)
        pq.write_table(pa.table({"id": numbers, "text": map(make_capture, numbers)}), folder / f"{file}.parquet")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Spark's home, linked: a cluster writes its executors' logs into it."""
    home = tmp_path_factory.mktemp("spark") / "home"
    home.mkdir()
    for part in Path(pyspark.__path__[0]).iterdir():
        (home / part.name).symlink_to(part)
    return home


@contextmanager
def session(master: str, home: Path) -> Iterator[SparkSession]:
    """Spark without a page to look at, on the loopback alone. Afterwards none of its processes is left."""
    before = set(below(os.getpid()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])))
        patch.chdir(home.parent)  # Python's workers look here first, and in Spark's home find another pandas
        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "512m",
            "spark.executor.memory": "512m",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.files.openCostInBytes": str(1 << 30),  # so that no task gets two files
            "spark.sql.session.timeZone": "Asia/Kathmandu",
            "spark.log.level": "OFF",
        }
        spark = SparkSession.builder.master(master).config(map=settings).getOrCreate()
        gateway = spark.sparkContext._gateway
        try:
            yield spark
        finally:
            spark.stop()
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait(60)
            # Else the next session would look for the one that is gone.
            pyspark.SparkContext._gateway = pyspark.SparkContext._jvm = None
    assert soon(lambda: not set(below(os.getpid())) - before)


# On two threads a task may fail three times, as on a cluster.
@pytest.fixture(scope="module", params=["local[2,4]", "local-cluster[2,1,1024]"])
def spark(request: pytest.FixtureRequest, home: Path) -> Iterator[SparkSession]:
    with session(request.param, home) as spark:
        yield spark


def below(process: int) -> dict[int, str]:
    """The processes that a process started, and those that they did, with their command lines."""
    found: dict[int, tuple[int, str]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                found[int(folder.name)] = int(parent), (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it has ended since
            continue
    new, all_of_them = {process}, {process}
    while new:
        new = {number for number, (parent, _) in found.items() if parent in new}
        all_of_them |= new
    return {number: found[number][1] for number in all_of_them - {process}}


def soon(true: Callable[[], Any], seconds: float = 300) -> bool:
    """Wait until it is; False if the time is over."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def clean_with_a_loss(spark: SparkSession, corpus: Path, out: Path, victim: str) -> int:
    """Clean the corpus, and kill a process with this word in its command line on the way; how many tasks failed of it."""
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(lambda: scrub_frame(spark.read.parquet(str(corpus))).write.parquet(str(out)))
        soon(lambda: job.done() or tasks(spark, "numCompletedTasks"))
        while not job.done() and not tasks(spark, "numFailedTasks"):
            # The youngest: Python's workers have the command line of the daemon that forked them.
            os.kill(max(number for number, command in below(os.getpid()).items() if victim in command), signal.SIGKILL)
            # It may have been between two tasks.
            soon(lambda: job.done() or tasks(spark, "numFailedTasks"), 5)
        job.result()
    return tasks(spark, "numFailedTasks")


def tasks(spark: SparkSession, of_a_kind: str) -> int:
    """How many of those that read the corpus; one more asks a file for its columns."""
    tracker = spark.sparkContext.statusTracker()
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(None)]
    stages = [tracker.getStageInfo(stage) for job in jobs if job for stage in job.stageIds]
    return sum(getattr(stage, of_a_kind) for stage in stages if stage and stage.numTasks == FILES)


def check_whole(cleaned: DataFrame) -> None:
    """Every record is there once, with what the Scrubber makes of it here."""
    assert cleaned.count() == RECORDS
    assert cleaned.select("id").distinct().count() == RECORDS
    assert cleaned.filter(f"id < 0 or id >= {RECORDS} or error is not null").count() == 0
    here = Scrubber()
    records = {number: as_record(here.scrub(make_capture(number))) for number in range(7, RECORDS, 101)}
    sample = cleaned.filter("id % 101 = 7")
    rows = [row.asDict(recursive=True) for row in sample.drop("error").collect()]
    assert {row.pop("id"): row for row in rows} == records
    counts = sample.select(explode("removed.rule").alias("rule")).groupBy("rule").count().collect()
    assert dict(counts) == Counter(removal["rule"] for record in records.values() for removal in record["removed"])


def as_record(article: Article) -> dict[str, Any]:
    assert article.dateline
    assert article.dateline.date
    filed = {"dateline": article.dateline.text, "date": article.dateline.date.isoformat()}
    removed = [removal._asdict() for removal in article.removed]
    return {"title": article.title, **filed, "body": article.body, "removed": removed, "fingerprint": article.fingerprint}


def test_a_process_killed_on_the_way(spark: SparkSession, corpus: Path, tmp_path: Path) -> None:
    victim = "CoarseGrainedExecutorBackend" if "cluster" in spark.sparkContext.master else "pyspark.daemon"
    assert clean_with_a_loss(spark, corpus, tmp_path / "out", victim) >= 1
    check_whole(spark.read.parquet(str(tmp_path / "out")))


def test_what_is_carried_along_stays_what_it_was(spark: SparkSession) -> None:
    frame = spark.sql(f"""select
        timestamp '2024-05-14 18:30:00.123456+02:00' as moment, timestamp_ntz '2024-05-14 18:30:00' as clock, date '2024-05-14' as day,
        cast('123456789012345678901234567.1234567890' as decimal(38, 10)) as price, array(1, null) as counts, array('a') as full,
        map('a', array(named_struct('x', 1, 'y', cast(null as string)))) as nested, named_struct('m', map(1S, 2Y)) as deep,
        null as void, X'00ff' as bytes, 1.5F as half, interval '1 02:03:04' day to second as took, true as yes,
        cast(null as array<map<string, decimal(5, 2)>>) as absent, 'A' as `meta.name`, 'B' as `a b``c`,
        '{CAPTURE}' as text""")
    frame = frame.withMetadata("day", {"comment": "of the issue"})
    cleaned = scrub_frame(frame)
    kept = len(frame.columns) - 1
    assert list(cleaned.schema)[:kept] == list(frame.schema)[:kept]
    (before,), (after,) = frame.collect(), cleaned.collect()
    assert after[:kept] == before[:kept]
    assert (after["price"], after["moment"]) == (Decimal("123456789012345678901234567.1234567890"), before["moment"])
    assert (after["clock"], after["body"]) == (datetime(2024, 5, 14, 18, 30), SAID)


def test_the_types_only_spark_has(spark: SparkSession) -> None:
    if pyspark.__version__.startswith("3"):
        pytest.skip("Spark 4 brought them")
    frame = spark.sql(f"select 'A' collate UNICODE_CI as word, parse_json('[1]') as any, '{CAPTURE}' collate UNICODE_CI as text")
    (row,) = scrub_frame(frame).filter("word = 'a'").select(expr("cast(any as string)"), "body").collect()
    assert row == ("[1]", SAID)


def test_case_makes_no_other_name(spark: SparkSession, tmp_path: Path) -> None:
    frame = spark.createDataFrame([(CAPTURE, "told", "https://example.org/owl", 1)], ["TEXT", "Title", "URL", "ORIGINAL_TITLE"])
    scrub_frame(frame).write.parquet(str(tmp_path / "out"))  # refused where two names are one
    cleaned = spark.read.parquet(str(tmp_path / "out"))
    assert cleaned.columns[:3] == ["original_original_Title", "URL", "ORIGINAL_TITLE"]
    assert cleaned.select("original_original_title", "title", "body").first() == ("told", "Owl stays", SAID)
    assert scrub_frame(frame, fields="body=TITLE").columns[:2] == ["original_original_Title", "URL"]
    assert scrub_frame(frame, "text", fields="body").columns == ["Title", "URL", "ORIGINAL_TITLE", "body", "error"]


def test_no_row_is_lost_for_its_capture(spark: SparkSession) -> None:
    html = b"<title>Owl stays</title><h1>Owl stays</h1><p>The owl in the clock tower may stay, the council decided.</p>"
    captures = [(0, html), (1, None), (2, b""), (3, b"x" * 301), (4, b"\xff\xfe\x00\xd8"), *((n, html) for n in range(5, 450))]
    frame = spark.createDataFrame(captures, "id int, html binary").coalesce(1)
    rows = scrub_frame(frame, fields="title,body", max_size=300).collect()
    assert [row["id"] for row in rows] == list(range(450))
    assert rows[0][1:] == rows[449][1:] == ("Owl stays", SAID, None)
    assert rows[1][1:] == (None, None, "no capture")
    assert rows[2][1:] == ("", "", None)
    assert rows[3][1:] == (None, None, "longer than 300")
    assert rows[4]["error"] is None


def test_the_settings_reach_the_workers(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(CAPTURE,)], ["wire"])
    row = scrub_frame(frame, "wire", fields={"body": "text"}, scrubber=Scrubber(ignore=["share"])).first()
    assert row is not None
    assert row["text"].endswith("Share this story!")


def test_a_stream(spark: SparkSession, tmp_path: Path) -> None:
    spark.createDataFrame([(CAPTURE,)], ["text"]).write.parquet(str(tmp_path / "in"))
    stream = spark.readStream.schema("text string").parquet(str(tmp_path / "in"))
    writer = scrub_frame(stream).writeStream.option("checkpointLocation", str(tmp_path / "at")).trigger(availableNow=True)
    writer.start(str(tmp_path / "out"), "parquet").awaitTermination()
    assert [row["body"] for row in spark.read.parquet(str(tmp_path / "out")).collect()] == [SAID]


def test_a_mistake_is_told_before_anything_is_cleaned(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1, "a", CAPTURE)], ["id", "summary", "text"])
    with pytest.raises(ScrubberError, match=r"no column 'id' of strings or bytes; there are id, summary, text"):
        scrub_frame(frame, "id")
    with pytest.raises(ScrubberError, match="no column text or html"):
        scrub_frame(frame.drop("text"))
    with pytest.raises(ScrubberError, match="two columns are called 'text'"):
        scrub_frame(frame.select("id", "text", col("summary").alias("text")))
    with pytest.raises(ScrubberError, match="names of their own"):
        scrub_frame(frame, fields="title=Body,body")


def test_learning_on_a_cluster_makes_the_pack_that_learning_makes(spark: SparkSession) -> None:
    texts = [capture.text for capture in make_site(30)]
    made = [(f"{i}", text, f"https://{host}/{i}") for host in ("a.example", "b.example") for i, text in enumerate(texts)]
    rows = [*made, made[0], ("x", None, "https://a.example/x"), ("y", "Of no site.", None)]
    frame = spark.createDataFrame(rows, "id string, text string, url string").repartition(5)
    assert learn_frame(frame, most=25) == learn([(text, url) for _, text, url in made], most=25)
    assert learn_frame(frame.select("id", "text")).rules == ()
    with pytest.raises(ScrubberError, match="name must be lower-case"):
        learn_frame(frame, name="My pack")
