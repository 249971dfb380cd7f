"""The five steps, and the cleaner that is configured once and used on many captures."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from os import PathLike, fspath
from typing import Any, Literal, NamedTuple, get_args

from .article import Article
from .assemble import compose, lay_out
from .config import load_config
from .decide import decide
from .decide.core import CORE_RULES
from .decide.rows import cells
from .decode import decode, foreign, is_json
from .errors import ScrubberError
from .later import later
from .model import Dateline, Format, Kind, Match, Piece, Reading, Rule
from .readers.text import read_text
from .rules.load import Pack, fingerprint, load_pack
from .rules.match import RuleSet
from .rules.packs import builtin, installed_packs, offered_packs
from .rules.ready import standard
from .rules.select import choose

Capture = Any
"""``str``, ``bytes``, a BeautifulSoup object or an lxml element."""

_SURROGATES = later("[\ud800-\udfff]")
_UNCHOSEN = ((), None, None, "report", ())
# A second look at what was kept finds what the first uncovered; it has never taken more than three.
_LOOKS = 6
_HTML = re.compile(
    r"\s*(?:<!--.{0,5000}?-->\s*)*<(?:!doctype\s+html|\?xml\b|html\b|head\b|body\b|div\b|article\b|main\b|section\b|p\b|h[1-6]\b"
    r"|ul\b|ol\b|table\b|meta\b|title\b|span\b|nav\b|header\b)",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(r"</(?:p|div|a|li|span|h[1-6]|td|article|section|body|html)\s*>", re.IGNORECASE)
# Text that quotes a tag or two is text: an article about HTML.
_FEWEST_TAGS = 3


class Scrubber:
    """A configured cleaner. Immutable, picklable, and safe to share between threads.

    Args:
        packs: rule packs besides the built-in ones: paths of TOML files, or Pack objects.
        select: categories, packs or rules (``share``, ``icons/fused-run``) to use; all others are off.
        ignore: categories, packs or rules not to use.
        dateline: ``"report"`` leaves an agency's opening (``BEIRUT (AP) —``) in the body, ``"extract"`` moves it out.
        rules: Rule objects with a ``find`` function: ``(blocks) -> [(start, end), …]``.

    Raises:
        ScrubberError: a pack is wrong, or ``select`` / ``ignore`` name what does not exist.
    """

    __slots__ = ("_args", "_off", "_rules", "_set", "fingerprint")

    def __init__(
        self,
        packs: Iterable[str | PathLike[str] | Pack] = (),
        *,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] | None = None,
        dateline: Literal["report", "extract"] = "report",
        rules: Iterable[Rule] = (),
    ) -> None:
        if dateline not in ("report", "extract"):
            raise ScrubberError(f"dateline is {dateline!r}; it must be 'report' or 'extract'")
        own = tuple(pack if isinstance(pack, Pack) else load_pack(pack) for pack in _listed(packs, "packs"))
        self._args = (own, _names(select, "select"), _names(ignore, "ignore"), dateline, tuple(rules))
        with _no_collection():
            self._load(own)

    def _load(self, own: Sequence[Pack]) -> None:
        """Choose the rules and make them ready; those that nobody chose are kept so."""
        if self._args == _UNCHOSEN and not offered_packs():
            self._rules: tuple[Rule, ...] | None = None
            self._set = RuleSet.of(standard().ready)
            self._off: frozenset[Rule] = frozenset()
            self.fingerprint = standard().fingerprint
            return
        every = (*installed_packs(), *own)
        everything = (*CORE_RULES, *(r for p in every for r in p.rules), *self._args[4])
        _check_names(everything)
        self._rules = choose(everything, self._args[1], self._args[2])
        self._set = RuleSet((r for r in self._rules if r.pack != "core"), builtin().plans)
        self._off = frozenset(CORE_RULES).difference(self._rules)
        self.fingerprint = fingerprint(every, self._args[1:4], self._args[4])

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(self, "fingerprint"):  # the last that is set
            raise AttributeError(f"a Scrubber does not change; cannot set {name!r}")
        object.__setattr__(self, name, value)

    @classmethod
    def from_config(cls, path: str | PathLike[str]) -> Scrubber:
        """The cleaner that ``[tool.scrubber]`` of a pyproject.toml describes. Raises ScrubberError."""
        return cls(**load_config(fspath(path)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, self._args

    def with_packs(self, packs: Iterable[str | PathLike[str] | Pack]) -> Scrubber:
        """The same cleaner with more packs. Raises ScrubberError."""
        own, select, ignore, dateline, rules = self._args
        return Scrubber([*own, *_listed(packs, "packs")], select=select, ignore=ignore, dateline=dateline, rules=rules)

    def fit(self, captures: Iterable[Any], **settings: Any) -> Scrubber:
        """The same cleaner with what the captures' sites repeat, learned from them: ``scrubber.learn`` says how."""
        from .learning import learn

        return self.with_packs([learn(captures, scrubber=self, **settings)])

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force, the core's included."""
        if self._rules is None:
            return (*CORE_RULES, *(r for p in builtin().packs for r in p.rules))
        return self._rules

    def scrub(
        self, capture: Capture, *, url: str | None = None, kind: Kind = "auto", format: Format = "text"
    ) -> Article:
        """Clean one capture.

        Args:
            capture: ``str`` (text or HTML), ``bytes``, a BeautifulSoup object or an lxml element.
            url: the page's address, if known: evidence for title and date, and picks site-scoped rules.
            kind: ``"article"`` (an extractor's output), ``"page"`` (the text of a whole page), ``"html"``,
                or ``"auto"``: found out.
            format: ``"markdown"`` or ``"html"`` gives the body in that form too, as ``Article.formatted``: headings,
                lists, quotes, tables, links and emphasis. ``"text"``: the plain body alone.

        Raises:
            TypeError: the capture is none of these types.
            ScrubberError: ``kind`` or ``format`` is none of these words.
        """
        check_words(kind, format)
        return self._clean(Asked(capture, _address(url), kind, format))

    def _clean(self, asked: Asked) -> Article:
        """Clean one capture, or what was already read of it."""
        with _no_collection():
            return self._cleaned(asked)

    def _cleaned(self, asked: Asked) -> Article:
        capture, address, kind, format = asked
        reading, kind = (capture, kind) if isinstance(capture, Reading) else read(capture, kind, marks=format != "text")
        memory: dict[str, list[Match]] = {}
        decisions, dateline, kind = self._decide(reading, address, kind, memory)
        layout = lay_out(reading, decisions)
        for _ in range(_LOOKS):
            if _in_order(decisions):
                break
            again = read_text(layout.text)
            # What was kept is an article now, not a page. What mark-up said of the headline it does not say again.
            titled = len(layout.title) if kind == "html" else 0
            later, found, _ = self._decide(again, address, "article", memory, titled)
            dateline = dateline or found
            settled = lay_out(again, later)
            if settled[:4] == layout[:4]:
                break
            decisions = compose(decisions, layout, later)
            layout = lay_out(reading, decisions)
        pieces = [p for block in decisions for p in block]
        note = "" if layout.text else reading.note or _why_empty(pieces, kind)
        form = None if format == "text" else _formatted(reading, decisions, format, address)
        return Article(layout.title, dateline, layout.body, reading.source, kind, self.fingerprint, note, pieces, form)

    def scrub_many(
        self, captures: Iterable[Capture], *, kind: Kind = "auto", format: Format = "text", jobs: int = 1
    ) -> Iterator[Article]:
        """Clean captures as they come, in their order; each is a capture or a pair ``(capture, url)``.

        With ``jobs`` above 1 so many worker processes share the work. They pay from some hundred captures on, and a script
        that asks for them needs the usual ``if __name__ == "__main__":``. Only a few captures are ahead of the article that
        comes next; one that cannot be cleaned raises at its place; when the iterator is closed, the workers end.

        Raises:
            TypeError: a capture is none of the types that ``scrub`` takes.
            ScrubberError: ``kind``, ``format`` or ``jobs`` is wrong, a worker process died, or the rules do not pickle.
        """
        check_words(kind, format)
        if not isinstance(jobs, int) or jobs < 1:
            raise ScrubberError(f"jobs is {jobs!r}; it must be a number from 1 on")
        if jobs == 1:
            yield from (self._clean(_asked(item, kind, format)) for item in captures)
        else:
            from .parallel import clean_all

            yield from clean_all(captures, partial(_sendable, kind=kind, format=format), self._clean, jobs)

    def _decide(
        self, reading: Reading, url: str, kind: Kind, memory: dict[str, list[Match]], titled: int = 0
    ) -> tuple[list[list[Piece]], Dateline | None, Kind]:
        host = host_of(url)
        rows = cells(reading.blocks)
        parts = [cell for _, cell in rows]
        self._set.learn([*reading.blocks, *parts], host, memory)
        matches, cell_matches = (self._set.match(some, host, memory) for some in (reading.blocks, parts))
        return decide(
            reading.blocks, matches, rows, cell_matches,
            kind=kind, url=url, dateline=self._args[3], off=self._off,
            meta=reading.meta, elements=reading.elements, titled=titled,
        )  # fmt: skip


def scrub(capture: Capture, *, url: str | None = None, kind: Kind = "auto", format: Format = "text") -> Article:
    """Clean one capture with the built-in rules: see ``Scrubber.scrub``.

    >>> scrub("Fire closes bridge\\n\\nThe bridge was closed on Monday.\\n\\nShare this story!").body
    'The bridge was closed on Monday.'
    """
    return default().scrub(capture, url=url, kind=kind, format=format)


@cache
def default() -> Scrubber:
    """The cleaner with the built-in rules, made once."""
    return Scrubber()


def read(capture: Capture, kind: Kind, *, marks: bool = False) -> tuple[Reading, Kind]:
    """Steps 1 and 2: the capture as blocks, and what kind it is; the inline elements of HTML where ``marks`` asks.

    Raises TypeError for what is not a capture.
    """
    if isinstance(capture, bytes | bytearray | memoryview):
        what = foreign(bytes(capture[:100]))
        if what:
            return Reading("", [], note=f"The capture is {what}, not text."), kind
        capture = decode(bytes(capture))
    if isinstance(capture, str):
        capture = _whole(capture)
    else:
        _check_tree(capture)
        from .readers.html import read_html

        return read_html(capture, marks=marks), "html"
    if kind in ("html", "auto") and is_json(capture):
        return Reading("", [], note="The capture is JSON, not a page or a text."), kind
    if kind == "html" or (kind == "auto" and is_html(capture)):
        from .readers.html import read_html

        return read_html(capture, marks=marks), "html"
    return read_text(capture), kind


def _whole(text: str) -> str:
    """A text that can be saved: half a surrogate pair, as JSON can write it (`"\\ud83d"` alone), is read as U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES().sub("\ufffd", text)
    return text


def is_html(text: str) -> bool:
    """Whether text is HTML mark-up rather than text that quotes some."""
    if "<" not in text or ">" not in text:  # "<TABLE" alone is a word of somebody's
        return False
    if _HTML.match(text):
        return True
    return text.lstrip()[:1] == "<" and len(list(islice(_TAGS.finditer(text), _FEWEST_TAGS))) == _FEWEST_TAGS


def _check_tree(capture: Any) -> None:
    """Let a BeautifulSoup object or an lxml element pass; neither library is imported to find out."""
    modules = {cls.__module__.partition(".")[0] for cls in type(capture).__mro__}
    if not modules & {"bs4", "lxml"}:
        raise TypeError(
            f"a capture is str, bytes, a BeautifulSoup object or an lxml element, not {type(capture).__name__}"
        )


def _why_empty(pieces: Sequence[Piece], kind: Kind) -> str:
    if pieces:
        return "Every block was taken for chrome; see what was removed."
    return "The page holds no text." if kind == "html" else ""


def _formatted(reading: Reading, decisions: Sequence[Sequence[Piece]], format: Format, url: str) -> str:
    from .forms import formatted

    return formatted(reading, decisions, format, url)


class Asked(NamedTuple):
    """A capture, or what was read of it, and what is to be made of it."""

    capture: Capture | Reading
    address: str
    kind: Kind
    format: Format


def check_words(kind: str, format: str) -> None:
    """Raise ScrubberError if ``kind`` or ``format`` is none of the words for it."""
    for name, value, known in (("kind", kind, get_args(Kind)), ("format", format, get_args(Format))):
        if value not in known:
            raise ScrubberError(f"{name} is {value!r}; it must be one of {', '.join(known)}")


def _asked(item: Any, kind: Kind, format: Format) -> Asked:
    """An item of ``scrub_many``: a capture, or a pair of it and its address."""
    capture, url = item if isinstance(item, tuple) else (item, None)
    return Asked(capture, _address(url), kind, format)


def _sendable(item: Any, kind: Kind, format: Format) -> Asked:
    """The same to send to another process. lxml's elements do not pickle, so what is neither text nor bytes is read here."""
    asked = _asked(item, kind, format)
    if isinstance(asked.capture, str | bytes):
        return asked
    reading, kind = read(asked.capture, kind, marks=format != "text")
    return asked._replace(capture=reading, kind=kind)


def _in_order(decisions: Sequence[Sequence[Piece]]) -> bool:
    """Whether the clean text would be the capture itself: nothing removed, title and dateline already in front."""
    fates = [p.fate for pieces in decisions for p in pieces]
    return "removed" not in fates and fates == sorted(fates, key=("title", "dateline", "body").index)


def _address(url: str | None) -> str:
    if url is not None and not isinstance(url, str):
        raise TypeError(f"url is str or None, not {type(url).__name__}")
    return url or ""


def host_of(url: str) -> str:
    """The host of an address, in lower case, without what may stand around it: ``//user@Example.org:8080/``."""
    found = re.match(r"(?:(?:[a-z][a-z0-9+.-]{0,20}:)?//)?(?:[^/?#@]*@)?([^/?#:]*)", url.lower())
    return found[1] if found else ""


def _listed(value: Any, name: str) -> list[Any]:
    """A path given alone is a likely slip: ``packs="my.toml"`` would be read letter by letter."""
    if isinstance(value, str | bytes | Pack):
        raise ScrubberError(f"{name} is a list; write {name}=[{value if isinstance(value, Pack) else repr(value)}]")
    return list(value)


def _names(value: Iterable[str] | None, name: str) -> tuple[str, ...] | None:
    """In one order: that of a set depends on the process, and with it would the fingerprint."""
    return None if value is None else tuple(sorted(_listed(value, name), key=str))


def _check_names(rules: Sequence[Rule]) -> None:
    """A removal names its rule, so no two rules may share a name: a pack of one's own may not be called ``share``."""
    seen: set[str] = set()
    for rule in rules:
        if rule.name in seen:
            raise ScrubberError(f"rule {rule.name!r} stands in two packs of one name; give yours another name")
        seen.add(rule.name)


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for garbage meanwhile: neither rules nor a capture's blocks refer to each other, so none is found. It takes a
    third of the loading, and a fifth of the cleaning of ten megabytes.

    Where it is off already it stays so, for whoever turned it off: of two threads that clean, the first.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _restore(*args: Any) -> Scrubber:
    packs, select, ignore, dateline, rules = args
    return Scrubber(packs, select=select, ignore=ignore, dateline=dateline, rules=rules)
