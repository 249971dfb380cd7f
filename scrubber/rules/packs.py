"""The packs that are always there: the built-in ones, and those other distributions offer.

Reading TOML, checking rules and planning how to look for them costs a hundred times what cleaning a capture does, so the
rules and plans of the built-in packs are kept in ``packs/index.json``. It is made when the library is built, and again when
a pack or the code that reads packs has changed since.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from ..errors import ScrubberError
from ..model import Rule
from .icons import ICON_RULES
from .load import Pack, digest, load_pack
from .match import Plan, Test, plan
from .stamp import PACKS, date, is_current, pack_files, stamp

GROUP = "scrubber.packs"
_INDEX = os.path.join(PACKS, "index.json")


class Index(NamedTuple):
    """The built-in packs without their examples, and how each of their rules is looked for, by its name."""

    packs: tuple[Pack, ...]
    plans: dict[str, Plan]


@cache
def installed_packs() -> tuple[Pack, ...]:
    """The built-in packs and the packs of the entry-point group ``scrubber.packs``, by name.

    Raises:
        ScrubberError: a pack is wrong; the message names its file or distribution.
    """
    return (*builtin().packs, *offered_packs())


@cache
def builtin() -> Index:
    """The packs of this library, and the rules of it that are Python."""
    packs, plans = _kept() or write_index()
    icons = Pack("icon-runs", "1", "Apache-2.0", "und", ICON_RULES, (), digest(ICON_RULES))
    return Index((*packs, icons), plans)


def _kept() -> Index | None:
    import json

    try:
        with open(_INDEX, encoding="utf-8") as f:
            kept = json.load(f)
        if not is_current(kept["stamp"], _INDEX):
            return None
        return Index(tuple(_pack(*p) for p in kept["packs"]), {name: _plan(*p) for name, p in kept["plans"].items()})
    except (OSError, ValueError, KeyError, TypeError):  # none, cut off, or of another version: it is made anew
        return None


def _pack(name: str, version: str, licence: str, language: str, rules: Any, mark: str) -> Pack:
    made = tuple(Rule._make(tuple(v) if isinstance(v, list) else v for v in r) for r in rules)
    return Pack(name, version, licence, language, made, (), mark)


def _plan(keys: list[str], tests: list[list[Any]], literals: list[list[str]]) -> Plan:
    made = tuple(Test(p, at, widest, tuple(map(tuple, also))) for p, at, widest, also in tests)
    return Plan(tuple(keys), made, tuple(map(tuple, literals)))


def write_index() -> Index:
    """Make the index from the packs' files, and keep it if the place can be written to."""
    import json

    begun, made_of = time.time_ns(), stamp()
    read = (load_pack(f)._replace(examples=()) for f in pack_files())
    # Where rules of two packs fit the same text, the reader is told of the English one.
    packs = tuple(sorted(read, key=lambda p: (p.language not in ("en", "und"), p.name)))
    plans = {rule.name: plan(rule) for pack in packs for rule in pack.rules}
    said = {"stamp": made_of, "packs": [[*p[:5], p.digest] for p in packs], "plans": plans}
    try:
        aside = f"{_INDEX}.{os.getpid()}"
        with open(aside, "w", encoding="utf-8") as f:
            json.dump(said, f, ensure_ascii=False, separators=(",", ":"))
        os.replace(aside, _INDEX)
    except OSError:  # a read-only installation works as well, only slower to start
        pass
    else:
        date(_INDEX, begun)
    return Index(packs, plans)


@cache
def offered_packs() -> tuple[Pack, ...]:
    """The packs of other distributions. Raises ScrubberError."""
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
