"""How large a record may be, and how long it may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple


class Limits(NamedTuple):
    """Caps on one record."""

    size: int = 50_000_000
    """Bytes of a line, a file or a response; characters of a column."""
    seconds: float = 60.0
    """Time on the clock. No input is known to take it: it is there for what nobody has seen."""


# Three years: clocks of some systems take no more.
_LONGEST = 1e8


class TooLong(BaseException):
    """A record took longer than it may. No `except Exception` on the way may take it for its own."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooLong in the block when it takes longer.

    A signal does that, which systems other than POSIX do not have, nor threads besides the first: there is no cap there.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, _LONGEST))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(number: int, frame: FrameType | None) -> None:
    raise TooLong
