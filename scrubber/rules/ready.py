"""All built-in rules ready for matching, kept in ``packs/index.ready``: what every start needs that asks for no other rules."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import accumulate, chain, pairwise, repeat, starmap
from typing import Any, NamedTuple, TypeVar

from ..model import Rule
from .compiled import Compiled
from .icons import ICON_RULES
from .load import fingerprint
from .match import Call, Ready, Test, framed, of_rules
from .packs import builtin
from .shelf import Column, Literals, Phrases, Rows, numbers, of_numbers, of_texts, read_columns, texts, write_columns
from .stamp import PACKS, Stamp, date, is_current, stamp

_T = TypeVar("_T")
# Parts the strings of a group, of which none holds it.
_BETWEEN = "\x01"
_READY = os.path.join(PACKS, "index.ready")


class Standard(NamedTuple):
    """All built-in rules."""

    ready: Ready
    fingerprint: str
    """Of a Scrubber with these rules that is told nothing else."""


@cache
def standard() -> Standard:
    """The rules of ``packs.builtin``, ready for matching."""
    return _kept() or write_standard()


def _kept() -> Standard | None:
    try:
        columns = iter(read_columns(_READY))
        if not is_current(_stamped(columns), _READY):
            return None
        (mark,) = texts(next(columns))
        return Standard(_ready(columns), mark)
    except (OSError, ValueError, StopIteration):  # none, cut off, or damaged: it is made anew
        return None


def write_standard() -> Standard:
    """Make the built-in rules ready, and keep that if the place can be written to."""
    begun, made_of = time.time_ns(), stamp()
    packs, plans = builtin()
    made = Standard(of_rules((r for p in packs for r in p.rules), plans), fingerprint(packs))
    columns = [*_stamp_columns(made_of), of_texts([made.fingerprint]), *_columns(made.ready)]
    try:
        write_columns(_READY, columns)
    except OSError:  # as in stamp.date
        pass
    else:
        date(_READY, begun)
    return made


def _stamp_columns(made_of: Stamp) -> list[Column]:
    names, sizes, marks = zip(*made_of, strict=True)
    return [of_texts(names), of_numbers(sizes), of_numbers(marks)]


def _stamped(columns: Iterator[Column]) -> Stamp:
    return list(map(list, zip(texts(next(columns)), numbers(next(columns)), numbers(next(columns)), strict=True)))


def _columns(ready: Ready) -> list[Column]:
    number = {rule.name: n for n, rule in enumerate(ready.rules)}
    order, literals = Literals.columns(ready.literals)
    call_of = dict(zip(ready.literals, ready.calls, strict=True))
    calls = [call_of[literal] for literal in order]
    return [
        *_rule_columns([rule for rule in ready.rules if not rule.find]),
        *Rows.columns(_test_row(number[rule.name], test) for rule, test in ready.tests),
        *Rows.columns(_test_row(number[rule.name], test) for rule, test in ready.ungated),
        *Rows.columns(map(str, (shift, longest, *tests)) for shift, longest, tests in calls),
        *literals,
        *Phrases.columns({key: [number[rule.name] for rule in rules] for key, rules in ready.phrases.items()}),
        of_texts(sorted(ready.signs)),
        *Compiled.columns(_of_regex([*ready.tests, *ready.ungated])),
    ]


def _of_regex(tests: Iterable[tuple[Rule, Test]]) -> Iterator[Any]:
    """The patterns that `re` cannot compile, each once."""
    wanted = dict.fromkeys((test.pattern, rule.scope) for rule, test in tests)
    return (made for made in starmap(framed, wanted) if not isinstance(made, re.Pattern))


def _ready(columns: Iterator[Column]) -> Ready:
    rules = [*_rules(columns), *ICON_RULES]
    tests = Rows([next(columns), next(columns)], partial(_test, rules))
    ungated = list(Rows([next(columns), next(columns)], partial(_test, rules)))
    calls = Rows([next(columns), next(columns)], _call)
    literals = Literals([next(columns) for _ in range(4)])
    phrases = Phrases([next(columns), next(columns)], rules)
    signs = frozenset(texts(next(columns)))
    return Ready(rules, tests, ungated, calls, literals, phrases, signs, Compiled([next(columns) for _ in range(4)]))


def _rule_columns(rules: Sequence[Rule]) -> list[Column]:
    """Their words, then what is true or false of them, then their sites."""
    words = [of_texts(column) for column in zip(*(rule[:7] for rule in rules), strict=True)]
    truths = [of_numbers([rule.allow for rule in rules]), of_numbers([rule.case for rule in rules])]
    sites = [rule.sites for rule in rules]
    return [*words, *truths, of_texts(chain.from_iterable(sites)), _ends(sites)]


def _rules(columns: Iterator[Column]) -> Iterable[Rule]:
    # Thousands of rules share a few words, which are compared all the time.
    words = [map(sys.intern, texts(next(columns))) for _ in range(7)]
    allow, case = (map(bool, numbers(next(columns))) for _ in range(2))
    sites = _cut(texts(next(columns)), next(columns))
    return map(Rule, *words, repeat(()), repeat(()), allow, sites, case)


def _test_row(number: int, test: Test) -> list[str]:
    return [str(number), test.pattern, test.place, str(test.widest), *map(_BETWEEN.join, test.also)]


def _test(rules: Sequence[Rule], row: Sequence[str]) -> tuple[Rule, Test]:
    number, pattern, place, widest, *also = row
    groups = tuple([tuple(group.split(_BETWEEN)) for group in also])
    return rules[int(number)], Test(pattern, place, int(widest), groups)


def _call(row: Sequence[str]) -> Call:
    shift, longest, *tests = map(int, row)
    return shift, longest, tuple(tests)


def _ends(rows: Iterable[Sequence[object]]) -> bytes:
    return of_numbers(accumulate(map(len, rows), initial=0))


def _cut(values: Sequence[_T], ends: Column) -> list[tuple[_T, ...]]:
    """The values of all rows, one after the other, as rows."""
    return [tuple(values[start:end]) for start, end in pairwise(numbers(ends))]
