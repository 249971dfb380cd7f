"""The scorecards: points for what a block looks like, and for what stands around it. Their sum says how much it is story.

A card is data, JSON a person can read, made by ``benchmarks/train.py``. The first, ``look.json``, is additive: for each kind of
evidence its cuts and the points between them, a generalised additive model (Hastie and Tibshirani, 1986). The second,
``context.json``, asks up to 14 questions at a time, because what stands around a block counts only together with what the
block is: boosted trees (Friedman, "Greedy function approximation", Annals of Statistics 29(5), 2001). Both sums are logarithms
of odds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# How many pieces of evidence a reason names.
_NAMED = 3
# A tree's leaves are bits of a 16-bit number.
MOST_LEAVES = 16
# Blocks whose answers are held in memory together.
_AT_ONCE = 256


class Line(NamedTuple):
    """One kind of evidence: ``points[k]`` hold for values above ``cuts[k - 1]`` up to and with ``cuts[k]``."""

    cuts: Floats
    points: Floats


class Card(NamedTuple):
    """An additive scorecard. ``start`` is the sum for a block all of whose evidence is average."""

    start: float
    lines: Mapping[str, Line]


class Trees(NamedTuple):
    """Boosted trees, laid out so that all questions are asked of all blocks at once.

    Each question rules out, where the answer is no, the leaves in its ``mask``'s zero bits; the lowest bit left is the leaf
    a block ends in (Lucchese et al., "QuickScorer", SIGIR 2015).
    """

    names: tuple[str, ...]
    feature: NDArray[np.intp]
    cut: Floats
    mask: NDArray[np.uint16]
    """Questions by tree: ``(trees, questions)``; unused ones have no zero bits."""
    points: Floats
    """``(trees, MOST_LEAVES)``."""


@cache
def look_card() -> Card:
    """The card for what a block looks like by itself."""
    return read_card(_data("look"))


@cache
def context_card() -> Trees:
    """The card for a block together with what stands around it."""
    return read_trees(_data("context"))


@cache
def kind_card() -> tuple[float, Mapping[str, float]]:
    """Points for each kind of evidence about a capture as a whole: more than 0 in all is a page."""
    said = _data("kind")
    return said["start"], said["evidence"]


def _data(name: str) -> Any:
    return json.loads(files(__package__).joinpath(f"scorecards/{name}.json").read_text(encoding="utf-8"))


def read_card(said: Any) -> Card:
    lines = {name: Line(np.array(row["cuts"], float), np.array(row["points"])) for name, row in said["evidence"].items()}
    return Card(said["start"], lines)


def read_trees(said: Any) -> Trees:
    """A tree is written as ``[feature, cut, yes, no]``, where ``yes`` and ``no`` are trees or points."""
    names = tuple(said["evidence"])
    rows, points = [], []
    for tree in said["trees"]:
        questions: list[tuple[int, float, int]] = []
        leaves: list[float] = []
        _walk(tree, questions, leaves)
        unused = [(0, np.inf, 0xFFFF)] * (MOST_LEAVES - 1 - len(questions))
        rows.append([*questions, *unused])
        points.append([*leaves, *[0.0] * (MOST_LEAVES - len(leaves))])
    columns = [np.array([[q[k] for q in row] for row in rows]) for k in range(3)]
    return Trees(names, columns[0].astype(np.intp), columns[1].astype(float), columns[2].astype(np.uint16), np.array(points))


def _walk(tree: Any, questions: list[tuple[int, float, int]], leaves: list[float]) -> None:
    if not isinstance(tree, list):
        leaves.append(float(tree))
        return
    feature, cut, yes, no = tree
    first = len(leaves)
    number = len(questions)
    questions.append((feature, cut, 0))
    _walk(yes, questions, leaves)
    ruled_out = sum(1 << leaf for leaf in range(first, len(leaves)))
    questions[number] = (feature, cut, 0xFFFF & ~ruled_out)
    _walk(no, questions, leaves)


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


def add_up(evidence: Mapping[str, Floats], card: Card) -> Scores:
    """Add up an additive card's points for every block."""
    names = list(card.lines)
    parts = np.array([line.points[np.searchsorted(line.cuts, evidence[n], side="left")] for n, line in card.lines.items()])
    return Scores(card.start + parts.sum(axis=0), parts, names)


def ask(evidence: Mapping[str, Floats], trees: Trees) -> Floats:
    """Add up the points of the leaves every block ends in."""
    values = np.array([evidence[name] for name in trees.names])
    parts = [_ask(values[:, at : at + _AT_ONCE], trees) for at in range(0, values.shape[1], _AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _ask(values: Floats, trees: Trees) -> Floats:
    no = values[trees.feature] > trees.cut[:, :, None]  # trees, questions, blocks
    left = np.bitwise_and.reduce(np.where(no, trees.mask[:, :, None], np.uint16(0xFFFF)), axis=1)
    leaf = _LEAF[left & (~left + np.uint16(1))]
    return np.take_along_axis(trees.points, leaf, axis=1).sum(axis=0)  # type: ignore[no-any-return]


def _leaf_numbers() -> NDArray[np.intp]:
    table = np.zeros(1 << MOST_LEAVES, np.intp)
    for leaf in range(MOST_LEAVES):
        table[1 << leaf] = leaf
    return table


_LEAF = _leaf_numbers()
