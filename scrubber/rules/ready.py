"""All built-in rules ready for matching, kept in ``packs/index.ready``: what every start needs that asks for no other rules."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import repeat
from typing import NamedTuple

from ..model import Rule
from .icons import ICON_RULES
from .load import fingerprint
from .match import Ready, Test, of_rules
from .packs import builtin
from .shelf import Column, Literals, Phrases, numbers, of_numbers, of_texts, read_columns, texts, write_columns
from .stamp import PACKS, Stamp, date, is_current, stamp

_READY = os.path.join(PACKS, "index.ready")
_PART = "\x01"
"""Behind each string of a list."""


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
    kinds = list(dict.fromkeys(calls))
    return [
        *_rule_columns([rule for rule in ready.rules if not rule.find]),
        *_test_columns(ready.tests, number),
        *_test_columns(ready.ungated, number),
        of_texts([" ".join(map(str, (shift, *tests))) for shift, tests in kinds]),
        of_numbers(map({kind: n for n, kind in enumerate(kinds)}.__getitem__, calls)),
        *literals,
        *Phrases.columns({key: [number[rule.name] for rule in rules] for key, rules in ready.phrases.items()}),
        of_texts(sorted(ready.signs)),
    ]


def _ready(columns: Iterator[Column]) -> Ready:
    rules = [*_rules(columns), *ICON_RULES]
    tests = list(_tests(columns, rules))
    ungated = list(_tests(columns, rules))
    kinds = [(shift, tuple(called)) for shift, *called in (map(int, kind.split()) for kind in texts(next(columns)))]
    calls = [kinds[n] for n in numbers(next(columns))]
    literals = Literals([next(columns) for _ in range(4)])
    phrases = Phrases([next(columns), next(columns)], rules)
    return Ready(rules, tests, ungated, calls, literals, phrases, frozenset(texts(next(columns))))


def _rule_columns(rules: Sequence[Rule]) -> list[Column]:
    """Their words, then what is true or false of them, then their sites."""
    words = [of_texts(column) for column in zip(*(rule[:7] for rule in rules), strict=True)]
    truths = [of_numbers([rule.allow for rule in rules]), of_numbers([rule.case for rule in rules])]
    return [*words, *truths, of_texts(map(_listed, (rule.sites for rule in rules)))]


def _rules(columns: Iterator[Column]) -> Iterable[Rule]:
    # Thousands of rules share a few words, which are compared all the time.
    words = [map(sys.intern, texts(next(columns))) for _ in range(7)]
    allow, case = (map(bool, numbers(next(columns))) for _ in range(2))
    sites = map(_list, texts(next(columns)))
    return map(Rule, *words, repeat(()), repeat(()), allow, sites, case)


def _test_columns(tests: Sequence[tuple[Rule, Test]], number: dict[str, int]) -> list[Column]:
    # The lists of strings that a block must have one of are the same in a third of the tests.
    groups = {group: n for n, group in enumerate(dict.fromkeys(group for _, test in tests for group in test.also))}
    return [
        of_numbers([number[rule.name] for rule, _ in tests]),
        of_texts([test.pattern for _, test in tests]),
        of_texts([test.place for _, test in tests]),
        of_numbers([test.widest for _, test in tests]),
        of_texts(map(_listed, groups)),
        of_texts([" ".join(str(groups[group]) for group in test.also) for _, test in tests]),
    ]


def _tests(columns: Iterator[Column], rules: Sequence[Rule]) -> Iterable[tuple[Rule, Test]]:
    of = map(rules.__getitem__, numbers(next(columns)))
    patterns, places, widest = texts(next(columns)), map(sys.intern, texts(next(columns))), numbers(next(columns))
    groups = list(map(_list, texts(next(columns))))
    also = [tuple([groups[int(n)] for n in wanted.split()]) for wanted in texts(next(columns))]
    return zip(of, map(Test, patterns, places, widest, also), strict=True)


def _listed(strings: Iterable[str]) -> str:
    return "".join([f"{x}{_PART}" for x in strings])


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split(_PART)[:-1]) if text else ()
