"""scrubber: takes UI chrome out of article captures, and accounts for every character it took."""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

from .article import Article
from .errors import ScrubberError
from .model import Block, Dateline, Removal, Rule, Span
from .rules.load import Pack, load_pack
from .scrub import Scrubber, scrub

__all__ = [
    "Article",
    "Block",
    "Dateline",
    "Pack",
    "Removal",
    "Rule",
    "Scrubber",
    "ScrubberError",
    "Span",
    "learn",
    "load_pack",
    "scrub",
]

if TYPE_CHECKING:
    from .learning import learn


def __getattr__(name: str) -> Any:
    """What few need is imported when it is asked for."""
    if name == "learn":
        from .learning import learn

        return learn
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
