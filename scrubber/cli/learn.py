"""``scrub learn CAPTURES… --out PACK``: rules for sites, from what their captures repeat."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from .. import Article, Scrubber
from ..batch.inputs import sources
from ..batch.learn import learn_sources
from ..batch.limits import Limits
from ..batch.work import Job
from ..errors import ScrubberError
from ..learning.learn import Studied
from ..records import fields
from ..rules.load import Pack, load_pack
from ..rules.write import write_pack
from .options import Parser, add_record_options, add_rule_options, positive, rule_options
from .terminal import Piece, emit

_ABOUT = """\
Learn what sites repeat, as rules that a person can read and strike from. Captures are files, folders, globs, or corpora as
`scrub batch` takes them; they are told apart by the host of their addresses.

A line that comes again in three stories of a site and stands outside of them removes; one that is less sure is a hint."""

_MORE = """\
example:  scrub learn crawl.jsonl.gz --out sites.toml && scrub batch crawl.jsonl.gz --pack sites.toml --out clean.jsonl.gz
what it would do is shown on standard output: words removed, and lines with what stands before and behind them"""

_SHOWN = 80
_LINES = 6


def run(arguments: list[str]) -> int:
    """Learn a pack, write it, and show what it would do."""
    options = _parser().parse_args(arguments)
    out = Path(options.out)
    old = load_pack(options.update) if options.update else None
    if out.exists() and not options.force and not (options.update and os.path.samefile(out, options.update)):
        raise ScrubberError(f"{out} is there already: --force replaces it")
    if not out.parent.is_dir():
        raise ScrubberError(f"{out.parent}: no such folder")
    scrubber = Scrubber(**rule_options(options))
    job = Job(scrubber, fields(None, options.column, options.url_column), options.kind, "text", Limits())
    name = options.name or (old.name if old else "learned")
    found = sources(options.captures, options.form)
    pack, studied = learn_sources(job, found, options.site, most=options.most, name=name, update=old)
    part = out.with_name(out.name + ".part")
    part.write_text(write_pack(pack), "utf-8")
    part.replace(out)
    emit(_report(pack, studied, scrubber, out))
    return 0


def _parser() -> Parser:
    parser = Parser("scrub learn", description=_ABOUT, epilog=_MORE)
    parser.add_argument("captures", nargs="+", metavar="CAPTURES", help="files, folders, globs")
    parser.add_argument("--out", required=True, metavar="PACK", help="the pack, a TOML file")
    parser.add_argument("--site", metavar="HOST", help="the site of all captures; * makes rules for any address")
    parser.add_argument("--update", metavar="PACK", help="a pack learned before: what newer captures lack is kept, and marked")
    parser.add_argument("--most", type=positive, default=200, metavar="N", help="captures of a site to look at (default: 200)")
    parser.add_argument("--name", help="that of the pack (default: learned)")
    parser.add_argument("--force", action="store_true", help="replace PACK")
    add_record_options(parser)
    add_rule_options(parser)
    return parser


# ---- what it would do


def _report(pack: Pack, studied: list[Studied], scrubber: Scrubber, out: Path) -> Iterator[Piece]:
    learned = scrubber.with_packs([pack])
    yield "bold", f"{len(pack.rules)} rules for {len({rule.sites for rule in pack.rules})} sites: {out}\n"
    vanished = sum(e.vanished for e in pack.evidence)
    if vanished:
        yield "", f"{vanished} of them vanished from the newer captures\n"
    for site in studied:
        yield "bold", f"\n{site.site}"
        yield "", f": {site.captures:,} captures, {site.stories} stories looked at, {site.rules} rules\n"
        if site.rules:
            yield from _effect(site, scrubber, learned)


def _effect(site: Studied, scrubber: Scrubber, learned: Scrubber) -> Iterator[Piece]:
    """How many words more go from a capture, and which lines, in their context."""
    before = [scrubber.scrub(s.capture, url=s.url or site.site, kind=s.kind) for s in site.shown]
    after = [learned.scrub(s.capture, url=s.url or site.site, kind=s.kind) for s in site.shown]
    words = [_words(a) - _words(b) for a, b in zip(before, after, strict=True)]
    yield "", f"    {sum(words) / len(words):.1f} words more removed of a capture, in {len(words)} of them\n"
    gone: dict[str, list[Piece]] = {}
    for one, other in zip(before, after, strict=True):
        for line, shown in _gone(one, other):
            gone.setdefault(line, shown)  # the same line goes from most captures
    for shown in islice(gone.values(), _LINES):
        yield from shown


def _words(article: Article) -> int:
    return len(article.text.split())


def _gone(before: Article, after: Article) -> Iterator[tuple[str, list[Piece]]]:
    """Lines that go now and stayed before, each with a line before and behind it that stays."""
    kept = set(after.text.splitlines())
    rows = [line for line in before.text.splitlines() if line.strip()]
    for at, line in enumerate(rows):
        if line not in kept:
            near = [row for row in rows[max(at - 1, 0) : at + 2] if row in kept or row == line]
            marked = (("dim", " ", row) if row in kept else ("red", "-", row) for row in near)
            yield line, [(style, f"    {mark} {row[:_SHOWN]}\n") for style, mark, row in marked]
