"""Crawls of a site on this machine, each in a process of its own: a reactor runs only once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest

pytest.importorskip("scrapy")
pytest.importorskip("attrs")
pytest.importorskip("pydantic")

from scrapy.settings import Settings

from scrubber import Scrubber, ScrubberError
from scrubber.engines.scrapy import Addon, Pipeline, _asked

ROOT = Path(__file__).parent.parent
STORY = "The {0} in the clock tower may stay, the council decided on Monday after a long debate in the town hall."
PAGE = (
    "<html><head><title>{0} stays - The Post</title></head><body><nav><a href='/'>Home</a></nav>"
    f"<article><h1>{{0}} stays</h1><p>{STORY}</p><p>It has lived there for nine years, said the keeper of the tower.</p>"
    "<p>Share this story!</p></article></body></html>"
)
BODY = STORY + "\n\nIt has lived there for nine years, said the keeper of the tower."


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = PAGE.format(self.path[1:].capitalize()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


START = """
import asyncio, dataclasses, json, threading, time
import attrs, pydantic, scrapy

class Crawl(scrapy.Spider):
    name = "post"
    custom_settings = {"ADDONS": {"scrubber.engines.scrapy.Addon": 500}, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "INFO"}
    pages = ["owl"]

    async def start(self):
        for page in self.pages:
            yield scrapy.Request(f"{self.site}/{page}")

    def parse(self, response):
        yield {"url": response.url, "html": response.text}

    def closed(self, reason):
        with open("stats.json", "w") as f:
            json.dump({**self.crawler.stats.get_stats(), "reason": reason}, f, default=str)
"""


class Done(NamedTuple):
    items: list[dict[str, Any]]
    stats: dict[str, Any]
    log: str
    status: int

    @property
    def counts(self) -> dict[str, Any]:
        return {name.removeprefix("scrubber/"): n for name, n in self.stats.items() if name.startswith("scrubber/")}

    def warnings(self) -> list[str]:
        return [line.partition("WARNING: ")[2] for line in self.log.splitlines() if "[scrubber" in line and "WARNING" in line]


def start(folder: Path, site: str, spider: str, *settings: str) -> subprocess.Popen[str]:
    (folder / "post.py").write_text(START + spider, encoding="utf-8")
    asked = [word for setting in settings for word in ("-s", setting)]
    command = [sys.executable, "-m", "scrapy", "runspider", "post.py", "-a", f"site={site}", "-O", "items.jsonl", *asked]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(started: subprocess.Popen[str], folder: Path) -> Done:
    log, _ = started.communicate(timeout=120)
    items, stats = folder / "items.jsonl", folder / "stats.json"
    return Done(
        [json.loads(line) for line in items.read_text("utf-8").splitlines()] if items.exists() else [],
        json.loads(stats.read_text("utf-8")) if stats.exists() else {},
        log,
        started.returncode,
    )


def crawl(folder: Path, site: str, spider: str, *settings: str) -> Done:
    return finish(start(folder, site, spider, *settings), folder)


def test_the_add_on_is_all_that_is_needed(tmp_path: Path, site: str) -> None:
    done = crawl(tmp_path, site, "    pages = ['owl', 'bat']\n")
    assert done.status == 0, done.log
    owl, bat = sorted(done.items, key=lambda item: str(item["url"]), reverse=True)
    page = PAGE.format("Owl")
    assert owl["html"] == page
    assert (owl["title"], owl["body"], owl["dateline"], owl["date"]) == ("Owl stays", BODY.format("Owl"), None, None)
    assert bat["title"] == "Bat stays"
    article = Scrubber().scrub(page, url=owl["url"], kind="html")
    assert owl["removed"] == [removal._asdict() for removal in article.removed]
    assert owl["fingerprint"] == article.fingerprint
    assert list(owl) == ["url", "html", "title", "dateline", "date", "body", "removed", "fingerprint"]
    rules = [f"{removal['pack']}/{removal['rule']}" for item in done.items for removal in item["removed"]]
    assert {name: n for name, n in done.counts.items() if name.startswith("removed/")} == {
        f"removed/{rule}": rules.count(rule) for rule in rules
    }
    words = sum(len(removal["text"].split()) for item in done.items for removal in item["removed"])
    assert done.counts["items"] == 2
    assert done.counts["words_removed"] == words > 0
    assert done.counts["empty"] == 0
    assert done.warnings() == []


KINDS = """
    def parse(self, response):
        for kind in (dict, Plain, Data, Attrs, Model):
            yield kind(url=response.url, html=response.text, title="Tower news")

class Plain(scrapy.Item):
    url, html, title, original_title, text = (scrapy.Field() for _ in range(5))

@dataclasses.dataclass
class Data:
    url: str
    html: str
    title: str = ""
    text: str = ""
    original_title: str = ""

@attrs.define
class Attrs:
    url: str
    html: str
    title: str = ""
    text: str = ""
    original_title: str = ""

class Model(pydantic.BaseModel):
    url: str
    html: str
    title: str = ""
    text: str = ""
    original_title: str = ""
"""


def test_items_of_all_kinds(tmp_path: Path, site: str) -> None:
    done = crawl(tmp_path, site, KINDS, "SCRUBBER_FIELD=html", "SCRUBBER_FIELDS=title,body=text")
    wanted = {"url": f"{site}/owl", "html": PAGE.format("Owl"), "title": "Owl stays", "text": BODY.format("Owl"), "original_title": "Tower news"}
    assert done.items == [wanted] * 5, done.log
    assert done.warnings() == []
    assert done.counts["items"] == 5


NARROW = """
    pages = ["owl", "bat"]

    def parse(self, response):
        yield Narrow(html=response.text, title="Tower news")
        yield {"price": 3}
        yield {"text": ["a", "list"]}

@dataclasses.dataclass
class Narrow:
    html: str
    title: str = ""
"""


def test_a_field_that_a_class_lacks_is_said_once_and_other_items_pass(tmp_path: Path, site: str) -> None:
    done = crawl(tmp_path, site, NARROW, "SCRUBBER_FIELDS=title,body,date")
    assert sorted(item["title"] for item in done.items if "title" in item) == ["Bat stays", "Owl stays"]
    assert [item for item in done.items if "html" not in item] == [{"price": 3}, {"text": ["a", "list"]}] * 2
    assert sorted(done.warnings()) == [
        "Narrow.body is written by scrubber, but there is no such field: add it, or set SCRUBBER_FIELDS",
        "Narrow.date is written by scrubber, but there is no such field: add it, or set SCRUBBER_FIELDS",
        "Narrow.title is written over by scrubber; a field 'original_title' would keep its value",
        "dict.text holds a list; a capture is str or bytes, so it is not cleaned",
    ]
    assert (done.counts["items"], done.counts["passed"]) == (2, 4)


def test_a_class_without_any_field_ends_the_crawl(tmp_path: Path, site: str) -> None:
    spider = """
    pages = [f"owl{i}" for i in range(200)]

    def parse(self, response):
        yield Narrow(html=response.text)

@dataclasses.dataclass
class Narrow:
    html: str
"""
    done = crawl(tmp_path, site, spider, "SCRUBBER_FIELDS=title,body")
    assert done.items == []
    assert done.stats["reason"] == "scrubber_no_field"
    assert done.stats["downloader/request_count"] < 200
    assert "Narrow has none of the fields that scrubber writes; the crawl ends" in done.log
    assert "Traceback" not in done.log


VALUES = """
    custom_settings = {**custom_settings, "ITEM_PIPELINES": {"post.Bare": 900}}

    def parse(self, response):
        html = response.text
        yield {"n": 0, "html": html.encode()}
        yield {"n": 1, "body": html, "title": "", "error": "none"}
        yield {"n": 2, "html": html, "title": "News", "original_title": "Older", "body": "Old"}
        yield {"n": 3, "html": "", "text": ""}
        yield {"n": 4, "html": "<p>" + "owl " * 3000 + "</p>"}
        yield {"n": 5, "body": ""}

class Bare:
    def process_item(self, item):
        # A feed of JSON takes no bytes.
        return {name: value for name, value in item.items() if not isinstance(value, bytes)}
"""


def test_values_that_were_there(tmp_path: Path, site: str) -> None:
    done = crawl(tmp_path, site, VALUES, "SCRUBBER_FIELDS=title,body", "SCRUBBER_MAX_SIZE=5000")
    encoded, over, kept, empty, long, waiting = sorted(done.items, key=lambda item: int(item["n"]))
    assert (encoded["title"], encoded["body"]) == ("Owl stays", BODY.format("Owl"))
    assert over == {"n": 1, "title": "Owl stays", "body": BODY.format("Owl"), "error": "none"}
    html = PAGE.format("Owl")
    assert kept == {
        "n": 2, "html": html, "title": "Owl stays", "original_title": "Older", "original_original_title": "News", "body": BODY.format("Owl"), "original_body": "Old",
    }  # fmt: skip
    assert list(kept)[-2:] == ["original_original_title", "original_body"]
    assert empty == {"n": 3, "html": "", "text": "", "title": "", "body": ""}
    assert "title" not in long
    assert waiting == {"n": 5, "body": ""}
    assert (done.counts["items"], done.counts["empty"], done.counts["too_long"], done.counts["passed"]) == (4, 1, 1, 1)
    assert len(done.warnings()) == 1


# A rule of one site: what it takes tells which address a capture was cleaned with.
PACK = """
[pack]
name = "here"
version = "1"
licence = "Apache-2.0"
language = "en"
category = "tips"
[[rule]]
id = "keeper"
why = "Ours."
sites = ["{0}"]
phrases = ["it has lived there for nine years, said the keeper of the tower."]
remove = ["It has lived there for nine years, said the keeper of the tower."]
"""
ADDRESSES = """
    async def start(self):
        yield {"of": "start", "html": HTML}
        yield scrapy.Request(f"{self.site}/owl")

    async def parse(self, response):
        yield {"of": "page", "html": HTML}
        yield {"of": "elsewhere", "html": HTML, "url": "https://example.org/owl"}
        for i in range(5):
            yield scrapy.Request(f"http://127.0.0.1:1/{i}", errback=self.fail)
            yield scrapy.Request("http://localhost" + self.site.removeprefix("http://127.0.0.1"), callback=self.other, dont_filter=True)
        await asyncio.sleep(0.3)
        yield {"of": "page", "html": HTML}

    def other(self, response):
        yield {"of": "other", "html": HTML}

    def fail(self, failure):
        yield {"of": "errback", "html": HTML}
"""


def test_an_item_without_an_address_has_that_of_its_response(tmp_path: Path, site: str) -> None:
    (tmp_path / "here.toml").write_text(PACK.format("127.0.0.1"))
    done = crawl(tmp_path, site, ADDRESSES + f"\nHTML = {PAGE.format('Owl')!r}\n", "SCRUBBER_PACKS=here.toml", "RETRY_ENABLED=False")
    taken = {(item["of"], "keeper" not in item["body"]) for item in done.items}
    assert taken == {("start", False), ("page", True), ("elsewhere", False), ("other", False), ("errback", False)}, done.log


BEATS = """
    custom_settings = {
        **custom_settings,
        "ITEM_PIPELINES": {"post.Start": 50, "post.Stop": 900},
        "EXTENSIONS": {"post.Watch": 1},
    }

    def parse(self, response):
        yield {"text": "\\n\\n".join("The owl number %d may stay, the council decided." % i for i in range(40_000))}

def threads():
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("scrubber")]

class Start:
    beats = []

    def process_item(self, item):
        from scrapy.utils.asyncio import create_looping_call
        Start.call = create_looping_call(lambda: self.beats.append(threads()))
        Start.call.start(0.01)
        return item

class Stop:
    def process_item(self, item):
        Start.call.stop()
        return {"beats": len(Start.beats), "threads": Start.beats[-1], "body": len(item["body"])}

class Watch:
    @classmethod
    def from_crawler(cls, crawler):
        crawler.signals.connect(cls.closed, scrapy.signals.spider_closed)
        return cls()

    @staticmethod
    def closed():
        with open("threads.json", "w") as f:
            json.dump(threads(), f)
"""
REACTORS = {
    "asyncio": [],
    "select": ["TWISTED_REACTOR=twisted.internet.selectreactor.SelectReactor"],
    "none": ["TWISTED_REACTOR_ENABLED=False"],
}


@pytest.mark.parametrize("reactor", REACTORS)
def test_the_reactor_goes_on_while_a_long_capture_is_cleaned(tmp_path: Path, site: str, reactor: str) -> None:
    if reactor == "none":
        pytest.importorskip("aiohttp", reason="Scrapy without a reactor downloads by aiohttp")
    done = crawl(tmp_path, site, BEATS, *REACTORS[reactor])
    assert done.status == 0, done.log
    (item,) = done.items
    assert item["beats"] > 5
    assert item["threads"] == ["scrubber_0"]
    assert item["body"] > 1_000_000
    assert json.loads((tmp_path / "threads.json").read_text()) == []


def test_an_error_in_the_thread_is_told_as_one_of_a_pipeline(tmp_path: Path, site: str) -> None:
    spider = """
import scrubber.engines.scrapy

def clean(*args):
    raise ZeroDivisionError("no owl")

scrubber.engines.scrapy._clean = clean
"""
    for reactor in ("asyncio", "select"):
        done = crawl(tmp_path, site, spider, *REACTORS[reactor])
        assert done.items == []
        assert "ZeroDivisionError: no owl" in done.log
        assert done.stats["reason"] == "finished"


def test_two_interrupts_end_a_crawl_that_cleans(tmp_path: Path, site: str) -> None:
    spider = """
    custom_settings = {**custom_settings, "ITEM_PIPELINES": {"post.Tell": 50}}

    def parse(self, response):
        yield {"text": "\\n\\n".join("The owl number %d may stay, the council decided." % i for i in range(40_000))}

class Tell:
    def process_item(self, item):
        print("cleaning", flush=True)
        return item
""".replace("\\\\", "\\")
    started = start(tmp_path, site, spider)
    assert started.stdout is not None
    while started.stdout.readline() not in ("cleaning\n", ""):
        pass
    started.send_signal(signal.SIGINT)
    time.sleep(0.2)
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=60)


def test_a_crawl_in_which_no_item_had_a_capture_says_so(tmp_path: Path, site: str) -> None:
    done = crawl(tmp_path, site, "", "SCRUBBER_FIELD=markup")
    assert done.warnings() == ["No item had a capture in markup; all 1 were passed on as they are"]


def test_a_wrong_setting_ends_the_crawl_before_it_begins(tmp_path: Path, site: str) -> None:
    done = crawl(tmp_path, site, "", "SCRUBBER_FIELDS=title,story")
    assert done.items == []
    assert "downloader/request_count" not in done.stats
    last = done.log.strip().splitlines()[-1]
    assert last == (
        "scrubber.errors.ScrubberError: SCRUBBER_FIELDS: no field is called 'story'; "
        "there are title, dateline, date, body, removed, fingerprint, text, formatted, kind, note"
    )
    assert done.log.count("Traceback") == 1


WRONG = [
    ("FIELD", ["text"], "must be the name of a field"),
    ("FIELD", "", "must be the name of a field"),
    ("URL_FIELD", 3, "must be the name of a field"),
    ("FIELDS", 3, "not iterable"),
    ("FIELDS", "title,body=title", "names of their own"),
    ("KIND", "story", "must be one of auto, article, page, html"),
    ("PACKS", "no.toml", "no.toml"),
    ("PACKS", 3, "not iterable"),
    ("SELECT", "shares", "no category, pack or rule is called 'shares'; did you mean 'share'"),
    ("IGNORE", ["shares"], "no category, pack or rule is called 'shares'; did you mean 'share'"),
    ("DATELINE", "keep", "must be 'report' or 'extract'"),
    ("MAX_SIZE", 0, "must be a number from 1 on"),
    ("MAX_SIZE", "much", "invalid literal"),
    ("FEILD", "text", "no such setting; there are SCRUBBER_FIELD,"),
]


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_what_a_wrong_setting_is_told(name: str, value: Any, said: str) -> None:
    with pytest.raises(ScrubberError) as error:
        _asked(Settings({f"SCRUBBER_{name}": value}))
    assert str(error.value).startswith(f"SCRUBBER_{name}: ")
    assert said in str(error.value)


def test_settings_come_from_the_command_line_too() -> None:
    asked = _asked(Settings({"SCRUBBER_IGNORE": "share, video", "SCRUBBER_SELECT": "icons,share,video", "SCRUBBER_MAX_SIZE": "70"}))
    assert {rule.category for rule in asked.scrubber.rules} == {"icons"}
    assert asked.max_size == 70


def test_no_setting_is_the_cleaner_without_arguments() -> None:
    assert _asked(Settings()).scrubber.fingerprint == Scrubber().fingerprint


def test_a_pipeline_that_is_named_stays_at_its_place() -> None:
    path = "scrubber.engines.scrapy.Pipeline"
    settings = Settings({"ITEM_PIPELINES": {path: 750}})
    Addon().update_settings(settings)
    assert settings.getdict("ITEM_PIPELINES") == {path: 750}
    empty = Settings()
    Addon().update_settings(empty)
    assert empty.getdict("ITEM_PIPELINES") == {Pipeline: 100}


def test_a_scrubber_may_be_shared_between_threads() -> None:
    scrubber = Scrubber()
    captures = [PAGE.format(f"Owl {i}") * (i % 5 + 1) for i in range(40)] + [BODY.format(f"owl {i}") + "\n\nShare this story!" for i in range(40)]
    alone = [scrubber.scrub(capture) for capture in captures]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(scrubber.scrub, captures * 3)) == alone * 3
