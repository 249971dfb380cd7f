"""Lines that were broken at a fixed width become paragraphs again.

A line was broken because the next word would not have fitted. So each pair of neighbours allows some widths, from the
first line's own to that with the next word added; the width that most pairs allow is the one the text was wrapped at,
if enough of them do. Lists, verse and tables agree on no width.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from ..later import later
from ..model import Block

# Widths people and mail programs wrap at. Below, lines are verse or lists; above, they are paragraphs. A sign of a script
# without blanks is as wide as two letters.
_NARROWEST, _WIDEST = 40, 120
# With the margin it was moved by.
_LAST_COLUMN = 132
_NARROWEST_DENSE = 16
# Fewer full lines than this prove nothing: a poem of eight lines has some of nearly equal length.
_FULL_LINES = 4
# Where lines are of any length, more of them have to go on in the middle of a sentence.
_RAGGED_LINES = 6
# Share of the width that is filled by all lines but a paragraph's last, and by most.
_RAGGED, _MOSTLY = 0.58, 0.6
# So many pairs of lines that all begin anew are verse, however long the lines.
_VERSE = 3
# So many first lines that are indented, the second ones not, make it a custom.
_INDENTED = 3
# Of four full lines some have to begin in small letters.
_GOING_ON = 2
# From here on most scripts have no capitals.
_CASELESS = "\u0590"
# A sign that may not begin a line takes the one before it along, so such lines are up to three signs short.
_DENSE_SLACK = 4
_DENSE = later("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff9f]")
_SENTENCE_END = frozenset(".!?…:;。！？：；।؟\"”»’)]")
_ITEM = re.compile(r"[-*+•‣▪○◦·][ \t\u00a0]|(?:\d{1,3}|[A-Za-z])[.)][ \t\u00a0]|#{1,6} |\[[^\]\s]{1,40}\]: ")
# Cells, code and rules under headings: the end of such a line is the end of something.
_ROW = re.compile(r"\||\t|[^\s.!?] {4,}|[{}\\]|\(\)|[=<-]>|[<=!]=|;$|^[\W_]*$|^(?:[$>]|>>>|#!?\S|//|/\*|\*/) |^\w+ = ")
_FENCE = ("```", "~~~")
_QUOTE = re.compile(r"(?:> ?)+")


class _Pair(NamedTuple):
    """Two lines without a blank one between them."""

    first: int
    low: int
    """The column the first line ends at."""
    high: int
    """The column it would end at with the next word added."""
    dense: bool
    goes_on: bool
    """The second line does not begin as a sentence does."""
    finished: bool
    """The first line ends as a sentence does."""

    def allows(self, width: int) -> bool:
        return self.low <= width < self.high


def unwrap(source: str, lines: list[Block]) -> list[Block]:
    """Join the lines of each paragraph; the same list if the text was not wrapped. Linear in the text."""
    if not _may_be_wrapped(lines):
        return lines
    quotes = _quote_joints(source, lines) if "\n>" in source or source.startswith(">") else frozenset()
    pairs = _pairs(source, lines)
    width = _width(pairs, lines)
    broken = _broken(pairs, width) if width else set()
    joints = quotes | {i for i in broken if not _parts(lines[i].text, lines[i + 1].text)}
    return _joined(source, lines, joints) if joints else lines


def _may_be_wrapped(lines: Sequence[Block]) -> bool:
    """A look that costs next to nothing: whether enough lines go on in the middle of a sentence."""
    begin = [b.text[0] for b in lines]
    small = [c.islower() or (c > _CASELESS and c.isalpha()) for c in begin]
    if sum(small) < _GOING_ON and not _shouts(lines):
        return ">" in begin
    lengths = [b.end - b.start for b in lines]
    narrowest = _NARROWEST_DENSE if any(c > _CASELESS and c.isalpha() for c in begin) else _NARROWEST // 2
    going_on = len([n for n, c in zip(lengths, small[1:], strict=False) if c and narrowest <= n <= _WIDEST])
    wide = len([n for n in lengths if n >= _NARROWEST])
    long = len([n for n in lengths if n > _WIDEST])
    return long * 2 <= len(lines) and (going_on * 6 >= max(wide, _GOING_ON * 6) or _shouts(lines) or ">" in begin)


def _shouts(lines: Sequence[Block]) -> bool:
    """Whether a wire's copy may be all in capitals."""
    return len(lines) > _FULL_LINES and len([b for b in lines if b.text.isupper()]) * 2 > len(lines)


def _joined(source: str, lines: Sequence[Block], joints: set[int] | frozenset[int]) -> list[Block]:
    blocks, first = [], 0
    for i, line in enumerate(lines):
        if i not in joints:
            start = lines[first].start
            blocks.append(line if first == i else Block(start, line.end, source[start : line.end]))
            first = i + 1
    return blocks


def _pairs(source: str, lines: Sequence[Block]) -> list[_Pair]:
    """The neighbours that may be parts of one paragraph by how they are indented."""
    fenced = _fenced(lines) if "```" in source or "~~~" in source else frozenset()
    indents = _indents(source, lines)
    beside = [i for i, (a, b) in enumerate(itertools.pairwise(lines)) if _adjacent(source, a, b) and i not in fenced]
    margin = _margin(indents, beside)
    return [
        _pair(i, lines[i], lines[i + 1], indents[i])
        for i in beside
        if indents[i + 1] <= min(margin, indents[i]) or (_ITEM.match(lines[i].text) and indents[i + 1] > indents[i])
    ]


def _margin(indents: Sequence[int], beside: Sequence[int]) -> int:
    """How far a line may be indented and yet go on the one before: not at all where paragraphs begin with an indent."""
    least = min(indents, default=0)
    deeper = [i for i in beside if indents[i + 1] > least]
    back = [i for i in beside if indents[i] > least == indents[i + 1]]
    return least if len(back) >= _INDENTED and len(back) * 2 >= len(deeper) else _LAST_COLUMN


def _pair(i: int, a: Block, b: Block, indent: int) -> _Pair:
    low = indent + a.end - a.start
    dense = a.text[-1] >= "\u0e00" and bool(_DENSE().match(a.text[-1]) and _DENSE().match(b.text[0]))
    high = low + (_DENSE_SLACK if dense else 1 + len(b.text.split(None, 1)[0]))
    return _Pair(i, low, high, dense, _goes_on(a.text, b.text), a.text[-1] in _SENTENCE_END)


def _goes_on(a: str, b: str) -> bool:
    """Whether ``b`` does not begin as a sentence does, or both are all in capitals."""
    start = b[0]
    return start.islower() or (start.isalpha() and not start.isupper()) or (b.isupper() and a.isupper())


def _indents(source: str, lines: Sequence[Block]) -> list[int]:
    ends = [0, *(b.end for b in lines)]
    gaps = (source[end : b.start] for end, b in zip(ends, lines, strict=False))
    return [len(gap) - 1 - max(gap.rfind("\n"), gap.rfind("\r")) for gap in gaps]


def _adjacent(source: str, a: Block, b: Block) -> bool:
    gap = source[a.end : b.start]
    return gap == "\n" or gap.count("\n") == 1 or gap.strip(" \t") == "\r"


def _fenced(lines: Sequence[Block]) -> frozenset[int]:
    """The lines inside fences of code, with the opening one: what follows each is no part of a paragraph."""
    inside, found = False, []
    for i, line in enumerate(lines):
        inside ^= line.text.startswith(_FENCE)
        if inside or line.text.startswith(_FENCE):
            found += [i - 1, i]
    return frozenset(found)


def _width(pairs: Sequence[_Pair], lines: Sequence[Block]) -> int:
    """The width the text was wrapped at, or 0."""
    changes = [0] * (_LAST_COLUMN + 2)
    for p in pairs:
        narrowest = _NARROWEST_DENSE if p.dense else _NARROWEST
        if max(p.low, narrowest) <= min(p.high - 1, _LAST_COLUMN):
            changes[max(p.low, narrowest)] += 1
            changes[min(p.high, _LAST_COLUMN + 1)] -= 1
    counts = list(itertools.accumulate(changes))
    width = max(range(_LAST_COLUMN + 1), key=lambda w: counts[w])
    full = [p for p in pairs if p.allows(width) and not _parts(lines[p.first].text, lines[p.first + 1].text)]
    if _is_proven(width, full, pairs, lines):
        return width
    return _ragged(pairs, lines)


def _is_proven(width: int, full: Sequence[_Pair], pairs: Sequence[_Pair], lines: Sequence[Block]) -> bool:
    """Whether the full lines are most of the long ones, and go on in small letters: verse begins each line anew."""
    long = [p for p in pairs if p.low > width / 2]
    over = [b for b in lines if b.end - b.start > width + 2]
    going_on = [p for p in full if p.goes_on and not (p.dense and p.finished)]
    return (
        len(full) >= _FULL_LINES
        and len(full) * 2 >= len(long)
        and len(over) * 2 <= len(full)
        and len(going_on) * 3 >= len(full)
    )


def _ragged(pairs: Sequence[_Pair], lines: Sequence[Block]) -> int:
    """The greatest width of text that a person broke where it looked right, or 0."""
    long = [p for p in pairs if p.low >= _NARROWEST and not p.dense]
    broken = [p for p in long if p.low <= _LAST_COLUMN and p.goes_on and not p.finished]
    if len(broken) * 5 >= len(long) * 3:
        broken = [p for p in broken if not _parts(lines[p.first].text, lines[p.first + 1].text)]
    if len(broken) < _RAGGED_LINES or len(broken) * 5 < len(long) * 3:
        return 0
    width = max(p.low for p in broken)
    # A list's items are of any length.
    return width if len([p for p in broken if p.low > width * _MOSTLY]) * 5 >= len(broken) * 4 else 0


def _broken(pairs: Sequence[_Pair], width: int) -> set[int]:
    """The lines that end only because the text was wrapped."""
    broken = {p.first for p in pairs if _is_broken(p, width)}
    # Where most lines of a run were, and none is short, the others were too: those before a name or a new sentence.
    for run in _runs(pairs):
        if len(run) >= _VERSE and not any(p.goes_on for p in run):
            broken.difference_update(p.first for p in run)
        most = len([p for p in run if p.first in broken]) * 2 >= len(run)
        if most and all(width * _RAGGED < p.low <= width + 2 for p in run):
            broken.update(p.first for p in run)
    return broken


def _runs(pairs: Sequence[_Pair]) -> list[list[_Pair]]:
    """The pairs that stand without a blank line between them."""
    runs: list[list[_Pair]] = []
    for p in pairs:
        if runs and runs[-1][-1].first + 1 == p.first:
            runs[-1].append(p)
        else:
            runs.append([p])
    return runs


def _is_broken(p: _Pair, width: int) -> bool:
    """Whether the first line ends only because the text was wrapped."""
    if p.low > width + 2:
        return False
    if p.high > width:
        return p.goes_on or not p.finished or p.dense or p.low * 4 > width * 3
    return p.goes_on and not p.finished and p.low > width * _RAGGED


def _parts(a: str, b: str) -> bool:
    """Whether two lines are things by themselves, whatever their lengths: items, cells, code."""
    return bool(_ITEM.match(b) or _ROW.search(a) or _ROW.search(b))


def _quote_joints(source: str, lines: Sequence[Block]) -> frozenset[int]:
    """The lines of quoted paragraphs ("> ") that go on in the next one.

    Each run of quoted lines is judged by itself, so that a quotation is read alike wherever it stands.
    """
    found: list[int] = []
    run: list[int] = []
    for i, line in enumerate(lines):
        if run and not (line.text[0] == ">" and _adjacent(source, lines[i - 1], line)):
            found += _in_quote(lines, run)
            run = []
        if line.text[0] == ">":
            run.append(i)
    return frozenset([*found, *_in_quote(lines, run)])


def _in_quote(lines: Sequence[Block], run: Sequence[int]) -> list[int]:
    width = max((lines[i].end - lines[i].start for i in run), default=0)
    if not _NARROWEST <= width <= _LAST_COLUMN:
        return []
    full = [i for i in run[:-1] if _goes_on_quoted(lines[i].text, lines[i + 1].text, width)]
    going_on = {i for i in full if _continues(lines[i].text, lines[i + 1].text.lstrip("> "))}
    # Before a capital a line goes on only where its neighbours do: how wide the others are is no evidence, for it changes
    # with what is cut from them.
    kept: list[int] = []
    chain: list[int] = []
    for i in [*full, -1]:
        if chain and i != chain[-1] + 1:
            kept += chain if not going_on.isdisjoint(chain) else []
            chain = []
        chain.append(i)
    return kept


def _continues(a: str, b: str) -> bool:
    return b[0].islower() or (b[0] > _CASELESS and a[-1] > _CASELESS)


def _goes_on_quoted(a: str, b: str, width: int) -> bool:
    marks, more = _QUOTE.match(a), _QUOTE.match(b)
    rest = b[more.end() :] if more else ""
    if not marks or not more or marks[0].split() != more[0].split() or not rest or _ITEM.match(rest):
        return False
    if a[-1] in _SENTENCE_END and not _continues(a, rest):
        return False  # it stays a line anyway
    return len(a) * 2 > width and len(a) + 1 + len(rest.split(None, 1)[0]) > width
