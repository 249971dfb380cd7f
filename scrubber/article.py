"""What comes out: the clean article and the account of what was taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .model import Dateline, Json, Piece, Removal, Span

_FIELDS = ("title", "dateline", "body", "source", "kind", "fingerprint", "note", "pieces", "formatted")


class Article:
    """A scrubbed capture. Immutable; compares by value.

    Attributes:
        title: the headline, ``""`` if none was found.
        dateline: where and when the story was filed, or None.
        body: the story; paragraphs are separated by a blank line.
        source: the text that all offsets index, in code points.
        kind: what the capture was taken for: ``article``, ``page`` or ``html``.
        fingerprint: names the version and the rules; same fingerprint and same capture, same article.
        note: why the article is empty although the capture was not; else ``""``.
        formatted: the body as Markdown or HTML where ``format`` asked for that; else None.
    """

    __slots__ = (*_FIELDS, "_ledger", "_removed")

    title: str
    dateline: Dateline | None
    body: str
    source: str
    kind: str
    fingerprint: str
    note: str
    pieces: tuple[Piece, ...]
    formatted: str | None
    _ledger: tuple[Span, ...]
    _removed: tuple[Removal, ...]

    def __init__(
        self,
        title: str,
        dateline: Dateline | None,
        body: str,
        source: str,
        kind: str,
        fingerprint: str,
        note: str = "",
        pieces: Sequence[Piece] = (),
        formatted: str | None = None,
    ) -> None:
        values = (title, dateline, body, source, kind, fingerprint, note, tuple(pieces), formatted)
        for name, value in zip(_FIELDS, values, strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"an Article does not change; cannot set {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an Article does not change; cannot delete {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        # A rule that is a Python function may not pickle; the pieces do not need it.
        bare = [p._replace(rule=p.rule._replace(find=None)) if p.rule and p.rule.find else p for p in self.pieces]
        values = [getattr(self, name) for name in _FIELDS[:-2]]
        # By columns: a hundred pieces one by one take three times as long, and every worker of many sends its articles so.
        return _restore, (*values, tuple(zip(*bare, strict=True)), self.formatted)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Article) and self.to_dict() == other.to_dict() and self.source == other.source

    def __hash__(self) -> int:
        return hash((self.source, self.fingerprint, self.kind))

    def __repr__(self) -> str:
        return f"Article(title={self.title!r}, dateline={self.dateline!r}, body={self.body[:60]!r}…, removed={len(self.removed)})"

    @property
    def text(self) -> str:
        """Title, dateline and body as one text, separated by blank lines. An agency's opening stays in the body."""
        filed = self.filed
        return "\n\n".join(part for part in (self.title, filed, self.body) if part)

    @property
    def filed(self) -> str:
        """The dateline's words where they stand apart, ``""`` where not: an agency's opening is in the body."""
        found = [p for p in self.pieces if p.fate == "dateline"]
        return self.source[found[0].start : found[-1].end].strip() if found else ""

    @property
    def title_why(self) -> str:
        """For HTML: what speaks for the title; else ``""``."""
        return next((p.why for p in self.pieces if p.fate == "title"), "")

    @property
    def removed(self) -> tuple[Removal, ...]:
        """Everything taken away, in the order of the source."""
        try:
            return self._removed
        except AttributeError:
            found = tuple(
                Removal(p.rule.id, p.rule.category, p.rule.pack, p.start, p.end, self.source[p.start : p.end], p.why)
                for p in self.pieces
                if p.rule is not None
            )
            object.__setattr__(self, "_removed", found)
            return found

    @property
    def ledger(self) -> tuple[Span, ...]:
        """Spans that tile the source: every character's fate. What lies between blocks is white space."""
        try:
            return self._ledger
        except AttributeError:
            spans = tuple(_tile(self.pieces, len(self.source)))
            object.__setattr__(self, "_ledger", spans)
            return spans

    def to_dict(self) -> Json:
        """The article as JSON types; dates in ISO 8601. ``formatted`` is there if it was asked for."""
        filed = self.dateline
        form = {} if self.formatted is None else {"formatted": self.formatted}
        return {
            "title": self.title,
            "title_why": self.title_why,
            "dateline": filed and {**filed._asdict(), "date": filed.date.isoformat() if filed.date else None},
            "body": self.body,
            **form,
            "removed": [r._asdict() for r in self.removed],
            "kind": self.kind,
            "fingerprint": self.fingerprint,
            "note": self.note,
        }


def _restore(*args: Any) -> Article:
    *values, columns, formatted = args
    pieces = tuple(map(Piece, *columns)) if columns else ()
    return Article(*(*values, pieces, formatted))


def _tile(pieces: Sequence[Piece], end: int) -> list[Span]:
    spans: list[Span] = []
    at = removals = 0
    for p in pieces:
        if at < p.start:
            spans.append(Span(at, p.start, "space"))
        number = None
        if p.fate == "removed":
            number, removals = removals, removals + 1
        spans.append(Span(p.start, p.end, p.fate, number))
        at = p.end
    if at < end:
        spans.append(Span(at, end, "space"))
    return spans
