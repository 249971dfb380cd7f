"""The command line: ``scrub FILE…`` cleans captures, ``scrub batch`` corpora; ``scrub learn``, ``rules``, ``test`` and
``fixture`` serve who writes rules.

Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 findings or failed
tests, 2 a mistake in what was asked (the rest is still done), 130 interrupted, 141 the reader went away.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TextIO

from ..errors import ScrubberError
from .terminal import complain, reason

COMMANDS = ("batch", "learn", "rules", "test", "fixture")
"""Sub-commands; each is the module of its name, imported when asked for, with a ``run(arguments) -> int``."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; ``argv`` is ``sys.argv[1:]`` if not given."""
    if sys.stdout is None:  # closed by the caller; whatever is opened next would take its place
        complain("standard output is closed")
        return 2
    try:
        _speak_utf8(sys.stdout)
        _speak_utf8(sys.stderr)
        status = _dispatch(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except ScrubberError as error:
        complain(reason(error))
        return 2
    except BrokenPipeError:  # `scrub … | head -1`: nothing went wrong, and nobody listens
        _hush(sys.stdout)
        return 141
    except OSError as error:  # a full disk, a folder that cannot be written
        complain(reason(error))
        if error.filename is None:  # it was standard output that failed
            _hush(sys.stdout)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def _dispatch(arguments: list[str]) -> int:
    # The command word must come first: after an option or `--`, `rules` is a file.
    command = arguments.pop(0) if arguments and arguments[0] in COMMANDS else "clean"
    module = import_module(f".{command}", __name__)
    try:
        return int(module.run(arguments))
    except SystemExit as stop:  # argparse's way out of --help and --version
        return int(stop.code or 0)


def _speak_utf8(stream: TextIO) -> None:
    """The same bytes everywhere, whatever the locale and the platform's line ends."""
    if isinstance(stream, io.TextIOWrapper):
        # A lone surrogate (a file name that is not text) cannot be UTF-8; `\\udc80` is also how JSON writes it.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _hush(stream: TextIO) -> None:
    """Let the interpreter's last flush go nowhere, where it would complain once more."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, stream.fileno())
    os.close(sink)
