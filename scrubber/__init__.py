"""scrubber: takes UI chrome out of article captures, and accounts for every character it took."""

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
    "load_pack",
    "scrub",
]
