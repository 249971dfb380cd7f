"""What is written where: styled pieces of text on standard output, one line per problem on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from ..errors import ScrubberError

Piece = tuple[str, str]
"""A style of ``STYLES`` and the text to write in it."""

STYLES = {"bold": "\x1b[1m", "dim": "\x1b[2m", "red": "\x1b[31m", "green": "\x1b[32m", "yellow": "\x1b[33m"}
_RESET = "\x1b[0m"

# A capture is foreign text: on a terminal `ESC ] 0 ; …` renames the window, `\r` writes over what was said.
# Shown as their pictures, controls say that they are there and do nothing.
_PICTURES = {c: 0x2400 + c for c in range(32)} | {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
_HARMLESS = {code: picture for code, picture in _PICTURES.items() if chr(code) not in "\n\t"}


def emit(pieces: Iterable[Piece]) -> None:
    """Write to standard output. Controls become harmless, and styles show, on a terminal only."""
    out = sys.stdout
    terminal = out.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for style, text in pieces:
        shown = text.translate(_HARMLESS) if terminal else text
        out.write(_styled(style, shown) if colour and style else shown)


def _styled(style: str, text: str) -> str:
    stem = text.rstrip("\n")  # a style left open at a line's end would colour the rest of it in a pager
    return f"{STYLES[style]}{stem}{_RESET}{text[len(stem) :]}"


def complain(message: str) -> None:
    """Say what is wrong, on one line of standard error; file names with newlines in them included."""
    if sys.stderr is not None:  # closed by the caller: print() would fall back to standard output
        print(f"scrub: {message.translate(_PICTURES)}", file=sys.stderr)


def reason(error: ScrubberError | OSError) -> str:
    """What to complain of: an error's own words, or the file and what the system says of it."""
    if isinstance(error, ScrubberError):
        return str(error)
    return f"{'standard output' if error.filename is None else error.filename}: {error.strerror or error}"


def diff_pieces(lines: Iterable[str]) -> Iterable[Piece]:
    """Colour the lines of a unified diff."""
    for line in lines:
        yield _DIFF_STYLES.get(line[:1], "bold" if line.startswith(("---", "+++")) else ""), line


_DIFF_STYLES = {"-": "red", "+": "green", "@": "dim"}
