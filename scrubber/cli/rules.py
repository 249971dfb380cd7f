"""``scrub rules``: what the rules are, and for each its reason, patterns and examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .. import Scrubber
from ..model import Rule
from ..rules.load import Example, Pack, load_pack
from ..rules.packs import installed_packs
from ..rules.stamp import pack_files
from .options import Parser, add_pack_option, given_packs
from .terminal import Piece, emit


def run(arguments: list[str]) -> int:
    """List the rules, or show those that are named."""
    parser = Parser("scrub rules", description="List the rules, or show the named ones with all they hold.")
    parser.add_argument("names", nargs="*", metavar="ID", help="rules, pack/rule names, packs or categories")
    parser.add_argument("--json", action="store_true", help="one JSON array with all the rules hold")
    add_pack_option(parser)
    options = parser.parse_args(arguments)
    packs = [load_pack(file) for file in given_packs(options.pack) or ()]
    rules = Scrubber(packs=packs, select=options.names or None).rules
    if options.json or options.names:
        wanted = {rule.pack for rule in rules}
        # The index keeps no examples; those of the packs that are shown are read from their files.
        shown = [load_pack(f) for f in pack_files() if Path(f).stem in wanted]
        examples = _examples([*installed_packs(), *shown, *packs])
        emit(_json(rules, examples) if options.json else _details(rules, examples))
    else:
        emit(_table(rules))
    return 0


def _examples(packs: Iterable[Pack]) -> dict[str, list[Example]]:
    """The examples of each rule, under its full name."""
    found: dict[str, list[Example]] = {}
    for pack in packs:
        for example in pack.examples:
            found.setdefault(f"{pack.name}/{example.rule}", []).append(example)
    return found


def _table(rules: Iterable[Rule]) -> Iterator[Piece]:
    rows = [(rule.name, rule.category, _force(rule), rule.scope, rule.why) for rule in rules]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *cells, why in rows:
        yield "bold", name.ljust(widths[0])
        yield "", "".join(f"  {cell:{width}}" for cell, width in zip(cells, widths[1:], strict=False)) + f"  {why}\n"


def _force(rule: Rule) -> str:
    return "allow" if rule.allow else rule.strength


def _details(rules: Iterable[Rule], examples: dict[str, list[Example]]) -> Iterator[Piece]:
    gap = ""
    for rule in rules:
        yield "bold", f"{gap}{rule.name}\n"
        yield "", f"    {rule.why}\n"
        place = "" if rule.where == "any" else f", {rule.where} of the capture"
        yield "dim", f"    category {rule.category}, {_force(rule)}, {rule.scope}{place}\n"
        for title, entries in _lists(rule, examples):
            yield "", f"    {title}\n" if entries else ""
            yield "", "".join(f"        {entry}\n" for entry in entries)
        gap = "\n"


def _lists(rule: Rule, examples: dict[str, list[Example]]) -> Iterator[tuple[str, list[str]]]:
    yield "sites:", list(rule.sites)
    yield "phrases:", list(rule.phrases)
    yield "patterns:", list(rule.patterns)
    for kind, title in (("remove", "removes:"), ("keep", "keeps:")):
        yield title, [example.text for example in examples.get(rule.name, ()) if example.kind == kind]


def _json(rules: Iterable[Rule], examples: dict[str, list[Example]]) -> Iterator[Piece]:
    from json import dumps

    records = [_record(rule, examples.get(rule.name, [])) for rule in rules]
    yield "", dumps(records, ensure_ascii=False, indent=2) + "\n"


def _record(rule: Rule, examples: list[Example]) -> dict[str, Any]:
    fields = rule._asdict()
    fields.pop("find")  # code, not data
    texts = {kind: [example.text for example in examples if example.kind == kind] for kind in ("remove", "keep")}
    return {"name": rule.name, **fields, **texts}
