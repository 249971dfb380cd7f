"""Many captures on several processors: worker processes do the work, and what they made comes back in its order.

Workers are started afresh, not forked: a fork copies the locks that other threads hold at that moment.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from functools import partial
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

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
_AHEAD = 2
_STARTS = 5
_DIED = 'a worker process died; was it out of memory, or is `if __name__ == "__main__":` missing in the script?'

Task = TypeVar("Task")
Result = TypeVar("Result")

_work: Callable[[Any], Any]


class Died(Exception):
    """A worker process died over a task."""


def clean_all(items: Iterable[Any], prepare: Callable[[Any], Any], clean: Clean, jobs: int) -> Iterator[Article]:
    """Clean the items in worker processes.

    Items are taken as workers come free, so of an endless stream only a few are in memory. An item that cannot be cleaned
    raises its exception where its article would come. Closing the generator ends the workers.

    Raises:
        ScrubberError: the rules do not pickle, or a worker died.
    """
    with closing(in_order(_chunks(_prepared(items, prepare)), partial(_clean_chunk, clean), jobs)) as done:
        for articles, error in done:
            yield from articles
            if error:
                raise error


def in_order(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    jobs: int,
    mend: Callable[[Task, Callable[[Task], Result]], Result] | None = None,
) -> Generator[Result, None, None]:
    """Do the tasks in worker processes; their results come in the tasks' order.

    Where a worker dies, nobody knows over which task. With ``mend`` those that are under way are handed to it one by one,
    with a function that tries a task in a process of its own and raises Died if that dies too.

    Raises:
        ScrubberError: the work does not pickle; a worker died and there is no ``mend``; or none even begins.
    """
    pickled = _pickled(work)
    rest = iter(tasks)
    waiting: deque[tuple[Task, Future[Result]]] = deque()
    pool = _Pool(jobs, pickled)
    try:
        while True:
            # One is at work in each worker, and the next already waits for it.
            for task in islice(rest, jobs * _AHEAD - len(waiting)):
                waiting.append((task, _submitted(pool, task)))
            if not waiting:
                pool.shutdown()
                return
            task, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool as e:
                if mend is None:
                    raise ScrubberError(_DIED) from e
                pool.shutdown(cancel_futures=True)
                for hurt in [task, *(task for task, _ in waiting)]:
                    yield mend(hurt, partial(_try, pickled))
                waiting.clear()
                pool = _Pool(jobs, pickled)
    finally:
        pool.drop()
        pool.shutdown(cancel_futures=True)


class _Pool(ProcessPoolExecutor):
    """Workers that can be told to drop what they do. Who waits for them instead is stuck for ever by Ctrl-C, pressed twice:
    the second one stops the thread that would have told them of the first."""

    def __init__(self, jobs: int, pickled: bytes) -> None:
        watched, self._held = connection.Pipe(duplex=False)
        super().__init__(jobs, get_context("spawn"), _begin, (pickled, watched))

    def drop(self) -> None:
        """End the workers, whatever they do."""
        self._held.close()

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> bool | None:
        if kind is not None:
            self.drop()
        return super().__exit__(kind, *rest)


def _submitted(pool: _Pool, task: Any) -> Future[Any]:
    try:
        return pool.submit(_run, task)
    except BrokenProcessPool as e:  # it is told where its result would come
        future: Future[Any] = Future()
        future.set_exception(e)
        return future


def _try(pickled: bytes, task: Any) -> Any:
    with _begun(pickled) as pool:
        try:
            return pool.submit(_run, task).result()
        except BrokenProcessPool as e:
            raise Died from e


def _begun(pickled: bytes) -> _Pool:
    """A worker that is there. In a script without `if __name__ == "__main__":` none ever is: no task is to blame for that."""
    for _ in range(_STARTS):
        pool = _Pool(1, pickled)
        try:
            pool.submit(_nothing).result()
        except BrokenProcessPool:
            pool.shutdown()
        except BaseException:
            pool.drop()
            raise
        else:
            return pool
    raise ScrubberError(_DIED)


def _pickled(work: Callable[[Any], Any]) -> bytes:
    try:
        return pickle.dumps(work)
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


# ---- in a worker


def _begin(work: bytes, held: connection.Connection) -> None:
    global _work
    _work = pickle.loads(work)
    # Ctrl-C reaches the whole group; the parent answers it, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, args=(held,), daemon=True).start()


def _end_with_parent(held: connection.Connection) -> None:
    """A parent that is killed tells nobody, and its workers would wait for jobs for ever; one that is stopped lets go."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel, held])
        os._exit(1)


def _nothing() -> None:
    pass


def _run(task: Any) -> Any:
    return _work(task)


def _clean_chunk(clean: Clean, jobs: list[Job]) -> Done:
    articles: list[Article] = []
    for job in jobs:
        if isinstance(job, Exception):
            return articles, job
        try:
            articles.append(clean(job))
        except Exception as e:  # the caller's: raised there, at its place
            return articles, e
    return articles, None
