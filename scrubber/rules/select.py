"""Which rules are in force: ``select`` and ``ignore``, by category, pack or rule."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import ScrubberError
from ..model import Rule


def choose(rules: Iterable[Rule], select: Iterable[str] | None, ignore: Iterable[str] | None) -> tuple[Rule, ...]:
    """The rules that ``select`` names (None: all), less those that ``ignore`` names.

    A name is a category (``share``), a pack (``de``), a rule (``story-interest``) or both (``share/story-interest``).
    The more exact word wins: ``select=["share/buttons"], ignore=["share"]`` leaves that one rule.

    Raises:
        ScrubberError: a name fits nothing; the message offers the nearest.
    """
    rules = tuple(rules)
    if select is None and ignore is None:
        return rules
    known = {name for rule in rules for name in _names(rule)}
    for name in (*(select or ()), *(ignore or ())):
        if name not in known:
            raise ScrubberError(f"no category, pack or rule is called {name!r}{_nearest(name, known)}")
    wanted, unwanted = set(select or ()), set(ignore or ())
    return tuple(r for r in rules if _exactness(r, wanted, select is None) > _exactness(r, unwanted, False))


def _names(rule: Rule) -> tuple[str, str, str, str]:
    """From the vaguest to the most exact."""
    return rule.category, rule.pack, rule.id, rule.name


def _exactness(rule: Rule, said: set[str], unsaid: bool) -> float:
    """How exactly ``said`` names the rule, 0 for not at all; ``unsaid``: it counts as named, but by no word."""
    return max([i + 1 for i, name in enumerate(_names(rule)) if name in said], default=0.5 if unsaid else 0)


def _nearest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(str(name), sorted(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
