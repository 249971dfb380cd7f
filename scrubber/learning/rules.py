"""What was found becomes rules: lines that follow each other are one, so that a menu is one rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple
from unicodedata import normalize

from ..model import Rule
from ..rules.load import LONGEST_PHRASE, Evidence, Example
from .choose import Found
from .seen import Site, neighbours
from .templates import STAR

EVERYWHERE = "*"
"""The name of a site whose rules are for captures of any address."""
# Lines of half of the stories that have them at all stand together.
_TOGETHER = 0.5
_MENU = 3
SHOWN = 5
_GAP = r"[^\w\n]+"
_EDGE = r"[^\w\n]*"
# Digits and what may part them have no sign in common: where they had, "1.1.1.1" could be read in as many ways as it is long.
_NUMBER = r"\d(?:[^\w\n]{0,3}\d)*"
_NAMES = r"\w[^\n]{0,60}"


class Learned(NamedTuple):
    """A rule, what it rests on, and some of what it takes."""

    rule: Rule
    evidence: Evidence
    examples: tuple[Example, ...]


def rules_of(site: Site, found: Sequence[Found], name: str, pack: str) -> list[Learned]:
    """The rules for a site, in the order in which their lines stand there."""
    made = []
    for group in _groups(site, found):
        ident = _ident(group, name)
        rule = Rule(
            ident, _category(group), pack, _why(group, name), group[0].strength, where=group[0].where,
            phrases=tuple(f.texts[0] for f in group if _is_phrase(f)),
            patterns=tuple(_pattern(f.key) for f in group if not _is_phrase(f)),
            sites=() if name == EVERYWHERE else (name,),
        )  # fmt: skip
        evidence = Evidence(ident, min(f.documents for f in group), group[0].of, min(f.confidence for f in group))
        made.append(Learned(rule, evidence, tuple(_examples(ident, group))))
    return made


def _examples(ident: str, group: Sequence[Found]) -> list[Example]:
    """Some of the phrases, and a line for each pattern."""
    phrases = [f.texts[0] for f in group if _is_phrase(f)][:SHOWN]
    return [Example(ident, "remove", text) for text in (*phrases, *(f.texts[0] for f in group if not _is_phrase(f)))]


def _groups(site: Site, found: Sequence[Found]) -> list[list[Found]]:
    """Lines that follow each other in half of their stories, and are as sure."""
    by_key = {f.key: f for f in found}
    group = {key: number for number, key in enumerate(by_key)}
    for a, b, count in neighbours(site, by_key):
        one, other = by_key[a], by_key[b]
        near = count >= _TOGETHER * max(one.documents, other.documents)
        alike = (one.strength, one.where) == (other.strength, other.where)
        one_kind = one.category == other.category or not (one.category and other.category)
        if near and alike and one_kind and group[a] != group[b]:
            first, second = sorted((group[a], group[b]))
            group = {key: first if number == second else number for key, number in group.items()}
    rows: dict[int, list[Found]] = {}
    for f in found:
        rows.setdefault(group[f.key], []).append(f)
    return list(rows.values())


def _category(group: Sequence[Found]) -> str:
    """What the built-in rules call it; a row of short lines is a menu; else all that is known is where it stands."""
    known = Counter(f.category for f in group if f.category)
    if known:
        return min(known, key=lambda name: (-known[name], name))
    words = [f.key.count(" ") + 1 for f in group]
    return "navigation" if len(group) >= _MENU and sum(words) <= 4 * len(words) else "page"


def _why(group: Sequence[Found], name: str) -> str:
    fewest, of = min(f.documents for f in group), group[0].of
    where = "these captures" if name == EVERYWHERE else name
    return f"Comes again in {fewest} of {of} stories of {where}."


def _ident(group: Sequence[Found], name: str) -> str:
    """A name that stays the same when more captures are read: the first words, and a digest of site and line."""
    words = re.findall(r"[a-z]+", normalize("NFKD", group[0].key).lower())[:4]
    return "-".join([*words, blake2b(f"{name}\n{group[0].key}".encode(), digest_size=3).hexdigest()])


def _is_phrase(found: Found) -> bool:
    return STAR not in found.key.split() and len(found.texts[0]) <= LONGEST_PHRASE


def _pattern(key: str) -> str:
    """The key's words with anything but words between them; in place of a number, any; of ``*``, some words."""
    parts = [_NUMBER if word == "0" else _NAMES if word == STAR else re.escape(word).replace("0", r"\d+") for word in key.split()]
    return _EDGE + _GAP.join(parts) + _EDGE
