"""``scrub FILE…``: captures in, clean text out. What happens when no sub-command is named."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterator

from .. import Article, Scrubber, __version__
from .options import FORMATS, KINDS, Parser, add_rule_options, kind_of, rule_options
from .terminal import complain, emit
from .views import view

_ABOUT = """\
Take the pieces of the web page out of captures of articles: title, dateline and body remain.

FILE is a capture (text or HTML), a folder (every .txt, .html and .htm below it), or - for standard input."""

_MORE = """\
sub-commands: scrub batch | learn | rules | test | fixture (each with --help); a file of that name is ./rules
exit status: 0 done, 1 findings, 2 something asked for could not be done"""

_SUFFIXES = (".txt", ".html", ".htm")
_STDIN = "-"


def run(arguments: list[str]) -> int:
    """Scrub what the arguments name and write it to standard output; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    names = options.files or _piped()
    if not names:
        parser.print_help()
        return 0
    scrubber = Scrubber(**rule_options(options))
    tally = _Tally()
    # A folder counts as several even with one file in it: the shape of the output must not depend on that.
    several = len(names) > 1 or os.path.isdir(names[0])
    emit(view(options.view, options.format)(_articles(scrubber, names, options, tally), several))
    return 2 if tally.problems else int(options.check and tally.findings)


class _Tally:
    """What came up on the way, for the exit status."""

    problems = False
    findings = False


def _parser() -> Parser:
    parser = Parser("scrub", description=_ABOUT, epilog=_MORE)
    parser.add_argument("files", nargs="*", metavar="FILE", help="captures, folders, or -")
    group = parser.add_argument_group("output", "The clean text, if none of these is given:")
    output = group.add_mutually_exclusive_group()
    parser.set_defaults(view="text")
    for name, meaning in (
        ("title", "the title alone"),
        ("body", "the body alone"),
        ("json", "one JSON object; an array for several files"),
        ("jsonl", "one JSON object a line"),
        ("explain", "what was removed: where, by which rule, why"),
        ("diff", "a unified diff from the capture to the clean text"),
    ):
        output.add_argument(f"--{name}", dest="view", action="store_const", const=name, help=meaning)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="form of the text and of --body; with --json, a field `formatted` (default: %(default)s)",
    )
    parser.add_argument("--check", action="store_true", help="exit with 1 if anything was removed")
    capture = parser.add_argument_group("captures")
    capture.add_argument("--kind", choices=KINDS, help="what they are (default: html for .html and .htm, else auto)")
    capture.add_argument("--url", help="where they come from: switches on the rules for that site")
    add_rule_options(parser)
    parser.add_argument("--version", action="version", version=f"scrub {__version__}")
    return parser


def _piped() -> list[str]:
    return [_STDIN] if sys.stdin is not None and not sys.stdin.isatty() else []


def _articles(scrubber: Scrubber, names: list[str], options: Namespace, tally: _Tally) -> Iterator[tuple[str, Article]]:
    """Scrub one after the other. What cannot be read is reported and does not stop the rest."""
    for name in _expand(names, tally):
        try:
            article = scrubber.scrub(
                _read(name), url=options.url, kind=kind_of(name, options.kind), format=options.format
            )
        except OSError as error:
            _report(tally, name, error)
            continue
        if article.note:
            complain(f"{name}: {article.note}")
        tally.findings = tally.findings or bool(article.removed)
        yield name, article


def _report(tally: _Tally, name: str, error: OSError) -> None:
    tally.problems = True
    complain(f"{error.filename or name}: {error.strerror or error}")


def _read(name: str) -> bytes:
    if name == _STDIN:
        return sys.stdin.buffer.read()
    with open(name, "rb") as file:
        return file.read()


def _expand(names: list[str], tally: _Tally) -> Iterator[str]:
    for name in names:
        if name != _STDIN and os.path.isdir(name):
            found = sorted(_below(name, tally))
            if not found:
                tally.problems = True
                complain(f"{name}: no {', '.join(_SUFFIXES[:-1])} or {_SUFFIXES[-1]} file below this folder")
            yield from found
        else:
            yield name


def _below(folder: str, tally: _Tally) -> Iterator[str]:
    for parent, _, files in os.walk(folder, onerror=lambda error: _report(tally, folder, error)):
        yield from (os.path.join(parent, file) for file in files if file.lower().endswith(_SUFFIXES))
