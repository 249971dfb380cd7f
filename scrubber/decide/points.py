"""A scorecard for a few lines, an additive one as ``look.json`` is, added up without numpy.

Unlike there, a value that is a cut belongs to the points above it. A page has some dozens of lines that may be its
headline, and some that may be its date: too few for numpy to gain what its import costs a light capture.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple


class Points(NamedTuple):
    """A card. For each kind of evidence its cuts, and the points below the first, between two, and from the last on."""

    least: float
    """A line with fewer points is not chosen."""
    lines: Mapping[str, tuple[Sequence[float], Sequence[float]]]

    def total(self, evidence: Mapping[str, float]) -> float:
        """The sum of the points of what is known of a line."""
        return sum(points[bisect_right(cuts, evidence[name])] for name, (cuts, points) in self.lines.items())


@cache
def load_points(name: str) -> Points:
    """The card ``scorecards/NAME.json``."""
    import json  # pages alone need a card
    from pathlib import Path

    path = Path(__file__).with_name("scorecards") / f"{name}.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    return Points(said["least"], {name: (row["cuts"], row["points"]) for name, row in said["evidence"].items()})
