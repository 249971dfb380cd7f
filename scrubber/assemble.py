"""Step 5: the pieces become title, dateline and body."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from .decide.zones import is_prose
from .model import Block, Fate, Piece, Reading

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\r[^\S\r\n]*\r")
_BREAK_SIGN = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_BREAK = re.compile(r"\s*[\n\r\x0b\x0c\x85\u2028\u2029]\s*")


class Layout(NamedTuple):
    """The clean article as one text, and where each stretch of it stands in the source."""

    text: str
    title: str
    dateline: str
    body: str
    places: tuple[tuple[int, int, int], ...]
    """``(start, end, at)``: ``text[start:end]`` is ``source[at : at + end - start]``. What lies between is white space."""


def lay_out(reading: Reading, decisions: Sequence[Sequence[Piece]]) -> Layout:
    """Put what was kept in order: title, dateline, body, apart by blank lines."""
    parts: list[str] = []
    places: list[tuple[int, int, int]] = []
    fields = []
    at = 0
    for fate, kept in _kept(reading, decisions).items():
        begun = at
        for space, start, end in _stretches(reading, decisions, fate, kept):
            lead = space if at > begun else "\n\n" if at else ""
            parts += (lead, reading.source[start:end])
            if at == begun:
                begun += len(lead)
            at += len(lead)
            places.append((at, at + end - start, start))
            at += end - start
        fields.append((begun, at))
    text = "".join(parts)
    (a, b), (c, d), (e, f) = fields
    return Layout(text, text[a:b], text[c:d], text[e:f], tuple(places))


def stretches(reading: Reading, decisions: Sequence[Sequence[Piece]], fate: Fate) -> Iterator[tuple[str, int, int]]:
    """``(white space before, start, end)`` of everything with this fate, in order."""
    return _stretches(reading, decisions, fate, _kept(reading, decisions)[fate])


def _kept(reading: Reading, decisions: Sequence[Sequence[Piece]]) -> dict[Fate, list[int]]:
    """By fate the numbers of the blocks that hold a piece with it."""
    kept: dict[Fate, list[int]] = {"title": [], "dateline": [], "body": []}
    for i, pieces in enumerate(decisions):
        for piece in pieces:
            if piece.fate != "removed" and _is_seen(reading, piece) and i not in kept[piece.fate][-1:]:
                kept[piece.fate].append(i)
    return kept


def _stretches(
    reading: Reading, decisions: Sequence[Sequence[Piece]], fate: Fate, kept: Sequence[int]
) -> Iterator[tuple[str, int, int]]:
    """``(white space before, start, end)`` of everything with this fate, in order."""
    apart = _joints(reading, kept) if fate == "body" else [" "] * len(kept)
    for i, space in zip(kept, apart, strict=True):
        block, pieces = reading.blocks[i], decisions[i]
        # Whatever breaks a line breaks it for splitlines too, which looks five times as fast.
        if len(pieces) == 1 and (block.markup or len(block.text.splitlines()) == 1):
            yield space, block.start, block.end
            continue
        for start, end, inner in _within(reading.source, block, pieces, fate):
            yield space if inner is None else inner, start, end


def _is_seen(reading: Reading, piece: Piece) -> bool:
    """Not the blank between a headline and the label that was cut from it."""
    return piece.end - piece.start > 1 or not reading.source[piece.start].isspace()


def _joints(reading: Reading, kept: Sequence[int]) -> list[str]:
    """The white space before each kept block: a newline within a group of lines, else a blank line.

    A capture without blank lines tells nothing of groups: there every line is a paragraph. So it is when
    all that is left is one group, or the next reading would take its lines for paragraphs.
    """
    if not _BLANK_LINE.search(reading.source):
        return ["\n\n"] * len(kept)
    joints = [_joint(reading, a, b) for a, b in itertools.pairwise(kept)]
    return ["\n\n", *joints] if "\n\n" in joints else ["\n\n"] * len(kept)


def _joint(reading: Reading, a: int, b: int) -> str:
    blocks = reading.blocks
    if (is_prose(blocks[a].text) or is_prose(blocks[b].text)) and not (_is_row(blocks[a].text) and _is_row(blocks[b].text)):
        return "\n\n"
    for i in range(a, b):
        if _BLANK_LINE.search(reading.source, blocks[i].end, blocks[i + 1].start):
            return "\n\n"
    return "\n"


def _is_row(text: str) -> bool:
    """Whether a line is a table's or a quotation's, however long: the next one belongs to it."""
    return text[0] in "|>" or "\t" in text


def _within(source: str, block: Block, pieces: Sequence[Piece], fate: Fate) -> Iterator[tuple[int, int, str | None]]:
    """``(start, end, white space before it)`` of one block's stretches; None for the first."""
    last = None
    for piece in pieces:
        if piece.fate != fate:
            continue
        for start, end in _unbroken(source, piece, wrapped=block.markup is None):
            text = source[start:end]
            inner = text.strip()
            if inner:
                left = start + len(text) - len(text.lstrip())
                yield left, left + len(inner), None if last is None else _space(source, last, left)
                last = left + len(inner)


def _space(source: str, last: int, left: int) -> str:
    """What stands between two stretches of a block: a blank if there was one, none in scripts without.

    Quoted lines stay lines: their marks would stand between the words.
    """
    if source[left] == ">" and _BREAK_SIGN.search(source, last, left):
        return "\n"
    if _is_dense(source[last - 1]) and _is_dense(source[left]):
        return ""
    return " " if source[last].isspace() or source[left - 1].isspace() else ""


def _is_dense(c: str) -> bool:
    """Whether a sign is of a script without blanks, or a full-width comma or stop of such."""
    return "\u2e7f" < c < "\uac00" or "\uff00" < c < "\uff66"


def _unbroken(source: str, piece: Piece, *, wrapped: bool) -> Iterator[tuple[int, int]]:
    """The piece's lines, where lines are only how the capture was wrapped."""
    at = piece.start
    if wrapped:
        for found in _BREAK.finditer(source, piece.start, piece.end):
            yield at, found.start()
            at = found.end()
    yield at, piece.end


def compose(decisions: Sequence[Sequence[Piece]], layout: Layout, again: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """What ``again``, decided over ``layout.text``, means for the source the layout was made from."""
    later = [p for pieces in again for p in pieces]
    starts = [start for start, _, _ in layout.places]
    by_source: list[Piece] = []
    for piece in later:
        i = max(0, bisect_right(starts, piece.start) - 1)
        while i < len(starts) and starts[i] < piece.end:
            start, end, at = layout.places[i]
            s, e = max(start, piece.start), min(end, piece.end)
            if s < e:
                by_source.append(Piece(at + s - start, at + e - start, *piece[2:]))
            i += 1
    by_source.sort()
    return [[q for p in pieces for q in _overlaid(p, by_source)] for pieces in decisions]


_start, _end = itemgetter(0), itemgetter(1)


def _overlaid(piece: Piece, later: Sequence[Piece]) -> Iterator[Piece]:
    """A kept piece, with the later fates of its parts; a removed piece as it is."""
    if piece.fate == "removed":
        yield piece
        return
    at = piece.start
    first = bisect_right(later, piece.start, key=_end)
    for new in later[first : bisect_left(later, piece.end, first, key=_start)]:
        s, e = max(new.start, piece.start), min(new.end, piece.end)
        if at < s:  # white space between two stretches goes with the one before
            yield Piece(at, s, piece.fate)
        why = new.why or (piece.why if new.fate == piece.fate else "")  # what speaks for a headline, which text does not say
        yield Piece(s, e, new.fate, new.rule, why)
        at = e
    if at < piece.end:
        yield piece._replace(start=at)
