"""Step 2 for HTML: one pass over the markup, out come blocks with what the markup says of them.

Three sources of events feed one collector, ``Page``: lxml's parser by its target interface (it builds no tree,
which is faster and leaves nothing of it in memory), a walk over an element that the caller has parsed, and a small
tokeniser for markup that would make the parser slow. The collector knows what a reader of the page sees: which
elements end a line, which are not shown, which stand in a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import Reading
from .meta import meta_of, unescape
from .page import Page, TooDeepError
from .tables import lay_out
from .tokens import tokenise

_DEPTH = 500
"""Levels of nesting given to the parser. For each end tag it climbs all open elements in search of the partner: 20,000
``<b>`` and then 20,000 ``</i>`` take it 1.6 s, four times that for twice as many. Real pages have up to 60 levels."""

_CHUNK = 1 << 16
"""Bytes given to the parser at a time: it heeds an exception raised by its target only when it has read them all."""


def read_html(capture: Any, *, marks: bool = False) -> Reading:
    """Read a page: its text as blocks in document order with their markup, and what the page says of itself.

    ``capture`` is a ``str``, an lxml element or tree (walked as it is, never changed), or a BeautifulSoup object or
    tag (written out and parsed again: simple, and it keeps what the soup has mended).

    The text of ``<title>`` comes first, as a block with the tag ``title``. Text that is not shown (``hidden``,
    ``aria-hidden``, ``display:none``, screen-reader-only classes) comes as blocks with ``hidden=True``; scripts, form
    fields and fallbacks of embedded media do not come at all. A row of a data table is one block, its cells separated
    by a tab. White space is as a reader sees it: runs are one space, ``<br>`` is a newline, ``<pre>`` keeps its lines.

    ``marks`` asks for the inline elements too: emphasis, links, code.

    Offsets are code points of ``Reading.source``, where blocks are separated by a blank line, but items of one list
    and rows of one table by a newline. Reads any markup, however broken, in time linear in its length; raises
    ``TypeError`` if ``capture`` is none of these types.
    """
    kind = _collector(marks)
    if isinstance(capture, str):
        return _reading(_parse(capture, kind))
    if any(cls.__module__.startswith("bs4") for cls in type(capture).__mro__):
        return _reading(_parse(str(capture), kind))
    from lxml import etree

    root = capture.getroot() if hasattr(capture, "getroot") else capture
    if not (etree.iselement(root) or (root is None and capture is not None)):
        raise TypeError(f"a page is str, an lxml element or a BeautifulSoup object, not {type(capture).__name__}")
    return _reading(_walk(root, kind()))


def _collector(marks: bool) -> type[Page]:
    if not marks:
        return Page
    from .marks import MarkedPage

    return MarkedPage


def _reading(page: Page) -> Reading:
    source, blocks = lay_out(page.records)
    reading = Reading(source, blocks, meta_of(page.said), page.elements, page.placed(source, blocks))
    page.let_go()
    return reading


def _parse(text: str, kind: type[Page]) -> Page:
    """Read markup by the parser; by the tokeniser where the parser would be slow or finds no text.

    The second happens where a ``<title>``, ``<textarea>`` or ``<iframe>`` without an end tag swallows the page.
    """
    from lxml import etree

    text = text.replace("\0", "\ufffd")
    page = kind(_DEPTH)
    target: Any = page
    # UTF-8 bytes, since lxml refuses a str with an XML declaration; the encoding given overrides any declared one.
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True, no_network=True)
    try:
        data = _utf8(text)
        for at in range(0, len(data), _CHUNK):
            parser.feed(data[at : at + _CHUNK])
        parser.close()
        if page.records and page.records[-1].markup.tag != "title":
            return page
    except (TooDeepError, etree.LxmlError):
        pass
    page.let_go()
    return tokenise(text, kind())


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate; pairs of them, as JSON escapes leave, are a character
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _walk(root: Any, page: Page) -> Page:
    """Read a parsed element and what is in it, without recursion."""
    open_: list[tuple[Iterator[Any], str, str | None]] = []
    nodes = iter(() if root is None else (root,))
    while True:
        node = next(nodes, None)
        if node is None:
            if not open_:
                break
            nodes, name, tail = open_.pop()
            page.end(name)
        elif isinstance(node.tag, str):
            name = node.tag.rpartition("}")[2].lower()
            page.start(name, node.attrib)
            if node.text:
                page.data(node.text)
            open_.append((nodes, name, node.tail))
            nodes = node.iterchildren()
            continue
        else:  # a comment or processing instruction, or an entity that the caller's parser left as it was
            tail = node.tail
            if (node.text or "").startswith("&"):
                page.data(unescape(node.text))
        if tail and open_:
            page.data(tail)
    page.close()
    return page
