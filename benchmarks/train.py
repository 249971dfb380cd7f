"""Make the scorecards from published data, and print how the cleaner does with them on sites they have not seen.

    python -m benchmarks.train BENCH            prints the cross-validated figures
    python -m benchmarks.train BENCH --write    makes the cards from all sites and writes them to scrubber/decide/scorecards/
    python -m benchmarks.train BENCH --folds 1  one fold in five only: a quick look

BENCH is a folder with data/*.jsonl.xz, peers.json and run.py and score.py (the metrics). The data are WCXB (Murrough
Foley, CC BY 4.0) and AEB (scrapinghub, MIT). Needs lightgbm (``pip install -e '.[train]'``). The seed is
fixed; folds are by site.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from scrubber.decide import scorecard
from scrubber.decide.context import headlines, surround
from scrubber.decide.draft import Draft
from scrubber.decide.evidence import NO_CASE, gather
from scrubber.decide.markup import match_markup
from scrubber.decide.outline import CALLED, Outline, inside, outline
from scrubber.decide.scorecard import Card, add_up, read_card, read_trees
from scrubber.model import Block, Match
from scrubber.readers.html import read_html
from scrubber.readers.text import read_text
from scrubber.rules.match import RuleSet
from scrubber.rules.packs import builtin

Floats = NDArray[np.float64]

SEED, FOLDS = 7, 5
CARDS = Path(scorecard.__file__).parent / "scorecards"
# Not an extractor's work and not a page's text: the text of all paragraphs, of the article element.
BETWEEN = ("light_p", "light_article")
NOTE = (
    "Made by benchmarks/train.py from the development pages of WCXB (Murrough Foley, CC BY 4.0) and AEB (scrapinghub, MIT). "
)
LOOK = {"num_leaves": 2, "learning_rate": 0.3, "min_data_in_leaf": 200, "lambda_l2": 5.0, "feature_fraction": 0.5, "max_bin": 31}
CONTEXT = {
    "num_leaves": 15, "learning_rate": 0.1, "min_data_in_leaf": 200, "lambda_l2": 10.0, "feature_fraction": 0.4,
    "bagging_fraction": 0.6, "bagging_freq": 1, "max_bin": 63,
}  # fmt: skip
LOOK_ROUNDS, CONTEXT_ROUNDS, HTML_ROUNDS = 250, 150, 200
# Blocks a story must have for parts of its page to be captures too, and the share of them the element around it holds.
FEWEST, INSIDE = 5, 0.95
# Of the extractors' captures, how many may be taken for a page.
FALSE_PAGES = 0.0015


class Doc(NamedTuple):
    """One capture with its evidence and which of its blocks are story."""

    set: str
    method: str
    source: str
    site: str
    own: Mapping[str, Floats]
    headline: Floats
    bare_headline: Floats
    """The same if the address is not known."""
    keep: NDArray[np.bool_]
    share: float
    """One over the number of captures of this kind made from one page."""
    tree: Outline | None = None
    """For HTML."""


class Cards(NamedTuple):
    """The cards, as JSON types."""

    look: Any
    context: Any
    kind: Any
    html_look: Any
    html_context: Any


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--sets", default="light page html clean")
    args = parser.parse_args(argv)
    sys.path.insert(0, str(args.bench.resolve()))
    docs = read(args.bench, text=args.write or args.sets != "html")
    print(f"{len(docs)} captures, {sum(len(d.keep) for d in docs)} blocks, {len({d.site for d in docs})} sites", flush=True)
    if args.write:
        write(make(docs))
        return
    import run

    fold_of = _folds({d.site for d in docs})
    gold = {row["id"]: row for row in run.rows("gold")}
    jobs = [
        (*job, gold[job[2]]["url"], kind)
        for name in args.sets.split()
        for job in run.load(name, gold, 0, 0)
        for kind in ([run.KIND[name]] if name == "html" else [run.KIND[name], "auto"])
    ]
    results = []
    for k in range(args.folds):
        cards = make([d for d in docs if fold_of[d.site] != k])
        held = [job for job in jobs if fold_of[_site(gold[job[2]])] == k]
        results += clean(held, cards)
        print(f"fold {k + 1}: {len(held)} captures cleaned", flush=True)
    report(results, gold, args.bench)


def read(bench: Path, *, text: bool) -> list[Doc]:
    """The captures, labelled by aligning each with the gold body; without ``text`` the HTML alone."""
    import run

    gold = {row["id"]: row for row in run.rows("gold")}
    rows = [(name, row, gold[row["id"]]) for name in ("page", "light") for row in run.rows(name)] if text else []
    if text:
        # A clean article is a capture too, with nothing to remove: without it a card thinks that there is always something.
        rows += [("clean", {"text": page["body"], "method": "body", **page}, page) for page in gold.values()]
    count = Counter((name, row["id"]) for name, row, _ in rows)
    with multiprocessing.get_context("fork").Pool() as pool:
        found = pool.imap(_doc, ((name, row, page, 1 / count[name, row["id"]]) for name, row, page in rows), chunksize=32)
        pages = pool.imap(_pages, ((row, gold[row["id"]]) for row in run.rows("html")), chunksize=16)
        return [*filter(None, found), *(doc for docs in pages for doc in docs)]


_RULES: list[RuleSet] = []


def _matches(blocks: Sequence[Block]) -> dict[int, list[Match]]:
    if not _RULES:
        index = builtin()
        _RULES.append(RuleSet((r for pack in index.packs for r in pack.rules), index.plans))
    return _RULES[0].match(blocks)


def _doc(job: tuple[str, Any, Any, float]) -> Doc | None:
    import score

    name, row, page, share = job
    blocks = read_text(row["text"]).blocks
    if not blocks:
        return None
    texts = [" ".join(b.text.splitlines()) for b in blocks]
    keep = [True] * len(texts) if name == "clean" else [k for *_, k in score.label_lines("\n".join(texts), page["body"])]
    return _made(name, row["method"], page, share, blocks, keep)


def _pages(job: tuple[Any, Any]) -> list[Doc]:
    """A page's HTML; of it the element that holds the story, as extractors of HTML leave; and the story alone."""
    import score

    row, page = job
    blocks = read_html(row["html"]).blocks
    if not blocks:
        return []
    texts = [" ".join(b.text.splitlines()) for b in blocks]
    keep = [k for *_, k in score.label_lines("\n".join(texts), page["body"])]
    docs = [_made("html", "html", page, 1.0, blocks, keep)]
    story = [i for i, kept in enumerate(keep) if kept]
    if len(story) < FEWEST:
        return docs
    chains = [b.markup.chain for b in blocks if b.markup]
    around = max((x for x in set(chains[story[0]]) if sum(x in chains[i] for i in story) >= INSIDE * len(story)), default=0)
    part = [i for i, chain in enumerate(chains) if around in chain]
    for name, some in (("part", part), ("alone", story)):
        if some:
            docs.append(_made(name, "html", page, 1.0, [blocks[i] for i in some], [keep[i] for i in some]))
    return docs


def _made(name: str, method: str, page: Any, share: float, blocks: Sequence[Block], keep: Sequence[bool]) -> Doc:
    matches = _matches(blocks)
    tree = outline(blocks) if blocks[0].markup else None
    own = gather(Draft(blocks), {**matches, **match_markup(blocks)})
    lines = Draft([Block(b.start, b.end, " ".join(b.text.splitlines())) for b in blocks])
    heads = headlines(lines, page["url"] or ""), headlines(lines, "")
    return Doc(name, method, page["source"], _site(page), own, *heads, np.array(keep, bool), share, tree)


def _site(page: Mapping[str, Any]) -> str:
    return urlsplit(page["url"] or page["id"]).netloc.removeprefix("www.")


def _folds(sites: Iterable[str]) -> dict[str, int]:
    order = np.random.default_rng(SEED).permutation(sorted(sites))
    return {str(site): i % FOLDS for i, site in enumerate(order)}


def make(docs: Sequence[Doc]) -> Cards:
    """Make all cards: first what a block looks like, then what stands around it, then what a page is."""
    text, html = ([d for d in docs if (d.tree is None) == plain] for plain in (True, False))
    html_cards = fit(html, "html", HTML_ROUNDS)
    if not text:
        return Cards(*map(_shipped, ("look", "context", "kind")), *html_cards)
    look, context = fit(text, "page", CONTEXT_ROUNDS)
    return Cards(look, context, _kind(text, read_card(look)), *html_cards)


def _shipped(name: str) -> Any:
    return json.loads((CARDS / f"{name}.json").read_text(encoding="utf-8"))


def fit(docs: Sequence[Doc], first: str, rounds: int) -> tuple[Any, Any]:
    """Make the two cards for blocks; the first from the captures of the set ``first`` alone."""
    import lightgbm

    rng = np.random.default_rng(SEED)
    disguised = [disguise(d, rng) for d in docs]
    names = list(disguised[0][0])
    keep = np.concatenate([d.keep for d in docs]).astype(int)
    weight = np.concatenate([_weight(d) for d in docs])
    pages = np.concatenate([np.full(len(d.keep), d.set == first) for d in docs])
    columns = np.column_stack([np.concatenate([own[n] for own, _ in disguised]) for n in names])
    fixed = {"objective": "binary", "verbosity": -1, "seed": SEED, "deterministic": True, "force_row_wise": True}
    data = lightgbm.Dataset(columns[pages], keep[pages], weight=weight[pages] / weight[pages].mean())
    look = _card(lightgbm.train({**LOOK, **fixed}, data, LOOK_ROUNDS), names, columns[pages])
    card = read_card(look)
    around = [_around(d, own, headline, card) for d, (own, headline) in zip(docs, disguised, strict=True)]
    near = np.concatenate([_near(d, e, rng) for d, e in zip(docs, around, strict=True)])
    names = list(around[0])
    columns = np.column_stack([np.concatenate([e[n] for e in around])[near > 0] for n in names]).astype(np.float32)
    weight = (weight * near)[near > 0]
    data = lightgbm.Dataset(columns, keep[near > 0], weight=weight / weight.mean())
    return look, _trees(lightgbm.train({**CONTEXT, **fixed}, data, rounds), names)


def _around(doc: Doc, own: Mapping[str, Floats], headline: Floats, card: Card) -> dict[str, Floats]:
    look = add_up(own, card).total
    said = {**own, **surround(own, look, headline)}
    return said if doc.tree is None else {**said, **inside(doc.tree._replace(own=own), own["words"], look)}


def disguise(doc: Doc, rng: np.random.Generator) -> tuple[dict[str, Floats], Floats]:
    """A capture's evidence as it might be in another script, in a language without rules, or without its address.

    The data are English but for a few; a card that has seen nothing else takes a page in Korean for one without words.
    """
    own = dict(doc.own)
    script = rng.choice(["as it is", "no case", "no blanks", "capital nouns"], p=[0.68, 0.12, 0.1, 0.1])
    if script in ("no case", "no blanks"):
        own["capitals"] = np.where(own["capitals"] >= 0, NO_CASE, own["capitals"])
        own["shouting"] = np.zeros_like(own["shouting"])
        own["start"] = np.where(own["start"] <= 2, 0.0, own["start"])
        own["word length"] = own["word length"] * rng.uniform(0.5, 1.1)
        own["words"] = own["words"] * rng.uniform(0.7, 1.1)
    if script == "no blanks":
        own["small words"], own["word length"] = np.full_like(own["words"], -1.0), np.full_like(own["words"], -1.0)
        if rng.random() < 0.3:  # Thai ends no sentence with a sign
            own["end"], own["sentences"] = np.where(own["end"] == 1, 0.0, own["end"]), np.zeros_like(own["words"])
    if script == "capital nouns":
        more = rng.uniform(0.1, 0.35)
        lines = (own["capitals"] >= 0) & (own["words"] > 3)
        own["capitals"] = np.where(lines, own["capitals"] * (1 - more) + more, own["capitals"])
        own["shouting"] = np.where(lines, own["shouting"] + more / 8, own["shouting"])
    if rng.random() < (0.1 if script == "as it is" else 0.3):
        own["rule"], own["part"] = np.zeros_like(own["rule"]), np.zeros_like(own["part"])
    if doc.tree is not None:
        own |= _unnamed(doc.tree.own, rng)
    return own, doc.bare_headline if rng.random() < 0.3 else doc.headline


def _unnamed(own: Mapping[str, Floats], rng: np.random.Generator) -> dict[str, Floats]:
    """What mark-up says where it calls nothing by name, or knows no regions: classes made by machines, old pages."""
    own = dict(own)
    if rng.random() < 0.1:
        own |= {name: np.zeros_like(own[name]) for name in CALLED}
    if rng.random() < 0.1:
        own["region"] = np.full_like(own["region"], 5.0)
    return own


# What the captures of one page count for together; of its text there are three, each counts.
_SETS = {"page": 1.0, "light": 6.0, "clean": 3.0, "html": 1.0, "part": 0.3, "alone": 0.1}


def _weight(doc: Doc) -> Floats:
    """Blocks count by their words, captures not by their length, the smaller collection a little more."""
    each = np.sqrt(np.clip(doc.own["words"], 1, 80) / len(doc.keep))
    return each * (3.0 if doc.source == "aeb" else 1.0) * _SETS[doc.set] * (1.0 if doc.set in ("page", "html") else doc.share)  # type: ignore[no-any-return]


def _near(doc: Doc, evidence: Mapping[str, Floats], rng: np.random.Generator) -> Floats:
    """How much to make of each block: every other is enough to learn from, and of those far from any story every eighth."""
    if doc.set == "html":
        return np.ones(len(doc.keep))
    if doc.set != "page":
        return np.where(rng.random(len(doc.keep)) < 0.5, 2.0, 0.0)
    here, story = np.arange(len(doc.keep)), np.flatnonzero(doc.keep)
    near = (evidence["blocks from start"] > -30) & (evidence["blocks from end"] < 30)
    if len(story):
        near |= (here > story[0] - 30) & (here < story[-1] + 30)
    share = np.where(near, 0.5, 0.125)
    return np.where(rng.random(len(here)) < share, 1 / share, 0.0)


def _card(model: Any, names: Sequence[str], columns: Floats) -> Any:
    """Boosted stumps are an additive card: each adds its two points to one line."""
    steps: dict[str, dict[float, float]] = {n: {} for n in names}
    start = 0.0
    for tree in model.dump_model()["tree_info"]:
        top = tree["tree_structure"]
        if "split_feature" not in top:
            start += top["leaf_value"]
            continue
        line, cut = steps[names[top["split_feature"]]], round(top["threshold"], 3)
        start += top["left_child"]["leaf_value"]
        line[cut] = line.get(cut, 0.0) + top["right_child"]["leaf_value"] - top["left_child"]["leaf_value"]
    evidence = {}
    for n, values in zip(names, columns.T, strict=True):
        cuts = sorted(steps[n])
        points = np.concatenate(([0.0], np.cumsum([steps[n][c] for c in cuts])))
        mean = points[np.searchsorted(cuts, values, side="left")].mean()  # points say how far from the average a block is
        start += mean
        evidence[n] = {"cuts": cuts, "points": [round(float(p), 2) for p in points - mean]}
    note = NOTE + "The points of a block's evidence and start sum to the log-odds that it is story, judged by itself."
    return {"note": note, "start": round(start, 2), "evidence": evidence}


def _trees(model: Any, names: Sequence[str]) -> Any:
    trees = [tree["tree_structure"] for tree in model.dump_model()["tree_info"]]
    used = sorted({n for tree in trees for n in _features(tree)})
    number = {f: i for i, f in enumerate(used)}
    note = NOTE + (
        "Each tree is [evidence, cut, tree if at most the cut, tree if more]; the points a block ends at in all of them sum "
        "to log-odds."
    )
    return {"note": note, "evidence": [names[f] for f in used], "trees": [_nested(tree, number) for tree in trees]}


def _features(tree: Any) -> Iterator[int]:
    if "split_feature" in tree:
        yield tree["split_feature"]
        yield from _features(tree["left_child"])
        yield from _features(tree["right_child"])


def _nested(tree: Any, number: Mapping[int, int]) -> Any:
    if "split_feature" not in tree:
        return round(tree["leaf_value"], 3)
    below = [_nested(tree[side], number) for side in ("left_child", "right_child")]
    return [number[tree["split_feature"]], float(f"{tree['threshold']:.4g}"), *below]


def _kind(docs: Sequence[Doc], card: Card) -> Any:
    """A logistic regression over what is known of a capture as a whole; its bar is where hardly an extractor's is a page."""
    from scipy.optimize import minimize

    chosen = [d for d in docs if d.set != "clean" and d.method not in BETWEEN]
    said = [surround(d.own, add_up(d.own, card).total, d.headline) for d in chosen]
    names = [n for n in said[0] if n.startswith("capture: ")]
    rows = np.array([[e[n][0] for n in names] for e in said])
    page = np.array([d.set == "page" for d in chosen], float)
    weight = np.array([d.share for d in chosen])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(rows)), (rows - mean) / spread])

    def loss(w: Floats) -> tuple[float, Floats]:
        z = scaled @ w
        p = 1 / (1 + np.exp(-z))
        value = (weight * (np.logaddexp(0, z) - page * z)).sum() + 0.5 * (w[1:] ** 2).sum()
        return value, scaled.T @ (weight * (p - page)) + np.concatenate(([0.0], w[1:]))

    w = minimize(loss, np.zeros(scaled.shape[1]), jac=True).x
    points = np.array([float(f"{x:.3g}") for x in w[1:] / spread])
    start = -np.quantile((rows @ points)[page == 0], 1 - FALSE_PAGES)
    note = NOTE + "More than 0 in all: the text of a whole page, not an extractor's output."
    return {"note": note, "start": round(float(start), 3), "evidence": dict(zip(names, points.tolist(), strict=True))}


def use(cards: Cards) -> None:
    """Let the cleaner judge by these cards."""
    looks = {"look": read_card(cards.look), "html-look": read_card(cards.html_look)}
    contexts = {"context": read_trees(cards.context), "html-context": read_trees(cards.html_context)}
    scorecard.look_card = lambda name="look": looks[name]  # type: ignore[assignment]
    scorecard.context_card = lambda name="context": contexts[name]  # type: ignore[assignment]
    scorecard.kind_card = lambda: (cards.kind["start"], cards.kind["evidence"])  # type: ignore[assignment]


def clean(jobs: Sequence[Any], cards: Cards) -> list[Any]:
    """Clean captures with these cards, in processes of their own."""
    import run

    with multiprocessing.get_context("fork").Pool(initializer=use, initargs=(cards,)) as pool:
        results = pool.map(run.clean_one, jobs, chunksize=16)
    return [{**r, "kind": job[5], "capture": job[3]} for r, job in zip(results, jobs, strict=True)]


def report(results: Sequence[Any], gold: Mapping[str, Any], bench: Path) -> None:
    """Print the figures, the caller's word for the kind of capture known and not."""
    ceiling = json.loads((bench / "peers.json").read_text(encoding="utf-8"))["ceiling"]
    for known in (True, False):
        print(f"\n{'kind given' if known else 'kind=auto'}: {sum(bool(r['error']) for r in results)} errors")
        chosen = [r for r in results if (r["kind"] != "auto") == known]
        _report_light([r for r in chosen if r["set"] == "light"], gold, ceiling)
        _report_pages([r for r in chosen if r["set"] == "page"], gold)
        if known:
            _report_pages([r for r in chosen if r["set"] == "html"], gold)
        _report_clean([r for r in chosen if r["set"] == "clean"], gold)


def _by_method(results: Sequence[Any]) -> dict[str, list[Any]]:
    by: dict[str, list[Any]] = defaultdict(list)
    for r in results:
        by[r["method"]].append(r)
    return dict(sorted(by.items()))


def _report_light(results: Sequence[Any], gold: Mapping[str, Any], ceiling: Mapping[str, float]) -> None:
    import run

    gains: dict[str, list[tuple[str, float, float]]] = {"aeb": [], "wcxb": []}
    for method, rows in _by_method(results).items():
        after = run.text_scores(rows, gold)
        before = run.text_scores([{**r, "body": r["capture"]} for r in rows], gold)
        for source in after:
            gains[source].append((method, before[source]["f1"], after[source]["f1"]))
    for source, found in gains.items():
        if found:
            print(f"light {source}: " + ", ".join(f"{m} {b:.4f} {a:.4f}" for m, b, a in found))
            low = [f"{m} {a - b:+.4f}" for m, b, a in found if a < b - 0.0005]
            ways = [(a - b) / (ceiling[m] - b) for m, b, a in found if source == "aeb" and ceiling[m] - b > 0.005]
            share = f", share of the way to the ceiling {np.mean(ways):.3f}" if ways else ""
            print(f"  mean gain {np.mean([a - b for _, b, a in found]):+.4f}{share}; lowered: {', '.join(low) or 'none'}")


def _report_pages(results: Sequence[Any], gold: Mapping[str, Any]) -> None:
    import run
    import score

    figures: dict[str, list[float]] = defaultdict(list)
    for method, rows in _by_method(results).items():
        said = {source: row["f1"] for source, row in run.text_scores(rows, gold).items()}
        titles = [score.title_match(r["title"], gold[r["id"]]["title"]) for r in rows if gold[r["id"]].get("title")]
        dates = [score.date_match(r["date"], gold[r["id"]]["date"]) for r in rows if gold[r["id"]].get("date")]
        said |= {"title": float(np.mean(titles)), "date": float(np.mean(dates))}
        print(f"{rows[0]['set']} {method}: " + ", ".join(f"{name} {value:.4f}" for name, value in said.items()))
        for name, value in said.items():
            figures[name].append(value)
    if figures:
        print("  mean: " + ", ".join(f"{name} {np.mean(values):.4f}" for name, values in figures.items()))


def _report_clean(results: Sequence[Any], gold: Mapping[str, Any]) -> None:
    import run

    for source in ("aeb", "wcxb"):
        lost = total = touched = 0
        rows = [r for r in results if gold[r["id"]]["source"] == source]
        for r in rows:
            said = Counter(run.words(gold[r["id"]]["body"]))
            gone = sum((said - Counter(run.words(f"{r['body']} {r['title']}"))).values())
            lost, total, touched = lost + gone, total + said.total(), touched + (gone > 0)
        if rows:
            print(f"clean {source}: {1e4 * lost / total:.1f} words lost of 10,000; {touched} of {len(rows)} documents touched")


def write(cards: Cards) -> None:
    """Write the cards as JSON, a line for each kind of evidence or tree."""
    _put_look("look", cards.look)
    _put_context("context", cards.context)
    _put("kind", json.dumps(cards.kind, indent=1) + "\n")
    _put_look("html-look", cards.html_look)
    _put_context("html-context", cards.html_context)


def _put_look(name: str, look: Any) -> None:
    lines = ",\n".join(f"  {json.dumps(n)}: {json.dumps(line)}" for n, line in look["evidence"].items())
    _put(name, f'{{\n "note": {json.dumps(look["note"])},\n "start": {look["start"]},\n "evidence": {{\n{lines}\n }}\n}}\n')


def _put_context(name: str, context: Any) -> None:
    trees = ",\n".join("  " + json.dumps(tree, separators=(",", ":")) for tree in context["trees"])
    head = f' "note": {json.dumps(context["note"])},\n "evidence": {json.dumps(context["evidence"])}'
    _put(name, f'{{\n{head},\n "trees": [\n{trees}\n ]\n}}\n')


def _put(name: str, text: str) -> None:
    path = CARDS / f"{name}.json"
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path.name}, {len(text)} bytes")


if __name__ == "__main__":
    main()
