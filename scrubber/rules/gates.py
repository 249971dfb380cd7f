"""What a pattern cannot match without: literals that an automaton looks for in all rules' stead.

``share (?:this|the) (?:story|article)`` cannot match a text without ``share``. The pattern is parsed as
``re`` parses it, and of all its mandatory parts the most telling literals are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from re import _constants as c, _parser as parser  # type: ignore[attr-defined]  # isort: skip

# `regex` knows more than `re`: what `re` cannot parse stands for "some character".
_PROPERTY = re.compile(r"\\[pP]\{[^}]*\}|\[\[:\w+:\]\]|\\[Xhmg]")
_SHORTEST = 3


def gate(pattern: str) -> frozenset[str]:
    """Literals of which at least one stands in every text the pattern matches; empty if none was found.

    >>> sorted(gate(r"(?:share|send) (?:this|the) (?:story|article)"))
    ['send', 'share']
    >>> gate(r"\\\\d+ \\\\w+")
    frozenset()
    """
    try:
        tree = parser.parse(_PROPERTY.sub(".", pattern), re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return frozenset()
    return _best(_needed(tree))


def _needed(sequence: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """Every set of literals one of which must occur, for a sequence of parsed parts."""
    sets: list[frozenset[str]] = []
    run = ""
    for op, arg in sequence:
        if op is c.LITERAL:
            run += chr(arg)
            continue
        if op is c.AT:  # a word boundary takes no room: the run goes on
            continue
        sets.append(_words(run))
        run = ""
        sets += _part(op, arg)
    sets.append(_words(run))
    return [s for s in sets if s]


def _part(op: Any, arg: Any) -> list[frozenset[str]]:
    if op is c.SUBPATTERN:
        return _needed(arg[-1])
    if op is c.ATOMIC_GROUP:
        return _needed(arg)
    if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT) and arg[0] > 0:
        return _needed(arg[-1])
    if op is c.BRANCH:
        return [_either(arg[1])]
    return []


def _either(branches: Sequence[Any]) -> frozenset[str]:
    found: set[str] = set()
    for branch in branches:
        best = _best(_needed(branch))
        if not best:
            return frozenset()
        found |= best
    return frozenset(found)


def _words(run: str) -> frozenset[str]:
    """The run itself, without blanks at its ends: captures differ in how much white space they hold."""
    run = run.lower().strip()
    return frozenset({run}) if len(run) >= _SHORTEST or any(ch > "\u2e7f" for ch in run) else frozenset()


def _best(sets: list[frozenset[str]]) -> frozenset[str]:
    """The longest shortest literal, a little dearer the more alternatives there are."""
    return max(sets, key=lambda s: (min(map(_weight, s)) - 0.3 * len(s), sorted(s)), default=frozenset())


def _weight(literal: str) -> float:
    return sum(3.0 if ch > "\u2e7f" else 1.0 for ch in literal)
