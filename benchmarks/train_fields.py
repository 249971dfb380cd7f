"""Make the cards that pick a page's headline and its date, and print how they do on sites they have not seen.

    python -m benchmarks.train_fields BENCH            prints the cross-validated figures
    python -m benchmarks.train_fields BENCH --write    and writes scrubber/decide/scorecards/title.json and date.json

BENCH is a folder with data/gold.jsonl.xz, data/page.jsonl.xz and score.py (the metrics). The data are WCXB (Murrough
Foley, CC BY 4.0) and AEB (scrapinghub, MIT). Needs numpy and scipy. The seed is fixed; folds are by site.

The model is a conditional logit (McFadden, 1974) over the bins of the evidence: of a page's lines one is the headline, so
only what tells them apart counts.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from scrubber import Scrubber
from scrubber.dateline import Stamp
from scrubber.decide import filed, headline, title
from scrubber.decide.draft import Draft
from scrubber.decide.points import Points
from scrubber.decide.told import ToldDate
from scrubber.model import Kind

Floats = NDArray[np.float64]

SEED, FOLDS, PENALTY = 7, 5, 1.0
SHARES = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
NOTHING = Points(0.0, {})
# How much lower than the likeliest bar the least points are: that a date is given on three in ten of the pages whose makers
# name none is the price for those that hold one.
LOWER = {"html-date": 0.8}
# Evidence for a headline that tells little where mark-up tells more.
BY_LOOKS = frozenset("broken distance end top rank short stamp trail".split()) | {"in lede", "stamp below"}
# What mark-up says is the headline needs less, see ``decide/headline.py``.
SPARED = {"html-title": 5.0}
PENALTIES = {"html-date": 3.0}
CARDS = Path(__file__).resolve().parents[1] / "scrubber" / "decide" / "scorecards"


class Choice(NamedTuple):
    """The lines of one page that the card picks from, and which of them are right."""

    method: str
    site: str
    told: bool
    """Whether the page tells it at all."""
    evidence: list[dict[str, float]]
    right: list[bool]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="take every n-th capture only")
    everything = "title date html-title html-date"
    parser.add_argument("--cards", default=everything, help="the cards to make; a title's before its date's")
    args = parser.parse_args(argv)
    sys.path.insert(0, str(args.bench.resolve()))
    metrics: Any = __import__("score")
    cards = dict.fromkeys(("title", "date", "html-title", "html-date"), NOTHING)
    for name in args.cards.split():
        # The date is sought near the headline, so the title's card comes first.
        with patch.object(headline, "load_points", cards.get), patch.object(filed, "load_points", cards.get):
            choices = list(read(args.bench, metrics, args.every, name))
        report(name, choices)
        cards[name] = fit(choices, name)
        if args.write:
            write(name, cards[name])


def read(bench: Path, metrics: Any, every: int, card: str) -> Iterator[Choice]:
    """The captures' lines, as the cleaner weighs them."""
    gold = {row["id"]: row for row in _rows(bench / "data" / "gold.jsonl.xz")}
    scrubber = Scrubber()
    kind: Kind = "html" if card.startswith("html") else "page"
    field = card.removeprefix("html-")
    for number, row in enumerate(_rows(bench / "data" / f"{kind}.jsonl.xz")):
        page = gold[row["id"]]
        if number % every == 0 and page["source"] == "wcxb":  # AEB tells neither
            site = urlsplit(page["url"] or row["id"]).netloc.removeprefix("www.")
            clean = partial(scrubber.scrub, row["html" if kind == "html" else "text"], url=page["url"], kind=kind)
            look = _titles if field == "title" else _dates
            yield Choice(row.get("method", "html"), site, bool(page[field]), *look(clean, page, metrics))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as f:
        yield from map(json.loads, f)


def _titles(
    clean: Callable[[], Any], page: Mapping[str, Any], metrics: Any
) -> tuple[list[dict[str, float]], list[bool]]:
    """What is known of each line that may be the headline, and whether it is, once the site's name is cut off."""
    evidence: list[dict[str, float]] = []
    right: list[bool] = []

    def watch(draft: Draft, url: str, lines: Sequence[int]) -> Iterator[dict[str, float]]:
        for i, row in zip(lines, describe(draft, url, lines), strict=True):
            fresh = Draft(draft.blocks, meta=draft.meta)
            title.trim(fresh, {}, i, url)
            evidence.append({n: v for n, v in row.items() if draft.meta is None or n not in BY_LOOKS})
            right.append(metrics.title_match(fresh.text(i), page["title"]))
            yield row

    describe = headline.describe
    with patch.object(headline, "describe", watch):
        clean()
    return evidence, right


def _dates(
    clean: Callable[[], Any], page: Mapping[str, Any], metrics: Any
) -> tuple[list[dict[str, float]], list[bool]]:
    """What is known of each stamp that may be the date, and whether it is."""
    evidence: list[dict[str, float]] = []
    right: list[bool] = []

    def watch(draft: Draft, stamps: Mapping[int, Stamp], url: str, told: Sequence[ToldDate]) -> Iterator[dict[str, float]]:
        days = [filed.day_of(stamp, url, stamps.values()) for stamp in stamps.values()] + [each.day for each in told]
        for day, row in zip(days, describe(draft, stamps, url, told), strict=True):
            evidence.append(row)
            right.append(metrics.date_match(day, page["date"]))
            yield row

    describe = filed.describe
    with patch.object(filed, "describe", watch):
        clean()
    return evidence, right


def report(name: str, choices: Sequence[Choice]) -> None:
    """Print the share of pages whose line is picked rightly by cards made from other sites."""
    folds = _folds(choices)
    picks: dict[str, list[tuple[bool, bool, bool]]] = {}
    for k in range(FOLDS):
        card = fit([c for c, f in zip(choices, folds, strict=True) if f != k], name)
        for choice in (c for c, f in zip(choices, folds, strict=True) if f == k):
            best = _pick(card._replace(least=card.least - SPARED.get(name, 0.0)), choice)
            right = best is not None and choice.right[best]
            picks.setdefault(choice.method, []).append((choice.told, best is not None, right))
    print(f"{name}: {len(choices)} captures, {len({c.site for c in choices})} sites; a right line is among them in "
          f"{sum(any(c.right) for c in choices) / len(choices):.3f}")  # fmt: skip
    for method, rows in sorted(picks.items()):
        told = [row for row in rows if row[0]]
        line = f"right {sum(row[2] for row in told) / len(told):.4f}, given {sum(row[1] for row in told) / len(told):.4f}"
        idle = [row for row in rows if not row[0]]
        print(f"  {method}: {line}; given where there is none {sum(row[1] for row in idle)} of {len(idle)}")


def _folds(choices: Sequence[Choice]) -> list[int]:
    sites = sorted({c.site for c in choices})
    np.random.default_rng(SEED).shuffle(sites)
    return [{site: i % FOLDS for i, site in enumerate(sites)}[c.site] for c in choices]


def _pick(card: Points, choice: Choice) -> int | None:
    totals = [card.total(row) for row in choice.evidence]
    best = max(range(len(totals)), key=totals.__getitem__, default=None)
    return best if best is not None and totals[best] >= card.least else None


def fit(choices: Sequence[Choice], name: str) -> Points:
    """Fit the card. Where it is for dates, a page may have no right line, and a wrong one is worse than none."""
    none = name.endswith("date")
    from scipy.sparse import csr_matrix

    told = [c for c in choices if any(c.right) or (none and c.right)]
    names = sorted(told[0].evidence[0])
    values = {n: np.array([row[n] for c in told for row in c.evidence]) for n in names}
    cuts = {n: _cuts(n, v) for n, v in values.items()}
    offsets = np.cumsum([0, *(len(c) + 1 for c in cuts.values())])
    bins = [np.searchsorted(cuts[n], v, side="right") + o for (n, v), o in zip(values.items(), offsets, strict=False)]
    columns = np.column_stack(bins)
    rows = csr_matrix((np.ones(columns.size), columns.ravel(), np.arange(0, columns.size + 1, columns.shape[1])))
    rows.resize(len(columns), int(offsets[-1]))
    points, least = _climb(rows, [np.array(c.right, float) for c in told], none=none, penalty=PENALTIES.get(name, PENALTY))
    lines = {
        n: (cuts[n].tolist(), np.round(points[o : o + len(cuts[n]) + 1], 2).tolist())
        for n, o in zip(names, offsets, strict=False)
    }
    return Points(round(least - LOWER.get(name, 0.0), 2), lines)


def _cuts(name: str, values: Floats) -> Floats:
    if name in headline.CATEGORICAL | filed.CATEGORICAL:
        return np.unique(values)[1:]
    return np.unique(np.round(np.quantile(values, SHARES), 3))


def _climb(rows: Any, right: Sequence[Floats], *, none: bool, penalty: float) -> tuple[Floats, float]:
    """The points under which the right choices of all pages are likeliest, less a penalty on their squares.

    Where ``none`` is a choice, it is the right one of a page without a right line, and its points are the least a line
    must have.
    """
    sizes = [len(r) for r in right]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    page = np.repeat(np.arange(len(sizes)), sizes)
    good = np.concatenate(right)
    lacking = np.array([none and not r.any() for r in right], float)

    def loss(points: Floats) -> tuple[float, Floats]:
        totals, bar = rows @ points[:-1], points[-1]
        top = np.maximum(np.maximum.reduceat(totals, starts), bar)
        odds, odd = np.exp(totals - top[page]), np.exp(bar - top) * none
        every, fine = np.add.reduceat(odds, starts) + odd, np.add.reduceat(odds * good, starts) + odd * lacking
        slope = rows.T @ (odds / every[page] - odds * good / fine[page])
        bar_slope = float((odd / every - odd * lacking / fine).sum())
        price = penalty / 2 * points[:-1] @ points[:-1]
        return float(np.log(every / fine).sum() + price), np.append(slope + penalty * points[:-1], bar_slope)

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found[:-1], float(found[-1])


def write(name: str, card: Points) -> None:
    """Write the card as JSON, a line for each kind of evidence."""
    lines = ",\n".join(
        f"  {json.dumps(n)}: {json.dumps({'cuts': cuts, 'points': points})}" for n, (cuts, points) in card.lines.items()
    )
    note = (
        "Made by benchmarks/train_fields.py from the development pages of WCXB (Murrough Foley, CC BY 4.0) and AEB "
        f"(scrapinghub, MIT). Of a page's lines the one with the most points is its {name.removeprefix('html-')}."
    )
    path = CARDS / f"{name}.json"
    head = f'{{\n "note": {json.dumps(note)},\n "least": {card.least},\n "evidence": {{\n'
    path.write_text(f"{head}{lines}\n }}\n}}\n", encoding="utf-8")
    print(f"wrote {path}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
