"""How rules are kept ready in a file: columns of texts and of numbers, which are cut apart rather than parsed.

A capture of a few lines needs a handful of the 48,000 phrases and 24,000 literals. To enter all of them in a dictionary and
an automaton takes ten times as long as to clean it, so what is kept is opened where a capture asks for it, and whole only
once so many have come that this pays.
"""

from __future__ import annotations

import os
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, Generic, TypeVar
from zlib import crc32

from ..model import Rule

_T = TypeVar("_T")

_SLOTS = 4096
# The letters of a literal by which it is found. Shorter literals have none, and are looked for in every text.
_ANCHOR = 3
_END = "\0"


Column = bytes | memoryview
"""Numbers or texts, one a row. What is read is a view of the file's bytes: to copy millions of them costs milliseconds."""


def of_texts(rows: Iterable[str]) -> bytes:
    """A column of texts without NUL."""
    return "".join([f"{row}{_END}" for row in rows]).encode()


def texts(column: Column) -> list[str]:
    return str(column, "utf-8").split(_END)[:-1]


def of_numbers(rows: Iterable[int]) -> bytes:
    """A column of numbers from 0 up to 2**32 - 1."""
    return _little(array("I", rows)).tobytes()


def numbers(column: Column) -> Sequence[int]:
    made = array("I")
    made.frombytes(column)
    return _little(made)


def _little(made: array[int]) -> array[int]:
    """The same order of bytes wherever a file is made and read."""
    if sys.byteorder == "big":
        made.byteswap()
    return made


def write_columns(path: str, columns: Sequence[Column]) -> None:
    """Write a file of columns; a reader sees all of it or what was there before. Raises OSError."""
    said = of_numbers([len(columns), *map(len, columns)]) + b"".join(columns)
    aside = f"{path}.{os.getpid()}"
    with open(aside, "wb") as f:
        f.write(of_numbers([crc32(said)]) + said)
    os.replace(aside, path)


def read_columns(path: str) -> list[Column]:
    """The columns of a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not whole.
    """
    with open(path, "rb") as f:
        said = memoryview(f.read())
    if len(said) < 8 or numbers(said[:4])[0] != crc32(said[4:]):
        raise ValueError(f"{path}: cut off or damaged")
    first = 8 + 4 * numbers(said[4:8])[0]
    ends = list(accumulate(numbers(said[8:first]), initial=first))
    return [said[start:end] for start, end in pairwise(ends)]


class Rows(Generic[_T]):
    """Rows of texts, of which each is made into what it stands for when it is first asked for."""

    def __init__(self, columns: Sequence[Column], make: Callable[[list[str]], _T]) -> None:
        self._columns = columns
        self._ends = numbers(columns[0])
        self._make = make
        self._made: dict[int, _T] = {}

    @staticmethod
    def columns(rows: Iterable[Iterable[str]]) -> list[Column]:
        kept = list(map(of_texts, rows))
        return [of_numbers(accumulate(map(len, kept), initial=0)), b"".join(kept)]

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (list(self),)

    def __iter__(self) -> Iterator[_T]:
        return map(self.__getitem__, range(len(self)))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> _T:
        if number not in self._made:
            row = texts(self._columns[1][self._ends[number] : self._ends[number + 1]])
            self._made[number] = self._make(row)
        return self._made[number]


class Phrases(Mapping[str, Sequence[Rule]]):
    """Keys of phrases, and the rules each belongs to."""

    def __init__(self, columns: Sequence[Column], rules: Sequence[Rule]) -> None:
        self._ends = numbers(columns[0])
        self._kept = columns[1]
        self._rules = rules
        self._slots: dict[int, dict[str, str]] = {}

    @staticmethod
    def columns(phrases: Mapping[str, Sequence[int]]) -> list[Column]:
        """Phrases with the numbers of their rules, as they are kept."""
        slots: list[list[str]] = [[] for _ in range(_SLOTS)]
        for key, rules in phrases.items():
            slots[_slot(key)] += (key, " ".join(map(str, rules)))
        kept = [of_texts(slot) for slot in slots]
        return [of_numbers(accumulate(map(len, kept), initial=0)), b"".join(kept)]

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (self.whole(),)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._near(key)

    def __getitem__(self, key: str) -> Sequence[Rule]:
        return self._named(self._near(key)[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def __len__(self) -> int:
        return len(self.whole())

    def whole(self) -> dict[str, Sequence[Rule]]:
        """All of them."""
        rows = texts(self._kept)
        named = {rules: self._named(rules) for rules in set(rows[1::2])}
        return dict(zip(rows[::2], map(named.__getitem__, rows[1::2]), strict=True))

    def _near(self, key: str) -> dict[str, str]:
        slot = _slot(key)
        if slot not in self._slots:
            rows = texts(self._kept[self._ends[slot] : self._ends[slot + 1]])
            self._slots[slot] = dict(zip(rows[::2], rows[1::2], strict=True))
        return self._slots[slot]

    def _named(self, rules: str) -> Sequence[Rule]:
        return tuple([self._rules[int(n)] for n in rules.split()])


def _slot(key: str) -> int:
    return crc32(key.encode(errors="surrogatepass")) % _SLOTS


class Literals:
    """The literals that patterns need, each filed under three letters of it: those that the fewest have."""

    def __init__(self, columns: Sequence[Column]) -> None:
        anchors, firsts, ends, self._kept = columns
        self._anchors = {anchor: number for number, anchor in enumerate(texts(anchors))}
        self._firsts = numbers(firsts)
        self._ends = numbers(ends)

    @staticmethod
    def columns(literals: Iterable[str]) -> tuple[list[str], list[Column]]:
        """The literals in the order in which they are kept, which gives them their numbers, and as they are kept."""
        filed = sorted(_filed(list(literals)).items())
        groups = [group for _, group in filed]
        kept = [of_texts(group) for group in groups]
        return [literal for group in groups for literal in group], [
            of_texts([anchor for anchor, _ in filed]),
            of_numbers(accumulate(map(len, groups), initial=0)),
            of_numbers(accumulate(map(len, kept), initial=0)),
            b"".join(kept),
        ]

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (self.whole(),)

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def among(self, text: str) -> tuple[list[int], list[str]]:
        """The numbers and the texts of literals, all that stand in the text among them."""
        letters = {"", *map("".join, zip(text, text[1:], text[2:], strict=False))}
        found: list[int] = []
        literals: list[str] = []
        for anchor in sorted([self._anchors[x] for x in self._anchors.keys() & letters]):
            found += range(self._firsts[anchor], self._firsts[anchor + 1])
            literals += texts(self._kept[self._ends[anchor] : self._ends[anchor + 1]])
        return found, literals

    def whole(self) -> list[str]:
        """All of them."""
        return texts(self._kept)


def _filed(literals: Sequence[str]) -> dict[str, list[str]]:
    """The literals under the anchor that the fewest of them have."""
    often: dict[str, int] = {}
    for literal in literals:
        for letters in _anchors(literal):
            often[letters] = often.get(letters, 0) + 1
    filed: dict[str, list[str]] = {}
    for literal in literals:
        filed.setdefault(min(_anchors(literal), key=lambda x: (often[x], x)), []).append(literal)
    return filed


def _anchors(literal: str) -> set[str]:
    if len(literal) < _ANCHOR:
        return {""}
    return {literal[i : i + _ANCHOR] for i in range(len(literal) - _ANCHOR + 1)}
