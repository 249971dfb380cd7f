"""What is timed: scrubber, what users would take instead of it, and the floors that nothing can be faster than."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

Run = Callable[[Any], object]


class Engine(NamedTuple):
    """``make`` imports what is needed and returns what cleans one capture; text comes as UTF-8, HTML as ``str``."""

    name: str
    make: Callable[[], Run]
    package: str = ""
    """The distribution it needs; it is left out where that is not installed."""


SCRUB = "scrubber"
"""The name of ours in both lists."""


def is_there(engine: Engine) -> bool:
    """Whether it can be timed."""
    try:
        return not engine.package or bool(version(engine.package))
    except PackageNotFoundError:
        return False


def _scrub_text() -> Run:
    from scrubber import Scrubber

    clean = Scrubber().scrub
    return lambda capture: clean(capture.decode())


def _scrub_html() -> Run:
    from scrubber import Scrubber

    clean = Scrubber().scrub
    return lambda capture: clean(capture, kind="html")


def _decode_and_split() -> Run:
    return lambda capture: capture.decode().split("\n")


# The line rules of C4 (Raffel et al., JMLR 21(140), 2020) as datatrove's C4QualityFilter describes them, written from that
# description. It counts sentences with a tokenizer for them; here their last signs are counted, which is faster.
_C4_CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")
_C4_ENDS = (".", "?", "!", '"', "'")
_C4_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
_C4_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")


def c4_lines(text: str) -> str | None:
    """The lines that the rules keep; None for a text that they refuse."""
    kept = []
    sentences = 0
    for raw in text.split("\n"):
        line = _C4_CITATION.sub("", raw.strip())
        lower = line.lower()
        if "lorem ipsum" in lower or "{" in line:
            return None
        words = line.split()
        if (
            line.endswith(_C4_ENDS)
            and not line.endswith("...")
            and len(words) >= 3
            and max(map(len, words)) <= 1000
            and "javascript" not in lower
            and not any(policy in lower for policy in _C4_POLICY)
        ):
            sentences += len(_C4_SENTENCE_END.findall(line))
            kept.append(line)
    return "\n".join(kept) if sentences >= 5 else None


def _c4() -> Run:
    return lambda capture: c4_lines(capture.decode())


def _justext() -> Run:
    import justext

    stops = justext.get_stoplist("English")
    return lambda html: "\n".join(p.text for p in justext.justext(html, stops) if not p.is_boilerplate)


def _trafilatura() -> Run:
    from trafilatura import extract

    return lambda html: extract(html)


def _trafilatura_metadata() -> Run:
    from trafilatura import bare_extraction

    return lambda html: bare_extraction(html, with_metadata=True)


def _readability() -> Run:
    from readability import Document

    def run(html: str) -> object:
        page = Document(html)
        return page.short_title(), page.summary()

    return run


def _newspaper() -> Run:
    from newspaper import Article

    def run(html: str) -> object:
        article = Article("https://example.org/", fetch_images=False)  # the network is nobody's speed
        article.download(input_html=html)
        article.parse()
        return article.title, article.text

    return run


def _resiliparse() -> Run:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True)


def _parse() -> Run:
    from lxml.html import document_fromstring

    return lambda html: document_fromstring(html.encode())


TEXT_ENGINES = (
    Engine(SCRUB, _scrub_text),
    Engine("C4 line rules", _c4),
    Engine("UTF-8 decode and line split (floor)", _decode_and_split),
)
HTML_ENGINES = (
    Engine(SCRUB, _scrub_html),
    Engine("jusText", _justext, "justext"),
    Engine("trafilatura", _trafilatura, "trafilatura"),
    Engine("trafilatura with metadata", _trafilatura_metadata, "trafilatura"),
    Engine("readability-lxml", _readability, "readability-lxml"),
    Engine("newspaper4k", _newspaper, "newspaper4k"),
    Engine("resiliparse", _resiliparse, "resiliparse"),
    Engine("bare lxml.html parse (floor)", _parse),
)
