"""``[tool.scrubber]`` in a project's pyproject.toml: which packs and rules its commands use."""

from __future__ import annotations

import os
from typing import Any

from .errors import ScrubberError

_KEYS = {"packs": list, "select": list, "ignore": list, "dateline": str}


def find_config(folder: str) -> str | None:
    """The nearest pyproject.toml with a ``[tool.scrubber]`` table, in ``folder`` or above it."""
    folder = os.path.abspath(folder)
    while True:
        path = os.path.join(folder, "pyproject.toml")
        if _speaks(path):
            return path
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _speaks(path: str) -> bool:
    """Whether the table may be there; reading TOML to find out would cost every start more than a capture does."""
    try:
        with open(path, "rb") as f:
            return b"tool.scrubber" in f.read()
    except OSError:
        return False


def load_config(path: str) -> dict[str, Any]:
    """The keyword arguments for ``Scrubber`` that a pyproject.toml gives; packs are found beside it.

    Raises:
        ScrubberError: the file cannot be read or is not TOML, or the table holds what it must not; the message
            begins with the file.
    """
    import tomllib

    try:
        with open(path, "rb") as f:
            table = tomllib.load(f).get("tool", {}).get("scrubber", {})
    except OSError as e:
        raise ScrubberError(f"{path}: {e.strerror or e}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ScrubberError(f"{path}: not TOML: {e}") from None
    if not isinstance(table, dict):
        raise ScrubberError(f"{path}: tool.scrubber must be a table")
    for name, value in table.items():
        if name not in _KEYS:
            raise ScrubberError(f"{path}: [tool.scrubber]: unknown key {name!r}; known are {', '.join(_KEYS)}")
        if not isinstance(value, _KEYS[name]) or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            raise ScrubberError(f"{path}: [tool.scrubber]: {name} must be a {_WORDS[_KEYS[name]]}")
    beside = os.path.dirname(path)
    if "packs" in table:
        table = {**table, "packs": [os.path.join(beside, pack) for pack in table["packs"]]}
    return table


_WORDS = {list: "list of strings", str: "string"}
