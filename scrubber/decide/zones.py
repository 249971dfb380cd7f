"""Where a block stands: before the story, in it, or after it."""

from __future__ import annotations

from ..later import later
from ..model import Rule
from .draft import Draft

_PROSE = 100
_PROSE_DENSE = 40
# The first paragraph may be a standfirst with the byline still to come, and the last an author's note
# with the share row before it: one paragraph on the way does not end the head or begin the tail.
_PARAGRAPHS = 2
_DENSER = 2.5
_SENTENCE_END = frozenset(".!?…\"”’»。！？」』।؟")
_DENSE = later("[\u2e80-\U0003ffff]")


def is_prose(text: str) -> bool:
    """Whether a text is long enough to be a paragraph, in any script."""
    if len(text) >= _PROSE:
        return True
    return len(text) >= _PROSE_DENSE and is_dense(text)


def is_sentence(text: str, shortest: int) -> bool:
    """Whether a text ends as sentences do and has ``shortest`` characters, or as much in a script that is denser."""
    if text[-1] not in _SENTENCE_END:
        return False
    return len(text) >= shortest or (len(text) * _DENSER >= shortest and is_dense(text))


def is_dense(text: str) -> bool:
    """Whether most characters are those of a script that writes a word in one or two."""
    return not text.isascii() and max(text) > "\u2e7f" and len(_DENSE().findall(text)) * 2 > len(text)


def zones(draft: Draft, paragraphs: int = _PARAGRAPHS) -> tuple[int, int]:
    """``(head, tail)``: blocks before number ``head`` are the head, blocks from number ``tail`` on the tail.

    They are what comes before the second paragraph (or another) and after the last but one, and overlap in a short
    story. Removed blocks do not count as paragraphs.
    """
    start, end = draft.story
    head = _nth_paragraph(draft, range(start, end), paragraphs)
    tail = _nth_paragraph(draft, range(end - 1, start - 1, -1), paragraphs)
    return (end, start) if head is None or tail is None else (head, tail + 1)


def in_place(rule: Rule, i: int, head: int, tail: int) -> bool:
    """Whether block ``i`` stands where the rule holds."""
    return rule.where == "any" or (rule.where == "head" and i < head) or (rule.where == "tail" and i >= tail)


def _nth_paragraph(draft: Draft, order: range, left: int) -> int | None:
    for i in order:
        if is_prose(draft.blocks[i].text) and draft.free(i):
            left -= 1
            if not left:
                return i
    return None
