"""Packs: a good one is read, a wrong one fails, naming its file and rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scrubber.errors import ScrubberError
from scrubber.rules.load import load_pack, read_pack

RULE = {"id": "one", "why": "It is chrome.", "phrases": ["tell a friend"], "remove": ["Tell a friend!"]}


def pack(*rules: dict[str, Any], **header: Any) -> dict[str, Any]:
    return {"pack": {"name": "mine", "version": "3", "category": "share", **header}, "rule": list(rules)}


def error(data: dict[str, Any]) -> str:
    with pytest.raises(ScrubberError) as caught:
        read_pack(data, "my.toml")
    return str(caught.value)


def test_a_pack_is_read() -> None:
    made = read_pack(pack({**RULE, "keep": ["Tell a friend, he said, and a foe."]}), "my.toml")
    (rule,) = made.rules
    assert (made.name, made.version, made.language) == ("mine", "3", "und")
    assert (rule.name, rule.category, rule.strength, rule.scope, rule.where) == ("mine/one", "share", "sure", "block", "any")
    assert [e.kind for e in made.examples] == ["remove", "keep"]


def test_a_rule_may_say_otherwise_than_its_pack() -> None:
    made = read_pack(
        pack({**RULE, "category": "app", "sites": ["example.org"]}, RULE | {"id": "two"}, sites=["example.com"]), "my.toml"
    )
    assert [r.category for r in made.rules] == ["app", "share"]
    assert [r.sites for r in made.rules] == [("example.org",), ("example.com",)]


def test_an_allow_rule_needs_no_example() -> None:
    made = read_pack(pack({"id": "a", "why": "Ours.", "phrases": ["tell a friend"], "allow": True}), "my.toml")
    assert made.rules[0].allow


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "One"}, "lower-case"),
        ({"id": "a/b"}, "lower-case"),
        ({"id": 3}, "id must be a string"),
        ({"strength": "certain"}, "'certain'; it must be one of sure, hint"),
        ({"scope": "line"}, "must be one of block, start, end, inline, title"),
        ({"where": "foot"}, "must be one of any, head, tail"),
        ({"phrase": ["x"]}, "unknown key 'phrase'"),
        ({"phrases": "tell a friend"}, "phrases must be a list"),
        ({"phrases": [""]}, "non-empty"),
        ({"phrases": [1]}, "list of non-empty strings"),
        ({"phrases": ["***"]}, "write a pattern"),
        ({"phrases": []}, "needs phrases or patterns"),
        ({"patterns": ["(open"]}, "'(open'"),
        ({"patterns": ["a?"]}, "matches the empty text"),
        ({"patterns": ["Share"]}, "set case = true"),
        ({"patterns": ["(?:、\\p{Han}|Foto)"]}, "set case = true"),
        ({"remove": []}, "at least one example"),
        ({"why": ""}, "no why"),
        ({"allow": "yes"}, "allow must be a boolean"),
    ],
    ids=str,
)
def test_a_wrong_rule_is_named(change: dict[str, Any], said: str) -> None:
    message = error(pack({**RULE, **change}))
    assert message.startswith("my.toml: rule ")
    assert said in message
    if "id" not in change:
        assert "rule 'one'" in message


def test_a_rule_without_an_id_is_numbered() -> None:
    assert "my.toml: rule number 2" in error(pack(RULE, {"why": "x"}))


def test_two_rules_of_one_id() -> None:
    assert "'one': stands twice" in error(pack(RULE, RULE))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "no [pack] table"),
        ({"pack": {"name": "mine"}}, "no [[rule]] tables"),
        ({"pack": {"name": "mine"}, "rule": {"id": "x"}}, "no [[rule]] tables"),
        ({"pack": {"name": "My Pack"}, "rule": []}, "name must be lower-case"),
        ({"pack": {}, "rule": []}, "name must be"),
        ({"pack": {"name": "mine", "colour": "red"}, "rule": []}, "unknown key 'colour'"),
        ({"pack": {"name": "mine"}, "rules": []}, "unknown table 'rules'"),
        ({"pack": {"name": "mine"}, "rule": [{k: v for k, v in RULE.items() if k != "why"} | {"category": "app"}]}, "no why"),
        ({"pack": {"name": "mine"}, "rule": [RULE]}, "no category"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_a_wrong_pack_is_named(data: dict[str, Any], said: str) -> None:
    message = error(data)
    assert message.startswith("my.toml: ")
    assert said in message


@pytest.mark.parametrize(
    "pattern",
    [r"\p{Lu}\p{L}+ x", r"(?:\p{Han}|x)y", r"(?:、\p{Han}{2})x", r"\S+ x\D", r"(?i:x)\W", r"(?P<A>x)", r"(?<=x)y\B", "(?:é|x)y"],
)
def test_capitals_of_escapes_and_names_are_no_capitals(pattern: str) -> None:
    read_pack(pack({**RULE, "patterns": [pattern]}), "my.toml")


@pytest.mark.parametrize("pattern", ["Foto", "(?:Foto|x)y", "x(?=Foto)", "x(?<=Foto)", r"\.Foto", "É"])
def test_capitals_that_can_never_match_are_told(pattern: str) -> None:
    assert "capitals" in error(pack({**RULE, "patterns": [pattern]}))


def test_a_pattern_with_case_may_have_capitals() -> None:
    read_pack(pack({**RULE, "patterns": ["Foto"], "case": True}), "my.toml")


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        "[pack]\nname = 'mine'\ncategory = 'share'\n[[rule]]\nid = 'a'\nwhy = 'Ours.'\npatterns = ['tell \\w+']\nremove = ['tell Ann']\n",
        "utf-8",
    )
    assert load_pack(file).rules[0].patterns == (r"tell \w+",)
    assert load_pack(str(file)).digest == load_pack(file).digest


@pytest.mark.parametrize("content", [b"[pack", b"\xff\xfe", None], ids=["no toml", "no text", "no file"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "mine.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ScrubberError, match=r"mine\.toml: "):
        load_pack(file)


def test_the_digest_is_of_what_the_rules_say() -> None:
    one = read_pack(pack(RULE), "a.toml")
    assert one.digest == read_pack(pack(RULE | {"keep": ["Tell a friend of mine."]}), "b.toml").digest
    assert one.digest != read_pack(pack(RULE | {"phrases": ["tell a foe"]}), "a.toml").digest
    assert one.digest != read_pack(pack(RULE | {"where": "tail"}), "a.toml").digest
