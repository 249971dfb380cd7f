"""Captures wait on the disk until all of a site are there: which are looked at does not depend on their order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ..model import Kind

# So many are written at once, and between two looks at what is too many.
_ROWS = 1000


class Sample(NamedTuple):
    """A capture that may be looked at."""

    site: str
    url: str
    kind: Kind
    capture: str | bytes


def by_site(samples: Iterable[Sample], most: int) -> Iterator[tuple[str, list[Sample], int]]:
    """For each site, in alphabetical order: its name, at most so many of its captures, and how many it has.

    Which captures those are is decided by a digest of what they hold, so by chance but always in the same way. They lie
    in a temporary file: in memory are those of one site.
    """
    with TemporaryDirectory(prefix="scrub-learn-") as folder, closing(sqlite3.connect(Path(folder) / "captures")) as base:
        base.execute("pragma journal_mode = off")
        base.execute("pragma synchronous = off")
        base.execute("create table sample (site, digest, url, kind, capture, primary key (site, digest)) without rowid")
        base.execute("create table count (site primary key, captures) without rowid")
        waiting: list[Sample] = []
        for sample in samples:
            waiting.append(sample)
            if len(waiting) == _ROWS:
                _store(base, waiting, most)
                waiting = []
        _store(base, waiting, most)
        for site, captures in base.execute("select site, captures from count order by site"):
            rows = base.execute("select site, url, kind, capture from sample where site = ? order by digest", [site])
            yield site, [Sample(*row) for row in rows], captures


def _store(base: sqlite3.Connection, samples: list[Sample], most: int) -> None:
    with base:
        # Of captures alike, the first address by the alphabet: not that which came first.
        base.executemany(
            "insert into sample values (?, ?, ?, ?, ?)"
            " on conflict do update set url = min(url, excluded.url), kind = min(kind, excluded.kind)",
            map(_row, samples),
        )
        base.executemany(
            "insert into count values (?, 1) on conflict do update set captures = captures + 1", ([s.site] for s in samples)
        )
        for site in {s.site for s in samples}:
            (last,) = base.execute(
                "select max(digest) from (select digest from sample where site = ? order by digest limit ?)", [site, most]
            ).fetchone()
            base.execute("delete from sample where site = ? and digest > ?", [site, last])


def _row(sample: Sample) -> tuple[str, bytes, str, Kind, str | bytes]:
    capture = sample.capture
    if isinstance(capture, str):  # half a surrogate pair cannot be stored
        capture = capture.encode("utf-8", "replace").decode()
    return sample.site, digest_of(capture), sample.url, sample.kind, capture


def digest_of(capture: str | bytes) -> bytes:
    """By which it is decided whether a capture is looked at."""
    return blake2b(capture.encode() if isinstance(capture, str) else capture, digest_size=12).digest()
