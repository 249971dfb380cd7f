"""The parts of a block being read become its text: white space as a reader sees it, rows of links, line breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..decode import INVISIBLE

BREAK, SEAM = "\0", "\0\0"
"""Stand, as parts of a block being read, for ``<br>`` and for a place where two inline elements touch. No page's text
holds them: NUL is replaced before parsing."""

# At the edges of a block these are white space, as for the text reader.
EDGE = frozenset(INVISIBLE + "".join(map(chr, range(32))) + "\x7f")
EDGES = "".join(EDGE) + "\x85\xa0\u2028\u2029\u3000 "


def touches(part: str) -> bool:
    """Whether what follows a part at once may be a thing of its own: `Ann Example` `Updated 3 May`, each in a span."""
    return len(part) > 2 and (part[-1].islower() or part[-1].isdigit())


def one_line(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).replace(BREAK, " ").split())


def _collapse(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


def verbatim(text: str) -> list[tuple[str, float]]:
    """The paragraphs of preformatted text, their lines as they are."""
    paragraphs: list[list[str]] = [[]]
    for line in text.replace(BREAK, "\n").splitlines():
        if line.strip(EDGES):
            paragraphs[-1].append(line.rstrip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return [("\n".join(lines).strip(), 0.0) for lines in paragraphs]


def rows_of(parts: list[str], spans: list[int], breaks: bool) -> Iterable[tuple[str, float]]:
    """Text and share of links of a block that holds links or line breaks.

    Links with nothing between them stand in a row (a menu, a list of tags): each is a block. Two line breaks end one.
    """
    if len(spans) & 1:
        spans.append(len(parts))
    if len(spans) == 2 and not spans[0] and not breaks and _is_blank(parts, spans[1]):
        return ((_collapse(parts), 1.0),)
    if len(spans) > 2 and not _sliced(parts, [0, *spans, len(parts)]).replace(BREAK, " ").strip():
        return [(one_line(parts[i:j]), 1.0) for i, j in zip(spans[::2], spans[1::2], strict=True)]
    if breaks:
        return _paragraphs(parts, spans)
    text = _collapse(parts)
    return ((text, min(1.0, len(_collapse((_sliced(parts, spans),))) / len(text))),) if text else ()


def _sliced(parts: list[str], edges: list[int]) -> str:
    """The parts between each two edges, as one text."""
    return "".join(["".join(parts[i:j]) for i, j in zip(edges[::2], edges[1::2], strict=True)])


def _is_blank(parts: list[str], first: int) -> bool:
    return first == len(parts) or "".join(parts[first:]).isspace()


def _paragraphs(parts: list[str], spans: list[int]) -> Iterator[tuple[str, float]]:
    inside = [False] * len(parts)
    for first, end in zip(spans[::2], spans[1::2], strict=True):
        inside[first:end] = [True] * (end - first)
    lines: list[str] = []
    linked = at = 0
    marks = [i for i, part in enumerate(parts) if part == BREAK or (part == SEAM and _begins_anew(parts, i + 1))]
    for mark in (*marks, len(parts)):
        shown = [i for i in range(at, mark) if parts[i] != SEAM]
        line = _collapse([parts[i] for i in shown])
        if line:
            lines.append(line)
            linked += len(_collapse([parts[i] for i in shown if inside[i]]))
        if lines and (not line or parts[mark : mark + 1] != [BREAK]):
            yield _joined(lines, linked)
            lines, linked = [], 0
        at = mark + 1


def _begins_anew(parts: list[str], first: int) -> bool:
    """Whether a part begins as no word goes on: a drop cap's `T` and `he` belong together."""
    return first < len(parts) and parts[first][:1].isupper()


def _joined(lines: list[str], linked: int) -> tuple[str, float]:
    text = "\n".join(lines)
    return text, min(1.0, linked / len(text))
