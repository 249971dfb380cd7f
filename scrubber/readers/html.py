"""Step 2 for HTML: one pass over the markup, out come blocks with what the markup says of them.

Three sources of events feed one collector, ``_Page``: lxml's parser by its target interface (it builds no tree,
which is faster and leaves nothing of it in memory), a walk over an element that the caller has parsed, and a small
tokeniser for markup that would make the parser slow. The collector knows what a reader of the page sees: which
elements end a line, which are not shown, which stand in a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..decode import INVISIBLE
from ..model import Block, Markup, Reading
from .meta import Said, meta_of, time_origin, unescape

_DEPTH = 500
"""Levels of nesting given to the parser. For each end tag it climbs all open elements in search of the partner: 20,000
``<b>`` and then 20,000 ``</i>`` take it 1.6 s, four times that for twice as many. Real pages have up to 60 levels."""

_CHUNK = 1 << 16
"""Bytes given to the parser at a time: it heeds an exception raised by its target only when it has read them all."""

_CHAIN = 64
"""Ancestors named in ``Markup.chain``: bounded, or 100,000 nested elements cost memory by the square."""

_WORDS_FROM, _WORDS_LONG, _NAME_LONG = 6, 300, 200
"""Ancestors whose class words a block inherits, characters of words it carries, characters of one attribute read."""

_CELL, _CELLS = 200, 100
"""Characters of a table cell and cells of a row beyond which it is a page's layout, not a row of data."""

_LEDE = 150
"""Characters of a paragraph that opens the story: the dates of a story's header stand before it."""

_BREAK, _SEAM = "\0", "\0\0"
"""Stand, as parts of a block being read, for ``<br>`` and for a place where two inline elements touch. No page's text
holds them: NUL is replaced before parsing."""

# At the edges of a block these are white space, as for the text reader.
_EDGE = frozenset(INVISIBLE + "".join(map(chr, range(32))) + "\x7f")
_EDGES = "".join(_EDGE) + "\x85\xa0\u2028\u2029\u3000 "

_NAMING = frozenset(("id", "role", "itemprop"))
_HIDERS = frozenset(("aria-hidden", "hidden", "style"))
_TELLING = _HIDERS.union(_NAMING, ("class",))
_NOTHING: frozenset[str] = frozenset()

_Attrs = Mapping[str, str]
_new = tuple.__new__


# --- What the names mean -----------------------------------------------------------------------------------------


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _set(
    "address blockquote caption center details div fieldset figcaption figure h2 h3 h4 h5 h6 hgroup hr legend marquee "
    "p section summary td th"
)
_RUNNING = _set("p h1 h2 h3 h4 h5 h6 figcaption caption summary dt legend")
"""Blocks of running text: a button or a custom element in them is a word of the sentence."""

_REGIONS = _set("article aside footer form header main nav search")
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
_NOT_SHOWN = _set(
    "annotation annotation-xml applet audio canvas datalist embed frame iframe noembed noframes noscript object "
    "optgroup option select style textarea video"
)
_ENDS_SELECT = _set("article aside div footer form h1 h2 h3 h4 header li main nav ol p section table ul")
_ENDS_SVG = _ENDS_SELECT.union(("blockquote", "dl", "pre"))
"""Start tags that close a ``<select>`` or ``<svg>`` left open: the page must not vanish into it."""

_ENDS_MEDIA = _set("article body footer h1 h2 main nav")
_RESUMES = {
    **dict.fromkeys(("datalist", "optgroup", "option", "select"), _ENDS_SELECT),
    **dict.fromkeys(("applet", "audio", "canvas", "object", "video"), _ENDS_MEDIA),
    "svg": _ENDS_SVG,
}

_HIDING = re.compile(r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden", re.I)
_SPOKEN = _set(
    "a11y-hidden assistive-text element-invisible hidden-visually is-visually-hidden screen-reader screen-reader-only "
    "screen-reader-text screenreader screenreader-only show-for-sr sr-only sronly u-hiddenvisually u-visually-hidden "
    "u-visuallyhidden visually-hidden visually_hidden visuallyhidden"
)
_ICON = re.compile(
    r"(?<![\w-])(?:icons?|icon-[\w-]{1,40}|fa[bsrl]?|fa-[\w-]{1,40}|glyphicon[\w-]{0,40}|"
    r"bi-[\w-]{1,40}|dashicons[\w-]{0,40}|ion-[\w-]{1,40}|material-(?:icons|symbols)[\w-]{0,20}|mdi[\w-]{0,40})(?![\w-])"
)
# A ligature's name (`menu`, `arrow_forward`) or characters for private use. `Share this` is a label, not an icon.
_GLYPH = re.compile(r"[a-z][a-z0-9]{0,20}(?:[_ -][a-z0-9]{1,20}){0,3}|[\ue000-\uf8ff\U000f0000-\U000ffffd\s]{1,9}")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


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
    if not (etree.iselement(root) or (root is None and capture is not None)):
        raise TypeError(f"a page is str, an lxml element or a BeautifulSoup object, not {type(capture).__name__}")
    return _reading(_walk(root, _Page()))


def _reading(page: _Page) -> Reading:
    source, blocks = _lay_out(page.records)
    return Reading(source, blocks, meta_of(page.said), page.elements)


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
    target: Any = page
    # UTF-8 bytes, since lxml refuses a str with an XML declaration; the encoding given overrides any declared one.
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True, no_network=True)
    try:
        data = _utf8(text)
        for at in range(0, len(data), _CHUNK):
            parser.feed(data[at : at + _CHUNK])
        parser.close()
    except (_TooDeepError, etree.LxmlError):
        return _tokenise(text, _Page())
    found = page.records and page.records[-1].markup.tag != "title"
    return page if found else _tokenise(text, _Page())


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate; pairs of them, as JSON escapes leave, are a character
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _walk(root: Any, page: _Page) -> _Page:
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


_TOKEN = re.compile(r"<(?:(/?)([a-zA-Z][^\s/<>]{0,60}+)([^<>]*+)>|!--|[!?/])")
_CUT = re.compile(r"<[a-zA-Z/!?][^<>]*+\Z")  # a tag that the end of a download cut off
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w:-]{0,40}+)(?:\s{0,9}+=\s{0,9}+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
_VOID = _set("area base br col embed frame hr img input link meta param source track wbr")
_RAW = _set("iframe noembed noframes script style textarea title")
_CLOSES = {
    "li": frozenset(("li", "p")),
    "tr": frozenset(("p", "td", "th", "tr")),
    **dict.fromkeys(("dd", "dt"), frozenset(("dd", "dt", "p"))),
    **dict.fromkeys(("td", "th"), frozenset(("p", "td", "th"))),
    **dict.fromkeys(("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"), frozenset(("p",))),
}
_LEVELS, _CLIMB = 5_000, 64
"""Levels the tokeniser keeps open, and how many of them an end tag may close."""


def _tokenise(text: str, page: _Page) -> _Page:
    """Read markup tag by tag, each looked at once: what matters is that the text comes out, at any depth."""
    open_: list[str] = []
    endless: set[str] = set()  # what was left open to the end: looked for once, or `<!--` * 100,000 takes hours
    at = 0
    while token := _TOKEN.search(text, at):
        if at < token.start():
            page.data(unescape(text[at : token.start()]))
        at = token.end()
        name = (token[2] or "").lower()
        if not name:
            at = _past(text, at, "-->" if token[0] == "<!--" else ">", endless)
        elif token[1]:
            _close(name, open_, page)
        elif name in _RAW:
            at = _raw(text, at, name, token[3], endless, page)
        else:
            while open_ and open_[-1] in _CLOSES.get(name, ()):
                page.end(open_.pop())
            page.start(name, _attributes(token[3]))
            if name in _VOID or len(open_) > _LEVELS:
                page.end(name)
            else:
                open_.append(name)
    if at < len(text):
        page.data(unescape(_CUT.sub("", text[at:])))
    while open_:
        page.end(open_.pop())
    page.close()
    return page


def _past(text: str, at: int, mark: str, endless: set[str]) -> int:
    """Where a comment or declaration ends; one that never ends is passed over as far as its opening."""
    found = -1 if mark in endless else text.find(mark, at)
    if found < 0:
        endless.add(mark)
        return at
    return found + len(mark)


def _close(name: str, open_: list[str], page: _Page) -> None:
    near = open_[-_CLIMB:]
    if name in near:
        for _ in range(near[::-1].index(name) + 1):
            page.end(open_.pop())


def _raw(text: str, at: int, name: str, attributes: str, endless: set[str], page: _Page) -> int:
    """An element that holds no markup, up to its end tag. Without one a script is the rest of a page cut short, but
    a title or a text field is a slip, and what follows is the page."""
    end = None if name in endless else re.compile(f"</{name}", re.I).search(text, at)
    if end is None:
        endless.add(name)
        return len(text) if name in ("script", "style") else at
    page.start(name, _attributes(attributes))
    page.data(unescape(text[at : end.start()]) if name == "title" else text[at : end.start()])
    page.end(name)
    return end.start()


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text[:10_000]) if text else ()
    return {name.lower(): unescape(a or b or c) for name, a, b, c in found}


# --- The collector -----------------------------------------------------------------------------------------------


_Entry = tuple[Any, ...] | None
"""What an open element will need when it ends: the function to call and what it saved; None: nothing."""


class _Record(NamedTuple):
    """A block to be: its place in the source comes last, when all texts are known."""

    text: str
    markup: Markup
    group: int
    """Number of the outermost list or table it is in."""
    item: int
    """Number of the list item or table row it is in."""


class _Page:
    """Takes a page's events (``start``, ``data``, ``end``, ``close``), keeps its blocks and what it says of itself.

    Text gathers in ``parts`` until a block-level element begins or ends. What the elements around it mean is kept in
    plain attributes, which ``stack`` saves for each open element: a page has thousands of events, and most may cost
    no more than a list's ``append``.
    """

    __slots__ = _set(
        "begun breaks count edge elements flushes group headed hidden item labels later limit links names "
        "numbers parts pre records region resume said sink skip spans spoken stack tag titled "
        "trail words wrap wrap_end"
    )

    def __init__(self, limit: int = 1 << 60) -> None:
        self.limit = limit
        self.records: list[_Record] = []
        self.later: list[_Record] = []  # hidden words and icons inside the block being read: they follow it
        self.stack: list[_Entry] = []
        # The block being read
        self.parts: list[str] = []
        self.spans: list[int] = []  # where links begin and end in it, as indices of parts
        self.links = 0  # how many are open
        self.breaks = False
        self.edge = 0  # where the last inline element ended
        self.flushes = 0
        self.wrap, self.wrap_end = "", 0  # class of an inline element that its text began in; where that ended
        # The elements around it
        self.tag, self.region, self.hidden, self.pre = "body", "", False, False
        self.trail: tuple[str, ...] = ()  # class, id and role of the nearest that have any
        self.group = self.item = self.count = 0
        self.numbers: list[int] = []
        self.elements: list[tuple[str, str]] = [("", "")]  # by number: tag and class, id, role and itemprop
        # What is not shown
        self.skip = 0
        self.resume: frozenset[str] = frozenset()
        self.sink: list[str] | None = None
        self.labels: list[str] | None = None  # of the SVG being read
        self.titled = False
        # What the page says of itself
        self.said = Said()
        self.headed = self.begun = False  # seen: the h1, a paragraph after it
        self.words: dict[tuple[str, ...], str] = {}
        self.spoken: dict[str, bool] = {}
        self.names: dict[str, list[str]] = {}

    # Events

    def start(self, tag: str, attrs: _Attrs) -> None:
        if self.skip and not self.resumes(tag):
            return
        stack = self.stack
        if len(stack) > self.limit:
            raise _TooDeepError
        opener = _OPENERS.get(tag)
        if opener is not None:
            stack.append(opener(self, tag, attrs))
        elif attrs or "-" in tag:
            stack.append(self.inline(tag, attrs))
        else:
            stack.append(None)

    def data(self, text: str) -> None:
        if self.skip:
            if self.sink is not None:
                self.sink.append(text)
        elif self.parts or not text.isspace():
            self.parts.append(text)

    def end(self, tag: str) -> None:
        if self.skip:
            self.skip -= 1
            if self.skip:
                if self.labels is not None and tag in ("title", "text"):
                    self.sink = None
                return
        entry = self.stack.pop()
        if entry is not None:
            entry[0](self, entry)

    def close(self) -> None:
        if self.parts:
            self.flush()
        self.stack.clear()
        title = " ".join("".join(self.said.title).split()).strip(_EDGES)
        if title:
            self.records.insert(0, _Record(title, Markup("title", "", "", 0.0, ()), 0, 0))
        shown = sum(len(r.text) for r in self.records if not r.markup.hidden)
        # A page that hides all it has until a script has run shows it to its readers.
        if shown * 4 < sum(len(r.text) for r in self.records if r.markup.hidden and not r.markup.icon):
            self.records = [r._replace(markup=r.markup._replace(hidden=False)) for r in self.records]

    # Block-level elements

    def block(self, tag: str, attrs: _Attrs) -> _Entry:
        if self.parts:
            self.flush()
        entry = _end_block, self.tag, self.region, self.hidden, self.pre, self.trail, self.group, self.item
        self.count += 1
        self.numbers.append(self.count)
        self.tag = tag
        self.elements.append((tag, ""))
        if attrs and not _TELLING.isdisjoint(attrs):
            self.describe(tag, attrs)
        return entry

    def end_block(self, entry: tuple[Any, ...]) -> None:
        if self.parts:
            self.flush()
        _, self.tag, self.region, self.hidden, self.pre, self.trail, self.group, self.item = entry
        self.numbers.pop()

    def describe(self, tag: str, attrs: _Attrs) -> None:
        name = attrs.get("class", "")
        if not self.hidden and ((name and self.is_spoken(name)) or (not _HIDERS.isdisjoint(attrs) and _hides(attrs))):
            self.hidden = True
        if not _NAMING.isdisjoint(attrs):
            if "itemprop" in attrs:
                self.microdata(attrs)
            if "role" in attrs:
                self.region = _ROLES.get(attrs["role"], self.region)
            name = " ".join([name, *(attrs[key][:_NAME_LONG] for key in ("id", "role", "itemprop") if key in attrs)]).lstrip()
        if name:
            self.trail = (name, *self.trail[: _WORDS_FROM - 1])
            self.elements[-1] = (tag, name)

    def is_spoken(self, name: str) -> bool:
        """Whether a class is one of those for screen readers only."""
        known = self.spoken.get(name)
        if known is None:
            low = name[:_NAME_LONG].lower()
            known = self.spoken[name] = not _SPOKEN.isdisjoint(low.split()) or "visuallyhidden" in low
        return known

    def semantic(self, tag: str, attrs: _Attrs) -> _Entry:
        entry = self.block(tag, {})
        # Around the whole page a form is a framework's way to keep its state.
        if tag != "form" or len(self.numbers) > 1:
            self.region = "form" if tag == "search" else tag
        self.describe(tag, attrs)
        return entry

    def headline(self, tag: str, attrs: _Attrs) -> _Entry:
        self.headed = True
        return self.block(tag, attrs)

    def preformatted(self, tag: str, attrs: _Attrs) -> _Entry:
        entry = self.block(tag, attrs)
        self.pre = True
        return entry

    def dialog(self, tag: str, attrs: _Attrs) -> _Entry:
        entry = self.block(tag, attrs)
        self.hidden = self.hidden or "open" not in attrs
        return entry

    def listing(self, tag: str, attrs: _Attrs) -> _Entry:
        entry = self.block(tag, attrs)
        self.group = self.group or self.count
        return entry

    def listed(self, tag: str, attrs: _Attrs) -> _Entry:
        entry = self.block(tag, attrs)
        self.item = self.count
        return entry

    def table(self, tag: str, attrs: _Attrs) -> _Entry:
        entry = self.listing(tag, attrs)
        self.item = 0
        return entry

    def row(self, tag: str, attrs: _Attrs) -> _Entry:
        return _end_row, self.block(tag, attrs), len(self.records), self.count

    def end_row(self, entry: tuple[Any, ...]) -> None:
        _, block, first, number = entry
        if self.parts:
            self.flush()
        group = self.group
        self.end_block(block)
        if 0 < len(self.records) - first <= _CELLS and _is_row(self.records[first:]):
            self.records[first:] = [_join_row(self.records[first:], group, number)]

    # Inline elements

    def inline(self, tag: str, attrs: _Attrs) -> _Entry:
        if "itemprop" in attrs:
            self.microdata(attrs)
        name = attrs.get("class", "")
        if not self.hidden and ((name and self.is_spoken(name)) or (not _HIDERS.isdisjoint(attrs) and _hides(attrs))):
            return self.hide(tag, attrs)
        if "-" in tag:
            if tag.endswith("-icon"):
                name = f"icon {name}"
            elif self.tag not in _RUNNING:
                return self.block(tag, attrs)
        if not name:
            return None
        if not self.parts:
            self.wrap = self.wrap or name
        elif self.edge == len(self.parts) and not self.pre and self.tag not in _RUNNING and _touches(self.parts[-1]):
            self.parts.append(_SEAM)
            self.breaks = True
        return _end_inline, tag, name, len(self.parts), len(self.spans), self.flushes

    def end_inline(self, entry: tuple[Any, ...]) -> None:
        _, tag, name, first, spans, flushes = entry
        if flushes != self.flushes:
            return
        # Of one or two parts: in nested elements, joining all of them each time would take time by the square.
        # Not a link: `<a class="icon external">ministry</a>` is a word with an icon behind it.
        if 0 < len(self.parts) - first < 3 and tag != "a" and _is_icon("".join(self.parts[first:]), name):
            self.set_aside(first, spans, name, icon=True)
        self.edge = len(self.parts)
        if not first and self.wrap == name:
            self.wrap, self.wrap_end = (name, len(self.parts)) if self.parts else ("", 0)

    def hide(self, tag: str, attrs: _Attrs) -> _Entry:
        name = attrs.get("class", "")
        if self.parts or _ICON.search(name[:_NAME_LONG]):
            return _end_hide, len(self.parts), len(self.spans), self.flushes, name
        around = self.tag
        entry = self.block(tag, attrs)
        self.tag, self.hidden = around, True
        return entry

    def end_hide(self, entry: tuple[Any, ...]) -> None:
        _, first, spans, flushes, name = entry
        if flushes == self.flushes:
            icon = len(self.parts) - first < 3 and _is_icon("".join(self.parts[first:]), name)
            self.set_aside(first, spans, name, hidden=not icon, icon=icon)

    def set_aside(self, first: int, spans: int, name: str, hidden: bool = False, icon: bool = False) -> None:
        """Take the last parts out of the block being read: they follow it as a block of their own."""
        text = _one_line(self.parts[first:])
        del self.parts[first:], self.spans[spans:]
        if text:
            trail = (name, *self.trail[: _WORDS_FROM - 1])
            record = self.record(text, 0.0, trail, hidden or self.hidden, icon)
            self.later.append(record)
        if not self.parts:
            self.records += self.later
            self.later = []

    def link(self, tag: str, attrs: _Attrs) -> _Entry:
        inner = self.inline(tag, attrs) if attrs else None
        # `<a name="top">` is a place, and often left open around half a page.
        if "href" not in attrs and "class" not in attrs and "onclick" not in attrs:
            return inner
        self.links += 1
        if self.links == 1:
            self.spans.append(len(self.parts))
        return _end_link, inner

    def end_link(self, entry: tuple[Any, ...]) -> None:
        self.links -= 1
        if not self.links:
            self.spans.append(len(self.parts))
        if entry[1] is not None:
            entry[1][0](self, entry[1])

    def button(self, tag: str, attrs: _Attrs) -> _Entry:
        return self.inline(tag, attrs) if self.tag in _RUNNING else self.block(tag, attrs)

    def line_break(self, tag: str, attrs: _Attrs) -> _Entry:
        if self.parts:
            self.parts.append("\n" if self.pre else _BREAK)
            self.breaks = True
        return None

    def time(self, tag: str, attrs: _Attrs) -> _Entry:
        said = attrs.get("datetime")
        if said:
            about = f"{attrs.get('itemprop', '')} {attrs.get('class', '')} {'pubdate' if 'pubdate' in attrs else ''}"
            early = self.headed and not self.begun and self.region in ("", "article", "main", "header")
            self.said.times.append((time_origin(about, early), said))
        return self.inline(tag, attrs) if attrs else None

    # Elements that are not shown, and those that speak of the page

    def unseen(self, tag: str, attrs: _Attrs) -> _Entry:
        if self.parts:
            self.parts.append(" ")
        self.skip = 1
        self.resume = _RESUMES.get(tag, _NOTHING)
        return None

    def resumes(self, tag: str) -> bool:
        """Whether a start tag ends the element that is being skipped, which was left open."""
        if tag in self.resume:
            self.stack.extend([None] * (self.skip - 1))
            self.skip, self.sink, self.labels = 0, None, None
            return True
        self.skip += 1
        if self.skip > self.limit:
            raise _TooDeepError
        if self.labels is not None and tag in ("title", "text"):
            self.titled = self.titled or tag == "title"
            self.labels.append(" ")
            self.sink = self.labels
        return False

    def svg(self, tag: str, attrs: _Attrs) -> _Entry:
        self.unseen(tag, attrs)
        self.labels, self.titled = [], False
        return _end_svg, attrs.get("class", "")

    def end_svg(self, entry: tuple[Any, ...]) -> None:
        labels, self.labels, self.sink = self.labels, None, None
        if labels and self.titled:
            first = len(self.parts)
            self.parts.extend(labels)
            self.set_aside(first, len(self.spans), entry[1], icon=True)

    def template(self, tag: str, attrs: _Attrs) -> _Entry:
        return self.block(tag, attrs) if "shadowrootmode" in attrs else self.unseen(tag, attrs)

    def script(self, tag: str, attrs: _Attrs) -> _Entry:
        self.skip = 1
        self.resume = _NOTHING
        if "ld+json" not in attrs.get("type", ""):
            return None
        self.sink = []
        self.said.scripts.append(self.sink)
        return (_end_sink,)

    def page_title(self, tag: str, attrs: _Attrs) -> _Entry:
        self.skip = 1
        self.resume = _NOTHING
        self.sink = None if self.said.title else self.said.title
        return (_end_sink,)

    def end_sink(self, entry: tuple[Any, ...]) -> None:
        self.sink = None

    def html(self, tag: str, attrs: _Attrs) -> _Entry:
        self.said.language = self.said.language or attrs.get("lang") or attrs.get("xml:lang") or ""
        return None

    def plain(self, tag: str, attrs: _Attrs) -> _Entry:
        return None

    def meta(self, tag: str, attrs: _Attrs) -> _Entry:
        content = attrs.get("content")
        name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop")
        if content and name:
            self.said.named.append((name.lower(), content))
        return None

    def address(self, tag: str, attrs: _Attrs) -> _Entry:
        if "canonical" in attrs.get("rel", "").lower().split():
            self.said.canonical = self.said.canonical or attrs.get("href", "")
        return None

    def microdata(self, attrs: _Attrs) -> None:
        """``<span itemprop=datePublished content=2024-05-03>``: said of the page beside what is shown."""
        said = attrs.get("content")
        if said:
            self.said.named.append((attrs["itemprop"].lower(), said))

    # From parts to blocks

    def flush(self) -> None:
        """End the block being read."""
        rows: Iterable[tuple[str, float]]
        parts, spans, trail = self.parts, self.spans, self.trail
        self.parts = []
        self.flushes += 1
        if self.wrap:
            if not self.wrap_end or not _one_line(parts[self.wrap_end :]):
                trail = (self.wrap, *trail[: _WORDS_FROM - 1])
            self.wrap, self.wrap_end = "", 0
        if spans:
            self.spans = [0] if self.links else []
        if self.pre:
            rows = _verbatim("".join(parts))
        elif spans or self.breaks:
            rows = _rows(parts, spans, self.breaks)
        else:
            rows = ((" ".join("".join(parts).split()), 0.0),)
        self.breaks, self.edge = False, 0
        for text, link in rows:
            if text and (text[0] in _EDGE or text[-1] in _EDGE):
                text = text.strip(_EDGES)
            if text:
                self.records.append(self.record(text, link, trail, self.hidden))
        if self.later:
            self.records += self.later
            self.later = []

    def record(self, text: str, link: float, trail: tuple[str, ...], hidden: bool, icon: bool = False) -> _Record:
        words = self.words.get(trail)
        if words is None:
            words = self.words[trail] = self.spell(trail)
        if len(text) >= _LEDE and self.headed and link < 0.5:
            self.begun = True
        chain = tuple(self.numbers) if len(self.numbers) <= _CHAIN else tuple(self.numbers[:_CHAIN])
        # Made as tuples, which is twice as fast as by the class: there are hundreds a page.
        markup = _new(Markup, (self.tag, self.region, words, link, chain, hidden, icon))
        return _new(_Record, (text, markup, self.group, self.item))

    def spell(self, trail: tuple[str, ...]) -> str:
        words: list[str] = []
        for name in trail:
            found = self.names.get(name)
            if found is None:
                found = self.names[name] = _split(name[:_NAME_LONG])
            words += found
            if len(words) > _WORDS_LONG // 4:
                break
        text = " ".join(dict.fromkeys(words))
        return text if len(text) <= _WORDS_LONG else text[:_WORDS_LONG].rpartition(" ")[0]


def _split(name: str) -> list[str]:
    """The words of a class or id: `mainMenu_2` is `main menu`."""
    if name.isascii() and name.islower():
        return name.translate(_TO_SPACE).split()
    return " ".join(_WORD.findall(name)).lower().split()


_TO_SPACE = str.maketrans(dict.fromkeys((c for c in map(chr, range(128)) if not c.isalpha()), " "))
_end_block = _Page.end_block
_end_row = _Page.end_row
_end_inline = _Page.end_inline
_end_hide = _Page.end_hide
_end_link = _Page.end_link
_end_svg = _Page.end_svg
_end_sink = _Page.end_sink

_OPENERS: dict[str, Callable[[_Page, str, _Attrs], _Entry]] = {
    **dict.fromkeys(_BLOCKS, _Page.block),
    **dict.fromkeys(_REGIONS, _Page.semantic),
    **dict.fromkeys(("dir", "dl", "menu", "ol", "ul"), _Page.listing),
    **dict.fromkeys(("dd", "dt", "li"), _Page.listed),
    **dict.fromkeys(("listing", "plaintext", "pre", "xmp"), _Page.preformatted),
    **dict.fromkeys(("body", "frameset", "head", "tbody", "tfoot", "thead"), _Page.plain),
    **dict.fromkeys(_NOT_SHOWN, _Page.unseen),
    "a": _Page.link,
    "br": _Page.line_break,
    "button": _Page.button,
    "dialog": _Page.dialog,
    "h1": _Page.headline,
    "html": _Page.html,
    "link": _Page.address,
    "meta": _Page.meta,
    "script": _Page.script,
    "svg": _Page.svg,
    "table": _Page.table,
    "template": _Page.template,
    "time": _Page.time,
    "title": _Page.page_title,
    "tr": _Page.row,
}


def _hides(attrs: _Attrs) -> bool:
    """Whether an element's attributes say that what is in it is not shown."""
    return (
        # React sends late parts of a page as `<div hidden id="S:1">`, and a script moves them into their place.
        ("hidden" in attrs and not attrs.get("id", "").startswith("S:"))
        or attrs.get("aria-hidden") == "true"
        or ("style" in attrs and _HIDING.search(attrs["style"][:2000]) is not None)
    )


def _is_icon(text: str, name: str) -> bool:
    return len(text) <= 60 and bool(_GLYPH.fullmatch(text.strip())) and bool(_ICON.search(name[:_NAME_LONG]))


def _touches(part: str) -> bool:
    """Whether what follows a part at once may be a thing of its own: `Ann Example` `Updated 3 May`, each in a span."""
    return len(part) > 2 and (part[-1].islower() or part[-1].isdigit())


def _one_line(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).replace(_BREAK, " ").split())


def _collapse(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


def _verbatim(text: str) -> list[tuple[str, float]]:
    """The paragraphs of preformatted text, their lines as they are."""
    paragraphs: list[list[str]] = [[]]
    for line in text.replace(_BREAK, "\n").splitlines():
        if line.strip(_EDGES):
            paragraphs[-1].append(line.rstrip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return [("\n".join(lines).strip(), 0.0) for lines in paragraphs]


def _rows(parts: list[str], spans: list[int], breaks: bool) -> Iterable[tuple[str, float]]:
    """Text and share of links of a block that holds links or line breaks.

    Links with nothing between them stand in a row (a menu, a list of tags): each is a block. Two line breaks end one.
    """
    if len(spans) & 1:
        spans.append(len(parts))
    if len(spans) == 2 and not spans[0] and not breaks and _is_blank(parts, spans[1]):
        return ((_collapse(parts), 1.0),)
    inside = [False] * len(parts)
    for first, end in zip(spans[::2], spans[1::2], strict=True):
        inside[first:end] = [True] * (end - first)
    between = "".join([part for part, linked in zip(parts, inside, strict=True) if not linked])
    if len(spans) > 2 and not between.replace(_BREAK, " ").strip():
        return [(_one_line(parts[i:j]), 1.0) for i, j in zip(spans[::2], spans[1::2], strict=True)]
    return _paragraphs(parts, inside)


def _is_blank(parts: list[str], first: int) -> bool:
    return first == len(parts) or "".join(parts[first:]).isspace()


def _paragraphs(parts: list[str], inside: list[bool]) -> Iterator[tuple[str, float]]:
    lines: list[str] = []
    linked = at = 0
    marks = [i for i, part in enumerate(parts) if part == _BREAK or (part == _SEAM and _begins_anew(parts, i + 1))]
    for mark in (*marks, len(parts)):
        shown = [i for i in range(at, mark) if parts[i] != _SEAM]
        line = _collapse([parts[i] for i in shown])
        if line:
            lines.append(line)
            linked += len(_collapse([parts[i] for i in shown if inside[i]]))
        if lines and (not line or parts[mark : mark + 1] != [_BREAK]):
            yield _joined(lines, linked)
            lines, linked = [], 0
        at = mark + 1


def _begins_anew(parts: list[str], first: int) -> bool:
    """Whether a part begins as no word goes on: a drop cap's `T` and `he` belong together."""
    return first < len(parts) and parts[first][:1].isupper()


def _joined(lines: list[str], linked: int) -> tuple[str, float]:
    text = "\n".join(lines)
    return text, min(1.0, linked / len(text))


# --- Tables ------------------------------------------------------------------------------------------------------


def _is_row(cells: list[_Record]) -> bool:
    """Whether blocks are the cells of a data table's row: one short line each."""
    homes = {cell.markup.chain[-1:] for cell in cells}
    return len(homes) == len(cells) and all(_is_cell(cell.text, cell.markup) for cell in cells)


def _is_cell(text: str, markup: Markup) -> bool:
    return markup.tag in ("td", "th") and len(text) <= _CELL and "\n" not in text and not markup.icon


def _join_row(cells: list[_Record], group: int, number: int) -> _Record:
    text = "\t".join([cell.text for cell in cells])
    first = cells[0].markup
    link = sum(cell.markup.link * len(cell.text) for cell in cells) / len(text)
    hidden = all(cell.markup.hidden for cell in cells)
    return _Record(text, first._replace(tag="tr", link=link, chain=first.chain[:-1], hidden=hidden), group, number)


# --- Layout ------------------------------------------------------------------------------------------------------


def _lay_out(records: Sequence[_Record]) -> tuple[str, list[Block]]:
    """Put the texts one after the other, and say where each is."""
    texts: list[str] = []
    blocks: list[Block] = []
    at = last_group = last_item = 0
    alone = False
    items = [record.item for record in records[1:]]
    items.append(0)
    for i, (text, markup, group, item) in enumerate(records):
        was_alone, alone = alone, item != 0 and last_item != item != items[i]
        gap = "\n" if alone and was_alone and group == last_group else "\n\n"
        if i:
            texts.append(gap)
            at += len(gap)
        texts.append(text)
        end = at + len(text)
        blocks.append(_new(Block, (at, end, text, markup)))
        at, last_group, last_item = end, group, item
    return "".join(texts), blocks
