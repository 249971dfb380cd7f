"""Records: captures among other columns, as corpora hold them. What a cleaned one holds, and which column is the capture.

Batches, Arrow tables and the frames of other engines all hold records; this is what they have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .article import Article
from .errors import ScrubberError
from .model import Format, Kind

FIELDS = ("title", "dateline", "date", "body", "removed", "fingerprint")
"""What a cleaned record holds: ``dateline`` is its words, ``date`` is ISO 8601; both are None where there is none.
``removed`` is a list of removals: ``rule, category, pack, start, end, text, why``."""
MORE = ("text", "formatted", "kind", "note")
"""What else it may hold: title, dateline and body as one text; the body as Markdown or HTML; what the capture was taken for;
why the article is empty."""
SET_ASIDE = "original_"
"""A column of the input that is called like a field of the output keeps its value under this prefix."""

ERROR = "error"
"""The column that says why a record has no article; null where it has one."""

_CAPTURES = ("text", "html")
_LIKELY = ("content", "raw_content", "raw_html", "article", "maintext", "body", "markdown")


class Fields(NamedTuple):
    """Which columns are read, and under which names the fields are written."""

    capture: str | None = None
    """The column of the capture. None: ``text``, ``html``, else the first that fits."""
    url: str = "url"
    """The column of the page's address; it need not be there."""
    names: tuple[tuple[str, str], ...] = tuple(zip(FIELDS, FIELDS, strict=True))
    """``(field, its name in the output)``, in the order of the output."""

    def column(self, columns: Iterable[str]) -> str | None:
        """Which of the columns holds the capture; None if none does. ``columns`` are those that hold strings or bytes."""
        there = list(columns)
        wanted = [self.capture] if self.capture is not None else [*_CAPTURES, *_LIKELY]
        return next(filter(None, (called(name, there) for name in wanted)), None)

    def carried(self, columns: Iterable[str], capture: str | None) -> dict[str, str]:
        """The columns that are carried along, all but the capture, with their names in the output."""
        there = [name for name in columns if name != capture]
        # Without case: who writes `Title` beside `title` cannot read either in Spark, nor in most databases.
        taken = {name.lower() for _, name in self.names} | {ERROR}
        new = {name: name for name in there if name.lower() not in taken}
        taken.update(name.lower() for name in new)
        aside: dict[str, str] = {}  # how far those before had to go: of one word, 2,048 columns differ in case alone
        for name in there:
            if name not in new:
                before = aside[name.lower()] = _free(name.lower(), aside.get(name.lower(), SET_ASIDE), taken)
                new[name] = before + name
                taken.add(new[name].lower())
        return {name: new[name] for name in there}


def called(wanted: str, columns: Iterable[str]) -> str | None:
    """Which column is called so, if one is. Case counts where it tells two apart: Snowflake exports a ``text`` as ``TEXT``."""
    alike = [name for name in columns if name.lower() == wanted.lower()]
    return wanted if wanted in alike else next(iter(alike), None)


def fields(
    given: str | Iterable[str] | Mapping[str, str] | None, capture: str | None = None, url: str = "url", format: Format = "text"
) -> Fields:
    """The fields that are asked for: ``"title,body=text"``, a list of such words, or a mapping of fields to names.

    Raises:
        ScrubberError: a field does not exist, or two have one name, or one is called ``error``.
    """
    if given is None:
        given = FIELDS if format == "text" else (*FIELDS, "formatted")
    if isinstance(given, Mapping):
        pairs = list(given.items())
    else:
        words = given.split(",") if isinstance(given, str) else list(given)
        split = [word.strip().partition("=") for word in words if word.strip()]
        pairs = [(field.strip(), name.strip() or field.strip()) for field, _, name in split]
    for field, _ in pairs:
        if field not in _GET:
            raise ScrubberError(f"no field is called {field!r}; there are {', '.join(_GET)}")
        if field == "formatted" and format == "text":
            raise ScrubberError("the field 'formatted' needs a format: markdown or html")
    names = [name for _, name in pairs]
    if len({ERROR, *(name.lower() for name in names)}) <= len(names) or not names:
        raise ScrubberError(f"the fields of the output need names of their own, not {', '.join(names) or 'none'}")
    return Fields(capture, url, tuple(pairs))


def kind_of_column(name: str, asked: Kind | None) -> Kind:
    """The kind that was asked for, else what the column's name says."""
    return asked or ("html" if name.lower() in ("html", "raw_html") else "auto")


def cleaned(article: Article, names: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The fields of a cleaned record."""
    return {name: _GET[field](article) for field, name in names}


def _free(name: str, before: str, taken: set[str]) -> str:
    while before + name in taken:
        before += SET_ASIDE
    return before


def _date(article: Article) -> str | None:
    filed = article.dateline
    return filed.date.isoformat() if filed and filed.date else None


_GET: dict[str, Any] = {
    "title": lambda article: article.title,
    "dateline": lambda article: article.dateline.text or None if article.dateline else None,
    "date": _date,
    "body": lambda article: article.body,
    "removed": lambda article: [removal._asdict() for removal in article.removed],
    "fingerprint": lambda article: article.fingerprint,
    "text": lambda article: article.text,
    "formatted": lambda article: article.formatted,
    "kind": lambda article: article.kind,
    "note": lambda article: article.note,
}
