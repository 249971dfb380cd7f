"""Gzip and Zstandard, by the name of a file."""

from __future__ import annotations

import gzip
import io
from typing import IO, Any, BinaryIO, cast

from .extras import needs

# As fast as the rest needs it, and a tenth larger than the best.
_GZIP_LEVEL = 6


def unpacked(raw: BinaryIO, name: str) -> BinaryIO:
    """A stream of what the file holds. Reading one that was cut off raises EOFError."""
    if name.endswith(".gz"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if name.endswith(".zst"):
        return cast(BinaryIO, io.BufferedReader(zstd().ZstdFile(raw)))
    return raw


def packed(data: bytes, name: str) -> bytes:
    """The same packed, the same bytes at any time: members of gzip and frames of Zstandard may follow each other."""
    if name.endswith(".gz"):
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    if name.endswith(".zst"):
        return cast(bytes, zstd().compress(data))
    return data


def packing(target: IO[bytes]) -> Any:
    """A stream that writes one frame of Zstandard: readers that stop after the first frame are common."""
    return zstd().ZstdFile(target, "wb")


def zstd() -> Any:
    """The module for Zstandard: the standard library's from Python 3.14 on."""
    try:
        from compression import zstd as module  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return needs("backports.zstd", ".zst files")
    return module
