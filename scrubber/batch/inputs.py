"""What is to be cleaned: files, folders and globs become sources, each of one format."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from itertools import groupby
from typing import Literal, NamedTuple, get_args

from ..errors import ScrubberError

Form = Literal["jsonl", "parquet", "warc", "file"]
"""How a source holds its records: one a line, one a row, one a response, or one a file."""
STDIN = "-"

FORMS: tuple[Form, ...] = get_args(Form)
_PACKED = (".gz", ".zst")
_ENDINGS: dict[str, Form] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".txt": "file",
    ".html": "file",
    ".htm": "file",
}


class Source(NamedTuple):
    """Records that are read one after the other: those of one file, or a row of files with one capture each."""

    form: Form
    paths: tuple[str, ...]
    size: int
    """Bytes on disk; 0 for standard input."""

    def stamp(self) -> list[list[str | int]]:
        """What must be the same when a run goes on: the files, their sizes and when they were changed."""
        if self.paths == (STDIN,):
            return [[STDIN, 0, 0]]
        found = [(path, os.stat(path)) for path in self.paths]
        return [[path, said.st_size, said.st_mtime_ns] for path, said in found]


def sources(names: Iterable[str], form: Form | None = None) -> list[Source]:
    """The sources that files, folders and globs name, in their order; below a folder and of a glob, sorted.

    Args:
        names: paths; a folder stands for every file of a known format below it; ``-`` is JSONL on standard input.
        form: what the files are, whatever they are called.

    Raises:
        ScrubberError: a file does not exist or is of no known format, or nothing is found.
    """
    found = [(path, form or _form(path)) for name in names for path in _paths(name, form)]
    if not found:
        raise ScrubberError("no input")
    made: list[Source] = []
    for kind, group in groupby(found, lambda pair: pair[1]):
        paths = [path for path, _ in group]
        sizes = [0 if path == STDIN else os.path.getsize(path) for path in paths]
        if kind == "file":
            made.append(Source(kind, tuple(paths), sum(sizes)))
        else:
            made += [Source(kind, (path,), size) for path, size in zip(paths, sizes, strict=True)]
    return made


def _paths(name: str, form: Form | None) -> list[str]:
    if name == STDIN:
        if form not in (None, "jsonl"):
            raise ScrubberError(f"-: standard input is JSONL, not {form}")
        return [name]
    if os.path.isdir(name):
        below = sorted(os.path.join(parent, file) for parent, _, files in os.walk(name, onerror=_raise) for file in files)
        found = [path for path in below if form or _known(path)]
        what = "file" if form else f"{', '.join(_ENDINGS)} file"
        if not found:
            raise ScrubberError(f"{name}: no {what} below this folder")
        return found
    if os.path.exists(name):
        return [name]
    found = sorted(path for path in glob.glob(name, recursive=True) if not os.path.isdir(path))
    if not found:
        raise ScrubberError(f"{name}: no such file" if glob.escape(name) == name else f"{name}: no file fits")
    return found


def _form(path: str) -> Form:
    known = "jsonl" if path == STDIN else _known(path)
    if known is None:
        raise ScrubberError(f"{path}: not known by its name; known are {', '.join(_ENDINGS)}, with .gz and .zst (see --from)")
    return known


def _known(path: str) -> Form | None:
    name = path.lower()
    stem, ending = os.path.splitext(name)
    packed = ending in _PACKED
    form = _ENDINGS.get(os.path.splitext(stem)[1] if packed else ending)
    # Parquet packs its columns itself, and a single capture is not packed.
    return None if packed and form in ("parquet", "file") else form


def _raise(error: OSError) -> None:
    raise error
