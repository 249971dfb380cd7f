"""Gates: a literal that must be there, so that a rule is tried only where it can match."""

from __future__ import annotations

import random

import pytest
import regex

from scrubber.rules.gates import gate, weight

WHOLE = [
    (
        "share (?:this|the) (?:story|article)",
        "first",
        {"share the article", "share the story", "share this article", "share this story"},
    ),
    (r"\d{1,5} comments", "last", {"comments"}),
    (r"\d{1,5} comments?", "last", {"comment", "comments"}),
    ("(?:read|see) more", "first", {"read more", "see more"}),
    (r"\w{1,9} said share \w{1,9}", "inside", {"said share"}),
    (r"\W{0,3}follow us", "first", {"follow us"}),
    ("(?:please )?share", "first", {"please share", "share"}),
    (r"(?:\d+ )?photos", "last", {"photos"}),
    (r"[\w ]{1,20}\d", "inside", set()),
]


@pytest.mark.parametrize(("pattern", "place", "literals"), WHOLE, ids=lambda v: v if isinstance(v, str) else "")
def test_the_gate_of_a_whole_block(pattern: str, place: str, literals: set[str]) -> None:
    found = gate(pattern, "block")
    assert (found.place, set(found.literals)) == (place, literals)


@pytest.mark.parametrize(("scope", "place"), [("block", "first"), ("start", "first"), ("end", "last"), ("inline", "inside")])
def test_a_literal_stands_where_the_scope_holds_it(scope: str, place: str) -> None:
    found = gate("share this", scope)
    assert (found.place, found.literals) == (place, ("share this",))


def test_a_title_gate_holds_both_edges() -> None:
    found = gate("video:", "title")
    assert found.place == "edge"
    assert set(found.literals) == {"\nvideo", "video\n"}


def test_literals_are_folded() -> None:
    assert gate("PHOTO “By”", "block").literals == ('photo "by',)


@pytest.mark.parametrize("pattern", [r"\p{Lu}+(?V1)[[a]--[b]]", "(?<n>a)", "(", "a" * 10 + "{99999999999}"])
def test_what_the_parser_does_not_know_is_not_gated(pattern: str) -> None:
    assert gate(pattern, "block").literals == ()


@pytest.mark.parametrize(("pattern", "widest"), [("share", 5), ("a{2,7}", 7), ("(?:ab|c)d?", 3)])
def test_the_longest_match_is_known(pattern: str, widest: int) -> None:
    assert gate(pattern, "block").widest == widest


def test_a_sign_that_is_rare_in_prose_weighs_more() -> None:
    assert weight("分享") > weight("abc")
    assert weight("©") > weight("a")


def test_what_must_stand_beside_a_match_must_stand_in_the_block() -> None:
    assert ('"',) in gate(r'(?<=")[^"]{1,50}[.!?]', "block").also
    assert gate(r"[^a]{3}(?!x)", "block").also == ()


def test_a_large_class_of_signs_gates_where_nothing_else_does() -> None:
    signs = "".join(map(chr, range(0x2190, 0x21D0)))
    assert [len(group) for group in gate(f"[{signs}] ?", "block").also] == [len(signs)]
    assert gate(f"[{signs}] ?%", "block").also == (("%",),)


SHAPES = [
    "share (?:this|the)(?: (?:story|post))?",
    r"(?:\d{1,3} )?(?:new )?comments?(?: \(\d\))?",
    "(?:to )?(?:read|view) (?:the )?more",
    r"(?:[a-c]{1,2} )?photo(?:s|graph)? by",
    r"(?:©|\(c\)) \d{4}",
    r"[\[(]?video[\])]?",
    r"(?:a|an)? ?(?:ad|advert|advertisement)\b",
    r"[-|]? ?follow (?:us|@\w{2,4})",
    "(?>sign|log) ?-?in",
    r"(?:foto|bild):? \p{L}{2,5}",
    r"(?:«|\")?leia mais(?:»|\")?",
    r"(?:分享|转发)到?",
    "x?y?z? ?newsletter x?y?z?",
    r"(?:\d+:)?\d\d min",
    "(?:get|join) the(?: app)?",
]


@pytest.mark.parametrize("scope", ["block", "start", "end", "inline", "title"])
@pytest.mark.parametrize("pattern", SHAPES)
def test_no_text_that_matches_is_kept_out(pattern: str, scope: str) -> None:
    """The gate's promise: whatever the pattern matches holds one of the literals, where the gate says."""
    found = gate(pattern, scope)
    for text in _samples(pattern):
        bare = " ".join(text.split()).strip("[](){}<>«»\"'.,:;!?|-–—@#©®/\\* ")
        edges = {"first": f"\n{bare}", "last": f"{bare}\n", "edge": f"\n{bare}\n", "inside": bare}[found.place]
        wanted = {"first": "\n{}", "last": "{}\n"}.get(found.place, "{}")
        inside = " ".join(text.split()) if found.place == "inside" else edges
        assert not found.literals or any(wanted.format(x) in inside for x in found.literals), (text, found)
        assert len(text) <= found.widest


def _samples(pattern: str) -> list[str]:
    """Texts the pattern matches, made of its own letters."""
    compiled = regex.compile(pattern)
    words = regex.findall(r"[^\W_]+|[^\w\s\\?(){}\[\]]", pattern) + list("a1 «()[]-|©:@") + ["to ", " ", "12", "2024", "abc"]
    draw = random.Random(pattern)
    found: set[str] = set()
    for _ in range(1500):
        text = "".join(draw.choice(words) + draw.choice(["", " "]) for _ in range(draw.randint(1, 6)))
        found.update(m[0] for m in compiled.finditer(text, overlapped=True))
        found.update(m[0].strip() for m in compiled.finditer(text) if compiled.fullmatch(m[0].strip()))
    return sorted(found)


@pytest.mark.parametrize("pattern", SHAPES)
def test_the_samples_are_not_empty(pattern: str) -> None:
    assert _samples(pattern)
