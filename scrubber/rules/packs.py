"""The packs that are always there: the built-in ones, and those other distributions offer.

Reading TOML and asking ``importlib.metadata`` for entry points costs more than cleaning hundreds of captures, so
what they gave is kept in a JSON file beside the packs, as Python keeps its byte code, for as long as no file of
theirs and no installed distribution changes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import cache
from typing import Any

from ..errors import ScrubberError
from ..model import Rule
from .icons import ICON_RULES
from .load import Example, Pack, digest, load_pack

GROUP = "scrubber.packs"
_HERE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "packs")
_CACHE = os.path.join(_HERE, "__pycache__", f"packs.{sys.implementation.cache_tag}.json")


@cache
def installed_packs() -> tuple[Pack, ...]:
    """The built-in packs and the packs of the entry-point group ``scrubber.packs``, by name.

    Raises:
        ScrubberError: a pack is wrong; the message names its file or distribution.
    """
    return (*builtin_packs(), *_offered())


def builtin_packs() -> tuple[Pack, ...]:
    """The packs of this library, and the rules of it that are Python."""
    files = sorted(e.path for e in os.scandir(_HERE) if e.name.endswith(".toml"))
    stamp = [[os.path.basename(f), *_stamp(f)] for f in (*files, __file__)]
    packs = _cached(stamp)
    if packs is None:
        packs = tuple(load_pack(f) for f in files)
        _keep(stamp, packs)
    return (*packs, Pack("icon-runs", "1", "Apache-2.0", "und", ICON_RULES, (), digest(ICON_RULES)))


def _stamp(path: str) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns


def _cached(stamp: list[list[Any]]) -> tuple[Pack, ...] | None:
    import json

    try:
        with open(_CACHE, encoding="utf-8") as f:
            kept = json.load(f)
        if kept["stamp"] != stamp:
            return None
        return tuple(_pack(*p) for p in kept["packs"])
    except (OSError, ValueError, KeyError, TypeError):  # none, cut off, or of another version: it is made anew
        return None


def _pack(name: str, version: str, licence: str, language: str, rules: Any, examples: Any, mark: str) -> Pack:
    made = tuple(Rule._make(tuple(v) if isinstance(v, list) else v for v in r) for r in rules)
    return Pack(name, version, licence, language, made, tuple(Example._make(e) for e in examples), mark)


def _keep(stamp: list[list[Any]], packs: tuple[Pack, ...]) -> None:
    import json

    try:
        os.makedirs(os.path.dirname(_CACHE), exist_ok=True)
        aside = f"{_CACHE}.{os.getpid()}"
        with open(aside, "w", encoding="utf-8") as f:
            json.dump({"stamp": stamp, "packs": packs}, f, ensure_ascii=False)
        os.replace(aside, _CACHE)
    except OSError:  # a read-only installation works as well, only slower to start
        return


def _offered() -> tuple[Pack, ...]:
    if not any(map(_offers, sys.path)):
        return ()
    from importlib.metadata import entry_points

    found: list[Pack] = []
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        try:
            found += _as_packs(point.load())
        except ScrubberError:
            raise
        except Exception as e:  # another's code: whatever goes wrong in it, the user must learn where
            raise ScrubberError(f"entry point {GROUP}: {point.name} = {point.value}: {e}") from e
    return tuple(found)


def _offers(folder: str) -> bool:
    """Whether a distribution in a folder of ``sys.path`` offers packs; a look at file names is much cheaper than
    ``importlib.metadata``."""
    try:
        inside = [e.path for e in os.scandir(folder or ".") if e.name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return False
    return any(f"[{GROUP}]" in _read(os.path.join(d, "entry_points.txt")) for d in inside)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            return f.read()
    except OSError:
        return ""


def _as_packs(value: Any) -> Iterable[Pack]:
    """An entry point's object: a Pack, a path, a list of these, or a function that returns one of them."""
    if isinstance(value, Pack):
        return [value]
    if isinstance(value, str | os.PathLike):
        return [load_pack(value)]
    if callable(value):
        return _as_packs(value())
    return [pack for item in value for pack in _as_packs(item)]
