"""What a page says of itself outside its text: ``<meta>``, ``<link>``, ``<time>``, microdata and JSON-LD become ``Meta``.

Every source is kept under a name of its own, because sources err: a template leaves yesterday's ``<meta name=date>``, a
site's own entry in the JSON-LD has the date of its first page. Who decides needs to see which of them agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..model import Meta

_JSON_LIMIT, _NODES = 2_000_000, 2_000
"""Characters of JSON looked at, all scripts together, and objects of it."""

_TITLE_LONG, _PAIRS, _URL_LONG = 1_000, 50, 2_000
"""Longest title, date or name that a page can say of itself, how many of them are kept, and the longest address."""

_JSON_START = re.compile(r"[\[{]")
_CHANGED = re.compile(r"modif|updat|revis|lastmod|moddate", re.I)

_DATES = frozenset(
    "article.created article.published article:published article:published_time article_date_original bt:pubdate "
    "citation_date citation_online_date citation_publication_date created cxenseparse:recs:publishtime date "
    "date.created date_published datecreated dateposted datepublished dc.created dc.date dc.date.created "
    "dc.date.issued dc.date.published dc.date.submitted dc.issued dcterms.created dcterms.date dcterms.issued "
    "displaydate gentime icbm:date lp.article:published mrf:published_time og:article:published_time og:pubdate og:publish_date "
    "og:published_time og:release_date originalpublicationdate parsely-pub-date post_date prism.publicationdate "
    "ptime pub_date pubdate publication-date publication_date publicationdate publish-date publish-time "
    "publish_date publish_time publishdate published published-date published_at published_date published_time "
    "publishtime release_date rnews:datepublished sailthru.date shareaholic:article_published_time timestamp "
    "video:release_date vr:published_time weibo:article:create_at".split()
)
_MODIFIED = frozenset(
    "article.modified article.updated article:modified article:modified_time article:updated_time bt:moddate "
    "cxenseparse:recs:modifiedtime date.modified date.updated date_modified datemodified dateupdated "
    "dc.date.modified dc.modified dcterms.modified last-modified last-update last_modified last_updated lastmod "
    "lastmodified lastupdate moddate modificationdate modified modified_date modified_time mrf:modified_time "
    "og:article:modified_time og:modified_time og:updated_time parsely-mod-date prism.modificationdate revised "
    "rnews:datemodified shareaholic:article_modified_time update_date updated updated_at updated_time".split()
)
_TITLES = {
    "og:title": "og",
    "twitter:title": "twitter",
    "title": "meta",
    **{name: name for name in ("citation_title", "dc.title", "dcterms.title", "headline", "parsely-title", "sailthru.title")},
}


class Said:
    """What a reader notes of a page while it reads it: raw, in document order."""

    __slots__ = ("canonical", "language", "named", "scripts", "times", "title")

    def __init__(self) -> None:
        self.title: list[str] = []
        self.named: list[tuple[str, str]] = []
        """``<meta>``: property, name or itemprop in lower case, and content; other elements with ``itemprop`` too."""
        self.scripts: list[list[str]] = []
        """JSON-LD."""
        self.times: list[tuple[str, str]] = []
        """``(origin, text)`` of ``<time>``."""
        self.language = ""
        self.canonical = ""


def time_origin(about: str, early: bool) -> str:
    """The name of a ``<time>`` as a source: what it says of itself (``datePublished``, class ``updated``), else where it
    stands: in the head of the story, or anywhere, among the comments for one."""
    if _CHANGED.search(about):
        return "time modified"
    if "datepublished" in about.lower() or "pubdate" in about:
        return "time published"
    return "time head" if early else "time"


def meta_of(said: Said) -> Meta:
    """Order what was noted: the article's own words first, then the page's, then places in the page."""
    linked = _linked_data(said.scripts)
    named = said.named
    known = dict(reversed(named))  # the first of a name counts
    parsely = _parsely(known.get("parsely-page", ""))
    titles = [(_TITLES[name], text) for name, text in named if name in _TITLES]
    dates = [(name, text) for name, text in named if name in _DATES]
    modified = [(f"{name} modified", text) for name, text in named if name in _MODIFIED]
    titles += [*parsely.titles, *linked.titles, ("title", "".join(said.title))]
    times = sorted(said.times, key=lambda pair: ("time published", "time head", "time", "time modified").index(pair[0]))
    return Meta(
        _told(titles),
        _told([*linked.dates, *dates, *parsely.dates, *linked.modified, *modified, *times]),
        _first(map(_tidy, (known.get("og:site_name", ""), linked.site))),
        said.language.strip()[:50],
        linked.body,
        _first(map(_address, (said.canonical, known.get("og:url", "")))),
        _tidy(known.get("og:type", "")).lower(),
    )


def unescape(text: str) -> str:
    """Text with its entities as the characters they stand for."""
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text).replace("\0", "\ufffd")


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _told(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    tidy = dict.fromkeys((origin, _tidy(text)) for origin, text in pairs)
    return tuple(pair for pair in tidy if pair[1])[:_PAIRS]


def _tidy(text: str) -> str:
    return " ".join(text.split()) if len(text) <= _TITLE_LONG else ""


def _address(text: str) -> str:
    return text.strip() if len(text) <= _URL_LONG else ""


# --- JSON-LD -----------------------------------------------------------------------------------------------------


class _Linked(NamedTuple):
    """What a page's JSON-LD says of the article."""

    titles: Sequence[tuple[str, str]] = ()
    dates: Sequence[tuple[str, str]] = ()
    modified: Sequence[tuple[str, str]] = ()
    site: str = ""
    body: str = ""


def _linked_data(scripts: Sequence[Sequence[str]]) -> _Linked:
    if not scripts:
        return _Linked()
    nodes = list(_nodes([_load(text) for text in _within(_JSON_LIMIT, map("".join, scripts))]))
    names = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    # A page's own entry may hold the site's title and the date of its first page: the article speaks first.
    articles = [node for node in nodes if _is_a(node, ("Article", "Posting", "Report"))]
    pages = [node for node in nodes if _is_a(node, ("Page",)) or "@type" not in node]
    sites = [_publisher(node, names) for node in articles + pages] + [
        _text(node, "name") for node in nodes if _is_a(node, ("WebSite",))
    ]
    titles = [("json-ld", _text(node, "headline") or _text(node, "name")) for node in articles]
    return _Linked(
        [*titles, *_named(articles, pages, "headline")],
        [*_named(articles, pages, "datePublished"), *_named(articles, pages, "dateCreated", " created")],
        _named(articles, pages, "dateModified", " modified"),
        _first(sites),
        _first(_text(node, "articleBody") for node in articles),
    )


def _parsely(text: str) -> _Linked:
    """An older way to tell Parse.ly of a page: one ``<meta>`` with JSON in it."""
    node = _load(text) if len(text) <= _JSON_LIMIT else None
    if not isinstance(node, dict):
        return _Linked()
    return _Linked([("parsely-page", _text(node, "title"))], [("parsely-page", _text(node, "pub_date"))])


def _named(
    articles: Iterable[Mapping[str, Any]], pages: Iterable[Mapping[str, Any]], key: str, about: str = ""
) -> list[tuple[str, str]]:
    """What articles and pages say under a key, the two kept apart."""
    by_article = [(f"json-ld{about}", _text(node, key)) for node in articles]
    return by_article + [(f"json-ld page{about}", _text(node, key)) for node in pages]


def _within(limit: int, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        limit -= len(text)
        if limit < 0:
            return
        yield text


def _load(text: str) -> Any:
    """Read JSON as pages hold it: in a comment or CDATA section, with raw newlines in strings, with a `;` after it."""
    import json

    text = text.replace("<![CDATA[", "")
    start = _JSON_START.search(text)
    if start is None:
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start.start())[0]
    except (ValueError, RecursionError):
        return None


def _nodes(todo: list[Any]) -> Iterator[dict[str, Any]]:
    """The objects that may speak of the page, in order; not its comments, its authors or the list of other stories."""
    todo.reverse()
    for _ in range(_NODES):
        if not todo:
            return
        node = todo.pop()
        if isinstance(node, list):
            todo += reversed(node[:_NODES])
        elif isinstance(node, dict):
            yield node
            todo += [node[key] for key in ("mainEntityOfPage", "mainEntity", "@graph") if key in node]


def _is_a(node: Mapping[str, Any], endings: tuple[str, ...]) -> bool:
    said = node.get("@type")
    types = said if isinstance(said, list) else [said]
    return any(isinstance(name, str) and name.endswith(endings) for name in types)


def _text(node: Mapping[str, Any], key: str) -> str:
    said = node.get(key)
    if isinstance(said, list):
        said = "\n\n".join(part for part in said if isinstance(part, str))
    return unescape(said).strip() if isinstance(said, str) else ""


def _publisher(node: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> str:
    said = node.get("publisher")
    if isinstance(said, list):
        said = next(iter(said), None)
    if isinstance(said, dict):
        said = _text(said, "name") or _text(names.get(str(said.get("@id")), {}), "name")
    return _tidy(said) if isinstance(said, str) else ""
