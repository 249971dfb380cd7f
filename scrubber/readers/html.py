"""Step 2 for HTML: one pass over the markup, out come blocks with what the markup says of them.

Three sources of events feed one collector, ``_Page``: lxml's parser by its target interface (it builds no tree,
which is faster and leaves nothing of it in memory), a walk over an element that the caller has parsed, and a small
tokeniser for markup that would make the parser slow. The collector knows what a reader of the page sees: which
elements end a line, which are not shown, which stand in a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..decode import INVISIBLE
from ..model import Block, Markup, Meta, Reading

_DEPTH = 500
"""Levels of nesting given to the parser. For each end tag it climbs all open elements in search of the partner: 20,000
``<b>`` and then 20,000 ``</i>`` take it 1.6 s, four times that for twice as many. Real pages have up to 60 levels."""

_CHAIN = 64
"""Ancestors named in ``Markup.chain``: bounded, or 100,000 nested elements cost memory by the square."""

_WORDS_FROM, _WORDS_LONG, _NAME_LONG = 6, 300, 200
"""Ancestors whose class words a block inherits, characters of words it carries, characters of one attribute read."""

_CELL = 200
"""Characters of a table cell beyond which the row is a page's layout, not a row of data."""

_LEDE = 150
"""Characters of a paragraph that opens the story: the dates of a story's header stand before it."""

_JSON_LIMIT = 2_000_000
"""Characters of JSON-LD looked at, all scripts together."""

_BREAK = "\0"
"""Stands for ``<br>`` while a block is read. No text of a page holds it: NUL is replaced before parsing."""

# At the edges of a block these are white space, as for the text reader.
_EDGE = frozenset(INVISIBLE + "".join(map(chr, range(32))) + "\x7f")
_EDGES = "".join(_EDGE) + "\x85\xa0\u2028\u2029\u3000 "

_Attrs = Mapping[str, str]


# --- What the names mean -----------------------------------------------------------------------------------------

_BLOCKS = (
    "address blockquote caption center dir div fieldset figcaption figure h2 h3 h4 h5 h6 hgroup hr legend marquee p "
    "section summary details td th"
).split()
_RUNNING = frozenset("p h1 h2 h3 h4 h5 h6 figcaption caption summary dt legend".split())
"""Blocks of running text: a button or a custom element in them is a word of the sentence."""

_REGIONS = ("article", "main", "nav", "aside", "header", "footer")
_ROLES = {
    "article": "article",
    "banner": "header",
    "complementary": "aside",
    "contentinfo": "footer",
    "form": "form",
    "main": "main",
    "navigation": "nav",
    "search": "form",
}
_NOT_SHOWN = (
    "annotation annotation-xml applet audio canvas datalist embed frame iframe noembed noframes noscript object "
    "optgroup option select style svg textarea video"
).split()
_ENDS_SELECT = frozenset("article aside div footer form h1 h2 h3 h4 header li main nav ol p section table ul".split())
_ENDS_SVG = frozenset("blockquote center dd dl dt h1 h2 h3 h4 h5 h6 li ol ul table".split())
"""Start tags that close a ``<select>`` or ``<svg>`` left open: the page must not vanish into it."""

_HIDING = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.I)
_SPOKEN = re.compile(
    r"(?<![\w-])(?:sr-only|(?:is-|u-|is_)?visually-?hidden|screen-?reader(?:-text|-only)?|element-invisible|"
    r"a11y-hidden|show-for-sr|assistive-text)(?![\w-])",
    re.I,
)
_ICON = re.compile(
    r"(?<![\w-])(?:icons?|icon-[\w-]{1,40}|[a-z]{1,20}-icon|fa[bsrl]?|fa-[\w-]{1,40}|glyphicon[\w-]{0,40}|"
    r"bi-[\w-]{1,40}|dashicons[\w-]{0,40}|ion-[\w-]{1,40}|material-(?:icons|symbols)[\w-]{0,20}|mdi[\w-]{0,40})(?![\w-])"
)
# A ligature's name (`menu`, `arrow_forward`) or characters for private use. `Share this` is a label, not an icon.
_GLYPH = re.compile(r"[a-z][a-z0-9]{0,20}(?:[_ -][a-z0-9]{1,20}){0,3}|[\ue000-\uf8ff\U000f0000-\U000ffffd\s]{1,9}")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_DATES = frozenset(
    "article.published article:published article:published_time article_date_original bt:pubdate "
    "citation_publication_date cxenseparse:recs:publishtime date datepublished dateposted dc.date dc.date.created "
    "dc.date.issued dc.date.published dcterms.created dcterms.date dcterms.issued displaydate "
    "og:article:published_time og:published_time og:pubdate originalpublicationdate parsely-pub-date pub_date pubdate "
    "publication_date publication-date publish_date publish-date publishdate published published_date published-date "
    "published_time rnews:datepublished sailthru.date".split()
)
_TITLES = {"og:title": "og", "twitter:title": "twitter"}
_CHANGED = re.compile(r"modif|updat", re.I)


# --- The reader --------------------------------------------------------------------------------------------------


def read_html(capture: Any) -> Reading:
    """Read a page: its text as blocks in document order with their markup, and what the page says of itself.

    ``capture`` is a ``str``, an lxml element or tree (walked as it is, never changed), or a BeautifulSoup object or
    tag (written out and parsed again: simple, and it keeps what the soup has mended).

    The text of ``<title>`` comes first, as a block with the tag ``title``. Text that is not shown (``hidden``,
    ``aria-hidden``, ``display:none``, screen-reader-only classes) comes as blocks with ``hidden=True``; scripts, form
    fields and fallbacks of embedded media do not come at all. A row of a data table is one block, its cells separated
    by a tab. White space is as a reader sees it: runs are one space, ``<br>`` is a newline, ``<pre>`` keeps its lines.

    Offsets are code points of ``Reading.source``, where blocks are separated by a blank line, but items of one list
    and rows of one table by a newline. Reads any markup, however broken, in time linear in its length; raises
    ``TypeError`` if ``capture`` is none of these types.
    """
    if isinstance(capture, str):
        return _reading(_parse(capture))
    if any(cls.__module__.startswith("bs4") for cls in type(capture).__mro__):
        return _reading(_parse(str(capture)))
    from lxml import etree

    root = capture.getroot() if hasattr(capture, "getroot") else capture
    if root is not None and not etree.iselement(root):
        raise TypeError(f"a page is str, an lxml element or a BeautifulSoup object, not {type(capture).__name__}")
    return _reading(_walk(root, _Page()))


def _reading(page: _Page) -> Reading:
    source, blocks = _lay_out(page.records)
    return Reading(source, blocks, _meta(page))


# --- Sources of events: parser, walk, tokeniser ------------------------------------------------------------------


class _TooDeepError(Exception):
    """The markup is nested deeper than the parser copes with."""


def _parse(text: str) -> _Page:
    """Read markup by the parser; by the tokeniser where the parser would be slow or finds no text.

    The second happens where a ``<title>``, ``<textarea>`` or ``<iframe>`` without an end tag swallows the page.
    """
    from lxml import etree

    text = text.replace("\0", "\ufffd")
    page = _Page(_DEPTH)
    # UTF-8 bytes, since lxml refuses a str with an XML declaration; the encoding given overrides any declared one.
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True, no_network=True)
    try:
        parser.feed(_utf8(text))
        parser.close()
    except (_TooDeepError, etree.LxmlError):
        page.records.clear()
    page.finish()
    if page.records:
        return page
    tokenised = _tokenise(text, _Page())
    return tokenised if tokenised.records else page


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate; pairs of them, as JSON escapes leave, are a character
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _walk(root: Any, page: _Page) -> _Page:
    """Read a parsed element, without recursion and without its tail."""
    todo: list[tuple[str, Iterator[Any]]] = []
    node, name = root, ""
    while node is not None:
        name = _open(node, page)
        todo.append((name, iter(node)))
        node = None
        while todo and node is None:
            name, children = todo[-1]
            node = next(children, None)
            if node is None:
                todo.pop()
                if name:
                    page.end(name)
