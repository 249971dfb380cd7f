"""Fixtures: captures with what must come out, and the laws every article keeps.

A fixture is a folder with ``capture.txt`` or ``capture.html`` and ``expected.toml``. ``scrub test``, the pytest
plugin and the tests of this project all ask ``judge``, so that they cannot disagree.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches, unified_diff
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from . import Article, Scrubber
from .decode import INVISIBLE
from .errors import ScrubberError
from .model import Kind
from .scrub import is_html
from .toml import pairs

EXPECTED = "expected.toml"
CAPTURES = ("capture.txt", "capture.html")


class Expected(NamedTuple):
    """A removal that must be made."""

    category: str
    text: str
    rule: str = ""
    """``pack/id``, or empty: whichever."""


class Fixture(NamedTuple):
    """A capture and what must come out of it."""

    capture: Path
    title: str = ""
    dateline: str = ""
    date: dt.date | None = None
    """A date, or a datetime where the time is known. None: no date must be given."""
    place: str | None = None
    """None: not compared; likewise ``agency``."""
    agency: str | None = None
    body: str = ""
    removed: tuple[Expected, ...] = ()
    kind: Kind = "auto"
    url: str | None = None
    options: Mapping[str, Any] = {}
    """Keyword arguments of ``Scrubber``; packs are relative to the fixture's folder."""
    note: str = ""
    xfail: str = ""
    """Why the fixture is known to fail."""

    @property
    def folder(self) -> Path:
        """Where the fixture is."""
        return self.capture.parent


class Verdict(NamedTuple):
    """What became of a fixture."""

    outcome: Literal["ok", "xfail", "fail"]
    details: list[str]
    """Differences and broken laws, for a person to read; an entry may have several lines."""


def find_fixtures(roots: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """The fixture folders among and below ``roots``, sorted within each root.

    Raises:
        ScrubberError: a root is no folder, or has no fixture in it.
    """
    found: list[Path] = []
    for root in roots:
        if not os.path.isdir(root):
            raise ScrubberError(f"{os.fspath(root)}: no such folder")
        below = {file.parent for name in (EXPECTED, *CAPTURES) for file in Path(root).rglob(name)}
        if not below:
            raise ScrubberError(f"{os.fspath(root)}: no fixture in this folder")
        found += sorted(below)
    return list(dict.fromkeys(found))


def load_fixture(folder: str | os.PathLike[str]) -> Fixture:
    """Read a fixture.

    Raises:
        ScrubberError: a file is missing, or ``expected.toml`` is wrong; the message begins with the file.
    """
    file = Path(folder, EXPECTED)
    capture = _capture_in(Path(folder))
    data = _read_toml(file)
    _check(data, _KEYS, str(file))
    for number, removal in enumerate(data.get("removed", ())):
        _check(removal, _REMOVAL_KEYS, f"{file}: removed number {number + 1}")
    _check(data.get("options", {}), _OPTION_KEYS, f"{file}: options")
    if data.get("kind", "auto") not in get_args(Kind):
        raise ScrubberError(f"{file}: kind is {data['kind']!r}; it must be one of {', '.join(get_args(Kind))}")
    removed = tuple(Expected(**{"category": "", "text": "", **removal}) for removal in data.pop("removed", ()))
    data["body"] = data.get("body", "").strip("\n")  # closing quotes on a line of their own are no newline of the body
    return Fixture(**{"kind": _kind_of(capture), **data, "capture": capture, "removed": removed})


def run_fixture(fixture: Fixture) -> list[str]:
    """Scrub the capture and tell where the article differs from what is expected: nothing, if all is well."""
    return _differences(fixture, _scrub(fixture, scrubber_for(fixture)))


def judge(fixture: Fixture) -> Verdict:
    """Compare, check the laws, and heed ``xfail``: strictly, and for the differences alone.

    A known failure that passes fails, so that fixing one is noticed. The laws hold for known failures too.
    """
    scrubber = scrubber_for(fixture)
    article = _scrub(fixture, scrubber)
    differences = _differences(fixture, article)
    broken = check_laws(article, scrubber, fixture.url)
    if broken:
        return Verdict("fail", broken + differences)
    if fixture.xfail and differences:
        return Verdict("xfail", differences)
    if fixture.xfail:
        return Verdict("fail", [f"passes, but is marked xfail ({fixture.xfail}): take the mark away"])
    return Verdict("fail" if differences else "ok", differences)


def scrubber_for(fixture: Fixture) -> Scrubber:
    """The scrubber with the fixture's options. Raises ScrubberError naming the fixture."""
    if not fixture.options:
        return _default()
    # Tidied up, because a way through a folder that is still to be made leads nowhere.
    packs = [os.path.normpath(fixture.folder / pack) for pack in fixture.options.get("packs", ())]
    try:
        return Scrubber(**{**fixture.options, "packs": packs})
    except ScrubberError as error:
        raise ScrubberError(f"{fixture.folder / EXPECTED}: options: {error}") from None


@cache
def _default() -> Scrubber:
    return Scrubber()


def _scrub(fixture: Fixture, scrubber: Scrubber) -> Article:
    return scrubber.scrub(fixture.capture.read_bytes(), url=fixture.url, kind=fixture.kind)


def _capture_in(folder: Path) -> Path:
    found = [folder / name for name in CAPTURES if (folder / name).is_file()]
    if len(found) != 1:
        raise ScrubberError(f"{folder}: has {'both' if found else 'neither'} of {' and '.join(CAPTURES)}; it needs one")
    return found[0]


def _kind_of(capture: Path) -> Kind:
    return "html" if capture.suffix == ".html" else "auto"


# ---- expected.toml: reading

_KEYS: dict[str, type] = {
    "note": str,
    "kind": str,
    "url": str,
    "title": str,
    "dateline": str,
    "date": dt.date,
    "place": str,
    "agency": str,
    "body": str,
    "xfail": str,
    "options": dict,
    "removed": list,
}
_REMOVAL_KEYS: dict[str, type] = {"category": str, "rule": str, "text": str}
_OPTION_KEYS: dict[str, type] = {"packs": list, "select": list, "ignore": list, "dateline": str}
_NAMES = {str: "a string", list: "a list", dict: "a table", dt.date: "a date"}


def _read_toml(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScrubberError(f"{file}: missing; `scrub fixture update {file.parent}` writes it") from None
    except OSError as error:
        raise ScrubberError(f"{file}: {error.strerror or error}") from None
    except ValueError as error:  # not TOML, or not UTF-8
        raise ScrubberError(f"{file}: not TOML: {error}") from None


def _check(table: Any, keys: Mapping[str, type], where: str) -> None:
    if not isinstance(table, dict):
        raise ScrubberError(f"{where}: must be a table")
    for key, value in table.items():
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            raise ScrubberError(f"{where}: unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        texts = value if key in _OPTION_KEYS and isinstance(value, list) else ()
        if not isinstance(value, keys[key]) or not all(isinstance(text, str) for text in texts):
            raise ScrubberError(f"{where}: {key} must be {_NAMES[keys[key]]}")


# ---- comparing


def _differences(fixture: Fixture, article: Article) -> list[str]:
    dateline = article.dateline
    fields = (
        ("title", fixture.title, article.title),
        ("dateline", fixture.dateline, dateline.text if dateline else ""),
        # As text: 12:00+00:00 equals 14:00+02:00 as a moment, but is not what the capture says.
        ("date", _iso(fixture.date), _iso(dateline.date if dateline else None)),
        ("place", fixture.place, dateline.place if dateline else ""),
        ("agency", fixture.agency, dateline.agency if dateline else ""),
    )
    found = [f"{name}: expected {a!r}, got {b!r}" for name, a, b in fields if a is not None and a != b]
    if fixture.body != article.body:
        found.append("body:\n" + _diff(fixture.body, article.body))
    removed = list(_removal_lines(fixture.removed, article))
    return [*found, "removed:\n" + "\n".join(removed)] if removed else found


def _iso(date: dt.date | None) -> str:
    return date.isoformat() if date else "none"


def _diff(expected: str, got: str) -> str:
    lines = unified_diff(expected.split("\n"), got.split("\n"), "expected", "got", n=1, lineterm="")
    return "\n".join(lines)


def _removal_lines(expected: tuple[Expected, ...], article: Article) -> Iterator[str]:
    """One line per difference, ``-`` for what is missing and ``+`` for what is too much."""
    got = _made(article)
    pairs = SequenceMatcher(None, [_key(r) for r in expected], [_key(r) for r in got], autojunk=False)
    for same, a, b, c, d in pairs.get_opcodes():
        if same == "equal":
            for want, have in zip(expected[a:b], got[c:d], strict=True):
                if want.rule and want.rule != have.rule:
                    yield f"rule: expected {want.rule}, got {have.rule} for {want.text!r}"
        else:
            yield from (f"- {r.category} {r.rule or '(any rule)'} {r.text!r}" for r in expected[a:b])
            yield from (f"+ {r.category} {r.rule} {r.text!r}" for r in got[c:d])


def _key(removal: Expected) -> tuple[str, str]:
    return removal.category, removal.text.strip()


def _made(article: Article) -> tuple[Expected, ...]:
    return tuple(Expected(r.category, r.text, f"{r.pack}/{r.rule}") for r in article.removed)


# ---- the laws

_UNSEEN = re.compile(rf"[\s\x00-\x1f\x7f-\x9f{INVISIBLE}]+")


def check_laws(article: Article, scrubber: Scrubber | None = None, url: str | None = None) -> list[str]:
    """Check what is promised of every article, whatever the capture.

    1. Nothing invented: title, dateline and body are made of spans of the source, white space aside.
    2. Nothing lost: the ledger tiles the source, and every removal says why.
    3. Stable: scrubbing ``text``, with the same ``scrubber`` and ``url``, gives the same title, dateline and body,
       and scrubbing ``body`` gives its text again, white space aside.

    Returns:
        What is broken, each entry beginning with the name of the law; an empty list if all is well.
    """
    return [
        *(f"invented: {what}" for what in _invented(article)),
        *(f"lost: {what}" for what in _lost(article)),
        *(f"unstable: {what}" for what in _unstable(article, scrubber or _default(), url)),
    ]


def _seen(text: str) -> str:
    """The text without white space and characters that have no shape."""
    return _UNSEEN.sub("", text)


def _fields(article: Article) -> dict[str, str]:
    return {"title": article.title, "dateline": article.dateline.text if article.dateline else "", "body": article.body}


def _invented(article: Article) -> Iterator[str]:
    source = _seen(article.source)
    for name, text in _fields(article).items():
        rest = iter(source)
        if not all(character in rest for character in _seen(text)):
            yield f"the {name} is not made of spans of the source: {text[:80]!r}"


def _lost(article: Article) -> Iterator[str]:
    yield from _gaps(article)
    for tile in article.ledger:
        if tile.fate == "removed":
            yield from _unaccounted(article, tile.removal, tile.start, tile.end)
        elif tile.fate == "space" and _seen(article.source[tile.start : tile.end]):
            yield f"{tile.start}-{tile.end} is called space: {article.source[tile.start : tile.end]!r}"
    named = [tile.removal for tile in article.ledger if tile.fate == "removed"]
    if named != list(range(len(article.removed))):
        yield f"the ledger names removals {named} of {len(article.removed)}"
    for name, text in _fields(article).items():
        tiles = "".join(article.source[t.start : t.end] for t in article.ledger if t.fate == name)
        # An agency's opening is reported as the dateline and left where it stands.
        reported = name == "dateline" and not tiles and _seen(text) in _seen(article.body)
        if _seen(tiles) != _seen(text) and not reported:
            yield f"the {name} {text[:80]!r} differs from its tiles {tiles[:80]!r}"


def _gaps(article: Article) -> Iterator[str]:
    at = 0
    for tile in article.ledger:
        if tile.start != at or tile.end <= tile.start:
            yield f"tile {tile.start}-{tile.end} follows {at}"
        at = tile.end
    if at != len(article.source):
        yield f"the ledger ends at {at}, the source at {len(article.source)}"


def _unaccounted(article: Article, index: int | None, start: int, end: int) -> Iterator[str]:
    if index is None or not 0 <= index < len(article.removed):
        yield f"{start}-{end} was removed by no removal"
        return
    removal = article.removed[index]
    if (removal.start, removal.end, removal.text) != (start, end, article.source[start:end]):
        yield f"{start}-{end} is not its removal: {removal.start}-{removal.end} {removal.text[:80]!r}"
    if not (removal.rule and removal.category and removal.why):
        yield f"{start}-{end} was removed without a rule, category or why"


def _unstable(article: Article, scrubber: Scrubber, url: str | None) -> Iterator[str]:
    again = _fields(_scrub_text(article.text, scrubber, url))
    for name, text in _fields(article).items():
        if again[name] != text:
            yield f"the text scrubbed again has another {name}:\n{_diff(text, again[name])}"
    # As text: a body that begins with a section's heading has, taken alone, that heading for its title.
    alone = _scrub_text(article.body, scrubber, url).text
    if alone.split() != article.body.split():
        yield f"the body scrubbed alone changes:\n{_diff(article.body, alone)}"


def _scrub_text(text: str, scrubber: Scrubber, url: str | None) -> Article:
    """Clean what was cleaned; a story that begins with a tag is still text."""
    return scrubber.scrub(text, url=url, kind="article" if is_html(text) else "auto")


# ---- writing


def under_ci(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a CI service runs this: expectations must not follow the code there."""
    return environ.get("CI", "").strip().lower() not in ("", "0", "false")


def new_fixture(fixture: Fixture, capture: bytes) -> None:
    """Make the folder, with the capture and what comes out of it now.

    Raises:
        ScrubberError: the folder exists, or the options are wrong; nothing is written.
    """
    if fixture.folder.exists():
        raise ScrubberError(f"{fixture.folder}: exists already")
    article = scrubber_for(fixture).scrub(capture, url=fixture.url, kind=fixture.kind)
    fixture.folder.mkdir(parents=True)
    fixture.capture.write_bytes(capture)
    _write(fixture.folder, format_expected(_as_made(fixture, article)))


def update_fixture(folder: str | os.PathLike[str]) -> list[str]:
    """Rewrite ``expected.toml`` with what comes out now; make it where a capture has none yet.

    A known failure that still fails is left alone: what it expects is the aim. One that passes loses its mark.

    Returns:
        The lines of a unified diff; none if what is expected stays the same, and the file as it was.
    """
    file = Path(folder, EXPECTED)
    if file.exists():
        old, fixture = file.read_text(encoding="utf-8"), load_fixture(folder)
    else:
        capture = _capture_in(Path(folder))
        old, fixture = "", Fixture(capture, kind=_kind_of(capture))
    article = _scrub(fixture, scrubber_for(fixture))
    if fixture.xfail and _differences(fixture, article):
        return []
    made = _as_made(fixture, article)
    if old and made == fixture:  # keep the comments and the form of a file that says the same
        return []
    new = format_expected(made)
    _write(Path(folder), new)
    return list(unified_diff(old.splitlines(True), new.splitlines(True), str(file), str(file)))


def _as_made(fixture: Fixture, article: Article) -> Fixture:
    """The fixture with the article's fields in place of its own."""
    dateline = article.dateline
    place, agency = (dateline.place, dateline.agency) if dateline else ("", "")
    return fixture._replace(
        title=article.title,
        dateline=dateline.text if dateline else "",
        date=dateline.date if dateline else None,
        place=place if place or fixture.place is not None else None,
        agency=agency if agency or fixture.agency is not None else None,
        body=article.body,
        removed=_made(article),
        xfail="",
    )


def _write(folder: Path, text: str) -> None:
    (folder / EXPECTED).write_bytes(text.encode())


def format_expected(fixture: Fixture) -> str:
    """``expected.toml`` for a fixture: ``load_fixture`` reads the same back."""
    kind = fixture.kind if fixture.kind != _kind_of(fixture.capture) else None
    fields = {
        "note": fixture.note,
        "kind": kind,
        "url": fixture.url,
        "title": fixture.title,
        "dateline": fixture.dateline,
        "date": fixture.date,
        "place": fixture.place,
        "agency": fixture.agency,
        "body": fixture.body,
        "xfail": fixture.xfail or None,
    }
    lines = list(pairs(fields))
    if fixture.options:
        lines += ["", "[options]", *pairs(fixture.options)]
    for removal in fixture.removed:
        lines += ["", "[[removed]]"]
        lines += pairs({"category": removal.category, "rule": removal.rule or None, "text": removal.text})
    return "\n".join(lines) + "\n"
