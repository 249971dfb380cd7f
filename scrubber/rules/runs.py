"""Menus and prompts that were run together with blanks, before or after a paragraph on the same line.

"Home News Sport Weather Share this story! The bridge closed on Monday": no edge rule knows the row, but each cell is
a phrase. Any two words may begin a sentence, so it takes a row of them, and what follows has to begin anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple

from ..model import Rule, Scope
from .fold import fold
from .joints import Found, as_edge

RuleOf = Callable[[str], Rule | None]
"""A phrase's key -> the rule it belongs to, a sure one if there is any."""

# Shorter blocks are no paragraphs with a menu before them.
_SHORTEST = 150
_REACH = 400
_LONGEST_PHRASE = 6
_LOOK = 40
# Cells that make a row: of any kind, or of sure ones with a phrase of several words among them.
_CELLS, _SURE_CELLS = 4, 2
_WORD = re.compile(r"\S+")
_SENTENCE = re.compile(r"[.!?…][\"”’»)]? (?=\S)")
_MOST_SENTENCES = 4
# No comma: "Facebook, Twitter, Instagram, YouTube" begins a sentence.
_AROUND = " .:;!?…|•·»›>/()[]\"'“”"
_STOPS = frozenset(".\"”’»),")


class _Cell(NamedTuple):
    rule: Rule
    start: int
    end: int
    words: int


def find_runs(texts: Sequence[str], rule_of: RuleOf, keys: Container[str]) -> dict[int, list[Found]]:
    """Text number -> the cells of the rows at its start and its end. ``keys`` are those of all phrases."""
    found = {}
    for i, text in enumerate(texts):
        if len(text) >= _SHORTEST:
            cells = _leading(text, rule_of) if _may_begin(text, keys) else []
            if text[-1] not in _STOPS:
                cells += _trailing(text, rule_of)
            if cells:
                found[i] = cells
    return found


def _may_begin(text: str, keys: Container[str]) -> bool:
    """A quick look, for nearly every paragraph is none: whether its first words might be a phrase."""
    head = text[:_LOOK].lower()
    at = head.find(" ")
    while at > 0:
        if head[:at].strip(_AROUND) in keys:
            return True
        at = head.find(" ", at + 1)
    return False


def _leading(text: str, rule_of: RuleOf) -> list[Found]:
    cells = list(_cells(text, 0, _REACH, rule_of))
    if not _is_row(cells) or not _begins_anew(text[cells[-1].end :].lstrip(_AROUND)):
        return []  # "Home News Business leaders said"
    return _spans(cells, "start")


def _trailing(text: str, rule_of: RuleOf) -> list[Found]:
    begins = [m.end() for m in _SENTENCE.finditer(text, max(0, len(text) - _REACH))]
    for begin in begins[-_MOST_SENTENCES:]:
        cells = list(_cells(text, begin, len(text), rule_of))
        if cells and _is_row(cells) and not text[cells[-1].end :].strip(_AROUND):
            return _spans(cells, "end")
    return []


def _cells(text: str, at: int, limit: int, rule_of: RuleOf) -> Iterator[_Cell]:
    """Phrase after phrase, each the longest that a rule knows, each with a capital."""
    words = [m.span() for m in _WORD.finditer(text, at, min(at + 60, limit))]
    number = 0
    while number < len(words):
        cell = _longest(text, words[number : number + _LONGEST_PHRASE], rule_of)
        if cell is None:
            return
        yield cell
        number += cell.words
        if len(words) - number < _LONGEST_PHRASE and words[-1][1] < limit:
            words = [m.span() for m in _WORD.finditer(text, cell.end, min(cell.end + 60, limit))]
            number = 0


def _longest(text: str, words: Sequence[tuple[int, int]], rule_of: RuleOf) -> _Cell | None:
    if not words or text[words[0][0]].islower():
        return None
    begin = words[0][0]
    folded = fold(text[begin : words[-1][1]])
    bare = [folded[s - begin : e - begin].strip(_AROUND) for s, e in words]
    for n in range(len(words), 0, -1):
        rule = rule_of(" ".join(word for word in bare[:n] if word)) if bare[n - 1] else None
        if rule:
            return _Cell(rule, words[0][0], words[n - 1][1], n)
    return None


def _begins_anew(rest: str) -> bool:
    return len(rest) >= _SHORTEST // 2 and not rest[0].islower()


def _is_row(cells: Sequence[_Cell]) -> bool:
    sure = [cell for cell in cells if cell.rule.strength == "sure"]
    if len(cells) >= _CELLS:
        return bool(sure)
    return len(sure) == len(cells) >= _SURE_CELLS and any(cell.words > 1 for cell in cells)


def _spans(cells: Sequence[_Cell], scope: Scope) -> list[Found]:
    """Each cell with the blanks behind it."""
    ends = [*(cell.start for cell in cells[1:]), cells[-1].end]
    return [(as_edge(cell.rule, scope), cell.start, end) for cell, end in zip(cells, ends, strict=True)]
