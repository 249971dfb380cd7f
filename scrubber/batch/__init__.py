"""Corpora: records of many files go in, one file of cleaned records comes out."""

from .run import Progress, Summary, scrub_batch

__all__ = ["Progress", "Summary", "scrub_batch"]
