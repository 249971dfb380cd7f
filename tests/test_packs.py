"""The built-in packs against their own examples, and the packs of other distributions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

import scrubber
from scrubber.model import Block, Rule
from scrubber.readers.text import read_text
from scrubber.rules.fold import fold
from scrubber.rules.load import CATEGORIES, Pack, load_pack
from scrubber.rules.match import _SCOPES, LONGEST_BLOCK, RuleSet
from scrubber.rules.packs import builtin
from scrubber.rules.stamp import pack_files

FILES = [Path(f) for f in pack_files()]
# A pattern without a literal of its own is tried on every short block.
MOST_UNGATED = 80
each_pack = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@cache
def load(file: Path) -> Pack:
    return load_pack(file)


@cache
def everything() -> RuleSet:
    return RuleSet((r for pack in builtin().packs for r in pack.rules), builtin().plans)


def blocks_of(text: str) -> list[Block]:
    """The text's lines, none joined."""
    return [b for line in text.splitlines() for b in read_text(line).blocks]


def harm(pack: Pack) -> Iterator[str]:
    """What sure rules of any pack, in force on any site, take of the pack's keep examples."""
    kept = [(e.rule, block) for e in pack.examples if e.kind == "keep" for block in blocks_of(e.text)]
    for host in ("", *sorted({site for rule in everything().rules for site in rule.sites})):
        for i, found in everything().match([block for _, block in kept], host).items():
            for m in found:
                if m.rule.strength == "sure" and m.rule.scope != "title":
                    yield f"{m.rule.name} takes the keep of {pack.name}/{kept[i][0]}: {kept[i][1].text!r}"


@each_pack
def test_the_file_names_the_pack(file: Path) -> None:
    pack = load(file)
    assert pack.name == file.stem
    assert pack.licence == "Apache-2.0"
    assert {r.category for r in pack.rules} <= set(CATEGORIES)


@each_pack
def test_each_remove_example_is_taken_by_its_own_rule(file: Path) -> None:
    pack = load(file)
    rules = {r.id: r for r in pack.rules}
    missed = []
    for example in pack.examples:
        rule = rules[example.rule]
        if example.kind == "remove" and not _takes(rule, example.text):
            missed.append(f"{rule.name}: {example.text!r}")
    assert missed == []


def _takes(rule: Rule, text: str) -> bool:
    """Whether the rule takes the text: all of it, or for edges and insides a part."""
    blocks = blocks_of(text)
    host = rule.sites[0] if rule.sites else ""
    found = RuleSet([rule]).match(blocks, host)
    mine = {i for i, ms in found.items() for m in ms if m.rule.name == rule.name}
    return len(mine) == len(blocks) > 0 if rule.scope == "block" else bool(mine)


@each_pack
def test_no_keep_example_is_taken_by_any_sure_rule(file: Path) -> None:
    assert sorted(set(harm(load(file)))) == []


@each_pack
def test_every_pattern_comes_to_an_end(file: Path) -> None:
    """On its examples 5,000 times over, and on as much of that as a whole block may be, with and without a spoilt end."""
    pack = load(file)
    rules = {r.id: r for r in pack.rules}
    hanging = []
    for ident, examples in groupby(pack.examples, lambda e: e.rule):
        texts = [e.text if rules[ident].case else fold(e.text) for e in examples]
        for pattern in rules[ident].patterns:
            try:
                with patience():
                    _try_long(rules[ident], pattern, texts)
            except TimeoutError:
                hanging.append(f"{file.stem}/{ident}: {pattern}")
    assert hanging == []


def _try_long(rule: Rule, pattern: str, texts: list[str]) -> None:
    compiled = RuleSet(())._compile(rule, pattern)
    for text in texts:
        block = (text * 5000)[: LONGEST_BLOCK - 1]
        for long in (block, block + "\u0001", text * (300 if rule.scope == "title" else 5000)):
            for _ in _SCOPES[rule.scope](compiled, long):
                pass


@contextmanager
def patience(seconds: int = 10) -> Iterator[None]:
    """Turn a hang into a failure that can be named; the well-behaved need milliseconds."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_the_engine_comes_to_an_end() -> None:
    """Every rule at once on long blocks of the examples, each pack's in turn."""
    for file in FILES:
        text = " ".join(e.text for e in load(file).examples[:40]).replace("\n", " ")
        everything().match([Block(0, len(text) * 20, text * 20)])


def test_few_patterns_are_tried_on_every_block() -> None:
    ungated = [f"{rule.name}: {test.pattern}" for rule, test in everything()._ungated]
    assert len(ungated) <= MOST_UNGATED, "\n".join(ungated)


def test_rules_have_one_name_each() -> None:
    names = [r.name for pack in builtin().packs for r in pack.rules]
    assert len(names) == len(set(names))


def test_the_kept_index_says_what_the_files_say() -> None:
    kept = {pack.name: pack for pack in builtin().packs}
    for file in FILES:
        pack = load(file)
        assert kept[pack.name]._replace(examples=()) == pack._replace(examples=())


# ---- other distributions' packs

OWN = """
[pack]
name = "harbour"
category = "tips"
[[rule]]
id = "cat"
why = "The harbour's cat."
phrases = ["ask the harbour cat"]
remove = ["Ask the harbour cat"]
"""
MODULES = {
    "path": "from pathlib import Path\nthing = Path(__file__).parent / 'harbour.toml'\n",
    "str": "import os\nthing = os.path.join(os.path.dirname(__file__), 'harbour.toml')\n",
    "pack": "from pathlib import Path\nfrom scrubber import load_pack\nthing = load_pack(Path(__file__).parent / 'harbour.toml')\n",
    "function": "from pathlib import Path\ndef thing():\n    return [Path(__file__).parent / 'harbour.toml']\n",
    "raises": "def thing():\n    raise RuntimeError('no cat today')\n",
    "number": "thing = 3\n",
}


def distribution(folder: Path, module: str, entry: str = "harbour = harbour_pack:thing") -> None:
    info = folder / "harbour_pack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-pack\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[scrubber.packs]\n{entry}\n", "utf-8")
    (folder / "harbour_pack.py").write_text(MODULES[module], "utf-8")
    (folder / "harbour.toml").write_text(OWN, "utf-8")


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    root = str(Path(scrubber.__file__).parents[1])
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), root])}
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=env)


SCRIPT = "import scrubber; print([(r.pack, r.rule) for r in scrubber.scrub('Pier opens again\\n\\nAsk the harbour cat').removed])"


@pytest.mark.parametrize("module", ["path", "str", "pack", "function"])
def test_a_distribution_may_offer_packs(tmp_path: Path, module: str) -> None:
    distribution(tmp_path, module)
    done = run(tmp_path, SCRIPT)
    assert done.stdout.strip() == "[('harbour', 'cat')]", done.stderr


@pytest.mark.parametrize(("module", "said"), [("raises", "no cat today"), ("number", "not iterable")])
def test_a_distribution_that_fails_is_named(tmp_path: Path, module: str, said: str) -> None:
    distribution(tmp_path, module)
    done = run(tmp_path, SCRIPT)
    assert "ScrubberError: entry point scrubber.packs: harbour = harbour_pack:thing" in done.stderr
    assert said in done.stderr


def test_an_entry_point_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    distribution(tmp_path, "path", "harbour = no_such_module:thing")
    assert "ScrubberError: entry point scrubber.packs: harbour = no_such_module:thing" in run(tmp_path, SCRIPT).stderr


def test_offered_packs_are_in_the_fingerprint(tmp_path: Path) -> None:
    script = "import scrubber; print(scrubber.Scrubber().fingerprint)"
    before = run(tmp_path, script).stdout
    distribution(tmp_path, "path")
    assert before
    assert run(tmp_path, script).stdout not in ("", before)
