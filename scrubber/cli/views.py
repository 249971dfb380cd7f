"""The forms an article is shown in. Each view takes the stream of ``(file, article)`` and yields pieces to write."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from operator import attrgetter

from .. import Article
from ..model import Format
from .terminal import Piece, diff_pieces

Stream = Iterable[tuple[str, Article]]
View = Callable[[Stream, bool], Iterator[Piece]]
"""The second argument: whether the caller named more than one capture."""

_EXCERPT = 100
# difflib takes time as the product of the lines where every other one is removed: minutes for 60,000 by 30,000.
_COMPARABLE = 20_000_000


def _each(write: Callable[[Article], str], stream: Stream, several: bool) -> Iterator[Piece]:
    gap = ""
    for name, article in stream:
        if several:  # as head(1) does
            yield "bold", f"{gap}==> {'standard input' if name == '-' else name} <==\n"
            gap = "\n"
        text = write(article)
        yield "", f"{text}\n" if text else ""


def _json(stream: Stream, several: bool) -> Iterator[Piece]:
    from json import dumps

    before = "[\n" if several else ""
    for name, article in stream:
        yield "", before + dumps({"file": name, **article.to_dict()}, ensure_ascii=False, indent=2)
        before = ",\n"
    if several:
        yield "", "\n]\n" if before == ",\n" else "[]\n"
    elif before:
        yield "", "\n"


def _jsonl(stream: Stream, several: bool) -> Iterator[Piece]:
    from json import dumps

    for name, article in stream:
        yield "", dumps({"file": name, **article.to_dict()}, ensure_ascii=False) + "\n"


def _explain(stream: Stream, several: bool) -> Iterator[Piece]:
    """Lines, columns and offsets count in ``article.source``: for HTML, the text that was read from the page."""
    for name, article in stream:
        lines = [0, *(at + 1 for at, character in enumerate(article.source) if character == "\n")]
        for removal in article.removed:
            line = bisect_right(lines, removal.start)
            yield "bold", f"{name}:{line}:{removal.start - lines[line - 1] + 1}: "
            yield "yellow", f"{removal.pack}/{removal.rule}"
            yield "", f" [{removal.category}] {removal.why}\n"
            yield "dim", f"    {removal.start}-{removal.end}: {_shorten(removal.text)}\n"
        if article.title_why:
            yield "", f"title: {article.title_why}\n"
        if article.dateline and article.dateline.why:
            yield "", f"date: {article.dateline.why}\n"
        gone = sum(removal.end - removal.start for removal in article.removed)
        yield "bold", f"{name}: "
        yield "", f"{len(article.removed)} removed, {gone} of {len(article.source)} characters\n"


def _diff(stream: Stream, several: bool) -> Iterator[Piece]:
    from difflib import unified_diff

    for name, article in stream:
        before, after = _lines(article.source), _lines(f"{article.text}\n" if article.text else "")
        compare = unified_diff if len(before) * len(after) <= _COMPARABLE else _replaced
        yield from diff_pieces(map(_ended, compare(before, after, name, name)))


def _replaced(before: list[str], after: list[str], old: str, new: str) -> Iterator[str]:
    """A diff that compares nothing: all lines go, all lines come."""
    yield from (f"--- {old}\n", f"+++ {new}\n", f"@@ -1,{len(before)} +1,{len(after)} @@\n")
    yield from (f"-{line}" for line in before)
    yield from (f"+{line}" for line in after)


def _lines(text: str) -> list[str]:
    """Lines with their ends. ``str.splitlines`` would also split at U+2028 and form feeds; patch(1) does not."""
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _shorten(text: str) -> str:
    """One line, the middle left out: what a removal begins and ends with is what one checks."""
    line = " ".join(text.split())
    half = _EXCERPT // 2
    return line if len(line) <= _EXCERPT else f"{line[:half].rstrip()} … {line[-half:].lstrip()}"


def view(name: str, form: Format) -> View:
    """The view of this name; those that are text alone, in this form."""
    if form == "text" or name not in ("text", "body"):
        return VIEWS[name]
    return partial(_each, _body if name == "body" else partial(_whole, form))


def _body(article: Article) -> str:
    return article.formatted or ""


def _whole(form: Format, article: Article) -> str:
    from ..forms import headed

    return headed(article.title, article.filed, article.formatted or "", form)


VIEWS: dict[str, View] = {
    "text": partial(_each, attrgetter("text")),
    "title": partial(_each, attrgetter("title")),
    "body": partial(_each, attrgetter("body")),
    "json": _json,
    "jsonl": _jsonl,
    "explain": _explain,
    "diff": _diff,
}
