"""What learning from captures gives and costs: ``python -m benchmarks.learn [BENCH]``.

On a site made up on the spot: how many of its ten kinds of chrome are found, and how much prose is lost, by the number of
captures. On the development captures (BENCH) of sites with two or more pages: learned from the others, the change of a
page's F1 by their number. Then 20,000 and 40,000 captures of a hundred sites: CPU time and peak memory.
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from scrubber import Pack, Rule, Scrubber, learn
from scrubber.learning.learn import site_name
from scrubber.rules.load import digest

from .made import make_pages
from .made_site import KINDS, make_site

_SITES = 100
_SEEDS = range(10)


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learn", description=__doc__)
    parser.add_argument("bench", nargs="?", type=Path)
    parser.add_argument("--cost", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.cost:
        return _cost(options.cost)
    for number in (200, 20, 5, 3):
        kinds, lost = zip(*(_made(number, seed) for seed in _SEEDS), strict=True)
        found = f"{min(kinds)} to {max(kinds)} of {len(KINDS)} kinds found"
        print(f"made site, {number} captures: {found}, {sum(lost)} lines of prose lost")
    if options.bench:
        _siblings(options.bench)
    for number in (20_000, 40_000):  # a process each: the peak is that of a process
        subprocess.run([sys.executable, "-m", "benchmarks.learn", "--cost", str(number)], check=True)
    return 0


def _made(number: int, seed: int) -> tuple[int, int]:
    """Kinds of which a twentieth at most is left on other captures of the site, and lines of prose lost there and here."""
    made = make_site(number, seed)
    scrubber = Scrubber().fit([(capture.text, "https://post.example/") for capture in made])
    stays: dict[str, list[bool]] = defaultdict(list)
    lost = 0
    for capture in (*made, *make_site(100, seed + 50)):
        kept = set(scrubber.scrub(capture.text, url="https://post.example/").text.split("\n\n"))
        for line, kind in capture.lines:
            stays[kind].append(line in kept)
            lost += not kind and line not in kept
    return sum(mean(stays[kind]) <= 0.05 for kind in KINDS), lost


def _siblings(bench: Path) -> None:
    """Learn from a page's siblings, clean the page."""
    sys.path.insert(0, str(bench))
    gold = {row["id"]: row for row in _rows(bench / "data" / "gold.jsonl.xz")}
    pages: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in _rows(bench / "data" / "page.jsonl.xz"):
        url = gold[row["id"]].get("url")
        if url:
            pages[".".join(site_name(url).split(".")[-2:]), row["method"]].append((row["id"], row["text"]))
    several = [found for found in pages.values() if len(found) > 1]
    tried = [(ident, text, [t for i, t in found if i != ident]) for found in several for ident, text in found]
    # One cleaner for all: each page has an address of its own, and the rules of its siblings are for that.
    rules: list[Rule] = []
    for number, (_, _, others) in enumerate(tried):
        learned = learn(others, site=f"p{number}.example", kind="page").rules
        rules += [rule._replace(id=f"{rule.id}-{number}") for rule in learned]
    scrubber = Scrubber(packs=[Pack("learned", "1", "", "und", tuple(rules), (), digest(rules))])
    changes: dict[int, list[float]] = defaultdict(list)
    sites: dict[str, list[float]] = defaultdict(list)
    for number, (ident, text, others) in enumerate(tried):
        url = f"https://p{number}.example/"
        before, after = (_score(gold[ident], s.scrub(text, url=url, kind="page").body) for s in (Scrubber(), scrubber))
        changes[len(others)].append(after - before)
        sites[site_name(gold[ident]["url"])].append(after - before)
    every = [change for found in changes.values() for change in found]
    worst = min(map(mean, sites.values()))
    print(f"siblings: {len(every)} page captures, F1 {mean(every):+.4f} on the mean, worst site {worst:+.4f}")
    for others, found in sorted(changes.items()):
        print(f"    {others} siblings: {len(found)} captures, {mean(found):+.4f}")


def _score(gold: dict[str, Any], body: str) -> float:
    from score import aeb_counts, prf, word_prf  # type: ignore[import-not-found]

    if gold["source"] != "aeb":
        return float(word_prf(body, gold["body"])[2])
    tp, fp, fn = aeb_counts(body, gold["body"])
    return float(prf(tp, tp + fp, tp + fn)[2])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _cost(number: int) -> int:
    pages = make_pages(2000)
    texts = (f"{pages[i % 2000].light}\n\nRecord {i} of the archive ends here." for i in range(number))
    captures = ((text, f"https://site{i % _SITES}.example/") for i, text in enumerate(texts))
    began = time.process_time()
    rules = len(learn(captures).rules)
    seconds, peak = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{number:,} captures of {_SITES} sites: {seconds:.0f} s of CPU, peak {peak:.0f} MB, {rules} rules", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
