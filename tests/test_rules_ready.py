"""What is kept of the built-in rules, against what it was made of."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path

import pytest
import regex

from scrubber import Scrubber
from scrubber.readers.text import read_text
from scrubber.rules import ready, stamp
from scrubber.rules.compiled import Compiled, _mark
from scrubber.rules.match import _WORTH_OPENING, RuleSet, framed, of_rules
from scrubber.rules.packs import builtin
from scrubber.rules.shelf import Literals, Phrases, of_numbers, of_texts, read_columns, write_columns

STORY = "Pier opens again\n\n14 May, 2024 18:30\n\nThe crew handed out coffee at the quay.\n\nShare this story!"

TEXTS = ("Example PHOTO", "ab1", "Ähre photo", "?")


@pytest.fixture(autouse=True)
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the rules in a file of the test's own."""
    file = tmp_path / "index.ready"
    monkeypatch.setattr(ready, "_READY", str(file))
    return file


def test_what_is_kept_is_what_was_made() -> None:
    made = ready.write_standard()
    kept = ready._kept()
    assert kept is not None
    assert kept.fingerprint == made.fingerprint
    assert isinstance(kept.ready.literals, Literals)
    assert isinstance(kept.ready.phrases, Phrases)
    assert kept.ready.rules == made.ready.rules
    assert list(kept.ready.tests) == made.ready.tests
    assert kept.ready.ungated == made.ready.ungated
    assert kept.ready.signs == made.ready.signs
    assert {k: list(v) for k, v in kept.ready.phrases.whole().items()} == made.ready.phrases
    calls = dict(zip(kept.ready.literals.whole(), kept.ready.calls, strict=True))
    assert calls == dict(zip(made.ready.literals, made.ready.calls, strict=True))


def test_closed_and_opened_match_the_same() -> None:
    ready.write_standard()
    kept = ready._kept()
    assert kept is not None
    closed, opened = RuleSet.of(kept.ready), RuleSet.of(kept.ready)
    opened._open(_WORTH_OPENING + 1)
    made = RuleSet.of(of_rules((r for p in builtin().packs for r in p.rules), builtin().plans))
    blocks = read_text(STORY).blocks
    assert closed.match(blocks) == opened.match(blocks) == made.match(blocks)
    assert isinstance(closed._literals, Literals)
    assert isinstance(opened._literals, list)
    assert pickle.loads(pickle.dumps(closed)).match(blocks) == made.match(blocks)


def test_patterns_of_regex_are_kept_compiled() -> None:
    patterns = [regex.compile(text) for text in (r"\p{Lu}\w+ (?i:photo)", r"[\p{L}\d]{2,40}")]
    kept = pickle.loads(pickle.dumps(Compiled(Compiled.columns(patterns))))
    for pattern in patterns:
        same = kept.get(pattern.pattern)
        assert (same.pattern, same.flags) == (pattern.pattern, pattern.flags)
        assert [bool(same.fullmatch(x)) for x in TEXTS] == [bool(pattern.fullmatch(x)) for x in TEXTS]
    assert kept.get(r"\p{Lu}") is None
    # One mark for two texts: what is kept under it is not what was asked for.
    kept._places[_mark(r"\p{Lu}")] = 0
    assert kept.get(r"\p{Lu}") is None


def test_what_another_version_of_regex_compiled_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = regex.compile(r"\p{Lu}\w+")
    kept = Compiled(Compiled.columns([pattern]))
    monkeypatch.setattr(regex, "__version__", "1")
    assert kept.get(pattern.pattern) is None
    assert framed(r"\p{Lu}\w+", "inline", kept).search("an Example") is not None


def test_every_literal_of_a_text_is_among_those_looked_for() -> None:
    literals, columns = Literals.columns(["ab", "share", "share this", "is st", "\nicon", "日本"])
    kept = Literals(columns)
    for text in ("\nshare this story", "an icon\nicon", "ab", ""):
        numbers, found = kept.among(text)
        assert [literals[n] for n in numbers] == found
        assert {x for x in literals if x in text} <= set(found)


@pytest.mark.parametrize("spoilt", [b"", b"abc", b"\0" * 40, b"some other file of some other program, long enough"])
def test_a_file_that_is_not_whole_is_made_anew(aside: Path, spoilt: bytes) -> None:
    aside.write_bytes(spoilt)
    assert ready._kept() is None
    ready.write_standard()
    whole = aside.read_bytes()
    for cut in (whole[:-1], whole[: len(whole) // 2], whole[:9000] + b"x" + whole[9001:]):
        aside.write_bytes(cut)
        assert ready._kept() is None


def test_a_file_of_another_make_is_made_anew(aside: Path) -> None:
    ready.write_standard()
    columns = read_columns(str(aside))
    names = [of_texts(["other.toml"]), of_numbers([3]), of_numbers([4])]
    write_columns(str(aside), [*names, *columns[3:]])
    assert ready._kept() is None
    write_columns(str(aside), names)
    assert ready._kept() is None
    write_columns(str(aside), [*columns[:3]])
    assert ready._kept() is None


def test_older_than_its_packs_but_of_them(aside: Path) -> None:
    """An installer writes files in any order: the kept file holds, and is dated anew."""
    ready.write_standard()
    os.utime(aside, (1, 1))
    assert ready._kept() is not None
    assert aside.stat().st_mtime > time.time() - 60


def test_a_changed_pack_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("name = 1", "utf-8")
    os.utime(file, (1, 1))
    monkeypatch.setattr(stamp, "_sources", lambda: [str(file)])
    kept = tmp_path / "kept"
    kept.touch()
    made_of = stamp.stamp()
    assert stamp.is_current(made_of, str(kept))
    file.write_text("name = 2", "utf-8")
    os.utime(file, (time.time() + 10,) * 2)
    assert not stamp.is_current(made_of, str(kept))
    file.write_text("name = 1", "utf-8")
    os.utime(file, (time.time() + 10,) * 2)
    assert stamp.is_current(made_of, str(kept))
    file.write_text("name = 1 ", "utf-8")
    os.utime(file, (1, 1))
    assert not stamp.is_current(made_of, str(kept))


def test_a_place_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "_READY", str(tmp_path / "nowhere" / "index.ready"))
    assert ready._kept() is None
    assert len(ready.write_standard().ready.rules) > 1000


def test_rules_that_nobody_chose_are_all_rules() -> None:
    everything = Scrubber(select=sorted({rule.category for rule in Scrubber().rules}))
    assert Scrubber().rules == everything.rules
    assert Scrubber().fingerprint != everything.fingerprint
    assert Scrubber().scrub(STORY).to_dict() | {"fingerprint": ""} == everything.scrub(STORY).to_dict() | {"fingerprint": ""}
