"""Sources are read by one process, a chunk of records at a time.

Where a chunk ends depends on the source alone, so a run that goes on from any of these ends makes the same chunks.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from ..errors import ScrubberError
from ..records import Fields
from .extras import needs
from .inputs import Form, Source
from .limits import Limits
from .units import UNITS, Unit

# A chunk takes as long as a hundred messages between processes, and holds no more than a few long records.
_MOST_RECORDS = 64
_MOST_BYTES = 400_000
# The column of a source is chosen once, by its first lines: a record that lacks it is not cleaned by its title instead. Lines
# may be 50 MB long, and no more of them are held than need be.
_FIRST_LINES = 64
_FIRST_BYTES = 8_000_000


class Chunk(NamedTuple):
    """Records of a source, one after the other."""

    form: Form
    name: str
    """The file; ``""`` where each record is one."""
    column: str | None
    """The column of the captures, for records that have columns; None where none was found."""
    units: list[Unit]
    end: int
    """The number of the source's last record that is read with this chunk."""
    skipped: int = 0
    """Records that are none of ours: images and redirects in a WARC file."""
    broken: str = ""
    """Why the source cannot be read any further."""
    only: frozenset[int] | None = None
    """Numbers of the records to be cleaned; None: all."""
    barred: frozenset[int] = frozenset()
    """Numbers of those that nobody may try again: a worker died over them."""

    @property
    def read(self) -> int:
        """Bytes of the source that are read with this chunk, for show."""
        return self.units[-1].at if self.units else 0

    @property
    def numbers(self) -> list[int]:
        """The numbers of its records."""
        return [number for unit in self.units for number in range(unit.first, unit.last + 1)]


def chunks(source: Source, start: int, fields: Fields, limits: Limits) -> Iterator[Chunk]:
    """The chunks of a source after the record number ``start`` (0: all)."""
    units = _Careful(UNITS[source.form](source, start, limits))
    name = "" if source.form == "file" else source.paths[0]
    first = _first(units) if source.form == "jsonl" and not fields.capture else []
    try:
        column = table_column(name, fields) if source.form == "parquet" else fields.capture or _column(first, fields)
    except ScrubberError as e:  # it was there when the run began
        yield Chunk(source.form, name, None, [], start, broken=str(e))
        return
    end = start
    for group in _groups(unit for unit in chain(first, units) if unit.last > start):
        end = group[-1].last
        ours = [unit for unit in group if unit.raw is not None]
        skipped = len(group) - len(ours) if source.form == "warc" else 0  # an empty line is no record at all
        yield Chunk(source.form, name, column, ours, end, skipped)
    if units.broken:
        yield Chunk(source.form, name, column, [], end, broken=units.broken)


def _first(units: Iterator[Unit]) -> list[Unit]:
    found: list[Unit] = []
    size = 0
    for unit in islice(units, _FIRST_LINES):
        found.append(unit)
        size += unit.size
        if size >= _FIRST_BYTES:
            break
    return found


def _groups(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    group: list[Unit] = []
    records = size = 0
    for unit in units:
        group.append(unit)
        records += unit.last - unit.first + 1
        size += unit.size
        if records >= _MOST_RECORDS or size >= _MOST_BYTES:
            yield group
            group, records, size = [], 0, 0
    if group:
        yield group


class _Careful:
    """Passes on what an iterator yields; what stops it is kept as ``broken``: the rest of a file that cannot be read."""

    def __init__(self, rest: Iterator[Unit]) -> None:
        self._rest = rest
        self.broken = ""

    def __iter__(self) -> Iterator[Unit]:
        return self

    def __next__(self) -> Unit:
        try:
            return next(self._rest)
        except StopIteration:
            raise
        except EOFError:
            self.broken = "the file was cut off"
        except (OSError, zlib.error) as e:
            self.broken = f"cannot be read any further: {getattr(e, 'strerror', None) or e}"
        except Exception as e:
            if type(e).__module__.partition(".")[0] not in ("pyarrow", "compression", "backports", "_zstd"):
                raise
            self.broken = f"cannot be read any further: {e}"
        raise StopIteration


def _column(lines: Sequence[Unit], fields: Fields) -> str | None:
    for line in lines:
        try:
            record: Any = json.loads(line.raw)
        except (ValueError, TypeError, RecursionError):
            continue
        if isinstance(record, dict):
            found = fields.column(name for name, value in record.items() if isinstance(value, str))
            if found:
                return found
    return None


def table_column(name: str, fields: Fields) -> str:
    """The column of a Parquet file that holds the captures. Raises ScrubberError where none does, or it is no such file."""
    parquet = needs("pyarrow.parquet", "Parquet files")
    from ..engines.arrow import capture_column

    try:
        with open(name, "rb") as file:
            schema = parquet.read_schema(file)
    except (OSError, ValueError) as e:  # pyarrow's errors are these
        raise ScrubberError(f"{name}: not a Parquet file: {e}") from None
    try:
        return capture_column(schema, fields)
    except ScrubberError as e:
        raise ScrubberError(f"{name}: {e}") from None
