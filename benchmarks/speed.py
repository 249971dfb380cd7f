"""How fast it is: text and HTML against peers and floors, start-up, growth, and several processes.

    python -m benchmarks.speed [BENCH]

Without BENCH (a folder with data/light.jsonl.xz, page.jsonl.xz and html.jsonl.xz) captures are made up, see ``made.py``.
Engines are timed in one process, round after round in turn, by CPU time; tables give medians. Each round has captures of its
own, since scrubber remembers what it found in short lines. It prints and never judges:
what a machine is good for differs.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import pickle
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from .engines import HTML_ENGINES, SCRUB, TEXT_ENGINES, Engine, Run, is_there
from .made import make_pages, make_phrase, make_text

ROOT = Path(__file__).resolve().parent.parent
SEED = 7
BLOCKS = (10, 100, 1000, 10_000)
RULES = (100, 300, 1000, 3000)
MEGABYTES = (0.1, 1, 10)
MANY = 20_000
PATIENCE = 40
"""Seconds of CPU time after which a table's rounds end."""


class Captures(NamedTuple):
    """Stories as three captures each: what an extractor leaves, the page's text, the page."""

    light: list[bytes]
    page: list[bytes]
    html: list[str]


def main() -> None:
    """Print all tables, or what ``--memory`` asks for."""
    parser = argparse.ArgumentParser(description="How fast scrubber is, beside peers and floors.")
    parser.add_argument("bench", nargs="?", type=Path, metavar="BENCH", help="folder of captures (default: they are made up)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="times each engine has its turn (default: 5)")
    parser.add_argument("--docs", type=int, default=24, metavar="N", help="pages; light captures are three times as many")
    parser.add_argument("--many", type=int, default=MANY, metavar="N", help=f"captures for two processes (default: {MANY:,})")
    parser.add_argument("--most", type=float, default=MEGABYTES[-1], metavar="MB", help="longest text (default: 10 MB)")
    parser.add_argument("--memory", nargs=3, metavar=("FILE", "SET", "ENGINE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        print(grown(*given.memory))
        return
    captures = load(given.bench, max(1, given.docs) * (given.rounds + 1))
    source = str(given.bench) if has_data(given.bench) else "captures made up"
    print(f"Python {sys.version.split()[0]}, CPU time; {source}")
    for title, lines in tables(captures, given):
        print(f"\n### {title}\n", *lines, sep="\n", flush=True)


def tables(captures: Captures, given: argparse.Namespace) -> Iterator[tuple[str, list[str]]]:
    """Each table with its title, when it is asked for."""
    yield from beside_peers(captures, given.rounds)
    yield "Start of a process", starts(given.rounds)
    yield "Growth with the blocks of a text", by_blocks(given.rounds)
    yield "Growth with the rules", by_rules(captures, given.rounds)
    yield "Long texts", by_length(given.most)
    yield f"{given.many:,} light captures, wall time", by_jobs(given.bench, given.many)


# ---- captures


def has_data(bench: Path | None) -> bool:
    return bench is not None and all((bench / "data" / f"{name}.jsonl.xz").exists() for name in ("light", "page", "html"))


def load(bench: Path | None, docs: int) -> Captures:
    """``docs`` pages, spread over all there are, and three light captures for each."""
    if bench is None or not has_data(bench):
        pages = make_pages(docs * 3, SEED)
        light = [page.light.encode() for page in pages]
        return Captures(light, [page.page.encode() for page in pages[:docs]], [page.html for page in pages[:docs]])
    pages_of = {row["id"]: row["text"] for row in rows(bench, "page") if row["method"] == "chromium"}
    both = [(pages_of[row["id"]], row["html"]) for row in rows(bench, "html") if row["id"] in pages_of]
    chosen = spread(both, docs)
    light = spread([row["text"] for row in islice(rows(bench, "light"), MANY)], docs * 3)
    return Captures([x.encode() for x in light], [page.encode() for page, _ in chosen], [html for _, html in chosen])


def rows(bench: Path, name: str) -> Iterator[dict[str, Any]]:
    with lzma.open(bench / "data" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def spread(values: Sequence[Any], number: int) -> list[Any]:
    return [values[i * len(values) // number] for i in range(number)] if len(values) > number else list(values)


# ---- beside peers


def beside_peers(captures: Captures, rounds: int) -> Iterator[tuple[str, list[str]]]:
    """A table for each set of captures; peers that work on HTML get the HTML of the page captures."""
    for name, title, engines in (
        ("light", "Text: light captures", TEXT_ENGINES),
        ("page", "Text: page captures", TEXT_ENGINES),
        ("html", "HTML: the same pages", HTML_ENGINES),
    ):
        docs = [getattr(captures, name)[number :: rounds + 1] for number in range(rounds + 1)]
        there = [engine for engine in engines if is_there(engine)]
        times = in_turn({engine.name: _over(engine.make(), docs) for engine in there}, rounds)
        notes = [f"{engine.name}: not installed, left out" for engine in engines if not is_there(engine)]
        rounds_done = len(times[SCRUB])
        table = engine_table(captures, name, there, times, 1 / len(docs))
        yield f"{title}, {rounds_done} rounds of {len(docs[-1])}", [*table, *notes]


def _over(run: Run, docs: Sequence[Sequence[Any]]) -> Callable[[int], object]:
    """What cleans the captures of a round."""

    def each(number: int) -> None:
        for doc in docs[number]:
            run(doc)

    return each


def in_turn(runs: dict[str, Callable[[int], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of CPU time of each round. One before the first warms up: it compiles patterns and fills caches. Of runs that
    take too long there are fewer rounds."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    start = time.process_time()
    for number in range(rounds + 1):
        if number > 1 and time.process_time() - start > PATIENCE:
            break
        for name, run in runs.items():
            begun = time.process_time()
            run(number)
            if number:
                times[name].append(time.process_time() - begun)
    return times


def engine_table(
    captures: Captures, name: str, engines: Sequence[Engine], times: dict[str, list[float]], share: float
) -> list[str]:
    """``share`` of the captures is a round's."""
    docs: list[bytes | str] = getattr(captures, name)
    number = len(docs) * share
    size = sum(len(doc if isinstance(doc, bytes) else doc.encode()) for doc in docs) / 1e6 * share
    blocks = sum(map(blocks_of, docs)) * share
    ours = median(times[SCRUB])
    head = ("engine", "documents/s", "MB/s", "ms a document", "least to most", "µs a block", "of scrubber's time", "memory, MB")
    table = [head]
    for engine in engines:
        took = times[engine.name]
        middle, each = median(took), 1000 / number
        table.append(
            (
                engine.name,
                f"{number / middle:,.0f}",
                f"{size / middle:,.2f}",
                f"{middle * each:.3g}",
                f"{min(took) * each:.3g} to {max(took) * each:.3g}",
                f"{middle / blocks * 1e6:.3g}",
                f"{middle / ours:.3g}",
                memory(captures, name, engine),
            )
        )
    return markdown(table)


def blocks_of(doc: bytes | str) -> int:
    from scrubber.scrub import read

    return len(read(doc, "auto")[0].blocks) if isinstance(doc, bytes) else len(read(doc, "html")[0].blocks)


def memory(captures: Captures, name: str, engine: Engine) -> str:
    """Peak memory of a process of its own; half of it is allocated in C, where tracemalloc does not look."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "captures")
        file.write_bytes(pickle.dumps(getattr(captures, name)))
        return fresh([sys.executable, "-m", "benchmarks.speed", "--memory", str(file), name, engine.name]).stdout.strip()


def grown(file: str, name: str, engine: str) -> str:
    """By how many megabytes the process grew when it imported an engine and cleaned all captures of a set."""
    docs = pickle.loads(Path(file).read_bytes())
    chosen = {e.name: e for e in (HTML_ENGINES if name == "html" else TEXT_ENGINES)}[engine]
    before = peak()
    _over(chosen.make(), [docs])(0)
    return f"{peak() - before:.0f}"


def peak() -> float:
    """The most memory that the process has held so far, in megabytes."""
    with suppress(OSError):  # on Linux ru_maxrss is never less than that of the process this one was started by
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


# ---- start


def starts(runs: int) -> list[str]:
    """CPU time of a fresh process up to its first clean capture."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "story.txt")
        file.write_text(make_pages(1, SEED)[0].light, encoding="utf-8")
        first = f"import scrubber; scrubber.scrub(open({str(file)!r}, encoding='utf-8').read())"
        commands = {
            "python -c pass": ["-c", "pass"],
            'python -c "import lxml.etree, regex"': ["-c", "import lxml.etree, regex"],
            'python -c "import scrubber"': ["-c", "import scrubber"],
            "import scrubber, first scrub": ["-c", first],
            "scrub FILE": ["-m", "scrubber", str(file)],
        }
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for number in range(runs + 1):  # the first compiles modules and keeps the packs ready
            for name, arguments in commands.items():
                cost = process_cost([sys.executable, *arguments])
                if number:
                    took[name].append(cost)
    table = [("process", "CPU, ms", "least", "wall, ms")]
    for name, costs in took.items():
        cpu, wall = zip(*costs, strict=True)
        table.append((f"`{name}`", f"{median(cpu):.1f}", f"{min(cpu):.1f}", f"{median(wall):.1f}"))
    return markdown(table)


def process_cost(command: list[str]) -> tuple[float, float]:
    """CPU time, user and system, and wall time of a process in milliseconds."""
    begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    fresh(command)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime) * 1000, wall * 1000


def fresh(command: list[str]) -> subprocess.CompletedProcess[str]:
    """A process that uses this tree, with its modules compiled as an installation has them. Raises CalledProcessError."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH", "")]))
    return subprocess.run(command, capture_output=True, text=True, check=True, env=env, cwd=ROOT)


# ---- growth


def by_blocks(rounds: int) -> list[str]:
    from scrubber import Scrubber

    clean = Scrubber().scrub
    chance = random.Random(SEED)
    runs = {}
    for n in BLOCKS:
        texts = [[make_text(chance, n) for _ in range(max(1, 100 // n))] for _ in range(rounds + 1)]
        runs[str(n)] = _over(clean, texts)
    times = in_turn(runs, rounds)
    table = [("blocks", "ms", "µs a block")]
    for n in BLOCKS:
        took = median(times[str(n)]) / max(1, 100 // n)
        table.append((f"{n:,}", f"{took * 1000:.3g}", f"{took / n * 1e6:.3g}"))
    return markdown(table)


def by_rules(captures: Captures, rounds: int) -> list[str]:
    """Matching alone, with rules drawn from the built-in ones, and made-up ones where these do not suffice."""
    from scrubber.readers.text import read_text
    from scrubber.rules.match import RuleSet
    from scrubber.rules.packs import builtin

    chance = random.Random(SEED)
    packs, plans = builtin()
    rules = [rule for pack in packs for rule in pack.rules]
    pages = [[read_text(page.decode()).blocks for page in captures.page[n :: rounds + 1]] for n in range(rounds + 1)]
    blocks = sum(map(len, chain.from_iterable(pages[1:]))) / rounds
    runs = {}
    for number in RULES:
        chosen = [*chance.sample(rules, min(number, len(rules))), *made_rules(chance, number - len(rules))]
        made = RuleSet(chosen, plans)
        runs[str(number)] = _over(made.match, pages)
    table = [("rules", "µs a block, matching")]
    for name, took in in_turn(runs, rounds).items():
        table.append((f"{int(name):,}", f"{median(took) / blocks * 1e6:.3g}"))
    return markdown(table)


def made_rules(chance: random.Random, number: int) -> Iterable[Any]:
    """Rules of words that nobody has written: half of them phrases, half patterns."""
    from scrubber import Rule

    for i in range(number):
        words = make_phrase(chance)
        said: dict[str, Any] = {"phrases": (words,)} if i % 2 else {"patterns": (words.replace(" ", r" (?:\w+ )?"),)}
        yield Rule(f"made-{i}", "tips", "made", "Made up.", **said)


def by_length(most: float) -> list[str]:
    """One text of so many megabytes, cleaned once."""
    from scrubber import Scrubber

    clean = Scrubber().scrub
    chance = random.Random(SEED)
    part = make_text(chance, 3000)
    clean(part)
    table = [("text, MB", "seconds", "MB/s")]
    for megabytes in filter(lambda m: m <= most, MEGABYTES):
        wanted = int(megabytes * 1e6)
        text = part
        while len(text) < wanted:  # other lines each time: what was seen before in a capture is not matched again
            text += "\n\n" + make_text(chance, 3000)
        begun = time.process_time()
        clean(text[:wanted], kind="page")
        took = time.process_time() - begun
        table.append((f"{megabytes:g}", f"{took:.2f}", f"{megabytes / took:.2f}"))
    return markdown(table)


def by_jobs(bench: Path | None, many: int) -> list[str]:
    """The same captures by one process and by two."""
    from scrubber import Scrubber

    if bench is not None and has_data(bench):
        captures = [row["text"] for row in islice(rows(bench, "light"), many)]
    else:
        captures = [page.light for page in make_pages(min(many, 1000), SEED)]
    table = [("processes", "captures", "captures/s", "of one's pace")]
    one = 0.0
    for jobs in (1, 2):
        begun = time.perf_counter()
        for _ in Scrubber().scrub_many(islice(cycle(captures), many), jobs=jobs):
            pass
        pace = many / (time.perf_counter() - begun)
        one = one or pace
        table.append((str(jobs), f"{many:,}", f"{pace:,.0f}", f"{pace / one:.2f}"))
    return markdown(table)


def markdown(table: Sequence[Sequence[str]]) -> list[str]:
    head, *body = [f"| {' | '.join(row)} |" for row in table]
    return [head, f"|{' --- |' * len(table[0])}", *body]


if __name__ == "__main__":
    main()
