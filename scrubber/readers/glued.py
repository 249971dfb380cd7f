"""Long lines that are several paragraphs: glued together, or parted by something other than a newline.

A scraper that takes a page's text without separators leaves "Share this storyBy Ann ExampleThe bridge closed on
Monday.The mayor said". One that flattens white space leaves runs of blanks, tabs, bars, or the two signs ``\\n``.
A line is parted only where many such joints say what it is; every part is looked at again, so that a second reading
of the parts finds nothing more.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ..model import Block
from ..rules.letters import letters

# A shorter line is one paragraph, or holds too few joints to tell.
_SHORTEST = 80
_PARAGRAPH = 100
_STOPS = ".!?…"

# What flattened captures have between paragraphs, the surest first.
_TABS = re.compile(r"[ \u00a0]*\t[ \u00a0\t]*")
# A no-break space beside a blank is how editors write two blanks inside a sentence.
_WIDE = re.compile(r" {3,}")
_DOUBLE = re.compile(r"(?<! )  (?! )")
_BREAK = re.compile(r"[^\S\r\n]*[\r\n]\s*")
_BAR = re.compile(r"[ \u00a0]+\|[ \u00a0]+")
# ``\\n`` as two signs; a small letter behind it is a path's, "C:\\new".
_ESCAPE = re.compile(r"[ \u00a0]*(?:\\[rnt][ \u00a0]*)+(?![a-z])")
_ESCAPES = 2
_TYPED_SINGLE = re.compile(r"[.!?][\"”’')]? (?! )")
_TYPED_DOUBLE = re.compile(r"[.!?][\"”’')]?  (?! )")
_ELSEWHERE = 2
_ENDS = re.compile(r"[.!?…。！？][\"”’»')\]]*\Z")

# So many joints, and so many of a line's sentences that end in one, are no slips of the keyboard.
_JOINTS, _SURE_JOINTS = 3, 2
_PER_SENTENCE = 10
_PER_CHARACTERS = 1500
# A word that stands so often is a name with a capital inside, or the code's: useState.
_MOST_OFTEN = 2
_WORD = re.compile(r"\w+")
_NAMES = frozenset(("LinkedIn", "WhatsApp", "PlayStation", "PowerPoint", "FaceTime", "SoundCloud", "JavaScript", "TypeScript"))


def part(source: str, lines: list[Block]) -> list[Block]:
    """Part the lines that are several paragraphs; the same list if there are none. Linear in the text."""
    ways, glued = _ways(source), _glued(source, lines)
    if not ways and not glued:
        return lines
    parts: list[Block] = []
    for i, line in enumerate(lines):
        own = [*ways, _JOINED] if i in glued else ways
        if line.end - line.start < _SHORTEST or not _first_parting(line.text, own):
            parts.append(line)
        else:
            parts += _parted(line, [*ways, _JOINED])
    return parts


class _Way(NamedTuple):
    """A way to part a line, and the sign that a line must hold for it."""

    spans: Callable[[str], list[tuple[int, int]]]
    sign: str


def _ways(source: str) -> list[_Way]:
    """The ways the lines of this capture may have to be parted; mostly none, and then this is all it costs."""
    ways = (
        _Way(_by_escapes, "\\"),
        _Way(_by_tabs, "\t"),
        _Way(_by_wide, "   "),
        _Way(_by_bars, "|"),
        _Way(_by_double, "  "),
    )
    return [way for way in ways if way.sign in source]


def _as_blank(found: re.Match[str]) -> str:
    """Where a wrapped line ends there is one blank, whatever the margin; the length stays."""
    return " " + "\0" * (len(found[0]) - 1)


def _glued(source: str, lines: Sequence[Block]) -> set[int]:
    """The lines that stops touch capitals in, more than once."""
    touches = [m.start() for m in _touching().finditer(source)]
    if len(touches) < _SURE_JOINTS:
        return set()
    ends = [line.end for line in lines]
    found = Counter(bisect_right(ends, at) for at in touches)
    return {i for i, n in found.items() if n >= _SURE_JOINTS}


def _parted(line: Block, ways: Sequence[_Way]) -> Iterator[Block]:
    """The parts of a line, by the first way that parts it, each parted further."""
    waiting = [line]
    while waiting:
        block = waiting.pop()
        spans = _first_parting(block.text, ways) if len(block.text) >= _SHORTEST else []
        if not spans:
            yield block
        else:
            waiting += [Block(block.start + s, block.start + e, block.text[s:e]) for s, e in reversed(spans)]


def _first_parting(text: str, ways: Sequence[_Way]) -> list[tuple[int, int]]:
    if "\n" in text or "\r" in text:
        text = _BREAK.sub(_as_blank, text)
    for way in ways:
        if way.sign in text and len(spans := way.spans(text)) > 1:
            return spans
    return []


def _between(gaps: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """What lies between the gaps, without blanks around it, where it is anything."""
    starts, ends = [0, *(e for _, e in gaps)], [*(s for s, _ in gaps), len(text)]
    return [(s, e) for s, e in (_stripped(text, *span) for span in zip(starts, ends, strict=True)) if s < e]


def _by_tabs(text: str) -> list[tuple[int, int]]:
    return _by_blanks(text, _TABS)


def _by_wide(text: str) -> list[tuple[int, int]]:
    return _by_blanks(text, _WIDE)


def _by_double(text: str) -> list[tuple[int, int]]:
    """Parts at two blanks, unless a typist put them behind every sentence and nowhere else."""
    typed = len(_TYPED_DOUBLE.findall(text))
    if typed > len(_TYPED_SINGLE.findall(text)) and len(_DOUBLE.findall(text)) < typed + _ELSEWHERE:
        return []
    return _by_blanks(text, _DOUBLE)


def _by_blanks(text: str, gap: re.Pattern[str]) -> list[tuple[int, int]]:
    """Parts at blanks before anything but a small letter: a sentence may hold two blanks by mistake."""
    gaps = [m.span() for m in gap.finditer(text)]
    spans = _between([(s, e) for s, e in gaps if not text[e : e + 1].islower()], text)
    return spans if _are_paragraphs(text, spans) else []


def _by_bars(text: str) -> list[tuple[int, int]]:
    """Parts at bars; each bar is a part too, for nothing that is seen may be lost."""
    if text[0] == "|":  # a table's row
        return []
    bars = [m.span() for m in _BAR.finditer(text)]
    return _with_signs(text, bars) if _are_paragraphs(text, _between(bars, text)) else []


def _by_escapes(text: str) -> list[tuple[int, int]]:
    """Parts at the signs ``\\n``, unless the text speaks of them: then they stand between blanks or quotes."""
    found = [m.span() for m in _ESCAPE.finditer(text)]
    written = [s for s, _ in found if s and not (text[s].isspace() or text[s - 1] in "\"'`“‘(/")]
    if len(written) < _ESCAPES or len(written) * 4 < len(found) * 3:
        return []
    spans = _between(found, text)
    return _with_signs(text, found) if any(_is_paragraph(text[s:e]) for s, e in spans) else []


def _with_signs(text: str, gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    spans = [*_between(gaps, text), *(_stripped(text, s, e) for s, e in gaps)]
    return sorted(spans)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    bare = inner.strip()
    start += inner.find(bare) if bare else len(inner)
    return start, start + len(bare)


def _are_paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the parts are paragraphs and what stands around them, not the cells of a table."""
    paragraphs = [(s, e) for s, e in spans if _is_paragraph(text[s:e])]
    if len(paragraphs) >= 2:
        return True
    return len(spans) >= 4 and any((e - s) * 2 > len(text) for s, e in paragraphs)


def _is_paragraph(text: str) -> bool:
    return len(text) >= _PARAGRAPH and bool(_ENDS.search(text, len(text) - 6))


class _Joint(NamedTuple):
    at: int
    sure: bool


def _by_joints(text: str) -> list[tuple[int, int]]:
    """Parts of a line that is glued all along: "…on Monday.The mayor said…Read more: Other storySign up"."""
    joints = _joints(text)
    sure = len([j for j in joints if j.sure])
    sentences = sum(text.count(stop + " ") for stop in _STOPS)
    if sure < _SURE_JOINTS or len(joints) < _JOINTS:
        return []
    if sure * _PER_SENTENCE < sentences or len(joints) * _PER_CHARACTERS < len(text):
        return []
    cuts = sorted({j.at for j in (*joints, *_between_names(text, joints))})
    return list(zip([0, *cuts], [*cuts, len(text)], strict=True))


def _joints(text: str) -> list[_Joint]:
    """Where a sentence's end, a word in small letters or a date touches the next word's capital."""
    found = []
    often = Counter(text.split(" "))
    last = quotes = 0
    for m in _joint().finditer(text):
        at = m.end()
        if m.lastgroup == "quoted":
            quotes, last = quotes + text.count('"', last, at - 1), at - 1
            if quotes % 2 == 0 and text[at] != '"':
                at -= 1  # the mark opens what follows: said."The mayor
        word = _word_around(text, at)
        if m.lastgroup in ("stop", "quoted", "quote", "initials"):
            if not any(sign in word for sign in "/@_\\=<>"):
                found.append(_Joint(at, sure=True))
        elif m.lastgroup != "small" or often[word] <= _MOST_OFTEN:
            found.append(_Joint(at, sure=False))
    return found


def _word_around(text: str, at: int) -> str:
    """What stands between blanks around a joint, so far as it matters."""
    before, after = text[max(0, at - 40) : at], text[at : at + 40]
    return before[before.rfind(" ") + 1 :] + after.split(" ", 1)[0]


def _between_names(text: str, joints: Sequence[_Joint]) -> Iterator[_Joint]:
    """Where a name touches the next sentence ("By Ann ExampleThe bridge") or heading ("Opening HoursTickets").

    "YouTube" and "MacDonald" look the same, but no sentence begins with "Tube", and nobody speaks of a Mac.
    """
    words = Counter(_WORD.findall(text))
    known = {word.lower() for word in words}
    openers = {_opener(text, j.at) for j in joints} | set(_opening().findall(text))
    for m in _camel().finditer(text):
        left, right = m[1], m[2]
        if words[left + right] > 1 or left + right in _NAMES:
            continue
        if right in openers or (left.lower() in known and right.lower() in known):
            yield _Joint(m.start(2), sure=False)


def _opener(text: str, at: int) -> str:
    return text[at : at + 40].lstrip("\"'“‘«„(").split(" ", 1)[0].rstrip(",;:")


_JOINED = _Way(_by_joints, "")


@cache
def _touching() -> re.Pattern[str]:
    """What every sure joint has in it; ten times as fast."""
    up = letters()[1]
    return re.compile(rf"[.!?…”»][\"”’»)\]]?[\"“‘«„(]?[{up}]")


@cache
def _joint() -> re.Pattern[str]:
    """A joint; the match ends where the next paragraph begins.

    Behind it a whole word has to follow: not "System.Out.println", "setup.Exe(" or "v1.2Beta".
    """
    low, up = letters()
    word = rf"(?=[“‘«„(]?(?:[{up}][{low}{up}]+|[AIОЯВСКУИÀÉEOY])(?:['’-][{low}{up}]*)?(?:[,;!?]?(?:[\s“”]|\Z)|:))"
    touch = rf"(?:[{low}]{{2}}|[{up}]{{2}}|\d{{3}}|[%)])"
    return re.compile(
        # Most places are inside words, where only what follows three small letters at most need be looked at.
        rf"(?=[{low}]{{0,3}}+[^{low}\s])(?:"
        rf"(?P<stop>{touch}[.!?…]{{1,3}}[”’»)\]]?){word}"
        rf"|(?P<quoted>[{low}\d][.!?…]\")(?=\"|{word})"
        rf"|(?P<quote>[{low}][,]?[”»]){word}"
        rf"|(?P<initials>\b[ap]\.m\.){word}"
        rf"|(?P<number>(?:(?<!\d)(?:19|20)\d\d|\d:\d\d))(?=[{up}][{low}]+\s|[AI]\s)"
        rf"|(?P<colon>[{low}]{{3}}:|[{low}\d]\)){word}"
        rf"|(?P<item>[{low}.!?:)]{{2}})(?=- [“‘«]?[{up}]|\d{{1,2}}\. [{up}])"
        rf"|(?P<date>[{low}]{{3}})(?=\d{{1,2}}[. ] ?[{up}{low}][{low}]{{2,9}},? \d{{4}}(?!\d))"
        rf")|(?P<small>(?<![{low}{up}\d_’'-])[{low}]{{3,}}+)(?=[{up}][{low}]+['’]?[{low}]*[,;:!?]?\s|[AI]\s)"
    )


@cache
def _camel() -> re.Pattern[str]:
    low, up = letters()
    return re.compile(rf"(?<![{low}{up}\d_])([{up}][{low}]{{3,}})([{up}][{low}]*)(?=,?\s)")


@cache
def _opening() -> re.Pattern[str]:
    low, up = letters()
    return re.compile(rf"[.!?…][”’»\"]? [“‘«„\"]?([{up}][{low}]*)(?=,? )")
