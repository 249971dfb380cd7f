"""The folder beside an output in which it grows: nothing is committed but by a line of the journal.

    data      what was packed, chunk after chunk
    rejects   a line of JSON for each record that was rejected
    journal   how far it went: the first line describes the run, each other one commits what came before it
    pack.toml what was learned of the inputs, if that was asked for
    final     the finished output, before it takes its name

A run that was killed leaves a data file that may end in half a chunk, and a journal that may end in half a line. Who goes on
cuts both back to the last whole line of the journal.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from ..errors import ScrubberError


class Counts(NamedTuple):
    """Records so far."""

    read: int = 0
    written: int = 0
    rejected: int = 0
    skipped: int = 0
    """Of a WARC file: images, redirects and other records that hold no page."""

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*map(sum, zip(self, other, strict=True)))


class Commit(NamedTuple):
    """How far a run has come: up to record number ``end`` of source number ``source``."""

    source: int = 0
    end: int = 0
    counts: Counts = Counts()
    data: int = 0
    rejects: int = 0
    """Lengths of the files, in bytes."""
    done: bool = False
    """Whether this is all."""

    @classmethod
    def of(cls, said: dict[str, Any]) -> Commit:
        """From a line of the journal."""
        return cls(**{name: said[name] for name in cls._fields})._replace(counts=Counts(*said["counts"]))


class Journal:
    """The working folder of one run; only one process has it at a time."""

    def __init__(self, out: Path) -> None:
        self.folder = out.with_name(out.name + ".partial")
        self.data = self.folder / "data"
        self.rejects = self.folder / "rejects"
        self.final = self.folder / "final"
        self.pack = self.folder / "pack.toml"
        self._path = self.folder / "journal"
        self._files: list[IO[bytes]] = []

    def begun(self) -> bool:
        """Whether the folder is that of a run, and not what is left of one that had just begun or ended."""
        return next(_whole_lines(self._path), None) is not None

    def begin(self, run: dict[str, Any], *, resume: bool, anew: bool) -> Commit:
        """Take the folder, and say from where to go on.

        Args:
            run: what must be the same when a run goes on, as JSON types.
            resume: go on with the run whose folder this is, if there is one.
            anew: throw away what is there of a former run.

        Raises:
            ScrubberError: another process has it; it is of a former run, and neither ``resume`` nor ``anew`` is asked
                for; or it is of a run that differs.
        """
        self.folder.mkdir(exist_ok=True)
        self._files.append(lock(self.folder / "lock"))
        said = [] if anew else list(_whole_lines(self._path))
        if said and not resume:
            raise ScrubberError(f"{self.folder} is of a run that did not end: --resume goes on with it, --force begins anew")
        if said and said[0] != run:
            differ = sorted(name for name in {*run, *said[0]} if run.get(name) != said[0].get(name))
            raise ScrubberError(f"{self.folder} is of a run with other {', '.join(differ)}: --force begins anew")
        last = Commit.of(said[-1]) if len(said) > 1 else Commit()
        if not last.done:
            self._open(run, said, last)
        return last

    def _open(self, run: dict[str, Any], said: list[Any], last: Commit) -> None:
        """Cut the files back to what was committed, and go on at their ends."""
        self.final.unlink(missing_ok=True)
        if not said:
            self.pack.unlink(missing_ok=True)
        for path, size in ((self.data, last.data), (self.rejects, last.rejects)):
            with path.open("ab") as file:
                file.truncate(size)
        self._path.write_bytes(b"".join(map(_line, said or [run])))
        self._files += [path.open("ab") for path in (self.data, self.rejects, self._path)]

    def write(self, data: bytes, rejects: bytes) -> None:
        """Add what came of a chunk."""
        self._files[1].write(data)
        self._files[2].write(rejects)

    def commit(self, commit: Commit, stats: dict[str, Any] | None) -> Commit:
        """What was written will not be done again."""
        _, data, rejects, journal = self._files
        for file in (data, rejects):
            file.flush()
            os.fsync(file.fileno())
        commit = commit._replace(data=data.tell(), rejects=rejects.tell())
        journal.write(_line({**commit._asdict(), "stats": stats}))
        journal.flush()
        os.fsync(journal.fileno())
        return commit

    def stats(self) -> Iterator[dict[str, Any]]:
        """What each commit counted, in their order."""
        return (said["stats"] for said in islice(_whole_lines(self._path), 1, None) if said["stats"])

    def remove(self) -> None:
        """The output has its name; nothing of the folder is needed any more."""
        self.close()
        shutil.rmtree(self.folder)

    def close(self) -> None:
        """Let go of the folder, and leave it for who goes on."""
        while self._files:
            with suppress(OSError):  # of a full disk: what was not committed does not count
                self._files.pop().close()


def lock(path: Path) -> IO[bytes]:
    """Lock a file for as long as it is open. Raises ScrubberError where another process has it; a dead one has nothing."""
    file = path.open("ab")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise ScrubberError(f"{path.parent}: another process is at work there") from None
    return file


def _whole_lines(path: Path) -> Iterator[Any]:
    """The lines of a journal up to the last that was written whole."""
    try:
        text = path.open("rb")
    except FileNotFoundError:
        return
    with text:
        for line in text:
            if not line.endswith(b"\n"):
                return
            try:
                yield json.loads(line)
            except ValueError:  # a block of zeros, as some file systems leave them when the power goes
                return


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode() + b"\n"
