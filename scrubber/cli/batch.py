"""``scrub batch IN… --out OUT``: a corpus in, one file of cleaned records out."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from .. import Scrubber
from ..batch import Progress, Summary, scrub_batch
from ..batch.limits import Limits
from ..records import FIELDS, MORE
from .options import FORMATS, Parser, add_record_options, add_rule_options, positive, rule_options
from .terminal import complain

_ABOUT = """\
Clean the records of many files into one. Their order is kept; a record that cannot be cleaned goes to OUT.rejects.jsonl.

IN is JSONL (.gz, .zst), Parquet, WARC or WET (.gz), text or HTML; a folder or a glob of these; or - for JSONL on standard
input. OUT ends in .jsonl, .jsonl.gz, .jsonl.zst or .parquet, and appears whole or not at all."""

_MORE = """\
example:  scrub batch crawl/*.warc.gz --out clean.jsonl.gz --jobs 4 --stats stats.json
exit status: 0 done (also with rejects; 1 with --strict), 2 not begun or failed, 130 or 143 stopped: --resume goes on"""


def run(arguments: list[str]) -> int:
    """Run a batch and return the exit status."""
    options = _parser().parse_args(arguments)
    scrubber = Scrubber(**rule_options(options))
    began = time.monotonic()
    with _stoppable(options.out), _bar() as show:
        summary = scrub_batch(
            options.inputs, options.out,
            scrubber=scrubber, column=options.column, url=options.url_column, fields=options.fields, kind=options.kind,
            format=options.format, form=options.form, jobs=options.jobs, max_size=options.max_size,
            max_seconds=options.max_seconds, stats=options.stats, learn=options.learn,
            resume=options.resume, force=options.force, progress=show,
        )  # fmt: skip
    _tell(summary, time.monotonic() - began)
    return int(options.strict and summary.rejected > 0)


def _parser() -> Parser:
    parser = Parser("scrub batch", description=_ABOUT, epilog=_MORE)
    parser.add_argument("inputs", nargs="+", metavar="IN", help="files, folders, globs, or -")
    parser.add_argument("--out", required=True, metavar="OUT", help="the output")
    parser.add_argument("--jobs", type=positive, default=1, metavar="N", help="worker processes (default: 1)")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was stopped; the result is the same")
    parser.add_argument("--force", action="store_true", help="replace OUT, and what is left of a run that was stopped")
    parser.add_argument("--stats", metavar="FILE", help="write what the rules did to the corpus, as JSON")
    parser.add_argument("--learn", action="store_true", help="learn what the sites repeat first; writes OUT.pack.toml")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a record was rejected")
    records = add_record_options(parser)
    names = f"what comes out (default: {','.join(FIELDS)}; also {','.join(MORE)})"
    records.add_argument("--fields", metavar="FIELD[=NAME],…", help=names)
    records.add_argument("--format", choices=FORMATS, default="text", help="adds a field `formatted` in this form")
    size, seconds = Limits()
    records.add_argument("--max-size", type=positive, default=size, metavar="N", help=f"bytes of a record (default: {size})")
    records.add_argument(
        "--max-seconds", type=_seconds, default=seconds, metavar="S", help=f"that a record may take (default: {seconds:g})"
    )
    add_rule_options(parser)
    return parser


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{value!r} is not a number above 0")
    return seconds


def _tell(summary: Summary, seconds: float) -> None:
    """Say on standard error what was done."""
    parts = [f"{summary.read:,} records in {_clock(seconds)}: {summary.written:,} written to {summary.out}"]
    if summary.rejected:
        parts.append(f"{summary.rejected:,} rejected, see {summary.rejects}")
    if summary.skipped:
        parts.append(f"{summary.skipped:,} without a page skipped")
    if summary.resumed:
        parts.append(f"{summary.resumed:,} were there already")
    complain("; ".join(parts))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)} min {int(rest)} s" if minutes else f"{rest:.1f} s"


# ---- stopping


class _Stopped(BaseException):
    """Told to end."""


@contextmanager
def _stoppable(out: str) -> Iterator[None]:
    """Let SIGTERM stop a run like Ctrl-C: workers end, and what is committed stays."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _Stopped

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (KeyboardInterrupt, _Stopped) as e:
        complain(f"stopped; the same command with --resume goes on with {out}")
        raise SystemExit(130 if isinstance(e, KeyboardInterrupt) else 143) from None
    finally:
        signal.signal(signal.SIGTERM, before)


# ---- progress


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None] | None]:
    """A bar on a terminal, where tqdm is installed: bytes read tell how long it will take, records how fast it is."""
    if not sys.stderr or not sys.stderr.isatty():
        yield None
        return
    try:
        from tqdm import tqdm
    except ImportError:
        yield None
        return
    shape = "{percentage:3.0f}% |{bar:24}| {elapsed}<{remaining}{postfix}"
    with tqdm(total=1, bar_format=shape, mininterval=0.2, miniters=1, dynamic_ncols=True, leave=False) as bar:
        began = time.monotonic()
        first: int | None = None

        def show(now: Progress) -> None:
            nonlocal first
            done = now.counts.read
            first = done if first is None else first  # what was there already was not made at this pace
            rate = (done - first) / max(time.monotonic() - began, 0.001)
            bar.total = max(now.bytes_total, now.bytes_read, 1)
            bar.set_postfix_str(f"{done:,} records, {rate:,.0f}/s, {now.counts.rejected:,} rejected", refresh=False)
            bar.update(now.bytes_read - bar.n)

        yield show
