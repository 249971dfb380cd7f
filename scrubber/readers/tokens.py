"""A small tokeniser, for markup that would make the parser slow or swallow the page."""

from __future__ import annotations

import re

from .meta import unescape
from .names import name_set
from .page import Page

_TOKEN = re.compile(r"<(?:(/?)([a-zA-Z][^\s/<>]{0,60}+)([^<>]*+)>|!--|[!?/])")
_CUT = re.compile(r"<[a-zA-Z/!?][^<>]*+\Z")  # a tag that the end of a download cut off
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w:-]{0,40}+)(?:\s{0,9}+=\s{0,9}+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
_VOID = name_set("area base br col embed frame hr img input link meta param source track wbr")
_RAW = name_set("iframe noembed noframes script style textarea title")
_CLOSES = {
    "li": frozenset(("li", "p")),
    "tr": frozenset(("p", "td", "th", "tr")),
    **dict.fromkeys(("dd", "dt"), frozenset(("dd", "dt", "p"))),
    **dict.fromkeys(("td", "th"), frozenset(("p", "td", "th"))),
    **dict.fromkeys(("p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"), frozenset(("p",))),
}
_LEVELS, _CLIMB = 5_000, 64
"""Levels the tokeniser keeps open, and how many of them an end tag may close."""


def tokenise(text: str, page: Page) -> Page:
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


def _close(name: str, open_: list[str], page: Page) -> None:
    near = open_[-_CLIMB:]
    if name in near:
        for _ in range(near[::-1].index(name) + 1):
            page.end(open_.pop())


def _raw(text: str, at: int, name: str, attributes: str, endless: set[str], page: Page) -> int:
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
