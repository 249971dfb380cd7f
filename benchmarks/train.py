"""Make the scorecard for page captures from published data, and print how it does on sites it has not seen.

    python -m benchmarks.train BENCH            prints the cross-validated figures
    python -m benchmarks.train BENCH --write    and writes scrubber/decide/scorecards/page.json

BENCH is a folder with data/gold.jsonl.xz, data/page.jsonl.xz and score.py (the metrics). The data are WCXB (Murrough
Foley, CC BY 4.0) and AEB (scrapinghub, MIT). Needs numpy, scipy and scikit-learn. The seed is fixed; folds are by site.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from scrubber.decide.evidence import CATEGORICAL, gather, surely_chrome
from scrubber.decide.scorecard import Card, Line, score
from scrubber.decide.segments import best_run
from scrubber.readers.text import read_text
from scrubber.rules.match import RuleSet
from scrubber.rules.packs import builtin

Floats = NDArray[np.float64]

SEED, FOLDS, BINS = 7, 5, 13
BIAS, DROP = 0.0, -2.4
# Evidence the card is given; the rest of evidence.py is for other cards.
EVIDENCE = (
    "words", "capitals", "shouting", "end", "start", "commas", "sentences", "digits", "symbols", "small words", "word length",
    "copies", "rule", "words before 1", "words after 1", "end before 1", "end after 1", "run of short",
)  # fmt: skip
CARD = Path(__file__).resolve().parents[1] / "scrubber" / "decide" / "scorecards" / "page.json"


class Doc(NamedTuple):
    """One page capture with its evidence and which of its blocks are story."""

    method: str
    source: str
    site: str
    texts: list[str]
    keep: NDArray[np.bool_]
    evidence: Mapping[str, Floats]
    gold: str


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="take every n-th capture only")
    args = parser.parse_args(argv)
    sys.path.insert(0, str(args.bench.resolve()))
    metrics: Any = __import__("score")
    docs = list(read(args.bench, metrics, args.every))
    print(f"{len(docs)} captures, {sum(len(d.texts) for d in docs)} blocks, {len({d.site for d in docs})} sites")
    folds = _folds(docs)
    kept: dict[int, NDArray[np.bool_]] = {}
    for k in range(FOLDS):
        card = fit([d for d, f in zip(docs, folds, strict=True) if f != k])
        kept.update({i: choose(d, card) for i, (d, f) in enumerate(zip(docs, folds, strict=True)) if f == k})
    report(docs, kept, metrics)
    if args.write:
        write(fit(docs))


def read(bench: Path, metrics: Any, every: int) -> Iterator[Doc]:
    """The captures, labelled by aligning each with the gold body."""
    index = builtin()
    rules = RuleSet((r for pack in index.packs for r in pack.rules), index.plans)
    gold = {row["id"]: row for row in _rows(bench / "data" / "gold.jsonl.xz")}
    for number, row in enumerate(_rows(bench / "data" / "page.jsonl.xz")):
        blocks = read_text(row["text"]).blocks
        if number % every or not blocks:
            continue
        page = gold[row["id"]]
        texts = [" ".join(b.text.splitlines()) for b in blocks]
        labels = metrics.label_lines("\n".join(texts), page["body"])
        keep = np.array([k for _, _, k in labels], bool)
        site = urlsplit(page["url"] or row["id"]).netloc.removeprefix("www.")
        yield Doc(row["method"], page["source"], site, texts, keep, gather(blocks, rules.match(blocks)), page["body"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as f:
        yield from map(json.loads, f)


def _folds(docs: Sequence[Doc]) -> list[int]:
    sites = sorted({d.site for d in docs})
    np.random.default_rng(SEED).shuffle(sites)
    return [{site: i % FOLDS for i, site in enumerate(sites)}[d.site] for d in docs]


def fit(docs: Sequence[Doc]) -> Card:
    """Fit the card: a logistic regression over the bins of the evidence."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    values = {n: np.concatenate([d.evidence[n] for d in docs]) for n in EVIDENCE}
    cuts = {n: _cuts(n, v) for n, v in values.items()}
    bins = [np.searchsorted(cuts[n], v, side="right") for n, v in values.items()]
    offsets = np.cumsum([0, *(len(c) + 1 for c in cuts.values())])
    columns = np.column_stack([b + o for b, o in zip(bins, offsets, strict=False)])
    rows = csr_matrix((np.ones(columns.size, np.float32), columns.ravel(), np.arange(0, columns.size + 1, columns.shape[1])))
    keep = np.concatenate([d.keep for d in docs])
    model = LogisticRegression(C=0.05, max_iter=100).fit(rows, keep, sample_weight=_weights(docs))
    start, lines = float(model.intercept_[0]), {}
    for n, b, o in zip(EVIDENCE, bins, offsets, strict=False):
        points = model.coef_[0][o : o + len(cuts[n]) + 1]
        mean = float(points[b].mean())  # so that the points say how far from the average a block is
        start += mean
        lines[n] = Line(cuts[n], np.round(points - mean, 2))
    return Card(round(start, 2), BIAS, DROP, lines)


def _cuts(name: str, values: Floats) -> Floats:
    if name in CATEGORICAL:
        return np.unique(values)[1:]
    return np.unique(np.round(np.quantile(values, np.linspace(0, 1, BINS)[1:-1]), 3))


def _weights(docs: Sequence[Doc]) -> Floats:
    """Blocks count by their words, documents not by their length, the smaller collection a little more."""
    weights = np.concatenate(
        [
            np.sqrt(np.clip(d.evidence["words"], 1, 80) / len(d.keep)) * (3.0 if d.source == "aeb" else 1.0)
            for d in docs
        ]
    )
    return weights / weights.mean()  # type: ignore[no-any-return]


def choose(doc: Doc, card: Card) -> NDArray[np.bool_]:
    """Which blocks the card keeps."""
    known = surely_chrome(doc.evidence)
    run = best_run(score(doc.evidence, card).total, doc.evidence["words"], known, card.bias, card.drop)
    keep = np.zeros(len(doc.texts), bool)
    keep[run.start : run.end] = True
    keep[list(run.dropped)] = False
    return keep & ~known


def report(docs: Sequence[Doc], kept: Mapping[int, NDArray[np.bool_]], metrics: Any) -> None:
    """Print F1 by source and method: AEB by 4-grams, WCXB by words."""
    rules: dict[str, Callable[[Any], Any]] = {"aeb": metrics.aeb_score, "wcxb": metrics.wcxb_score}
    for source, rule in rules.items():
        figures = {}
        for method in sorted({d.method for d in docs}):
            pairs = [
                ("\n".join(t for t, k in zip(d.texts, kept[i], strict=True) if k), d.gold)
                for i, d in enumerate(docs)
                if d.source == source and d.method == method
            ]
            figures[method] = rule(pairs)["f1"]
        mean = sum(figures.values()) / len(figures)
        print(f"{source}: " + ", ".join(f"{m} {f:.4f}" for m, f in figures.items()) + f"; mean {mean:.4f}")


def write(card: Card) -> None:
    """Write the card as JSON, a line for each kind of evidence."""
    lines = ",\n".join(
        f"  {json.dumps(n)}: {json.dumps({'cuts': line.cuts.tolist(), 'points': line.points.tolist()})}"
        for n, line in card.lines.items()
    )
    note = (
        "Made by benchmarks/train.py from the development pages of WCXB (Murrough Foley, CC BY 4.0) and AEB (scrapinghub, "
        "MIT). The points of a block's evidence and start sum to the log-odds that it is story."
    )
    head = f'{{\n "note": {json.dumps(note)},\n "start": {card.start},\n "bias": {card.bias},\n "drop": {card.drop},\n'
    CARD.write_text(f'{head} "evidence": {{\n{lines}\n }}\n}}\n', encoding="utf-8")
    print(f"wrote {CARD}, {CARD.stat().st_size} bytes")


if __name__ == "__main__":
    main()
