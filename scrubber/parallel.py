"""Many captures on several processors: worker processes clean them, and what they made comes back in the captures' order.

Workers are started afresh, not forked: a fork copies the locks that other threads hold at that moment.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Any

from .article import Article
from .errors import ScrubberError

Clean = Callable[[Any], Article]
"""Makes an article of what ``prepare`` made of an item."""
Job = Any
"""What ``prepare`` made of an item, or the exception that came instead."""
Done = tuple[list[Article], Exception | None]
"""Articles, and what stopped the one after them."""

# A job takes as long as a hundred messages between processes, and holds no more than a few long captures.
_MOST_CAPTURES = 64
_MOST_CHARACTERS = 200_000
# One chunk is at work, and the next already waits for the worker.
_AHEAD = 2

_clean: Clean


def clean_all(items: Iterable[Any], prepare: Callable[[Any], Any], clean: Clean, jobs: int) -> Iterator[Article]:
    """Clean the items in worker processes.

    Items are taken as workers come free, so of an endless stream only a few are in memory. An item that cannot be cleaned
    raises its exception where its article would come. Closing the generator ends the workers.

    Raises:
        ScrubberError: the rules do not pickle, or a worker died.
    """
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (_pickled(clean),))
    try:
        yield from _in_order(pool, _chunks(_prepared(items, prepare)), jobs * _AHEAD)
    except BrokenProcessPool as e:
        raise ScrubberError(
            'a worker process died; was it out of memory, or is `if __name__ == "__main__":` missing in the script?'
        ) from e
    finally:
        pool.shutdown(cancel_futures=True)


def _pickled(clean: Clean) -> bytes:
    try:
        return pickle.dumps(clean)
    except (pickle.PicklingError, AttributeError, TypeError) as e:
        raise ScrubberError(f"rules that are Python functions must pickle to be used with jobs > 1: {e}") from e


def _prepared(items: Iterable[Any], prepare: Callable[[Any], Any]) -> Iterator[Job]:
    """The items up to the first that fails, and then its exception: it is raised when its turn has come, not ahead."""
    rest = iter(items)
    while True:
        try:
            yield prepare(next(rest))
        except StopIteration:
            return
        except Exception as e:
            yield e
            return


def _chunks(jobs: Iterable[Job]) -> Iterator[list[Job]]:
    chunk: list[Job] = []
    size = 0
    for job in jobs:
        chunk.append(job)
        size += _size(job)
        if len(chunk) >= _MOST_CAPTURES or size >= _MOST_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _size(job: Job) -> int:
    capture = job[0] if isinstance(job, tuple) else ""
    return len(capture) if isinstance(capture, str | bytes) else _MOST_CHARACTERS


def _in_order(pool: ProcessPoolExecutor, chunks: Iterator[list[Job]], most: int) -> Iterator[Article]:
    waiting: deque[Future[Done]] = deque(pool.submit(_work, chunk) for chunk in islice(chunks, most))
    while waiting:
        articles, error = waiting.popleft().result()
        waiting.extend(pool.submit(_work, chunk) for chunk in islice(chunks, 1))
        yield from articles
        if error:
            raise error


# ---- in a worker


def _begin(clean: bytes) -> None:
    global _clean
    _clean = pickle.loads(clean)
    # Ctrl-C reaches the whole group; the parent answers it, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed tells nobody, and its workers would wait for jobs for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _work(jobs: list[Job]) -> Done:
    articles: list[Article] = []
    for job in jobs:
        if isinstance(job, Exception):
            return articles, job
        try:
            articles.append(_clean(job))
        except Exception as e:  # the caller's: raised there, at its place
            return articles, e
    return articles, None
