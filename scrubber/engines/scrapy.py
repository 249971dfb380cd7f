"""Cleans the items of a Scrapy crawl: ``ADDONS = {"scrubber.engines.scrapy.Addon": 500}`` in the settings is all it takes.

The capture stays in the item as it is, and the fields of a cleaned record are written beside it: see ``Pipeline``.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, get_args

from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred

from ..errors import ScrubberError
from ..model import Kind
from ..records import SET_ASIDE, Fields, cleaned, fields, kind_of_column
from ..scrub import Scrubber

_PREFIX = "SCRUBBER_"
_SETTINGS = ("FIELD", "URL_FIELD", "FIELDS", "KIND", "PACKS", "SELECT", "IGNORE", "DATELINE", "MAX_SIZE")
_MAX_SIZE = 50_000_000
# Before the pipelines that people write, from 300 on in Scrapy's own examples: those see clean items.
_ORDER_OF_PIPELINE = 100
_ORDER_OF_ADDRESSES = 10

_log = logging.getLogger(__name__)


class Page(NamedTuple):
    """A response whose items are under way."""

    url: str
    items: dict[int, Any]
    """Those that no pipeline has seen yet, by their ids."""


_page: ContextVar[Page | None] = ContextVar("_page", default=None)


class Addon:
    """Puts the pipeline into a project's settings. One that ``ITEM_PIPELINES`` names itself stays at its place there."""

    def update_settings(self, settings: Any) -> None:
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", Pipeline, _ORDER_OF_PIPELINE)
        settings.setdefault_in_component_priority_dict("SPIDER_MIDDLEWARES", Addresses, _ORDER_OF_ADDRESSES)


class Addresses:
    """Tells the pipeline whose items are under way: the address of an item without one is its response's.

    A pipeline is told the item alone, so this is kept in the context of the tasks that handle the response. That takes the
    asyncio reactor, Scrapy's default; with another, an item without an address has none.
    """

    def process_spider_input(self, response: Any) -> None:
        _page.set(Page(response.url, {}))

    async def process_spider_output(self, response: Any, result: AsyncIterable[Any]) -> AsyncIterator[Any]:
        """Mark the page's items as its own: the errback of a later request runs in the context of some page before it."""
        page = _page.get()
        async for output in result:
            if page is not None and page.url == response.url and ItemAdapter.is_item(output):
                page.items[id(output)] = output
            yield output


class Pipeline:
    """Writes the fields of a cleaned record (see ``scrubber.records.FIELDS``) into each item that has a capture.

    An item without a capture is passed on as it is. A value that a field is written over is kept: in a dict under
    ``original_`` and its name, in other items if the class has a field called so; if not, the log says once that it is lost.
    Fields that an item's class does not have are left out, and the log says once which; a class that has none of them ends
    the crawl: none of its items would be clean.

    Settings:
        SCRUBBER_FIELD: the field of captures, ``str`` or ``bytes``; default: ``text``, ``html``, else the first that fits.
        SCRUBBER_URL_FIELD: the field of the page's address, default ``url``; an item without one has its response's.
        SCRUBBER_FIELDS: the fields to write, with new names if wanted: ``"title,body=text"``, a list or a dict.
        SCRUBBER_KIND: ``auto``, ``article``, ``page`` or ``html``; default: ``html`` for a field called so, else ``auto``.
        SCRUBBER_PACKS, SCRUBBER_SELECT, SCRUBBER_IGNORE, SCRUBBER_DATELINE: the arguments of ``Scrubber``.
        SCRUBBER_MAX_SIZE: the longest capture that is cleaned, in characters or bytes; default 50,000,000.

    Stats, all behind ``scrubber/``: ``items`` that were cleaned, and of them ``empty`` ones, of which nothing is left; ``passed``
    and ``too_long``, which were not; ``removed/PACK/RULE``, and ``words_removed``.
    """

    def __init__(self, asked: Asked, crawler: Any) -> None:
        self._asked = asked
        self._crawler = crawler
        # One thread, whatever the length. While 5 MB were cleaned, a call that was due every 10 ms came late by 750 ms at most
        # if it was done in the reactor's own thread, by 28 (HTML) and 37 ms (text) with a thread, by 4 with a process; by the
        # worst that was found, a million lines of a word each, by 39 s, and 0.7 s with a thread. A crawl of 400 pages of 200 KB
        # took 12 s of CPU time either way, and 19 with a process, which also costs 66 MB, and the script of a crawl a guard.
        # Six threads clean no faster (they share one lock), and the reactor waits for each: 160 ms for one call in a hundred,
        # 95 with one thread.
        self._pool = ThreadPoolExecutor(1, "scrubber")
        self._said: set[tuple[type, str]] = set()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Pipeline:
        """The pipeline that the settings ask for.

        Raises:
            ScrubberError: a setting is wrong. With NotConfigured, Scrapy would say a word of it and crawl on without cleaning.
        """
        return cls(_asked(crawler.settings), crawler)

    async def process_item(self, item: Any) -> Any:
        there = dict(ItemAdapter(item))
        url = self._url(item, there)
        column = self._column(type(item), there)
        if column is None:
            self._count({"passed": 1})
        elif len(there[column]) > self._asked.max_size:
            _log.warning("%s is longer than SCRUBBER_MAX_SIZE, and passed on as it is: %s", column, url)
            self._count({"too_long": 1})
        else:
            names = self._names(type(item))
            kind = kind_of_column(column, self._asked.kind)
            made, counts = await _awaitable(self._pool.submit(_clean, self._asked.scrubber, there[column], url, kind, names))
            aside = self._set_aside(type(item), there, [name for name in made if name != column])
            ItemAdapter(item).update({**aside, **made})
            self._count(counts)
        return item

    def close_spider(self) -> None:
        self._pool.shutdown()
        stats = self._crawler.stats
        passed = stats.get_value("scrubber/passed")
        if passed and not stats.get_value("scrubber/items"):
            wanted = self._asked.fields.capture or "text, html or another likely field"
            _log.warning("No item had a capture in %s; all %d were passed on as they are", wanted, passed)

    def _url(self, item: Any, there: Mapping[str, Any]) -> str | None:
        of_response = _address(item)
        own = there.get(self._asked.fields.url)
        return own if own and isinstance(own, str) else of_response

    def _column(self, item_class: type, there: Mapping[str, Any]) -> str | None:
        """The field of the capture. An empty ``body`` that waits to be written is none."""
        asked = self._asked.fields
        written = {name for _, name in asked.names}
        column = asked.column(name for name, value in there.items() if _is_text(value) and (value or name not in written))
        for name in [asked.capture] if asked.capture else ["text", "html"]:
            value = there.get(name)
            if column is None and value is not None and not _is_text(value):
                self._say(item_class, name, f"holds a {type(value).__name__}; a capture is str or bytes, so it is not cleaned")
        return column

    def _names(self, item_class: type) -> list[tuple[str, str]]:
        """The fields that the class has room for."""
        known = ItemAdapter.get_field_names_from_class(item_class)
        names = [(field, name) for field, name in self._asked.fields.names if known is None or name in known]
        for _, name in self._asked.fields.names:
            if known is not None and name not in known:
                self._say(item_class, name, "is written by scrubber, but there is no such field: add it, or set SCRUBBER_FIELDS")
        if not names:
            self._end()
            raise DropItem(f"{item_class.__name__} has none of the fields that scrubber writes; the crawl ends")
        return names

    def _set_aside(self, item_class: type, there: Mapping[str, Any], written: Iterable[str]) -> dict[str, Any]:
        """The values that would be lost, under their new names."""
        known = ItemAdapter.get_field_names_from_class(item_class)
        kept = {}
        for name in written:
            if there.get(name):
                new = _free(SET_ASIDE + name, there)
                if known is None or new in known:
                    kept[new] = there[name]
                else:
                    self._say(item_class, name, f"is written over by scrubber; a field {new!r} would keep its value")
        return kept

    def _count(self, counts: Mapping[str, int]) -> None:
        for name, count in counts.items():
            self._crawler.stats.inc_value(f"scrubber/{name}", count)

    def _say(self, item_class: type, name: str, what: str) -> None:
        if (item_class, name) not in self._said:
            self._said.add((item_class, name))
            _log.warning("%s.%s %s", item_class.__name__, name, what)

    def _end(self) -> None:
        deferred_from_coro(self._crawler.engine.close_spider_async(reason="scrubber_no_field"))


class Asked(NamedTuple):
    """What the settings ask for."""

    scrubber: Scrubber
    fields: Fields
    kind: Kind | None
    max_size: int


def _asked(settings: Any) -> Asked:
    """What the settings ask for; a ScrubberError begins with the setting that is wrong."""
    given = {name: settings[_PREFIX + name] for name in _SETTINGS if settings[_PREFIX + name] is not None}
    unknown = [name for name in settings if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in _SETTINGS]
    for name in unknown:
        raise ScrubberError(f"{name}: no such setting; there are {', '.join(_PREFIX + known for known in _SETTINGS)}")
    for name in ("FIELD", "URL_FIELD"):
        with _named(name):
            _check(name not in given or (isinstance(given[name], str) and given[name]), "must be the name of a field")
    with _named("FIELDS"):
        which = fields(given.get("FIELDS"), given.get("FIELD"), given.get("URL_FIELD", "url"))
    with _named("KIND"):
        _check(given.get("KIND", "auto") in get_args(Kind), f"must be one of {', '.join(get_args(Kind))}")
    with _named("MAX_SIZE"):
        max_size = int(given.get("MAX_SIZE", _MAX_SIZE))
        _check(max_size > 0, "must be a number from 1 on")
    return Asked(_scrubber(given), which, given.get("KIND"), max_size)


def _scrubber(given: Mapping[str, Any]) -> Scrubber:
    """Made anew with each argument, so that it is known which is wrong."""
    scrubber = Scrubber()
    arguments: dict[str, Any] = {}
    for name in ("PACKS", "SELECT", "IGNORE", "DATELINE"):
        if name in given:
            with _named(name):
                arguments[name.lower()] = given[name] if name == "DATELINE" else _listed(given[name])
                scrubber = Scrubber(**arguments)
    return scrubber


def _listed(value: Any) -> list[Any]:
    """A list as settings hold it: ``-s SCRUBBER_IGNORE=share,video`` is a string."""
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else list(value)


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError) as e:
        raise ScrubberError(f"{_PREFIX}{name}: {e}") from None


def _check(right: Any, what: str) -> None:
    if not right:
        raise ScrubberError(what)


def _address(item: Any) -> str | None:
    """The address of the response that the item came from, if that is known."""
    page = _page.get()
    return page.url if page is not None and page.items.pop(id(item), None) is item else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str | bytes)


def _free(name: str, there: Mapping[str, Any]) -> str:
    return _free(SET_ASIDE + name, there) if there.get(name) else name


def _awaitable(future: Future[Any]) -> Any:
    """For whichever reactor the crawl runs on, or none."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _deferred(future)
    return asyncio.wrap_future(future)


def _deferred(future: Future[Any]) -> Deferred[Any]:
    from twisted.internet import reactor

    deferred: Deferred[Any] = Deferred()
    future.add_done_callback(lambda done: reactor.callFromThread(_fire, deferred, done))
    return deferred


def _fire(deferred: Deferred[Any], done: Future[Any]) -> None:
    error = done.exception()
    if error is None:
        deferred.callback(done.result())
    else:
        deferred.errback(error)


# ---- in the thread


def _clean(
    scrubber: Scrubber, capture: str | bytes, url: str | None, kind: Kind, names: list[tuple[str, str]]
) -> tuple[dict[str, Any], Counter[str]]:
    article = scrubber.scrub(capture, url=url, kind=kind)
    counts = Counter(f"removed/{removal.pack}/{removal.rule}" for removal in article.removed)
    counts["items"] = 1
    counts["empty"] = not article.text
    counts["words_removed"] = sum(len(removal.text.split()) for removal in article.removed)
    return cleaned(article, names), counts
