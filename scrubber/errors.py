"""The one error a user's mistake raises."""

from __future__ import annotations


class ScrubberError(ValueError):
    """A pack, rule, option or fixture is wrong; the message names which, and how."""
