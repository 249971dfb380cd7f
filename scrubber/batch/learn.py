"""A corpus read once more than it is cleaned: what its sites repeat is learned first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import ScrubberError
from ..learning.learn import Studied, site_or_none, study
from ..learning.spool import Sample
from ..rules.load import Pack, load_pack
from ..rules.write import write_pack
from .chunks import chunks
from .inputs import Source
from .work import Job, Row, records


def learn_sources(
    job: Job, found: list[Source], site: str | None = None, *, most: int = 200, name: str = "learned", update: Pack | None = None
) -> tuple[Pack, list[Studied]]:
    """Learn from the records of sources; those without an address are passed over where ``site`` is not given.

    Raises:
        ScrubberError: no record has an address, or ``name`` is no name of a pack.
    """
    pack, studied = study(_samples(job, found, site), scrubber=job.scrubber, most=most, name=name, update=update)
    if not studied:
        raise ScrubberError("no record has an address, by which its site is known" if site is None else "no record to learn from")
    return pack, studied


def learned_once(job: Job, found: list[Source], file: Path) -> Pack:
    """What was learned for a run that goes on, or what is learned now; the file holds it."""
    if not file.exists():
        part = file.with_suffix(".part")
        part.write_text(write_pack(learn_sources(job, found)[0]), "utf-8")
        part.replace(file)
    return load_pack(file)


def _samples(job: Job, found: list[Source], site: str | None) -> Iterator[Sample]:
    for source in found:
        for chunk in chunks(source, 0, job.fields, job.limits):
            for row in records(job, chunk):
                if isinstance(row, Row) and len(row.capture) <= job.limits.size:
                    where = site or site_or_none(row.url)
                    if where:
                        yield Sample(where, row.url or "", row.kind, row.capture)

