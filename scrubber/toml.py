"""TOML is written so that people can read it, what does not show escaped; the standard library only reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def pairs(table: Mapping[str, Any]) -> Iterator[str]:
    """A line for each key whose value is not None."""
    return (f"{key} = {value_of(value)}" for key, value in table.items() if value is not None)


def value_of(value: str | bool | int | float | dt.date | Iterable[str]) -> str:
    """A value; a text of several lines on several lines."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _multiline(value) if "\n" in value else '"' + _escaped(value).replace('"', '\\"') + '"'
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"[{', '.join(map(value_of, value))}]"


def _multiline(text: str) -> str:
    # The newline after the opening quotes is not part of the value. Three quotes would end it, and so would
    # one at its end, together with the closing ones.
    inner = "\n".join(map(_escaped, text.split("\n"))).replace('"""', '""\\"')
    return '"""\n' + (inner[:-1] + '\\"' if inner.endswith('"') else inner) + '"""'


def _escaped(text: str) -> str:
    """Escape backslashes and whatever does not show: a no-break space in an expectation must be seen."""
    return "".join(c if c.isprintable() and c != "\\" else _escape(ord(c)) for c in text)


def _escape(code: int) -> str:
    return "\\\\" if code == ord("\\") else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
