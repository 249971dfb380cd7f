"""The body as Markdown or HTML: what was kept of the page, with its headings, lists, quotes, tables, links and emphasis.

HTML is not the page's, cleaned; it is written anew of some twenty tags without attributes but ``href``, and every word
of the page is escaped. So no script can come through, whatever the page holds, and no sanitiser is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import quote, urljoin

from .assemble import stretches
from .model import Format, Mark, Piece, Reading

_BOXES = {
    **{tag: tag for tag in ("ul", "ol", "li", "dl", "dt", "dd", "blockquote")},
    **dict.fromkeys(("menu", "dir"), "ul"),
}
_ITEMS = frozenset(("li", "dt", "dd"))
_PRE = frozenset(("pre", "listing", "plaintext", "xmp"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_SAFE = re.compile(r"(?:https?|mailto):", re.I)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")


_Spans = tuple[tuple[str, int, int], ...]
"""What was kept of a block: each stretch with the white space before it."""


class _Box(NamedTuple):
    """An element that holds blocks: a list, an item of one, a quotation."""

    number: int
    tag: str


class _Line(NamedTuple):
    """A block of the body, or what was kept of it."""

    boxes: tuple[_Box, ...]
    kind: str
    """``p``, ``h1`` to ``h6``, ``pre`` or ``tr``."""
    own: int
    """Number of the element that lines of one code block or table share; else 0."""
    bare: bool
    """The block is an item's own text, not a paragraph in it."""
    spans: _Spans


def formatted(reading: Reading, decisions: Sequence[Sequence[Piece]], form: Format, url: str) -> str:
    """The body in this form. Its words are those of the plain body, in their order."""
    write = _MARKDOWN if form == "markdown" else _HTML
    lines = list(_lines(reading, decisions))
    texts = _Texts(reading.source, _Marks(reading.marks, url), write)
    return (_markdown if form == "markdown" else _html)(_joined(lines), texts)


def headed(title: str, filed: str, body: str, form: Format) -> str:
    """Title, dateline and body as one text of this form."""
    write = _MARKDOWN if form == "markdown" else _HTML
    head = write.block("h1", write.text(title)) if title else ""
    stamp = write.block("p", write.text(filed)) if filed else ""
    return ("\n\n" if form == "markdown" else "\n").join(part for part in (head, stamp, body) if part)


# --- From pieces to lines ----------------------------------------------------------------------------------------


def _lines(reading: Reading, decisions: Sequence[Sequence[Piece]]) -> Iterator[_Line]:
    """The kept blocks in order."""
    for number, spans in _gathered(reading, decisions):
        markup = reading.blocks[number].markup
        if markup is None:
            yield _Line((), "p", 0, False, spans)
            continue
        chain = [(i, reading.elements[i][0]) for i in markup.chain]
        boxes = tuple(_Box(i, _BOXES[tag]) for i, tag in chain if tag in _BOXES)
        kind, own = _kind(chain, markup.tag)
        yield _Line(boxes, kind, own, markup.tag in _ITEMS, spans)


def _gathered(reading: Reading, decisions: Sequence[Sequence[Piece]]) -> Iterator[tuple[int, _Spans]]:
    """Each kept block's number and stretches."""
    number = -1
    spans: list[tuple[str, int, int]] = []
    at = 0
    for space, start, end in stretches(reading, decisions, "body"):
        while reading.blocks[at].end <= start:
            at += 1
        if at != number:
            if spans:
                yield number, tuple(spans)
            number, space, spans = at, "", []
        # Lines of code and of a poem are taken one by one where nothing parts them but white space.
        if spans and reading.blocks[at].markup and reading.source[spans[-1][2] : start].isspace():
            space, start = spans[-1][0], spans.pop()[1]
        spans.append((space, start, end))
    if spans:
        yield number, tuple(spans)


def _kind(chain: Sequence[tuple[int, str]], tag: str) -> tuple[str, int]:
    """What a block is shown as, and the element it shares with its like."""
    if tag == "tr":
        return "tr", next((i for i, name in reversed(chain) if name == "table"), 0)
    for i, name in reversed(chain):
        if name in _PRE:
            return "pre", i
        if name in _HEADINGS:
            return name, 0
    return "p", 0


def _joined(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Lines of one code block or of one table together, each other line alone."""
    group: list[_Line] = []
    for line in lines:
        if group and not (line.own and (line.own, line.kind) == (group[0].own, group[0].kind)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


# --- Inline ------------------------------------------------------------------------------------------------------


class _Marks:
    """The marks of a page, taken in order: stretches ask for theirs one after the other, each once."""

    def __init__(self, marks: Sequence[Mark], url: str) -> None:
        self.marks = iter([mark for mark in (_checked(mark, url) for mark in marks) if mark])
        self.open: list[Mark] = []
        self.next = next(self.marks, None)

    def within(self, start: int, end: int) -> list[Mark]:
        """Those that touch ``source[start:end]``, cut to it."""
        while self.next and self.next.start < end:
            self.open.append(self.next)
            self.next = next(self.marks, None)
        self.open = [mark for mark in self.open if mark.end > start]
        return [mark._replace(start=max(start, mark.start), end=min(end, mark.end)) for mark in self.open if mark.start < end]


def _checked(mark: Mark, url: str) -> Mark | None:
    if mark.kind != "link":
        return mark
    address = _address(mark.value, url)
    return mark._replace(value=address) if address else None


def _address(href: str, url: str) -> str:
    """Where a link leads, absolute where the page's address is known; ``""`` if it is no place to go to.

    Browsers read over white space and controls, so ``java\\nscript:`` is a scheme: they go before it is looked at.
    """
    href = _UNSEEN.sub("", href)
    if not href or href.startswith("#") or len(href) > 2_000:
        return ""
    if url and not _SCHEME.match(href):
        try:
            href = urljoin(url, href)
        except ValueError:  # `//[`
            return ""
    if _SCHEME.match(href) and not _SAFE.match(href):
        return ""
    return quote(href, safe="/:?#@!$&'*+,;=~%-._[]")


class _Form(NamedTuple):
    """How one form writes text, blocks and inline marks."""

    text: Callable[[str], str]
    block: Callable[[str, str], str]
    mark: Callable[[str, str, str], str]
    """Kind, value and inner text to text; code is given as it is, all else as it is written."""
    fit: Callable[[str, list[Mark]], list[Mark]]
    """Those of the marks that can be shown in this source."""


class _Texts:
    """Writes stretches of the source with their marks."""

    def __init__(self, source: str, marks: _Marks, form: _Form) -> None:
        self.source, self.marks, self.form = source, marks, form

    def line(self, spans: _Spans) -> str:
        return "".join(space + self.span(start, end) for space, start, end in spans)

    def plain(self, spans: _Spans) -> str:
        return "".join(space + self.source[start:end] for space, start, end in spans)

    def span(self, start: int, end: int) -> str:
        return self.cell(start, end)[1]

    def cell(self, start: int, end: int) -> tuple[bool, str]:
        """Whether it is a head of a table, and the text."""
        marks = [mark for mark in map(self.trimmed, self.marks.within(start, end)) if mark]
        inline = _proper(mark for mark in marks if mark.kind != "th")
        head = any(mark.kind == "th" for mark in marks)
        return head, self.nested(start, end, self.form.fit(self.source, inline))

    def trimmed(self, mark: Mark) -> Mark | None:
        text = self.source[mark.start : mark.end]
        left, right = len(text) - len(text.lstrip()), len(text.rstrip())
        return mark._replace(start=mark.start + left, end=mark.start + right) if left < right else None

    def nested(self, start: int, end: int, marks: Sequence[Mark]) -> str:
        """Text with these marks, outer ones first; what lies in a mark is written before the mark."""
        done: list[str] = []
        i = 0
        while i < len(marks):
            outer, first = marks[i], i + 1
            i = next((j for j in range(first, len(marks)) if marks[j].start >= outer.end), len(marks))
            done.append(self.form.text(self.source[start : outer.start]))
            if outer.kind == "code":
                text = self.source[outer.start : outer.end]
            else:
                text = self.nested(outer.start, outer.end, marks[first:i])
            done.append(self.form.mark(outer.kind, outer.value, text))
            start = outer.end
        done.append(self.form.text(self.source[start:end]))
        return "".join(done)


def _proper(marks: Iterable[Mark]) -> list[Mark]:
    """Marks that are nested in one another or apart: none within its own kind, none that crosses another."""
    kept: list[Mark] = []
    around: list[Mark] = []
    for mark in marks:
        while around and around[-1].end <= mark.start:
            around.pop()
        if any(mark.end > outer.end or mark.kind == outer.kind for outer in around):
            continue
        kept.append(mark)
        around.append(mark)
    return kept


# --- Markdown ----------------------------------------------------------------------------------------------------

# An underscore between letters is one: `snake_case`. So is an ampersand that begins no entity.
_SPECIAL = re.compile(r"[\\`*\[\]<>~|]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_LEADING = re.compile(r"(?m)^(\d{0,9})([.)](?=\s|$)|[-+](?=\s|$)|\#(?=\#{0,5}(?:\s|$))|[-=](?=[-=\t ]*$))")
_CLOSING = re.compile(r"(?<!\S)#(?=#*\s*$)")  # at the end of a heading: it would be no part of it
_BACKSLASH = r"\\\g<0>"
_BREAK = re.compile(r"(?<![^\S\n])[^\S\n]*+\n\s*")
_WRAPPED = {"strong": "**", "em": "*", "del": "~~"}
_SIGNED = frozenset((*_WRAPPED, "code"))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_BACKSLASH, text)


def _marked(kind: str, value: str, text: str) -> str:
    if kind == "link":
        return f"[{text}]({value.replace('(', '%28').replace(')', '%29')})"
    if kind == "code":
        return _fenced(" ".join(text.split()))
    around = _WRAPPED.get(kind, "")
    return f"{around}{text}{around}"


def _fenced(text: str) -> str:
    """Code in a line: between more backticks than it holds in a row."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _fit(source: str, marks: list[Mark]) -> list[Mark]:
    """Markdown takes signs for emphasis in some places only: not in `foo**"bar"**baz`, not in `**foo****bar**`, and
    not in `foo*`bar`*`, where the sign of another mark follows."""
    kept: list[Mark] = []
    ends: set[int] = set()
    others = [mark for mark in marks if mark.kind not in ("strong", "em")]
    signs = {mark.start for mark in others} | {mark.end - 1 for mark in others}
    for mark in marks:
        if mark.kind not in _SIGNED or (mark.start not in ends and _is_flanked(mark, source, signs)):
            kept.append(mark)
            ends.update((mark.end,) if mark.kind in _SIGNED else ())
    return kept


def _is_flanked(mark: Mark, source: str, signs: Collection[int]) -> bool:
    if mark.kind == "code":
        return True
    before, after = source[mark.start - 1 : mark.start], source[mark.end : mark.end + 1]
    opens = not _is_letter(before) or (_is_letter(source[mark.start]) and mark.start not in signs)
    return opens and (not _is_letter(after) or (_is_letter(source[mark.end - 1]) and mark.end - 1 not in signs))


def _is_letter(c: str) -> bool:
    """Whether a character is neither punctuation nor white space: a vowel sign of Hindi is no ``str.isalnum``."""
    return c != "" and unicodedata.category(c)[0] not in "PSZC"


def _opening(text: str) -> str:
    """Lines with their first signs escaped, where those would make a list, a heading or a rule of them."""
    return _LEADING.sub(r"\1\\\2", text)


def _md_block(kind: str, text: str) -> str:
    if kind in _HEADINGS:
        return f"{'#' * int(kind[1])} {_CLOSING.sub(_BACKSLASH, _BREAK.sub(' ', text))}"
    return "  \n".join(_BREAK.split(_opening(text)))


_MARKDOWN = _Form(_escaped, _md_block, _marked, _fit)


def _markdown(groups: Iterable[list[_Line]], texts: _Texts) -> str:
    out: list[str] = []
    open_: list[tuple[_Box, str]] = []  # with the white space or sign that each gives its lines
    counts: dict[int, int] = {}
    last: dict[tuple[int, ...], tuple[int, str]] = {}  # the last list in a box, and its bullets
    bare = False
    for group in groups:
        line = group[0]
        boxes = [box for box in line.boxes if box.tag in ("ul", "ol", "li", "blockquote")]
        shared = _shared([box for box, _ in open_], boxes)
        # Items that are a line each stand close, as they do in the page.
        close = line.bare and bare and _is_item_next(boxes, shared)
        gap = [] if close else ["".join(sign for _, sign in open_[:shared]).rstrip()]
        bare = line.bare
        del open_[shared:]
        lead = "".join(sign for _, sign in open_)
        for box in boxes[shared:]:
            sign = _sign(box, open_, counts, last)
            lead += sign
            open_.append((box, "> " if box.tag == "blockquote" else " " * len(sign)))
        body = _md_group(group, texts).split("\n")
        rest = "".join(sign for _, sign in open_)
        if out:
            out += gap
        out.append(f"{lead}{body[0]}")
        out += [f"{rest}{text}" if text else rest.rstrip() for text in body[1:]]
    return "\n".join(out)


def _is_item_next(boxes: Sequence[_Box], shared: int) -> bool:
    """Whether what follows the boxes in common is an item, or a list in an item."""
    return len(boxes) > shared > 0 and boxes[shared].tag in ("li", "ul", "ol")


def _shared(before: Sequence[_Box], now: Sequence[_Box]) -> int:
    pairs = enumerate(zip(before, now, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(before), len(now)))


def _sign(
    box: _Box, open_: Sequence[tuple[_Box, str]], counts: dict[int, int], last: dict[tuple[int, ...], tuple[int, str]]
) -> str:
    """What a box that begins puts before its first line: nothing for a list, the bullet for an item."""
    if box.tag == "blockquote":
        return "> "
    if box.tag != "li":
        return ""
    home = next((outer for outer, _ in reversed(open_) if outer.tag != "blockquote"), box)
    if home.tag == "li":  # in no list, or in another item: `2.` would not begin a list there
        return "- "
    place = tuple(outer.number for outer, _ in open_ if outer != home)
    number, sign = last.get(place, (home.number, "-."))
    if number != home.number:  # two lists in a row would be one
        sign = "*)" if sign == "-." else "-."
    last[place] = home.number, sign
    counts[home.number] = counts.get(home.number, 0) + 1
    return f"{counts[home.number]}{sign[1]} " if home.tag == "ol" else f"{sign[0]} "


def _md_group(group: list[_Line], texts: _Texts) -> str:
    kind = group[0].kind
    if kind == "pre":
        code = "\n\n".join(texts.plain(line.spans) for line in group)
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
        return f"{fence}\n{code}\n{fence}"
    rows = [list(_cells(line, texts)) for line in group] if kind == "tr" else []
    width = max(map(len, rows), default=0)
    if not rows:
        return _md_block(kind, texts.line(group[0].spans))
    if width == 1:
        return "\n\n".join(_md_block("p", cell) for row in rows for cell in row)
    table = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([table[0], f"|{' --- |' * width}", *table[1:]])


def _cells(line: _Line, texts: _Texts) -> Iterator[str]:
    """The cells that were kept of a row."""
    for start, end in _cell_spans(line, texts.source):
        yield _BREAK.sub(" ", texts.span(start, end))


def _cell_spans(line: _Line, source: str) -> Iterator[tuple[int, int]]:
    for _, start, end in line.spans:
        at = start
        for cell in source[start:end].split("\t"):
            if cell.strip():
                yield at, at + len(cell)
            at += len(cell) + 1


# --- HTML --------------------------------------------------------------------------------------------------------

_TAGS = {"strong": "strong", "em": "em", "code": "code", "del": "del", "sub": "sub", "sup": "sup"}


def _tagged(kind: str, value: str, text: str) -> str:
    if kind == "link":
        return f'<a href="{escape(value)}">{text}</a>'
    return f"<{_TAGS[kind]}>{escape(text) if kind == 'code' else text}</{_TAGS[kind]}>"


def _html_block(tag: str, text: str) -> str:
    return f"<{tag}>{_BREAK.sub('<br>', text)}</{tag}>"


_HTML = _Form(escape, _html_block, _tagged, lambda source, marks: marks)


def _html(groups: Iterable[list[_Line]], texts: _Texts) -> str:
    out: list[str] = []
    open_: list[_Box] = []
    for group in groups:
        boxes = list(_in_lists(group[0].boxes))
        shared = _shared(open_, boxes)
        out += [f"</{box.tag}>" for box in reversed(open_[shared:])]
        out += [f"<{box.tag}>" for box in boxes[shared:]]
        # The first text of an item is its own; what follows in it are paragraphs.
        own = group[0].bare and len(boxes) > shared
        open_ = boxes
        out.append(_html_group(group, texts, own))
    out += [f"</{box.tag}>" for box in reversed(open_)]
    return "\n".join(out)


def _in_lists(boxes: Iterable[_Box]) -> Iterator[_Box]:
    """The boxes as HTML has them: an item stands in its list, and what stands in a list is in an item."""
    within = ""
    for box in boxes:
        if box.tag in _ITEMS:
            if within not in _HOMES[box.tag]:
                continue
        elif within in _HELD:
            yield _Box(-box.number, _HELD[within])
        yield box
        within = box.tag
    if within in _HELD:
        yield _Box(0, _HELD[within])


_HOMES = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",)}
_HELD = {"ul": "li", "ol": "li", "dl": "dd"}


def _html_group(group: list[_Line], texts: _Texts, own: bool) -> str:
    kind = group[0].kind
    if kind == "pre":
        code = "\n\n".join(texts.plain(line.spans) for line in group)
        return f"<pre>\n{escape(code)}</pre>"
    if kind == "tr":
        return "\n".join(["<table>", *(_html_row(line, texts) for line in group), "</table>"])
    text = texts.line(group[0].spans)
    return _BREAK.sub("<br>", text) if own and kind == "p" else _html_block(kind, text)


def _html_row(line: _Line, texts: _Texts) -> str:
    cells = [texts.cell(start, end) for start, end in _cell_spans(line, texts.source)]
    return f"<tr>{''.join(_html_block('th' if head else 'td', text) for head, text in cells)}</tr>"
