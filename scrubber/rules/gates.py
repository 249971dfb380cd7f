"""What a pattern cannot match without: literals that an automaton looks for in all rules' stead.

``share (?:this|the) story`` cannot match a block that does not begin with ``share``, and ``\\d+ comments`` none that
does not end with ``comments``. The pattern is parsed as ``re`` parses it; the literals at its beginning are the best gate,
those at its end the next best, and for the rest the most telling literals of its mandatory parts.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from re import _constants as c, _parser as parser  # type: ignore[attr-defined]  # isort: skip

from .fold import fold

# `regex` knows more than `re`: what `re` cannot parse stands for "some letter", also in a class.
_PROPERTY = re.compile(r"\\[pP]\{[^}]*\}|\[\[:\^?\w+:\]\]|\\[Xhmg]")
_SHORTEST = {"first": 2, "last": 3, "inside": 3}
# More alternatives than this and the pattern is better gated by another of its parts.
_MOST = 48
# A class of signs may be long; with letters in it, it soon makes more strings than are worth looking for.
_FEW = 40
_LARGEST_GROUP = 24
_MOST_GROUPS = 4
_UNBOUNDED = 100_000
_REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)

Place = Literal["first", "last", "edge", "inside"]


class Gate(NamedTuple):
    """A block is tried only if one of the literals stands first in it, last in it, or anywhere inside.

    ``edge`` literals hold the newline that stands for the block's edge themselves. Without literals every block is
    tried. What is first and last is counted without the punctuation around.
    """

    place: Place
    literals: tuple[str, ...]
    widest: int
    """The longest text the pattern matches, in characters."""
    also: tuple[tuple[str, ...], ...] = ()
    """Of each of these groups one must stand in the block too, be it a bracket: a look before the pattern is compiled."""


def gate(pattern: str, scope: str) -> Gate:
    """The best gate of a pattern that is tried with ``scope``.

    >>> gate("(?:share|send) (?:this|the) (?:story|article)", "block").literals
    ('send', 'share')
    >>> gate(r"\\\\d+ comments?", "block")[:2]
    ('inside', ('comment',))
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of nested sets, which `regex` knows
            tree = parser.parse(_PROPERTY.sub(r"\\w", pattern), re.IGNORECASE)
    except (re.error, OverflowError, RecursionError):
        return Gate("inside", (), _UNBOUNDED)
    widest = min(_UNBOUNDED, int(tree.getwidth()[1]))
    return _gate(list(tree), scope, widest)._replace(also=_groups(tree))


def _gate(tree: Sequence[tuple[Any, Any]], scope: str, widest: int) -> Gate:
    found: Iterable[str] | None
    if scope == "title":
        first, last = _edge(tree, 1), _edge(tree, -1)
        if first and last:
            return Gate("edge", (*(f"\n{x}" for x in _sorted(first)), *(f"{x}\n" for x in _sorted(last))), widest)
    if scope in ("block", "start") and (found := _edge(tree, 1)):
        return Gate("first", _sorted(found), widest)
    if scope in ("block", "end") and (found := _edge(tree, -1)):
        return Gate("last", _sorted(found), widest)
    return Gate("inside", _sorted(_best(_needed(tree))), widest)


def _sorted(literals: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(literals)))


def _edge(parts: Sequence[tuple[Any, Any]], step: int) -> set[str] | None:
    """The literals a match begins (``step`` 1) or ends (-1) with, or None if they cannot be told or are too short."""
    found = _edges(parts, step)
    shortest = _SHORTEST["first" if step == 1 else "last"]
    return found if found and all(weight(x) >= shortest for x in found) else None


def _edges(parts: Sequence[tuple[Any, Any]], step: int) -> set[str] | None:
    """As ``_edge``, whatever the literals' length; an empty set where nothing that counts stands at this edge.

    Punctuation at a block's edges does not count: it is stripped before the look-up.
    """
    run = {""}
    rest = list(parts)[::step]
    for i, (op, arg) in enumerate(rest):
        strings = _finite(op, arg)
        longer = strings and {a + b if step == 1 else b + a for a in run for b in strings}
        if longer and len(longer) <= _MOST:
            run = {_bare(x, step) for x in longer}
            continue
        if run != {""}:
            break
        if op is c.IN and not any(map(_may_count, arg)):
            continue
        if op in _REPEATS and arg[0] == 0 and _edges(list(arg[-1]), step) == set():
            continue
        return _branching(op, arg, rest[i + 1 :][::step], step)
    return None if "" in run and run != {""} else {_trim(x, step) for x in run - {""}}


def _branching(op: Any, arg: Any, rest: Sequence[tuple[Any, Any]], step: int) -> set[str] | None:
    """The literals of a part that is no short list of strings; where it may be empty, also of what follows."""
    if op in _REPEATS:
        ways = [list(arg[-1]), *([[]] if arg[0] == 0 else [])]
    elif op in (c.SUBPATTERN, c.ATOMIC_GROUP, c.BRANCH):
        ways = [list(way) for way in (arg[1] if op is c.BRANCH else [arg[-1] if op is c.SUBPATTERN else arg])]
    else:
        return None
    found: set[str] = set()
    for way in ways:
        literals = _edges(way, step)
        if literals == set():  # nothing in it that counts: what follows comes first
            literals = _edges(rest, step)
        if not literals or len(found) > _MOST:
            return None
        found |= literals
    return found


def _finite(op: Any, arg: Any) -> set[str] | None:
    """Every string a part can match, folded, if they are few."""
    if op is c.LITERAL:
        return {fold(chr(arg))}
    if op in (c.AT, c.ASSERT, c.ASSERT_NOT):  # they take no room
        return {""}
    if op is c.IN:
        chars = {fold(chr(x)) if kind is c.LITERAL else None for kind, x in arg}
        return None if None in chars or len(chars) > _FEW else chars  # type: ignore[return-value]
    if op in _REPEATS and arg[:2] == (0, 1):
        strings = _product(arg[-1])
        return strings and strings | {""}
    if op in (c.SUBPATTERN, c.ATOMIC_GROUP):
        return _product(arg[-1] if op is c.SUBPATTERN else arg)
    if op is c.BRANCH:
        ways = [_product(way) for way in arg[1]]
        return None if any(w is None for w in ways) else {x for w in ways for x in w or ()}
    return None


def _product(parts: Iterable[tuple[Any, Any]]) -> set[str] | None:
    out = {""}
    for op, arg in parts:
        strings = _finite(op, arg)
        if strings is None or len(out) * len(strings) > _MOST:
            return None
        out = {a + b for a in out for b in strings}
    return out


def _bare(text: str, step: int) -> str:
    """Without the punctuation that is stripped from a block's edge."""
    while text and not text[0 if step == 1 else -1].isalnum():
        text = text[1:] if step == 1 else text[:-1]
    return text


def trimmed(literal: str) -> str:
    """A literal given by hand without the signs around it, which may be the block's edge, unless little is left of it."""
    bare = _bare(_bare(literal, 1), -1)
    return bare if weight(bare) >= _SHORTEST["inside"] else literal


def _trim(text: str, step: int) -> str:
    """Cut at double blanks, of which captures differ in how many they hold, and without what is stripped from blocks:
    the block "Stand:" is looked up as "stand"."""
    return _bare(text.split("  ")[0] if step == 1 else text.split("  ")[-1], -step)


def _may_count(part: tuple[Any, Any]) -> bool:
    """Whether a member of a character class may be a letter or a digit."""
    op, arg = part
    if op is c.LITERAL:
        return chr(arg).isalnum()
    if op is c.RANGE:
        return any(chr(x).isalnum() for x in range(arg[0], min(arg[1], arg[0] + 300) + 1))
    return not (op is c.CATEGORY and arg in (c.CATEGORY_SPACE, c.CATEGORY_NOT_WORD))


def _needed(parts: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """Every set of literals one of which must occur, for a sequence of parsed parts."""
    sets: list[frozenset[str]] = []
    run = {""}
    for op, arg in parts:
        strings = _finite(op, arg)
        if strings and len(run) * len(strings) <= _MOST:
            sets += [_telling(run), _telling(strings)]  # "(?:ad)?(?:vert|vertisement)": the longer may not be the better
            run = {a + b for a in run for b in strings}
            continue
        sets.append(_telling(run))
        run = {""}
        sets += [_telling(strings)] if strings else _part(op, arg)
    sets.append(_telling(run))
    return [s for s in sets if s]


def _part(op: Any, arg: Any) -> list[frozenset[str]]:
    if op is c.SUBPATTERN:
        return _needed(arg[-1])
    if op is c.ATOMIC_GROUP:
        return _needed(arg)
    if op in _REPEATS and arg[0] > 0:
        return _needed(arg[-1])
    if op is c.BRANCH:
        best = [_best(_needed(way)) for way in arg[1]]
        return [frozenset().union(*best)] if all(best) and sum(map(len, best)) <= _MOST else []
    return []


def _groups(parts: Iterable[tuple[Any, Any]]) -> tuple[tuple[str, ...], ...]:
    """The smallest of the sets of strings, one of each of which must occur; a large one only where there is no other."""
    groups = sorted({tuple(sorted(group)) for group in _every(parts)}, key=lambda g: (len(g), g))
    small = [group for group in groups if len(group) <= _LARGEST_GROUP]
    return tuple(small[:_MOST_GROUPS] or groups[:1])


def _every(parts: Iterable[tuple[Any, Any]]) -> list[set[str]]:
    """As ``_needed``, but every part by itself and however short."""
    groups: list[set[str]] = []
    for op, arg in parts:
        strings = _signs(arg) if op is c.IN else _finite(op, arg)
        if op is c.ASSERT:  # beside what is matched, but in the block
            groups += _every(arg[1])
        elif strings:
            bare = {x.strip() for x in strings}
            groups += [bare] if "" not in bare else []
        elif op is c.BRANCH:
            ways = [_every(way) for way in arg[1]]
            groups += [set().union(*(min(way, key=len) for way in ways))] if all(ways) else []
        elif op in (c.SUBPATTERN, c.ATOMIC_GROUP) or (op in _REPEATS and arg[0] > 0):
            groups += _every(arg if op is c.ATOMIC_GROUP else arg[-1])
    return groups


def _signs(members: Sequence[tuple[Any, Any]]) -> set[str] | None:
    """The characters of a class, however many: those of icons are sixty."""
    return {fold(chr(x)) for _, x in members} if all(kind is c.LITERAL for kind, _ in members) else None


def _telling(strings: set[str]) -> frozenset[str]:
    # Signs at a literal's ends may be the block's edge; a sign alone, such as "©", is looked for there too.
    trimmed = {_bare(_bare(x.split("  ")[0], 1), -1) or x.strip() for x in strings}
    return frozenset(trimmed) if all(weight(x) >= _SHORTEST["inside"] for x in trimmed) else frozenset()


def _best(sets: list[frozenset[str]]) -> frozenset[str]:
    """The longest shortest literal, a little dearer the more alternatives there are."""
    return max(sets, key=lambda s: (min(map(weight, s)) - 0.3 * len(s), sorted(s)), default=frozenset())


def weight(literal: str) -> float:
    """Length, where a sign of a script without an alphabet, and one that is rare in prose, counts for three."""
    return sum(3.0 if ch > "\u218f" or ch in "©®#@" else 1.0 for ch in literal)
