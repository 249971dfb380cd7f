"""Many short texts as one, for what most of them have not: it is looked for once in all rather than in each.

A page has hundreds of lines, and to ask each whether it holds a bar costs more than all that is done to the few that do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate


class Lines:
    """Texts without newlines at their edges, joined by newlines."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self._ends = list(accumulate([len(line) + 1 for line in lines]))
        self._holding: dict[str, list[int]] = {}

    def holding(self, x: str) -> list[int]:
        """The numbers of the lines that hold a string, in order."""
        if x not in self._holding:
            self._holding[x] = list(self._search(x))
        return self._holding[x]

    def _search(self, x: str) -> Iterator[int]:
        at = self.text.find(x)
        while at >= 0:
            i = bisect_right(self._ends, at)
            yield i
            at = self.text.find(x, self._ends[i])

    def matching(self, pattern: re.Pattern[str]) -> set[int]:
        """The numbers of the lines that a pattern is found in; it must not go over a line's end."""
        return {bisect_right(self._ends, found.start()) for found in pattern.finditer(self.text)}
