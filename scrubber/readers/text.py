"""Step 2, for text: lines become blocks.

A block is a non-blank line without the white space around it. Where the capture was wrapped at a fixed
width, the lines of a paragraph are one block.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..decode import INVISIBLE
from ..model import Block, Reading

_BLANK = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
_EDGE = _BLANK + INVISIBLE + "\0\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x7f"

# A width people and mail programs wrap at. Below it lines are verse or lists, above it they are paragraphs.
_NARROWEST, _WIDEST = 40, 120
# Fewer full lines than this prove nothing: a poem of eight lines has some of nearly equal length.
_FULL_LINES = 4


def read_text(source: str) -> Reading:
    """Split text into blocks. Linear in the length of ``source``.

    Lines end where ``str.splitlines`` ends them. ``Block.start`` and ``end`` index ``source``; a block
    holds a newline only where wrapped lines were joined.
    """
    blocks = list(_lines(source))
    width = max(map(_length, blocks), default=0)
    if _NARROWEST <= width <= _WIDEST and len(blocks) > _FULL_LINES:
        blocks = _unwrap(source, blocks, width)
    return Reading(source, blocks)


def _length(block: Block) -> int:
    return block.end - block.start


def _lines(source: str) -> Iterator[Block]:
    # An ASCII capture holds no invisible characters but controls, and strip() without an argument is much faster.
    edge = None if source.isascii() and "\0" not in source and "\x1b" not in source else _EDGE
    at = 0
    for line in source.splitlines(keepends=True):
        text = line.strip(edge)
        if text:
            start = at if line[0] == text[0] else at + len(line) - len(line.lstrip(edge))
            yield Block(start, start + len(text), text)
        at += len(line)


def _unwrap(source: str, lines: list[Block], width: int) -> list[Block]:
    """Join lines that were broken because the next word would not have fitted into ``width``."""
    broken = [_breaks(source, a, b, width) for a, b in itertools.pairwise(lines)]
    pairs = sum(_adjacent(source, a, b) for a, b in itertools.pairwise(lines))
    if sum(broken) < _FULL_LINES or sum(broken) * 2 < pairs:
        return lines
    blocks, first = [], 0
    for i in range(len(lines)):
        if i == len(broken) or not broken[i]:
            start, end = lines[first].start, lines[i].end
            blocks.append(Block(start, end, source[start:end]))
            first = i + 1
    return blocks


def _adjacent(source: str, a: Block, b: Block) -> bool:
    gap = source[a.end : b.start]
    return gap.count("\n") == 1 or gap.strip(" \t") == "\r"


def _breaks(source: str, a: Block, b: Block, width: int) -> bool:
    """Whether line ``a`` ends only because the first word of ``b`` did not fit."""
    word = b.text.split(None, 1)[0]
    return _length(a) + 1 + len(word) > width and _adjacent(source, a, b) and a.text[-1] not in ":|"
