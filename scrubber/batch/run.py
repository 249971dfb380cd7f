"""One run: read chunks, clean them in workers, commit what came, and give the output its name when all is there."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from functools import partial, reduce
from hashlib import sha256
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ScrubberError
from ..model import Format, Kind
from ..parallel import Died, in_order
from ..records import Fields
from ..records import fields as named_fields
from ..scrub import Scrubber, check_words
from .chunks import Chunk, chunks, table_column
from .inputs import FORMS, STDIN, Form, Source, sources
from .journal import Commit, Counts, Journal
from .learn import learned_once
from .limits import Limits
from .stats import Stats
from .work import Done, Job, work
from .writers import writer

# What a kill costs at most.
_COMMIT_SECONDS = 1.0
# A size that no line has and every stream takes.
_MOST = 1 << 40


class Progress(NamedTuple):
    """How far a run is."""

    counts: Counts
    bytes_read: int
    bytes_total: int
    """Of all inputs, as they lie on the disk."""


class Summary(NamedTuple):
    """What a run did, with what was there already when it went on."""

    read: int
    written: int
    rejected: int
    skipped: int
    """Records of a WARC file that hold no page: images, redirects."""
    resumed: int
    """Records that were committed before a run that goes on."""
    out: Path
    rejects: Path | None
    """Which records were rejected, and why; None if none was."""


def scrub_batch(
    inputs: Iterable[str | PathLike[str]],
    out: str | PathLike[str],
    *,
    scrubber: Scrubber | None = None,
    column: str | None = None,
    url: str = "url",
    fields: str | Iterable[str] | Mapping[str, str] | None = None,
    kind: Kind | None = None,
    format: Format = "text",
    form: Form | None = None,
    jobs: int = 1,
    max_size: int = Limits().size,
    max_seconds: float = Limits().seconds,
    stats: str | PathLike[str] | None = None,
    learn: bool = False,
    resume: bool = False,
    force: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Clean all records of the inputs into one file; their order is kept.

    A record that cannot be cleaned goes to ``OUT.rejects.jsonl`` with its place and the reason, and the rest goes on. The
    output appears whole or not at all: it grows in a folder ``OUT.partial``, from which ``resume`` goes on after a kill,
    and its bytes are those of a run that nobody stopped.

    Args:
        inputs: files (JSONL, Parquet, WARC, WET, text, HTML), folders and globs.
        out: the output, whose ending says its form: ``.jsonl``, ``.jsonl.gz``, ``.jsonl.zst`` or ``.parquet``.
        scrubber: the cleaner; None: ``Scrubber()``.
        column: the column of captures; None: ``text``, ``html``, else the first that fits.
        url: the column of the pages' addresses, used where it is there.
        fields: the fields of the output, with new names if wanted: ``"title,body=text"`` or ``{"body": "text"}``.
        kind: what the captures are; None: found out, from the form of the input first.
        format: of the field ``formatted``.
        form: what the inputs are, whatever they are called: ``jsonl``, ``parquet``, ``warc`` or ``file``.
        jobs: worker processes; above 1 a script needs the usual ``if __name__ == "__main__":``.
        max_size: of a record, in bytes (characters for a column).
        max_seconds: a record may take, on the clock.
        stats: where to write what the rules did to the corpus, as JSON.
        learn: read the inputs twice, and learn first what their sites repeat (see ``scrubber.learn``); the pack of what was
            learned is written to ``OUT.pack.toml``, and the fingerprint in each record names it.
        resume: go on with a run of the same inputs and settings that did not end.
        force: replace an output that is there, and throw away what is left of a run that did not end.
        progress: called after each chunk.

    Raises:
        ScrubberError: an input does not exist or is of no known form, the output is there already, another process is at
            work on it, a run to go on with had other inputs or settings, or a library for a form is missing.
        OSError: the output cannot be written.
    """
    _check(kind, format, form, jobs, max_size, max_seconds)
    target, names = Path(out), named_fields(fields, column, url, format)
    told = Path(stats) if stats is not None else None
    writer(target.name)
    found = sources((fspath(name) for name in inputs), form)
    for source in found:
        if source.form == "parquet":
            table_column(source.paths[0], names)
    job = Job(scrubber or Scrubber(), names, kind, format, Limits(max_size, max_seconds), target.name, stats is not None)
    for path in filter(None, (target, told)):
        if not path.parent.is_dir():
            raise ScrubberError(f"{path.parent}: no such folder")
        if path.is_dir():
            raise ScrubberError(f"{path} is a folder")
    journal = Journal(target)
    if learn and any(source.paths == (STDIN,) for source in found):
        raise ScrubberError("standard input cannot be read twice, so nothing is learned of it")
    _check_free(target, told, found, journal, force, learn)
    try:
        begun = journal.begin({**_identity(job, found), "learn": learn}, resume=resume, anew=force)
        if learn and not begun.done:
            job = job._replace(scrubber=job.scrubber.with_packs([learned_once(job, found, journal.pack)]))
        last = begun if begun.done else _clean(job, found, begun, jobs, journal, progress)
        rejects = _name(target, journal, last, names, told)
        journal.remove()
    except OSError as e:
        e.filename = e.filename or str(journal.folder)  # a full disk does not say where
        raise
    finally:
        journal.close()
    return Summary(*last.counts, begun.counts.read, target, rejects)


def _check(kind: str | None, format: str, form: str | None, jobs: int, max_size: int, max_seconds: float) -> None:
    check_words(kind or "auto", format)
    if form is not None and form not in FORMS:
        raise ScrubberError(f"form is {form!r}; it must be one of {', '.join(FORMS)}")
    for name, number in (("jobs", jobs), ("max_size", max_size)):
        if not isinstance(number, int) or not 1 <= number <= _MOST:
            raise ScrubberError(f"{name} is {number!r}; it must be a number from 1 to {_MOST:,}")
    if not 0 < max_seconds < float("inf"):
        raise ScrubberError(f"max_seconds is {max_seconds!r}; it must be above 0")


def _check_free(target: Path, stats: Path | None, found: list[Source], journal: Journal, force: bool, learn: bool) -> None:
    """An output is never replaced unasked; but where a run has begun, it was made by the run that goes on. Nor is an input."""
    rejects = _rejects_of(target)
    for path in (target, rejects, *([_pack_of(target)] if learn else [])):
        if path.exists() and not force and not journal.begun():
            raise ScrubberError(f"{path} is there already: --force replaces it")
    if stats is not None and os.path.abspath(stats) in map(os.path.abspath, (target, rejects)):
        raise ScrubberError(f"{stats}: the stats need a file of their own")
    for path in filter(None, (target, rejects, stats)):
        if path.exists() and any(os.path.samefile(path, name) for s in found for name in s.paths if name != STDIN):
            raise ScrubberError(f"{path}: an input cannot be the output")


def _identity(job: Job, found: list[Source]) -> dict[str, Any]:
    """What must be the same for a run to go on, by the names that a user would call them."""
    return {
        "inputs": sha256(json.dumps([source.stamp() for source in found]).encode()).hexdigest(),
        "rules": job.scrubber.fingerprint,
        "fields": [job.fields.capture, job.fields.url, *map(list, job.fields.names)],
        "kind": job.kind,
        "format": job.format,
        "limits": list(job.limits),
        "stats": job.stats,
    }


def _clean(
    job: Job, found: list[Source], last: Commit, jobs: int, journal: Journal, progress: Callable[[Progress], None] | None
) -> Commit:
    """Clean what is not yet committed."""
    sizes = [source.size for source in found]
    taken: list[tuple[int, Chunk]] = []
    tasks = _noting(_tasks(found, last, job), taken)
    counts, stats, due = last.counts, Stats(), time.monotonic() + _COMMIT_SECONDS
    for done in _results(tasks, partial(work, job), jobs):
        number, chunk = taken.pop(0)
        read = done.written + done.rejected + chunk.skipped
        counts = counts.plus(Counts(read, done.written, done.rejected, chunk.skipped))
        journal.write(done.data, done.rejects)
        # Nobody who goes on tries again what cannot be read, and rejects it once more.
        source, end = (number + 1, 0) if chunk.broken else (number, chunk.end)
        last = last._replace(source=source, end=end, counts=counts)
        if done.stats:
            stats.merge(done.stats)
        if time.monotonic() >= due:
            last = journal.commit(last, stats.to_dict() if job.stats else None)
            stats, due = Stats(), time.monotonic() + _COMMIT_SECONDS
        if progress:
            progress(Progress(counts, sum(sizes[:number]) + chunk.read, sum(sizes)))
    return journal.commit(last._replace(done=True), stats.to_dict() if job.stats else None)


def _tasks(found: list[Source], last: Commit, job: Job) -> Iterator[tuple[int, Chunk]]:
    for number in range(last.source, len(found)):
        start = last.end if number == last.source else 0
        for chunk in chunks(found[number], start, job.fields, job.limits):
            yield number, chunk


def _noting(tasks: Iterator[tuple[int, Chunk]], taken: list[tuple[int, Chunk]]) -> Iterator[Chunk]:
    """The chunks, each kept until its result has come."""
    for task in tasks:
        taken.append(task)
        yield task[1]


def _results(tasks: Iterator[Chunk], do: Callable[[Chunk], Done], jobs: int) -> Iterator[Done]:
    if jobs == 1:
        yield from map(do, tasks)
    else:
        with closing(in_order(tasks, do, jobs, _mend)) as results:
            yield from results


def _mend(chunk: Chunk, attempt: Callable[[Chunk], Done]) -> Done:
    """A worker died while this chunk was under way. The record that did it is found, and barred."""
    with suppress(Died):
        return attempt(chunk)
    tried = list(_parts(chunk, chunk.numbers, attempt))
    with suppress(Died):
        return attempt(chunk._replace(barred=frozenset[int]().union(*(barred for _, barred in tried))))
    return reduce(Done.plus, (done for done, _ in tried))  # each fits into the memory, and not all of them together


def _parts(
    chunk: Chunk, numbers: list[int], attempt: Callable[[Chunk], Done]
) -> Iterator[tuple[Done, frozenset[int]]]:
    """What comes of records, tried together, else by halves, and the numbers of those that must be barred.

    A record must kill twice: a worker that others kill (the system, for want of memory) dies over an innocent one.
    """
    these = chunk._replace(only=frozenset(numbers))
    done: Done | None = None
    for _ in range(2 if len(numbers) == 1 else 1):
        with suppress(Died):
            done = done or attempt(these)
    if done:
        yield done, frozenset()
    elif len(numbers) == 1:
        yield attempt(these._replace(barred=frozenset(numbers))), frozenset(numbers)
    else:
        middle = len(numbers) // 2
        yield from _parts(chunk, numbers[:middle], attempt)
        yield from _parts(chunk, numbers[middle:], attempt)


# ---- the end


def _pack_of(target: Path) -> Path:
    return target.with_name(target.name + ".pack.toml")


def _rejects_of(target: Path) -> Path:
    return target.with_name(target.name + ".rejects.jsonl")


def _name(target: Path, journal: Journal, last: Commit, fields: Fields, stats: Path | None) -> Path | None:
    """Give everything its name, the output last: where it is, all is. A kill on the way is made good by doing it again."""
    if journal.data.exists() and not journal.final.exists():
        part = journal.folder / "final.part"
        with journal.data.open("rb") as data, part.open("wb") as file:
            writer(target.name).finish(data, file, target.name, fields)
            file.flush()
            os.fsync(file.fileno())
        part.replace(journal.final)
        journal.data.unlink()
    if stats is not None:
        total = Stats()
        for said in journal.stats():
            total.merge(Stats(said))
        # An address may hold half a surrogate pair.
        stats.write_text(json.dumps(total.report(), ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
    rejects = _rejects_of(target)
    if last.counts.rejected and journal.rejects.exists():
        journal.rejects.replace(rejects)
    elif not last.counts.rejected:
        rejects.unlink(missing_ok=True)  # of the output that is being replaced
    if journal.pack.exists():
        journal.pack.replace(_pack_of(target))
    if journal.final.exists():
        journal.final.replace(target)
    return rejects if last.counts.rejected else None
