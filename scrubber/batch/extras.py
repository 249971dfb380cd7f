"""Libraries that only some formats need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..errors import ScrubberError


def needs(module: str, what: str) -> Any:
    """Import a module of the extra ``batch``. Raises ScrubberError with what to install where it is missing."""
    try:
        return import_module(module)
    except ImportError as e:
        raise ScrubberError(f"{what} need {module.partition('.')[0]}: pip install 'article-scrubber[batch]'") from e
