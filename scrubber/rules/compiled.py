"""Patterns as the `regex` module pickles them: compiled.

It takes milliseconds to compile one, and the first short capture of a process, which is cleaned in four, calls for ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any
from zlib import crc32

from .shelf import Column, numbers, of_numbers, of_texts, texts


class Compiled:
    """Compiled patterns, by their texts. Those of another version of `regex` are of no use."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        (self._version,) = texts(columns[0])
        self._ends = numbers(columns[2])
        self._places: dict[int, int] = {}

    @staticmethod
    def columns(patterns: Iterable[Any]) -> list[Column]:
        """Patterns of `regex`, as they are kept."""
        import pickle

        import regex

        found = list(patterns)
        kept = [pickle.dumps(each, pickle.HIGHEST_PROTOCOL) for each in found]
        marks = of_numbers([_mark(each.pattern) for each in found])
        return [of_texts([regex.__version__]), marks, of_numbers(accumulate(map(len, kept), initial=0)), b"".join(kept)]

    def __reduce__(self) -> tuple[Any, ...]:
        return Compiled, (list(map(bytes, self._columns)),)

    def get(self, text: str) -> Any:
        """The pattern with this text, None if it is not kept."""
        import pickle  # a capture without such a pattern needs neither

        import regex

        if regex.__version__ != self._version:
            return None
        if not self._places:
            self._places = {mark: place for place, mark in enumerate(numbers(self._columns[1]))}
        place = self._places.get(_mark(text))
        if place is None:
            return None
        made = pickle.loads(self._columns[3][self._ends[place] : self._ends[place + 1]])
        return made if made.pattern == text else None


def _mark(text: str) -> int:
    return crc32(text.encode())
