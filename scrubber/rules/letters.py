"""The letters of the alphabets that have capitals."""

from __future__ import annotations

from functools import cache


@cache
def letters() -> tuple[str, str]:
    """The small and the capital letters of the Latin, Greek and Cyrillic alphabets, for a class of a pattern."""
    found = [chr(c) for c in (*range(0x41, 0x180), *range(0x386, 0x3CF), *range(0x400, 0x492))]
    return "".join(c for c in found if c.islower()), "".join(c for c in found if c.isupper())
