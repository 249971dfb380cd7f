"""What a block with Markdown says, and where each of its words stands: rules are written for the words.

"[Share this story](https://…)" is the phrase "share this story", "By *Ann Example*" a byline.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from ..later import later

MARKS = ("](", "][", "*", "_")
"""One of them is in every block with links or emphasis."""
# Longer blocks are prose; what is linked in it is nobody's chrome.
_LONGEST = 1200
_TARGET = r'(?:\((?:[^()\s]|\([^()\s]{0,100}\)){0,400}(?: "[^"\n]{0,200}")?\)|\[[^\[\]\s]{0,40}\])'
_LINK = later(rf"!?\[((?:[^\[\]\n]|!\[[^\[\]\n]{{0,200}}\]{_TARGET}){{0,300}})\]{_TARGET}")
_IMAGE = later(rf"!\[([^\[\]\n]{{0,200}})\]{_TARGET}")
_EMPHASIS = later(r"(?<!\w)[*_]{1,3}(?=[^\W_])|(?<=[^\W_.!?:…])[*_]{1,3}(?!\w)|(?<=[.!?:…])[*_]{1,3}(?=\s|$)")


class Plain(NamedTuple):
    """A block without its marks."""

    text: str
    length: int
    kept: Sequence[tuple[int, int]]
    """The stretches of the words, each as its place in ``text`` and its place in the block."""
    links: Sequence[tuple[int, int]]

    def back(self, start: int, end: int) -> tuple[int, int] | None:
        """A span of the words as one of the block, with the marks around it; None if it would break a link."""
        first = self._place(start - 1) + 1 if start else 0
        last = self._place(end) if end < len(self.text) else self.length
        broken = any(s < last and first < e and not (first <= s and e <= last) for s, e in self.links)
        return None if broken else (first, last)

    def _place(self, at: int) -> int:
        begin, place = self.kept[bisect_right(self.kept, (at, self.length)) - 1]
        return place + at - begin


def plain(text: str) -> Plain | None:
    """The words of a block with links or emphasis, or None if it has neither."""
    if len(text) > _LONGEST:
        return None
    links = [m.span() for m in _LINK().finditer(text)]
    marks = sorted([*_link_marks(text), *((m.start(), m.end()) for m in _EMPHASIS().finditer(text))])
    if not marks:
        return None
    spans = list(_kept(marks, len(text)))
    begins = accumulate((e - s for s, e in spans), initial=0)
    kept = [(begin, s) for begin, (s, _) in zip(begins, spans, strict=False)]
    return Plain("".join([text[s:e] for s, e in spans]), len(text), kept, links)


def _link_marks(text: str) -> Iterator[tuple[int, int]]:
    """The brackets and the targets; an image's target and its "!" too."""
    for m in _LINK().finditer(text):
        yield m.start(), m.start(1)
        yield m.end(1), m.end()
        for image in _IMAGE().finditer(text, m.start(1), m.end(1)):
            yield image.start(), image.start(1)
            yield image.end(1), image.end()


def _kept(marks: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in marks:
        if at < start:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length


def widened(links: Sequence[tuple[int, int]], text: str, start: int, end: int) -> tuple[int, int] | None:
    """A match in the block as it stands: "[Video]" takes its target along, and None is one that would break a link."""
    for s, e in links[max(0, bisect_left(links, (start, 0)) - 1) :]:
        if s >= end:
            break
        if s == start and end < e and text[end - 1] == "]":
            return s, e
        if (start <= s < end < e) or (s < start < e < end):
            return None
    return start, end
