"""``scrub fixture``: make a fixture of a capture, or bring expectations up to date."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Iterator
from os import environ
from os.path import relpath
from pathlib import Path, PurePath
from typing import Any

from ..errors import ScrubberError
from ..fixtures import EXPECTED, Fixture, find_fixtures, new_fixture, under_ci, update_fixture
from .options import KINDS, Parser, add_rule_options, kind_of, rule_options
from .terminal import complain, diff_pieces, emit, reason

_FOLDER = "fixtures"


def run(arguments: list[str]) -> int:
    """Do what the first argument says: ``new`` or ``update``."""
    parser = Parser("scrub fixture", description="Make fixtures and bring them up to date.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="new | update")
    new = actions.add_parser("new", description="Make a fixture: the capture, and what comes out of it now.")
    new.add_argument("file", metavar="FILE", help="the capture, or - for standard input")
    new.add_argument("--name", help="the fixture's name (default: the file's)")
    new.add_argument("--dir", default=_FOLDER, help="where to put it (default: %(default)s)")
    new.add_argument("--note", default="", help="what the case shows")
    new.add_argument("--kind", choices=KINDS, help="what the capture is")
    new.add_argument("--url", help="where it comes from")
    add_rule_options(new)
    new.set_defaults(do=_new)
    update = actions.add_parser("update", description="Rewrite what is expected with what comes out now.")
    update.add_argument("names", nargs="*", metavar="DIR|NAME", help="fixtures, or folders of them (default: fixtures)")
    update.set_defaults(do=_update)
    options = parser.parse_args(arguments)
    return int(options.do(options))


def refuse_under_ci() -> None:
    """Raise ScrubberError if a CI service runs this: it must find out, not adapt."""
    if under_ci():
        raise ScrubberError(f"expectations are not rewritten under CI (CI={environ['CI']})")


def _new(options: Namespace) -> int:
    data = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    folder = Path(options.dir, _name(options))
    kind = kind_of(options.file, options.kind)
    suffix = "html" if "html" in (kind, kind_of(options.file, None)) else "txt"
    new_fixture(
        Fixture(
            folder / f"capture.{suffix}",
            kind=kind,
            url=options.url,
            options=_options_from(folder, rule_options(options)),
            note=options.note,
        ),
        data,
    )
    emit([("", f"{folder / EXPECTED}\n")])
    return 0


def _name(options: Namespace) -> str:
    given: str | None = options.name
    name = re.sub(r"[\W_]+", "-", PurePath(options.file).stem.lower()).strip("-") if given is None else given
    # It becomes a folder of the project's tests, and must not leave them.
    if not name or PurePath(name).is_absolute() or ".." in PurePath(name).parts:
        raise ScrubberError("name the fixture with --name" if given is None else f"--name: {given!r} is no name")
    return name


def _options_from(folder: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Packs as the fixture must name them to find them from its folder."""
    packs = [Path(relpath(pack, folder)).as_posix() for pack in options.get("packs", ())]
    return {**options, "packs": packs} if packs else options


def _update(options: Namespace) -> int:
    refuse_under_ci()
    problems = False
    for folder in find_fixtures(list(_named(options.names)) or [_FOLDER]):
        try:
            diff = update_fixture(folder)
        except (ScrubberError, OSError) as error:
            problems = True
            complain(reason(error))
        else:
            emit(diff_pieces(diff))
    return 2 if problems else 0


def _named(names: list[str]) -> Iterator[Path]:
    for name in names:
        yield Path(name) if Path(name).exists() else Path(_FOLDER, name)
