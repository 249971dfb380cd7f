"""Whether what was made of the packs is of the packs that are there.

What is kept carries a stamp: the name, size and checksum of each file it was made of.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import Any
from zlib import crc32

_RULES = os.path.dirname(__file__)
_ROOT = os.path.dirname(_RULES)
PACKS = os.path.join(_ROOT, "packs")
_MAKERS = ("compiled.py", "fold.py", "gates.py", "icons.py", "load.py", "match.py", "packs.py", "ready.py", "shelf.py")
_VERSION = os.path.join(_ROOT, "__init__.py")

Stamp = list[list[Any]]


def pack_files() -> list[str]:
    """The paths of the built-in packs."""
    return sorted(e.path for e in os.scandir(PACKS) if e.name.endswith(".toml"))


def stamp() -> Stamp:
    """What is made now is made of these."""
    return [[os.path.basename(f), os.path.getsize(f), _checksum(f)] for f in _sources()]


def is_current(made_of: Stamp, kept: str) -> bool:
    """Whether the file ``kept``, of this stamp, was made of the files that are there.

    Those that are older than it and of the same names and sizes are taken for the same. An installer may have written them
    after it: then they are read, and if they are the same, the kept file is dated anew, so that the next start is quick.
    """
    now = time.time_ns()
    files = _sources()
    looks = [os.stat(f) for f in files]
    there = [[os.path.basename(f), look.st_size] for f, look in zip(files, looks, strict=True)]
    if there != [[name, size] for name, size, _ in made_of]:
        return False
    if max(look.st_mtime_ns for look in looks) < os.stat(kept).st_mtime_ns:
        return True
    if [mark for *_, mark in made_of] != list(map(_checksum, files)):
        return False
    date(kept, now)
    return True


def date(kept: str, begun: int) -> None:
    """Date a file back to when what it was made of was looked at: what changed while it was written is newer than it."""
    with suppress(OSError):  # a read-only installation works as well, only slower to start
        os.utime(kept, ns=(begun, begun))


def _sources() -> list[str]:
    return [*pack_files(), *(os.path.join(_RULES, name) for name in _MAKERS), _VERSION]


def _checksum(path: str) -> int:
    with open(path, "rb") as f:
        return crc32(f.read())
