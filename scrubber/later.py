"""Patterns that are compiled when first needed.

`re` takes 2 ms over a class such as ``[\u2e80-\U0003ffff]``: to compile a dozen of them at each start would take as long as
to clean a capture, and one in English needs none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache


def later(pattern: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """A function that returns the compiled pattern."""
    return cache(lambda: re.compile(pattern, flags))
