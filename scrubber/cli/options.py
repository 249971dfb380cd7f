"""What the sub-commands' options have in common: the parser, the rules to use, the kind of a capture."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from typing import Any, NoReturn

from ..config import find_config, load_config
from ..errors import ScrubberError
from ..model import Format, Kind

KINDS: tuple[Kind, ...] = ("auto", "article", "page", "html")
FORMATS: tuple[Format, ...] = ("text", "markdown", "html")


class Parser(argparse.ArgumentParser):
    """``argparse`` whose errors are one line, raised like any other mistake."""

    def __init__(self, prog: str, **settings: Any) -> None:
        # Abbreviations would let a new option break an old script.
        super().__init__(prog, formatter_class=_Help, allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        raise ScrubberError(f"{message} (see {self.prog} --help)")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Of one width: asking the terminal for its own imports ``shutil`` and takes longer than a capture."""

    def __init__(self, prog: str, **settings: Any) -> None:
        super().__init__(prog, max_help_position=26, width=96, **settings)


def add_rule_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which rules are used: they are the keyword arguments of ``Scrubber``."""
    group = parser.add_argument_group("rules")
    names = "categories, packs, rules or pack/rule names"
    group.add_argument("--select", action="append", metavar="NAME,…", help=f"use these {names} only")
    group.add_argument("--ignore", action="append", metavar="NAME,…", help=f"leave these {names} out")
    add_pack_option(group)
    group.add_argument(
        "--dateline",
        choices=("report", "extract"),
        help="agency datelines (`BEIRUT (AP) —`): report them and leave them in the body (default), or take them out",
    )


def add_record_options(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add the options that say where the captures are in the records of a corpus."""
    from ..batch.inputs import FORMS

    group = parser.add_argument_group("records")
    group.add_argument("--from", dest="form", choices=FORMS, help="what the inputs are, whatever they are called")
    group.add_argument("--column", metavar="NAME", help="that of the captures (default: text, html, else the first that fits)")
    group.add_argument("--url-column", default="url", metavar="NAME", help="that of the addresses, if any (default: url)")
    group.add_argument("--kind", choices=KINDS, help="what the captures are (default: as the input says, else auto)")
    return group


def positive(value: str) -> int:
    """A whole number from 1 on."""
    number = int(value) if value.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 1 on")
    return number


def add_pack_option(parser: argparse._ActionsContainer) -> None:
    """Add ``--pack``."""
    parser.add_argument("--pack", action="append", metavar="FILE,…", help="use the rules of this pack too")


def rule_options(options: argparse.Namespace) -> dict[str, Any]:
    """The keyword arguments of ``Scrubber``: those of ``[tool.scrubber]`` in the nearest pyproject.toml, and over them
    the options that were given. Packs add up.

    Raises:
        ScrubberError: an option names nothing.
    """
    given = {
        "packs": given_packs(options.pack),
        "select": _names("--select", options.select),
        "ignore": _names("--ignore", options.ignore),
        "dateline": options.dateline,
    }
    config = configured()
    said = config | {name: value for name, value in given.items() if value is not None}
    return said | {"packs": [*config.get("packs", ()), *(given["packs"] or ())]}


def configured() -> dict[str, Any]:
    """What ``[tool.scrubber]`` says where the command is run."""
    found = find_config(os.getcwd())
    return load_config(found) if found else {}


def given_packs(values: Iterable[str] | None) -> list[str] | None:
    """The files named by ``--pack``. A file name may hold a comma."""
    if values is None:
        return None
    return [name for value in values for name in ([value] if os.path.exists(value) else _split(value))]


def kind_of(name: str, asked: Kind | None) -> Kind:
    """The kind that was asked for, else what the file's name says."""
    return asked or ("html" if name.lower().endswith((".html", ".htm")) else "auto")


def _names(option: str, values: Iterable[str] | None) -> list[str] | None:
    if values is None:
        return None
    names = [name for value in values for name in _split(value)]
    if not names:
        raise ScrubberError(f"{option} names nothing")
    return names


def _split(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]
