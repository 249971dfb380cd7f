"""What a rule set does to a corpus: counts per rule, category and site, and the lines that went most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..article import Article
from ..scrub import host_of

_SHOWN = 50
_LONGEST = 200
# Of lines that occur once there are as many as records. When so many are counted, the rarer half is forgotten; a line
# among the 50 commonest of millions stands often in each part of them.
_MOST_LINES = 200_000


class Stats:
    """Counts that add up. Words are runs between white space."""

    __slots__ = ("lines", "rules", "sites", "words")

    def __init__(self, said: dict[str, Any] | None = None) -> None:
        said = said or {}
        self.rules: dict[str, list[Any]] = said.get("rules", {})
        """Full name of a rule -> its category, how often it removed, how many words."""
        self.sites: dict[str, list[int]] = said.get("sites", {})
        """Host, ``""`` if unknown -> records, those that lost something, words before, words removed."""
        self.lines: Counter[str] = Counter(said.get("lines", {}))

    def add(self, article: Article, url: str | None) -> None:
        """Count an article."""
        gone = 0
        for removal in article.removed:
            words = len(removal.text.split())
            gone += words
            _plus(self.rules, f"{removal.pack}/{removal.rule}", [removal.category, 1, words])
            self.lines.update(" ".join(line.split())[:_LONGEST] for line in removal.text.splitlines() if line.strip())
        _plus(self.sites, _site(url), [1, int(bool(article.removed)), len(article.source.split()), gone])

    def merge(self, other: Stats) -> None:
        """Add what others counted."""
        for name, counts in other.rules.items():
            _plus(self.rules, name, counts)
        for name, counts in other.sites.items():
            _plus(self.sites, name, counts)
        self.lines.update(other.lines)
        if len(self.lines) > _MOST_LINES:
            self.lines = Counter(dict(_commonest(self.lines, _MOST_LINES // 2)))

    def to_dict(self) -> dict[str, Any]:
        """As JSON types, to be read back."""
        return {"rules": self.rules, "sites": self.sites, "lines": dict(self.lines)}

    def report(self) -> dict[str, Any]:
        """As JSON types, to be read by people: all counts, the largest first."""
        categories: dict[str, list[Any]] = {}
        for category, times, words in self.rules.values():
            _plus(categories, category, [times, words])
        total = [sum(column) for column in zip(*self.sites.values(), strict=True)] or [0, 0, 0, 0]
        return {
            **dict(zip(_SITE, total, strict=True)),
            "categories": _sorted(categories, ("removals", "words"), 0),
            "rules": _sorted(self.rules, ("category", "removals", "words"), 1),
            "sites": _sorted(self.sites, _SITE, 0),
            "lines": [{"text": line, "removals": times} for line, times in _commonest(self.lines, _SHOWN)],
        }


_SITE = ("records", "changed", "words", "words_removed")


def _plus(table: dict[str, list[Any]], name: str, counts: list[Any]) -> None:
    before = table.get(name)
    if before is None:
        table[name] = list(counts)
    else:
        table[name] = [b + c if isinstance(c, int) else c for b, c in zip(before, counts, strict=True)]


def _sorted(table: dict[str, list[Any]], names: tuple[str, ...], by: int) -> dict[str, dict[str, Any]]:
    ordered = sorted(table.items(), key=lambda item: (-item[1][by], item[0]))
    return {name: dict(zip(names, counts, strict=True)) for name, counts in ordered}


def _commonest(lines: Counter[str], most: int) -> Iterable[tuple[str, int]]:
    return sorted(lines.items(), key=lambda item: (-item[1], item[0]))[:most]


def _site(url: str | None) -> str:
    return host_of(url or "").removeprefix("www.")
