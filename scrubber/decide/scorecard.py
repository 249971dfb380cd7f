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
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# How many pieces of evidence a reason names.
_NAMED = 3
# A tree's leaves are bits of a 16-bit number.
MOST_LEAVES = 16
# Blocks that are asked together: what they leave must stay near the processor, and neighbours mostly are alike.
_AT_ONCE = 48


class Line(NamedTuple):
    """One kind of evidence: ``points[k]`` hold for values above ``cuts[k - 1]`` up to and with ``cuts[k]``."""

    cuts: Floats
    points: Floats


class Card(NamedTuple):
    """An additive scorecard. ``start`` is the sum for a block all of whose evidence is average."""

    start: float
    lines: Mapping[str, Line]


class Trees(NamedTuple):
    """Boosted trees, laid out so that a block is asked for each kind of evidence but once.

    A question rules out leaves where its answer is no, and the lowest that is left is the one a block ends in (Lucchese et
    al., "QuickScorer", SIGIR 2015). Between two cuts of one kind of evidence all its questions, in all trees, have the same
    answers, so what they leave over is known beforehand.
    """

    names: tuple[str, ...]
    cuts: tuple[Floats, ...]
    """For each name the cuts of all its questions, ascending."""
    first: NDArray[np.intp]
    """For each name the row of ``left`` that holds for values up to its first cut; one row more for every cut."""
    left: NDArray[np.uint16]
    """``(rows, trees)``: the leaves that are left, as bits."""
    points: Floats
    """Those of every leaf, tree after tree, ``MOST_LEAVES`` each."""


@cache
def look_card(name: str = "look") -> Card:
    """The card for what a block looks like by itself: ``look`` for text, ``html-look``."""
    return read_card(_data(name))


@cache
def context_card(name: str = "context") -> Trees:
    """The card for a block together with what stands around it: ``context`` for text, ``html-context``."""
    return read_trees(_data(name))


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
    asked: list[tuple[int, int, float, int]] = []
    points = np.zeros((len(said["trees"]), MOST_LEAVES))
    for number, tree in enumerate(said["trees"]):
        questions: list[tuple[int, float, int]] = []
        leaves: list[float] = []
        _walk(tree, questions, leaves)
        points[number, : len(leaves)] = leaves
        asked += [(number, *question) for question in questions]
    cuts: list[list[float]] = [[] for _ in names]
    rows: dict[tuple[int, float], int] = {}
    for feature, cut in sorted({(feature, cut) for _, feature, cut, _ in asked}):
        cuts[feature].append(cut)
        rows[feature, cut] = len(rows) + feature + 1
    first = np.cumsum([0, *(len(each) + 1 for each in cuts)])
    left = np.full((first[-1], len(points)), 0xFFFF, np.uint16)
    for number, feature, cut, mask in asked:
        left[rows[feature, cut], number] &= mask
    for at, end in pairwise(first):
        np.bitwise_and.accumulate(left[at:end], out=left[at:end])
    return Trees(names, tuple(map(np.array, cuts)), first[:-1], left, points.ravel())


def _walk(tree: Any, questions: list[tuple[int, float, int]], leaves: list[float]) -> None:
    if not isinstance(tree, list):
        leaves.append(float(tree))
        return
    feature, cut, yes, no = tree
    first = len(leaves)
    number = len(questions)
    questions.append((feature, cut, 0))
    _walk(yes, questions, leaves)
    ruled_out = (1 << len(leaves)) - (1 << first)
    questions[number] = (feature, cut, 0xFFFF & ~ruled_out)
    _walk(no, questions, leaves)


class Scores(NamedTuple):
    """Each block's sum, and what it is the sum of."""

    total: Floats
    parts: Floats
    names: Sequence[str]

    def why(self, wanted: Sequence[int]) -> list[str]:
        """For each of the blocks its sum with the strongest evidence against it."""
        parts = np.ascontiguousarray(self.parts.T[wanted])
        worst = np.argsort(parts)[:, :_NAMED]
        values = np.take_along_axis(parts, worst, axis=1)
        rows = zip(self.total[wanted].tolist(), worst.tolist(), values.tolist(), strict=True)
        return [self._said(*row) for row in rows]

    def _said(self, total: float, worst: Sequence[int], values: Sequence[float]) -> str:
        against = ", ".join([f"{self.names[k]} {value:+.1f}" for k, value in zip(worst, values, strict=True) if value < 0])
        return f"Scores {total:+.1f}: {against}." if against else f"Scores {total:+.1f}."


def add_up(evidence: Mapping[str, Floats], card: Card) -> Scores:
    """Add up an additive card's points for every block."""
    names = list(card.lines)
    parts = np.array([line.points.take(line.cuts.searchsorted(evidence[n])) for n, line in card.lines.items()])
    return Scores(card.start + parts.sum(axis=0), parts, names)


def ask(evidence: Mapping[str, Floats], trees: Trees) -> Floats:
    """Add up the points of the leaves every block ends in."""
    places = [cuts.searchsorted(evidence[name]) for name, cuts in zip(trees.names, trees.cuts, strict=True)]
    rows = np.array(places) + trees.first[:, None]
    leaves = [_ask(rows[:, at : at + _AT_ONCE], trees) for at in range(0, rows.shape[1], _AT_ONCE)]
    # The points are added up for all blocks at once: in another order the last digit may be another.
    return trees.points.take(np.concatenate(leaves).T).sum(axis=0)  # type: ignore[no-any-return]


def _ask(rows: NDArray[np.intp], trees: Trees) -> NDArray[np.intp]:
    """For each block the number of the leaf it ends in, in every tree."""
    # Half of the evidence, such as what the capture is as a whole, mostly is the same for all these blocks.
    differ = (rows != rows[:, :1]).any(axis=1)
    alike = np.bitwise_and.reduce(trees.left.take(rows[~differ, 0], axis=0))
    left = np.bitwise_and.reduce(trees.left.take(rows[differ], axis=0)) & alike
    return _LEAF[left & (~left + np.uint16(1))] + np.arange(0, len(trees.points), MOST_LEAVES)  # type: ignore[no-any-return]


def _leaf_numbers() -> NDArray[np.uint8]:
    table = np.zeros(1 << MOST_LEAVES, np.uint8)
    for leaf in range(MOST_LEAVES):
        table[1 << leaf] = leaf
    return table


_LEAF = _leaf_numbers()
