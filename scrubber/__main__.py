"""``python -m scrubber``, and what ``scrub`` starts: the command line in a process of its own."""

from __future__ import annotations

import gc
import sys

from scrubber.cli import main


def run() -> int:
    """Run the command line. Modules and rules stay to the end, so they are not searched for garbage: neither while they are
    made nor at the exit, which takes as long as three captures."""
    gc.set_threshold(100_000)
    status = main()
    gc.freeze()
    return status


if __name__ == "__main__":
    sys.exit(run())
