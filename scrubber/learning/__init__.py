"""What a site repeats is not story: rules for sites, learned from their captures."""

from .learn import Studied, learn, study

__all__ = ["Studied", "learn", "study"]
