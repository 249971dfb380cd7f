"""The scorecard: points for what a block looks like and where it stands. Their sum says how much it is story.

A card is data, a JSON file a person can read: for each kind of evidence its cuts and the points between them. It is made
by ``benchmarks/train.py``. The model is a generalised additive one (Hastie and Tibshirani, 1986), fitted as a
logistic regression over the bins, so the sum is the logarithm of the odds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# How many pieces of evidence a reason names.
_NAMED = 3


class Line(NamedTuple):
    """One kind of evidence: ``points[k]`` hold for values from ``cuts[k - 1]`` up to, not including, ``cuts[k]``."""

    cuts: Floats
    points: Floats


class Card(NamedTuple):
    """A scorecard. ``start`` is the sum for a block all of whose evidence is average."""

    start: float
    bias: float
    drop: float
    lines: Mapping[str, Line]


@cache
def page_card() -> Card:
    """The card for the text of whole pages."""
    said = json.loads(files(__package__).joinpath("scorecards/page.json").read_text(encoding="utf-8"))
    lines = {name: Line(np.array(row["cuts"]), np.array(row["points"])) for name, row in said["evidence"].items()}
    return Card(said["start"], said["bias"], said["drop"], lines)


class Scores(NamedTuple):
    """Each block's sum, and what it is the sum of."""

    total: Floats
    parts: Floats
    names: Sequence[str]

    def why(self, i: int) -> str:
        """The sum of block ``i`` with the strongest evidence against it."""
        worst = [k for k in np.argsort(self.parts[:, i])[:_NAMED] if self.parts[k, i] < 0]
        said = ", ".join(f"{self.names[k]} {self.parts[k, i]:+.1f}" for k in worst)
        return f"Scores {self.total[i]:+.1f}" + (f": {said}." if said else ".")


def score(evidence: Mapping[str, Floats], card: Card) -> Scores:
    """Add up the points of every block."""
    names = list(card.lines)
    parts = np.array([line.points[np.searchsorted(line.cuts, evidence[n], side="right")] for n, line in card.lines.items()])
    return Scores(card.start + parts.sum(axis=0), parts, names)
