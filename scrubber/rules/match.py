"""Step 3: which rules fit which blocks.

One automaton holds a literal of every pattern and is run once over the folded blocks (Aho and Corasick,
"Efficient string matching", CACM 18(6), 1975); only rules whose literal occurs are tried, on that block alone.
Phrases that are whole blocks are a dictionary look-up. So a rule that cannot match costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any, NamedTuple

from ..model import Block, Match, Rule
from .compiled import Compiled
from .fold import fold, fold_all, key, keys
from .gates import gate, trimmed, weight
from .joints import find_glued
from .lines import Lines
from .load import LONGEST_PHRASE
from .markdown import MARKS, Plain, plain, widened
from .runs import find_runs
from .shelf import Literals, Phrases, Rows

# Whole-block chrome longer than this is cookie and consent text; longer blocks are not compared.
LONGEST_BLOCK = 1200
LONGEST_TITLE = 250
# How far from a block's start or end an edge rule may reach.
EDGE = 300
# A pattern without a literal is tried on every block, so only on such as are surely short.
LONGEST_UNGATED = 100
_TELLING = 2
# Short lines whose matches are remembered: some megabytes.
_KNOWN = 20_000
# To open what is kept of the built-in rules takes as long as ten captures of 3,000 characters do without.
_WORTH_OPENING = 30_000
_ANY_WIDTH = 1 << 30

# {around} stands for what may be around chrome without being part of the words: bullets, arrows, brackets, bars; {edge}
# for what is not inside a word.
_FRAMES = {
    "block": ("{around}*?(?:", "){around}*"),
    "start": ("{around}*?(?:", "){edge}"),
    "end": ("{edge}(?:", r"){around}*+\Z"),
    "inline": ("{edge}(?:", "){edge}"),
    "title": ("(?:", ")"),
}
# `re` compiles and matches several times as fast as `regex`, but knows no properties and takes the vowel
# signs of Indic scripts, and whatever else is a mark, for the end of a word.
_NEEDS_REGEX = re.compile(r"\\[pPXhK]|\[\[|\(\?V|\(\?[^)]{0,3}[|>]\w*\{[a-z]")
_AROUND = {True: r"[\s\p{P}\p{S}\u200d\ufe0f]", False: r"[\W_]"}
# Scripts that put no blanks between words have no inside of words to speak of. `re` takes milliseconds over such ranges,
# and what it is given ends in letters of other scripts.
_EDGE = {
    True: r"(?:(?!(?<=\w)(?=\w))|(?=[\u0e00-\u0e7f\u2e80-\ufaff])|(?<=[\u0e00-\u0e7f\u2e80-\ufaff]))",
    False: r"(?!(?<=\w)(?=\w))",
}
# A line's words, with what is before and after them.
_PARTS = re.compile(r"^((?:[^\w\n]|_)*+)((?:[^\W_](?:.*[^\W_])?)?)(.*)$", re.MULTILINE)
_SENTENCE_END = frozenset(".!?…:;|•·\"')]}»>-。！？」』】）؟।")


Groups = tuple[tuple[str, ...], ...]


class Test(NamedTuple):
    """A pattern, and what a block must have for it to be tried."""

    pattern: str
    place: str
    """Where a literal must stand in the block: ``first``, ``last``, ``edge``, ``inside``, or as a ``word`` inside."""
    widest: int
    also: Groups = ()
    """Groups of strings, of each of which one must stand in the block too."""


class Plan(NamedTuple):
    """What matching needs to know of a rule, worked out from its phrases and patterns."""

    keys: tuple[str, ...]
    tests: tuple[Test, ...]
    literals: tuple[tuple[str, ...], ...]
    """Of each test, those that call for it; one without is tried on every short block."""


_Asked = tuple[int, int, Groups, Rule, Test]
"""The longest block that a test can match, its number, the groups of strings that the literal does not hold one of, the rule
and the test."""


class _Call(NamedTuple):
    """What a literal calls for when it stands in a block, as looked up hundreds of times a page."""

    shift: int
    """How far into the literal its block begins."""
    longest: int
    every: Sequence[_Asked]
    """The tests, first those for the longest blocks."""
    inside: Sequence[_Asked]
    """Those of them for which the literal may stand inside a word; ``every`` itself where it may for all."""


Call = tuple[int, int, tuple[int, ...]]


class Ready(NamedTuple):
    """Rules as matching looks them up. ``of_rules`` makes it, and ``ready.py`` keeps that of the built-in ones."""

    rules: Sequence[Rule]
    """Without what only planning needs: a match names its rule and its reason, not thousands of phrases."""
    tests: Sequence[tuple[Rule, Test]] | Rows[tuple[Rule, Test]]
    ungated: Sequence[tuple[Rule, Test]]
    calls: Sequence[Call] | Rows[Call]
    """By a literal's number: how far into it its block begins, the longest block that a test it calls for can match, and the
    numbers of these tests."""
    literals: Sequence[str] | Literals
    phrases: Mapping[str, Sequence[Rule]]
    signs: frozenset[str]
    """Those of which literals are made that have neither letters nor digits."""
    compiled: Compiled | None = None
    """What `regex` made of the patterns that are its, if that is kept."""


def of_rules(rules: Iterable[Rule], plans: Mapping[str, Plan]) -> Ready:
    """Make rules ready; ``plans`` may give those already worked out, by the rules' names."""
    bare = []
    phrases: dict[str, list[Rule]] = {}
    tests: list[tuple[Rule, Test]] = []
    ungated: list[tuple[Rule, Test]] = []
    calls: dict[str, list[int]] = {}
    for full in rules:
        planned = plans.get(full.name) or plan(full)
        rule = full if full.find else full._replace(phrases=(), patterns=(), gate=())
        bare.append(rule)
        for k in planned.keys:
            phrases.setdefault(k, []).append(rule)
        for test, literals in zip(planned.tests, planned.literals, strict=True):
            for literal in literals:
                calls.setdefault(_anchored(literal, test.place), []).append(len(tests))
            (tests if literals else ungated).append((rule, test))
    longest = [_longest(*test) for test in tests]
    numbered = [(int(x[0] == "\n"), max(map(longest.__getitem__, called)), tuple(called)) for x, called in calls.items()]
    signs = frozenset("".join(x for x in calls if not any(map(str.isalnum, x))))
    return Ready(bare, tests, ungated, numbered, list(calls), phrases, signs)


def _anchored(literal: str, place: str) -> str:
    """Blocks stand between newlines, so a newline anchors a literal to a block's edge."""
    return ("\n" if place == "first" else "") + literal + ("\n" if place == "last" else "")


def plan(rule: Rule) -> Plan:
    """Work out how a rule is looked for. Depends on the rule alone, so it can be kept."""
    whole = rule.scope == "block"
    patterns = rule.patterns if whole else (*map(_phrase_pattern, rule.phrases), *rule.patterns)
    tests = [_test(rule, p) for p in patterns]
    if rule.find and rule.gate:
        tests.append((Test("", "inside", _ANY_WIDTH), tuple(map(fold, rule.gate))))
    keys = tuple(dict.fromkeys(key(fold(p)) for p in rule.phrases)) if whole else ()
    return Plan(keys, tuple(test for test, _ in tests), tuple(literals for _, literals in tests))


def _test(rule: Rule, pattern: str) -> tuple[Test, tuple[str, ...]]:
    """What a pattern needs to be tried, and the literals that call for it."""
    found = gate(pattern, rule.scope)
    place: str = found.place
    literals = found.literals
    if rule.gate and place == "inside":
        place, literals = "word", tuple(trimmed(fold(x)) for x in rule.gate)
    # A literal such as " " or "m" is in too many blocks to tell anything.
    return Test(pattern, place, found.widest, found.also), literals if all(weight(x) >= _TELLING for x in literals) else ()


Wanted = tuple[Rule, str | None]
"""A rule to try on a block: with a pattern, or because one of its phrases is the block."""


class RuleSet:
    """Rules made ready for matching. Immutable.

    ``plans`` may give the plans of rules already worked out, by the rules' names.
    """

    def __init__(self, rules: Iterable[Rule], plans: Mapping[str, Plan] | None = None) -> None:
        self._take(of_rules(rules, plans or {}))

    @classmethod
    def of(cls, ready: Ready) -> RuleSet:
        """The rules that were made ready before."""
        made = cls.__new__(cls)
        made._take(ready)
        return made

    def _take(self, ready: Ready) -> None:
        self._ready = ready
        _, self._tests, self._ungated, self._calls, self._literals, self._phrases, self._signs, self._kept = ready
        self._finders = [rule for rule in ready.rules if rule.find and not rule.gate]
        # What was found in short lines: of a site's pages four in five lines are on its other pages too.
        self._known: dict[str, list[Match]] = {}
        self._is_for_all = not any(rule.sites for rule in ready.rules)
        self._called: dict[int, _Call] = {}
        self._compiled: dict[tuple[str, str, bool], Any] = {}
        self._rank = {rule.name: number for number, rule in enumerate(ready.rules)}
        self._automaton: Any = None
        self._seen = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return RuleSet.of, (self._ready,)

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules, without their phrases, patterns and gates."""
        return self._ready.rules

    def _open(self, length: int) -> None:
        """Open what is kept closed, once so much text has been looked at that it pays."""
        self._seen += length
        if self._seen > _WORTH_OPENING:
            if isinstance(self._phrases, Phrases):
                self._phrases = self._phrases.whole()
            if isinstance(self._literals, Literals):
                self._literals = self._literals.whole()

    def match(
        self, blocks: Sequence[Block], host: str = "", memory: dict[str, list[Match]] | None = None
    ) -> dict[int, list[Match]]:
        """Block number -> the matches in that block, in the order of the rules.

        ``host`` is the capture's site; rules for other sites are left out. ``memory`` holds what was found in texts
        already seen with the same host, and is added to. Linear in the blocks' length.
        """
        memory = {} if memory is None else memory
        self.learn(blocks, host, memory)
        code = _fenced(blocks)
        found = {
            i: [Match(m.rule, i, b.start + m.start, b.start + m.end) for m in memory[b.text]]
            for i, b in enumerate(blocks)
            if memory[b.text] and i not in code
        }
        for rule in self._finders:
            if rule.find and (not rule.sites or _is_on(host, rule.sites)):
                _place(rule, rule.find(blocks), blocks, found)
        return {i: kept for i, matches in found.items() if (kept := _allowed(matches))}

    def learn(self, blocks: Sequence[Block], host: str, memory: dict[str, list[Match]]) -> None:
        """Add to ``memory`` what is found in blocks it does not know: all that will be asked after are best learnt at once."""
        new = {b.text: b for b in blocks if b.text not in memory}
        if not new:
            return
        self._open(sum(map(len, new)))
        memory.update(self._remembered(new))
        unknown = [b for text, b in new.items() if text not in memory]
        if unknown:
            found = dict(zip([b.text for b in unknown], self._by_themselves(unknown, host), strict=True))
            memory.update(found)
            self._remember(found)

    def _remembered(self, texts: Iterable[str]) -> dict[str, list[Match]]:
        """What was found in some of the texts when they stood in other captures."""
        known = self._known  # another thread may put a new one in its place
        return {text: known[text] for text in texts if text in known}

    def _remember(self, found: Mapping[str, list[Match]]) -> None:
        if not self._is_for_all:
            return
        if len(self._known) > _KNOWN:
            self._known = {}
        self._known.update((text, matches) for text, matches in found.items() if len(text) <= LONGEST_UNGATED)

    def _by_themselves(self, blocks: Sequence[Block], host: str) -> list[list[Match]]:
        """The matches in each of the blocks, counted from its start, in the order of the rules."""
        found: list[list[Match]] = [[] for _ in blocks]
        for i, matches in self._find(blocks, host).items():
            at = blocks[i].start
            matches.sort(key=lambda m: self._rank[m.rule.name])
            found[i] = [Match(m.rule, i, m.start - at, m.end - at) for m in matches]
        for i, pieces in self._glued(blocks, host).items():
            found[i] += [Match(rule, i, start, end) for rule, start, end in pieces]
        for i, words, inside in self._in_words(blocks, host):
            found[i] = _unmarked(words, blocks[i].text, found[i], inside)
        return found

    def _in_words(self, blocks: Sequence[Block], host: str) -> Iterator[tuple[int, Plain, Sequence[Match]]]:
        """The blocks with Markdown, their words, and what is found in these alone."""
        marked = _marked(blocks)
        texts = [Block(0, len(words.text), words.text) for _, words in marked]
        found = self._find(texts, host) if texts else {}
        for n, (i, words) in enumerate(marked):
            yield i, words, found.get(n, ()) if words.text.strip() else ()

    def _find(self, blocks: Sequence[Block], host: str) -> dict[int, list[Match]]:
        """What the rules find that look at each block by itself."""
        lines = fold_all([b.text.replace("\n", " ") for b in blocks])
        wanted: dict[int, list[Wanted]] = {}
        bare, signs = self._parted(lines)
        for i, rule, pattern in chain(self._looked_up(lines), self._gated_tests(lines, bare, signs)):
            wanted.setdefault(i, []).append((rule, pattern))
        for tests in filter(_several, wanted.values()):
            tests.sort(key=lambda w: (not w[0].allow, self._rank[w[0].name]))
        for i, rule, pattern in self._ungated_tests(lines, bare, blocks):
            wanted.setdefault(i, []).append((rule, pattern))
        found = {}
        for i, tests in wanted.items():
            here = tests if self._is_for_all else [w for w in tests if not w[0].sites or _is_on(host, w[0].sites)]
            found[i] = self._in_block(i, blocks[i], lines[i], here)
        return found

    def _looked_up(self, lines: list[str]) -> Iterable[tuple[int, Rule, None]]:
        """The rules one of whose phrases a whole block is."""
        short = [i for i, line in enumerate(lines) if len(line) <= LONGEST_PHRASE]
        for i, k in zip(short, keys([lines[i] for i in short]), strict=True):
            for rule in self._phrases.get(k, ()):
                yield i, rule, None

    def _glued(self, blocks: Sequence[Block], host: str) -> dict[int, list[tuple[Rule, int, int]]]:
        """What whole-block rules find at a block's edge: glued to it, or as a row of phrases."""

        def rule_of(k: str) -> Rule | None:
            rules = self._phrases.get(k)
            return _best([rule for rule in rules if not rule.sites or _is_on(host, rule.sites)]) if rules else None

        def phrase(texts: Sequence[str]) -> list[Rule | None]:
            return [rule_of(k) for k in keys(fold_all(texts))]

        def whole(texts: Sequence[str]) -> list[Rule | None]:
            found = self._find([Block(0, len(text), text) for text in texts], host)
            return [_best([m.rule for m in found.get(i, ()) if m.end == len(text)]) for i, text in enumerate(texts)]

        texts = [b.text.replace("\n", " ") for b in blocks]
        return {**find_runs(texts, rule_of, self._phrases), **find_glued(texts, phrase, whole)}

    def _in_block(self, i: int, block: Block, line: str, wanted: Iterable[Wanted]) -> list[Match]:
        """The matches in one block. Rules that could only say again what is settled are not tried."""
        matches: list[Match] = []
        settled: set[tuple[str, str]] = set()
        for rule, pattern in wanted:
            if (not settled or _adds(rule, settled)) and (new := self._confirm(rule, pattern, i, block, line)):
                matches += new
                if rule.strength == "sure" and rule.where == "any":
                    settled.add((rule.scope, "" if rule.scope == "block" else rule.category))
        return matches

    def _ungated_tests(
        self, lines: Sequence[str], bare: Sequence[str], blocks: Sequence[Block]
    ) -> Iterator[tuple[int, Rule, str]]:
        """The patterns without a telling literal, on the short lines that hold the signs they need."""
        short = [i for i, line in enumerate(lines) if len(line) <= LONGEST_UNGATED]
        joined = Lines([lines[i] for i in short])
        for rule, test in self._ungated:
            if not _has_all(joined.text, test.also):  # most need a sign that no line of the capture has
                continue
            longest = _longest(rule, test)
            if test.also:
                held = sorted({i for x in test.also[0] if x in joined.text for i in joined.holding(x)})
                fitting = [i for n in held if len(bare[i := short[n]]) <= longest]
                found = [i for i in fitting if _has_all(lines[i], test.also[1:])]
            else:
                find, compiled = _SCOPES[rule.scope], self._compile(rule, test.pattern)
                fitting = [i for i in short if len(bare[i]) <= longest]
                found = [i for i in fitting if find(compiled, blocks[i].text if rule.case else lines[i])]
            yield from ((i, rule, test.pattern) for i in found)

    def _gated_tests(self, lines: Sequence[str], bare: Sequence[str], signs: Sequence[str]) -> list[tuple[int, Rule, str]]:
        """The tests one of whose literals stands where it must, each once for a block."""
        parts = [f"{words}\n{around}" if around else words for words, around in zip(bare, signs, strict=True)]
        # With a newline before the first block too, block i ends at ends[i].
        ends = list(accumulate([len(part) + 1 for part in parts]))
        joined = "\n" + "\n".join(parts) + "\n"
        called = self._called
        found: list[tuple[int, Rule, str]] = []
        i, length, seen = -1, 0, set[int]()
        for literal, start, end in self._hits(joined):  # in the order of their ends
            if i < 0 or ends[i] < end - 1:
                i = bisect_left(ends, end - 1)
                length, seen = len(bare[i]), set()
            call = called.get(literal) or self._call(literal, joined[start:end])
            if length > call.longest:  # a word of a button, in a paragraph
                continue
            # Hundreds of hits a page call for a thousand tests, of which one in six is left.
            as_word = call.inside is call.every or _is_word(joined, start, end)
            for longest, number, also, rule, test in call.every if as_word else call.inside:
                if length > longest:
                    break
                if number in seen:
                    continue
                if also and not _has_all(lines[i], also):
                    seen.add(number)  # "photo" stands in a caption five times, and the bracket that a credit needs not once
                    continue
                if rule.scope != "block":
                    to_end = ends[i] - (start + call.shift) - (len(parts[i]) - length)
                    if not _fits(rule, test, length, to_end):
                        continue
                seen.add(number)
                found.append((i, rule, test.pattern))
        return found

    def _call(self, literal: int, text: str) -> _Call:
        """What a literal calls for, sorted out when it is first met: a site's pages hold a few hundred of 24,000."""
        shift, longest, numbers = self._calls[literal]
        tests = [(n, *self._tests[n]) for n in numbers]
        every = [(_longest(rule, test), n, _other(test.also, text), rule, test) for n, rule, test in tests]
        every.sort(key=lambda asked: asked[:2], reverse=True)
        inside = [asked for asked in every if asked[-1].place != "word"]
        made = self._called[literal] = _Call(shift, longest, every, every if len(inside) == len(every) else inside)
        return made

    def _parted(self, lines: Sequence[str]) -> tuple[list[str], list[str]]:
        """The lines without the signs around them, and those signs where a literal is nothing else: the "©" of a copyright
        line."""
        found = _PARTS.findall("\n".join(map(_single_spaced, lines)))
        return [bare for _, bare, _ in found], [self._around(before, after) for before, _, after in found]

    def _around(self, before: str, after: str) -> str:
        if not (before or after) or self._signs.isdisjoint((before + after).replace(" ", "")):
            return ""
        return f"{before} {after}"

    def _hits(self, joined: str) -> Iterable[tuple[int, int, int]]:
        """The literals in a text: their numbers, and where each begins and ends."""
        literals = self._literals  # another thread may be opening them
        if isinstance(literals, Literals):
            numbers, some = literals.among(joined)
            return [(numbers[n], start, end) for n, start, end in _found(_automaton(some), joined)]
        if self._automaton is None:
            self._automaton = _automaton(literals)
        return _found(self._automaton, joined)

    def _confirm(self, rule: Rule, pattern: str | None, i: int, block: Block, line: str) -> Iterable[Match]:
        if pattern is None:
            return (Match(rule, i, block.start, block.end),)
        if rule.find:
            return [Match(rule, i, s, e) for s, e in rule.find((block,))]
        spans = _SCOPES[rule.scope](self._compile(rule, pattern), block.text if rule.case else line)
        return [Match(rule, i, block.start + s, block.start + e) for s, e in spans] if spans else ()

    def _compile(self, rule: Rule, pattern: str) -> Any:
        """Compiled when first needed: of thousands of patterns a capture needs a handful."""
        wanted = (rule.scope, pattern, rule.case)
        if wanted not in self._compiled:
            self._compiled[wanted] = framed(pattern, rule.scope, self._kept)
        return self._compiled[wanted]


def _automaton(literals: Sequence[str]) -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation

    return AhoCorasick(literals, implementation=Implementation.ContiguousNFA)


def _found(automaton: Any, joined: str) -> Iterable[tuple[int, int, int]]:
    hits: Iterable[tuple[int, int, int]] = automaton.find_matches_as_indexes(joined, overlapping=True)
    return hits


def _several(items: Sequence[object]) -> bool:
    return len(items) > 1


def _fenced(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks of code between two fences: "share = false" and "menu" say nothing there."""
    fences = [i for i, b in enumerate(blocks) if b.text.startswith(("```", "~~~"))]
    return frozenset(i for start, end in zip(fences[::2], fences[1::2], strict=False) for i in range(start, end + 1))


def _marked(blocks: Sequence[Block]) -> list[tuple[int, Plain]]:
    """The blocks with links or emphasis, and their words."""
    lines = Lines([b.text for b in blocks])
    held = sorted({i for mark in MARKS for i in lines.holding(mark)})
    return [(i, words) for i in held if (words := plain(blocks[i].text))]


def _unmarked(words: Plain, text: str, matches: Sequence[Match], inside: Sequence[Match]) -> list[Match]:
    """The matches in a block with Markdown: those found, whole links taken whole, and those in its words alone."""
    found = {(m.rule.name, *span): m._replace(start=span[0], end=span[1]) for m, span in _widened(words, text, matches)}
    for m in inside:
        span = words.back(m.start, m.end)
        if span:
            found.setdefault((m.rule.name, *span), m._replace(start=span[0], end=span[1]))
    return list(found.values())  # first those of the rules that know Markdown


def _widened(words: Plain, text: str, matches: Iterable[Match]) -> Iterable[tuple[Match, tuple[int, int]]]:
    spans = ((m, widened(words.links, text, m.start, m.end)) for m in matches)
    return [(m, span) for m, span in spans if span]


def _best(rules: Sequence[Rule]) -> Rule | None:
    """The rule for a whole block to go by: a sure one, and none if one protects the text."""
    if any(rule.allow for rule in rules):
        return None
    return min((r for r in rules if r.scope == "block"), key=lambda r: (r.strength != "sure", r.where != "any"), default=None)


def framed(pattern: str, scope: str, kept: Compiled | None = None) -> Any:
    """The pattern with what its scope puts around it, compiled; ``kept`` may hold it so."""
    if not (_NEEDS_REGEX.search(pattern) or _has_marks(pattern)):
        try:
            return re.compile(_frame(pattern, scope, richer=False))
        except re.error:  # such as a look-behind of no fixed width
            pass
    import regex

    text = _frame(pattern, scope, richer=True)
    return (kept and kept.get(text)) or regex.compile(text)


def _has_marks(pattern: str) -> bool:
    """Whether a pattern is of a script that has marks. A class of all their signs would take 3 ms to compile."""
    return not pattern.isascii() and any("\u0590" <= c < "\u2000" or "\u2e80" <= c <= "\uffff" for c in pattern)


def _frame(pattern: str, scope: str, *, richer: bool) -> str:
    before, after = (p.replace("{around}", _AROUND[richer]).replace("{edge}", _EDGE[richer]) for p in _FRAMES[scope])
    return before + pattern + after


def _is_whole(settled: set[tuple[str, str]]) -> bool:
    """Whether a sure rule has taken the whole block, wherever it stands."""
    return ("block", "") in settled


def _adds(rule: Rule, settled: set[tuple[str, str]]) -> bool:
    """Whether a rule can say something new: of ten languages' rules for "(VIDEO)" the first that fits will do."""
    said = rule.scope in ("title", "inline") and (rule.scope, rule.category) in settled
    return rule.allow or not (said or _is_whole(settled))


def _single_spaced(line: str) -> str:
    return " ".join(line.split()) if "  " in line else line


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a gate given by hand stands at the beginning of a word; a short one is a word: not "ap" in "map"."""
    if text[start] > "\u2e7f" or "\u0e00" <= text[start] <= "\u0e7f":  # scripts without blanks between words
        return True
    if not (text[start].isalnum() and text[start - 1].isalnum()):
        return end - start > 2 or not (text[end - 1].isalnum() and text[end].isalnum())
    return False


def _has_all(line: str, groups: Sequence[Sequence[str]]) -> bool:
    """Whether a string of each group stands in the line."""
    # Asked thousands of times a page: any() and all() over generators take twice as long.
    for group in groups:
        for x in group:
            if x in line:
                break
        else:
            return False
    return True


def _other(groups: Groups, literal: str) -> Groups:
    """The groups that a block with this literal may have no string of: one with "photo" in it is not asked after again."""
    return tuple([group for group in groups if not any(x in literal for x in group)])


def _longest(rule: Rule, test: Test) -> int:
    """The longest block that a pattern can match in."""
    return test.widest if rule.scope == "block" else _ANY_WIDTH


def _fits(rule: Rule, test: Test, length: int, to_end: int) -> bool:
    """Whether a pattern that is no whole block can match a block of this length, with its literal so far from the end."""
    scope = rule.scope
    if to_end < 0:  # a sign that stands around the words
        return True
    if scope == "end":
        return to_end <= min(EDGE, test.widest)
    if scope == "start":
        return length - to_end <= min(EDGE, test.widest)
    return scope == "inline" or length <= LONGEST_TITLE


def _whole(pattern: Any, text: str) -> Sequence[tuple[int, int]]:
    return [(0, len(text))] if len(text) <= LONGEST_BLOCK and pattern.fullmatch(_single_spaced(text)) else ()


def _at_start(pattern: Any, text: str) -> Sequence[tuple[int, int]]:
    found = pattern.match(text, 0, min(len(text), EDGE))
    return [(0, found.end())] if found and _ends_well(text, found.end()) else ()


def _at_end(pattern: Any, text: str) -> Sequence[tuple[int, int]]:
    found = pattern.search(text, max(0, len(text) - EDGE))
    return [(found.start(), len(text))] if found and _begins_well(text, found.start()) else ()


def _inside(pattern: Any, text: str) -> Sequence[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(text)]


def _in_title(pattern: Any, text: str) -> Sequence[tuple[int, int]]:
    return [(start, end) for start, end in _inside(pattern, text) if start == 0 or end == len(text)]


_SCOPES = {"block": _whole, "start": _at_start, "end": _at_end, "inline": _inside, "title": _in_title}


def _ends_well(text: str, end: int) -> bool:
    """Whether what follows an edge rule's match begins anew: "Share this story is what he told them" does not."""
    if end >= len(text) or text[end - 1] in _SENTENCE_END or text[end - 1] > "\u2e80":
        return True
    rest = text[end:].lstrip()
    return not rest or rest[0] in _SENTENCE_END or not text[end].isspace()


def _begins_well(text: str, start: int) -> bool:
    """Whether what stands before an end rule's match is finished: "he asked them to share this story" is not."""
    before = text[:start].rstrip()
    return not before or before[-1] in _SENTENCE_END or before[-1] > "\u2e80"


def _phrase_pattern(phrase: str) -> str:
    """A phrase as a pattern over folded text: its words with anything but words between."""
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
