"""Step 2, for text: lines become blocks.

A block is a non-blank line without the white space around it. Where the capture was wrapped at a fixed
width, the lines of a paragraph are one block.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..decode import INVISIBLE
from ..model import Block, Reading
from .glued import part
from .wrapped import unwrap

_BLANK = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
_EDGE = _BLANK + INVISIBLE + "\0\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x7f"


def read_text(source: str) -> Reading:
    """Split text into blocks. Linear in the length of ``source``.

    Lines end where ``str.splitlines`` ends them. ``Block.start`` and ``end`` index ``source``; a block
    holds a newline only where wrapped lines were joined.
    """
    return Reading(source, part(source, unwrap(source, list(_lines(source)))))


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
