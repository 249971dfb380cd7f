"""Step 3: which rules fit which blocks.

One automaton holds a literal of every pattern and is run once over the folded blocks (Aho and Corasick,
"Efficient string matching", CACM 18(6), 1975); only rules whose literal occurs are tried, on that block alone.
Phrases that are whole blocks are a dictionary look-up. So a rule that cannot match costs nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from ..model import Block, Match, Rule
from .fold import fold, key, keys
from .gates import gate

# Whole-block chrome longer than this is cookie and consent text; longer blocks are not compared.
LONGEST_PHRASE = 240
LONGEST_BLOCK = 1200
# How far from a block's start or end an edge rule may reach.
EDGE = 300
# A pattern without a literal is tried on every block, so only on such as are surely short.
LONGEST_UNGATED = 60

# What may stand around chrome without being part of the words: bullets, arrows, brackets, bars.
_AROUND = r"[\s\p{P}\p{S}]"
# Not inside a word; scripts that put no blanks between words have no inside to speak of.
_EDGE_OF_WORD = r"(?:(?!(?<=\w)(?=\w))|(?=[\u0e00-\u0e7f\u2e80-\ufaff])|(?<=[\u0e00-\u0e7f\u2e80-\ufaff]))"
_FRAMES = {
    "block": (_AROUND + "*?(?:", ")" + _AROUND + "*"),
    "start": (_AROUND + "*?(?:", ")" + _EDGE_OF_WORD),
    "end": (_EDGE_OF_WORD + "(?:", ")" + _AROUND + r"*+\Z"),
    "inline": (_EDGE_OF_WORD + "(?:", ")" + _EDGE_OF_WORD),
    "title": ("(?:", ")"),
}
_SENTENCE_END = frozenset(".!?…:;|•·\"')]}»>-。！？」』】）؟।")


class RuleSet:
    """Rules made ready for matching. Immutable; pickles as the rules it was made of."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._phrases: dict[str, list[Rule]] = {}
        self._gated: dict[str, list[tuple[Rule, str]]] = {}
        self._ungated: list[tuple[Rule, str]] = []
        self._finders: list[Rule] = []
        self._compiled: dict[tuple[str, str, bool], Any] = {}
        for rule in self.rules:
            self._add(rule)
        self._literals = tuple(self._gated)
        self._automaton: Any = None

    def __reduce__(self) -> tuple[type[RuleSet], tuple[tuple[Rule, ...]]]:
        return RuleSet, (self.rules,)

    def _add(self, rule: Rule) -> None:
        if rule.find and not rule.gate:
            self._finders.append(rule)
        elif rule.find:
            self._enter(rule, "", rule.gate)
        for phrase in rule.phrases:
            if rule.scope == "block":
                self._phrases.setdefault(key(fold(phrase)), []).append(rule)
            else:
                pattern = _phrase_pattern(phrase)
                self._enter(rule, pattern, rule.gate or gate(pattern))
        for pattern in rule.patterns:
            self._enter(rule, pattern, rule.gate or gate(pattern))

    def _enter(self, rule: Rule, pattern: str, literals: Iterable[str]) -> None:
        literals = sorted(literals)
        for literal in literals:
            self._gated.setdefault(fold(literal), []).append((rule, pattern))
        if not literals:
            self._ungated.append((rule, pattern))

    def match(self, blocks: Sequence[Block], host: str = "") -> dict[int, list[Match]]:
        """Block number -> the matches in that block, in the order of the rules.

        ``host`` is the capture's site; rules for other sites are left out. Linear in the blocks' length.
        """
        if not blocks:
            return {}
        joined = fold("\n".join([b.text.replace("\n", " ") if "\n" in b.text else b.text for b in blocks]))
        lines = joined.split("\n")
        ends = list(accumulate(len(line) + 1 for line in lines))
        found: dict[int, list[Match]] = {}
        for i, rule, pattern in self._candidates(lines, joined, ends):
            if not rule.sites or _is_on(host, rule.sites):
                found.setdefault(i, []).extend(self._confirm(rule, pattern, i, blocks[i], lines[i]))
        for rule in self._finders:
            if rule.find and (not rule.sites or _is_on(host, rule.sites)):
                _place(rule, rule.find(blocks), blocks, found)
        return {i: kept for i, matches in found.items() if (kept := _allowed(matches))}

    def _candidates(
        self, lines: list[str], joined: str, ends: list[int]
    ) -> Iterable[tuple[int, Rule, str | None]]:
        """Block number, rule, and the pattern to confirm (None: the phrase look-up was enough)."""
        short = [i for i, line in enumerate(lines) if len(line) <= LONGEST_PHRASE]
        phrases = self._phrases
        for i, k in zip(short, keys([lines[i] for i in short]), strict=True):
            for rule in phrases.get(k, ()):
                yield i, rule, None
        if self._literals:
            seen = set()
            for number, start, _ in self._hits(joined):
                i = bisect_right(ends, start)
                if (i, number) not in seen:
                    seen.add((i, number))
                    for rule, pattern in self._gated[self._literals[number]]:
                        yield i, rule, pattern
        for rule, pattern in self._ungated:
            for i in short:
                if len(lines[i]) <= LONGEST_UNGATED:
                    yield i, rule, pattern

    def _hits(self, joined: str) -> Iterable[tuple[int, int, int]]:
        if self._automaton is None:
            from ahocorasick_rs import AhoCorasick, Implementation

            self._automaton = AhoCorasick(self._literals, implementation=Implementation.ContiguousNFA)
        hits: Iterable[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(joined, overlapping=True)
        return hits

    def _confirm(self, rule: Rule, pattern: str | None, i: int, block: Block, line: str) -> Iterable[Match]:
        if pattern is None:
            return (Match(rule, i, block.start, block.end),)
        if rule.find:
            return [Match(rule, i, s, e) for s, e in rule.find((block,))]
        return [
            Match(rule, i, block.start + s, block.start + e)
            for s, e in _SCOPES[rule.scope](self._compile(rule, pattern), block.text if rule.case else line)
        ]

    def _compile(self, rule: Rule, pattern: str) -> Any:
        """Compiled when first needed: of thousands of patterns a capture needs a handful."""
        wanted = (rule.scope, pattern, rule.case)
        if wanted not in self._compiled:
            import regex

            before, after = _FRAMES[rule.scope]
            self._compiled[wanted] = regex.compile(before + pattern + after)
        return self._compiled[wanted]


def _whole(pattern: Any, text: str) -> Iterable[tuple[int, int]]:
    if len(text) <= LONGEST_BLOCK and pattern.fullmatch(text):
        yield 0, len(text)


def _at_start(pattern: Any, text: str) -> Iterable[tuple[int, int]]:
    found = pattern.match(text, 0, min(len(text), EDGE))
    if found and _ends_well(text, found.end()):
        yield 0, found.end()


def _at_end(pattern: Any, text: str) -> Iterable[tuple[int, int]]:
    found = pattern.search(text, max(0, len(text) - EDGE))
    if found and _begins_well(text, found.start()):
        yield found.start(), len(text)


def _inside(pattern: Any, text: str) -> Iterable[tuple[int, int]]:
    for found in pattern.finditer(text):
        yield found.span()


def _in_title(pattern: Any, text: str) -> Iterable[tuple[int, int]]:
    for found in pattern.finditer(text):
        if found.start() == 0 or found.end() == len(text):
            yield found.span()


_SCOPES = {"block": _whole, "start": _at_start, "end": _at_end, "inline": _inside, "title": _in_title}


def _ends_well(text: str, end: int) -> bool:
    """Whether what follows an edge rule's match begins anew: "Share this story is what he told them" does not."""
    if end >= len(text) or text[end - 1] in _SENTENCE_END or "\u2e80" < text[end - 1]:
        return True
    rest = text[end:].lstrip()
    return not rest or rest[0] in _SENTENCE_END or not text[end].isspace()


def _begins_well(text: str, start: int) -> bool:
    """Whether what stands before an end rule's match is finished: "he asked them to share this story" is not."""
    before = text[:start].rstrip()
    return not before or before[-1] in _SENTENCE_END or "\u2e80" < before[-1]


def _phrase_pattern(phrase: str) -> str:
    """A phrase as a pattern over folded text: its words with anything but words between."""
    import re

    words = re.findall(r"\w+", fold(phrase))
    return r"[\W_]+".join(r"\d+" if w.isdecimal() else re.escape(w) for w in words)


def _allowed(matches: list[Match]) -> list[Match]:
    """The matches that no allow rule protects the text of."""
    shields = [m for m in matches if m.rule.allow]
    if not shields:
        return matches
    return [m for m in matches if not m.rule.allow and not any(s.start < m.end and m.start < s.end for s in shields)]


def _is_on(host: str, sites: Sequence[str]) -> bool:
    return any(host == site or host.endswith("." + site) for site in sites)


def _place(rule: Rule, spans: Iterable[tuple[int, int]], blocks: Sequence[Block], found: dict[int, list[Match]]) -> None:
    """Spread a Python rule's spans over the blocks they lie in; what lies outside of all is left out."""
    starts = [b.start for b in blocks]
    for start, end in spans:
        i = max(0, bisect_right(starts, start) - 1)
        while i < len(blocks) and blocks[i].start < end:
            s, e = max(start, blocks[i].start), min(end, blocks[i].end)
            if s < e:
                found.setdefault(i, []).append(Match(rule, i, s, e))
            i += 1
