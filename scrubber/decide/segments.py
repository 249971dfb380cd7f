"""Where the story stands in a capture: the best run of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .context import best_stretch, weigh

Floats = NDArray[np.float64]

_PRICE = -2.0
# A page whose best run is shorter is one that looks like nothing the card has seen (a poem, a table): it is
# looked at again with a lower bar rather than thrown away.
_FEWEST_WORDS = 60
# How near an article's edge a rule must know a line.
_NEAR = 3
_LOWER = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0)


class Run(NamedTuple):
    """Blocks ``start`` to ``end``, without those in ``dropped``."""

    start: int
    end: int
    dropped: frozenset[int]


def best_run(total: Floats, words: Floats, known: NDArray[np.bool_], bias: float, drop: float) -> Run:
    """The contiguous run with the greatest sum of ``(score - bias) * weight``.

    ``known`` marks blocks that sure rules remove whatever the run: they may stand inside it at a small price, so that
    a share row of ten lines does not cut a story in two.

    Inside it single blocks with a score under ``drop`` are left out.
    """
    weight = weigh(words)
    run = Run(0, 0, frozenset())
    for lower in _LOWER:
        values = (total - bias + lower) * weight
        run = _run(np.where(known, np.maximum(values, _PRICE), values), total < drop - lower)
        if words[run.start : run.end].sum() - words[list(run.dropped)].sum() >= _FEWEST_WORDS:
            break
    return run


def borne_out(run: Run, prose: Sequence[bool], witness: Sequence[bool]) -> Run:
    """The run, but for ends that nothing besides the score speaks for.

    A story does not end between two paragraphs, and where it ends a rule knows one of the next lines, from which on it is
    over: the score alone took the last paragraphs of a column in Korean for the comments below it, and the cook's "Enjoy!"
    for the share row.
    """
    start, end = run.start, run.end
    while 0 < end < len(prose) and prose[end - 1] and prose[end]:
        end += 1
    while 0 < start < len(prose) and prose[start - 1] and prose[start]:
        start -= 1
    end = next((i for i in range(end, min(end + _NEAR, len(prose))) if witness[i]), len(prose))
    start = next((i + 1 for i in range(start - 1, max(0, start - _NEAR) - 1, -1) if witness[i]), 0)
    return Run(start, end, frozenset(i for i in run.dropped if not prose[i]))


def _run(values: Floats, bad: NDArray[np.bool_]) -> Run:
    start, end = best_stretch(values)
    return Run(start, end, frozenset((start + np.flatnonzero(bad[start:end])).tolist()))
