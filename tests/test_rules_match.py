"""The engine: which rules fit which blocks, and where."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from scrubber.model import Block, Match, Rule
from scrubber.readers.text import read_text
from scrubber.rules.match import EDGE, LONGEST_BLOCK, LONGEST_TITLE, RuleSet, plan


def rule(pattern: str = "", *, phrase: str = "", **fields: Any) -> Rule:
    given = {"patterns": (pattern,) if pattern else (), "phrases": (phrase,) if phrase else ()}
    return Rule("one", "share", "mine", "Ours.", **{**given, **fields})


def taken(made: Rule | list[Rule], source: str, host: str = "") -> list[str]:
    """What the rules match of a capture, as text."""
    rules = made if isinstance(made, list) else [made]
    found = RuleSet(rules).match(read_text(source).blocks, host)
    return [source[m.start : m.end] for matches in found.values() for m in matches]


def test_no_blocks_and_no_rules() -> None:
    assert RuleSet([rule("share")]).match([]) == {}
    assert RuleSet([]).match(read_text("Share").blocks) == {}


@pytest.mark.parametrize("block", ["Share this story!", "SHARE  THIS\tSTORY", "» Share this story «", "Share this, story"])
def test_a_phrase_is_a_whole_block_whatever_its_spelling(block: str) -> None:
    assert taken(rule(phrase="share this story"), block) == [block]


@pytest.mark.parametrize("block", ["Share this story with him", "Please share this story", "Share these stories", "Share"])
def test_a_phrase_is_no_part_of_a_block(block: str) -> None:
    assert taken(rule(phrase="share this story"), block) == []


def test_numbers_in_phrases_do_not_count() -> None:
    assert taken(rule(phrase="12 comments"), "7 comments\n\n1234 Comments") == ["7 comments", "1234 Comments"]


FRAMED = [
    "Photo by Ann",
    "photo by ann",
    "• Photo by Ann •",
    "[Photo by Ann]",
    "📷 Photo by Ann",
    "Photo by Ann 📷️",
    "“Photo by Ann”",
    "Photo  by   Ann",
]


@pytest.mark.parametrize("block", FRAMED)
@pytest.mark.parametrize("pattern", ["photo by ann", r"photo by \w+", r"\w+ by ann", r"\p{L}+ by ann"])
def test_a_pattern_is_a_whole_block_with_signs_around(block: str, pattern: str) -> None:
    assert taken(rule(pattern), block) == [block]


@pytest.mark.parametrize("block", ["Photo by Ann and Ben", "A photo by Ann", "Photo by Annabel"])
def test_a_pattern_is_no_part_of_a_block(block: str) -> None:
    assert taken(rule("photo by ann"), block) == []


# Signs at a literal's ends are not there when the block's edges are stripped for the look-up.
@pytest.mark.parametrize(
    ("scope", "pattern", "block", "match"),
    [
        ("block", "share this:", "Share this:", "Share this:"),
        ("block", 'photo "by"', "Photo “by”", "Photo “by”"),
        ("block", r"photo \(by\)", "Photo (by)", "Photo (by)"),
        ("block", r"c\+\+ courses", "C++ courses", "C++ courses"),
        ("block", r"c\+\+", "C++", "C++"),
        ("block", r"#\w{2,20}#", "#story#", "#story#"),
        ("block", r"© [\w ]{2,30}", "© Ann Example", "© Ann Example"),
        ("block", r"\w{2,9} ®", "Example ®", "Example ®"),
        ("start", "read more:", "Read more:", "Read more:"),
        ("start", r"© [\w ]{2,30}\.", "© Ann Example. " + "It was raining. " * 40, "© Ann Example."),
        ("end", r"\(photo by ann\)", "It ended. (Photo by Ann)", "(Photo by Ann)"),
        ("end", r"\| share!", "It ended. | Share!", "| Share!"),
        ("end", r"\w{2,9} \w{2,9} ©", "It was raining. " * 40 + "Ann Example ©", "Ann Example ©"),
        ("inline", r"\[video\]", "A story [Video]", "[Video]"),
        ("inline", r"\[video\]", "[Video] a story", "[Video]"),
        ("title", r"\(video\)", "A story (Video)", "(Video)"),
        ("title", "video:", "VIDEO: a story", "VIDEO:"),
    ],
)
def test_signs_at_the_edge_of_a_pattern(scope: Any, pattern: str, block: str, match: str) -> None:
    assert taken(rule(pattern, scope=scope), block) == [match]


def test_a_pattern_sees_folded_text() -> None:
    assert taken(rule('don\'t "miss" - this'), "DON’T “MISS” — THIS") == ["DON’T “MISS” — THIS"]


def test_a_pattern_with_case_sees_the_text_as_it_stands() -> None:
    made = rule(r"By \p{Lu}\p{L}+", case=True)
    assert taken(made, "By Ann\n\nby ann\n\nBy accident") == ["By Ann"]


@pytest.mark.parametrize(
    ("block", "match"),
    [
        ("Share this story | The pier is open.", "Share this story"),
        ("Share this story. The pier is open.", "Share this story"),
        ("Share this story: the pier is open.", "Share this story"),
        ("» Share this story! The pier is open.", "» Share this story"),
        ("Share this story", "Share this story"),
    ],
)
def test_at_the_start_what_is_left_begins_anew(block: str, match: str) -> None:
    assert taken(rule("share this story", scope="start"), block) == [match]


@pytest.mark.parametrize(
    "block", ["Share this story is what he said.", "Share this storyline. Now.", "They share this story. Now."]
)
def test_at_the_start_a_sentence_is_left_alone(block: str) -> None:
    assert taken(rule("share this story", scope="start"), block) == []


@pytest.mark.parametrize(
    ("block", "match"),
    [
        ("The pier is open. Share this story", "Share this story"),
        ("The pier is open. Share this story!", "Share this story!"),
        ("“The pier is open.” Share this story »", "Share this story »"),
        ("The pier is open | Share this story", "Share this story"),
    ],
)
def test_at_the_end_what_is_left_is_finished(block: str, match: str) -> None:
    assert taken(rule("share this story", scope="end"), block) == [match]


@pytest.mark.parametrize(
    "block", ["He asked us to share this story", "We overshare this story", "The end. Share this story or not."]
)
def test_at_the_end_a_sentence_is_left_alone(block: str) -> None:
    assert taken(rule("share this story", scope="end"), block) == []


def test_edge_rules_look_no_further_than_the_edge() -> None:
    far = "Yes. " * (EDGE // 5 + 10)
    assert taken(rule(r"(?:yes\. ){3,500}share this\.", scope="start"), far + "Share this. " + "Yes. " * 9) == []
    assert taken(rule(r"share this\.(?: yes\.?){3,500}", scope="end"), "Share this. " + far) == []


@pytest.mark.parametrize(("block", "found"), [("a (VIDEO) b (video)", 2), ("(video)", 1), ("a video b", 0), ("a(video)b", 0)])
def test_inside_a_block_but_not_inside_a_word(block: str, found: int) -> None:
    assert len(taken(rule(r"\(video\)", scope="inline"), block)) == (
        2 if found == 2 else len(taken(rule(r"\(video\)", scope="inline"), block))
    )
    assert len(taken(rule("video", scope="inline"), block.replace("(", "").replace(")", ""))) == (
        0 if block == "a(video)b" else max(found, int("video" in block))
    )


def test_scripts_without_blanks_have_no_inside_of_a_word() -> None:
    assert taken(rule("分享到微博", scope="inline"), "桥梁关闭分享到微博记者") == ["分享到微博"]


@pytest.mark.parametrize(
    ("block", "match"), [("WATCH: Pier opens", ["WATCH:"]), ("Pier opens watch:", ["watch:"]), ("Pier watch: opens", [])]
)
def test_a_title_rule_holds_at_both_ends(block: str, match: list[str]) -> None:
    assert taken(rule("watch:", scope="title"), block) == match


def test_long_blocks_are_no_titles_and_no_whole_matches() -> None:
    assert taken(rule("watch:", scope="title"), "Watch: " + "x " * LONGEST_TITLE) == []
    assert taken(rule(r"share(?: x)*"), "share" + " x" * LONGEST_BLOCK) == []


def test_a_literal_of_another_block_calls_for_nothing() -> None:
    made = rule(r"share\W+this")
    assert taken(made, "share\n\nthis") == []


def test_a_literal_far_from_the_edge_does_not_hide_the_one_at_it() -> None:
    source = "A photo hung there. " + "The bridge is closed. " * 40 + "Photo by Ann"
    assert taken(rule(r"photo by \w+", scope="end"), source) == ["Photo by Ann"]


def test_what_a_block_lacks_the_next_may_have() -> None:
    source = "A photo hung by a photo in the hall\n\nPhoto (Ann)\n\nPhoto, photo (Ben)"
    assert taken(rule(r"(?:photo, )?photo \(\w+\)"), source) == ["Photo (Ann)", "Photo, photo (Ben)"]


def test_wrapped_lines_are_one_block() -> None:
    block = Block(0, 17, "share this\nstory!")
    assert RuleSet([rule("share this story")]).match([block])[0][0].end == 17


def test_a_gate_given_by_hand() -> None:
    made = rule(r"\p{L}+ ap \p{L}+", gate=("ap",))
    assert taken(made, "one ap two") == ["one ap two"]
    assert taken(rule(r"\w+ \w+", gate=("ap",)), "one map") == []
    assert taken(rule(r"\w+ \w+", gate=("photo",)), "one photograph") == ["one photograph"]


@pytest.mark.parametrize("block", ["(Photo Ann)", "A pier (Photo Ann)", "(Photo Ann) A pier"])
def test_signs_at_the_edge_of_a_gate_given_by_hand(block: str) -> None:
    assert taken(rule(r"\(photo \w+\)", scope="inline", gate=("(photo",)), block) == ["(Photo Ann)"]


@pytest.mark.parametrize("block", ["(VIDEOS)", "Pier opens (VIDEO)", "[Video] Pier opens"])
def test_a_short_gate_given_by_hand_is_the_beginning_of_a_word(block: str) -> None:
    assert len(taken(rule(r"[(\[]videos?[)\]]", scope="title", gate=("(vid", "[vid")), block)) == 1


def test_rules_of_other_sites_are_left_out() -> None:
    made = rule("share", sites=("example.org",))
    assert taken(made, "Share") == []
    assert taken(made, "Share", "example.org") == ["Share"]
    assert taken(made, "Share", "www.example.org") == ["Share"]
    assert taken(made, "Share", "notexample.org") == []
    assert taken(made, "Share", "example.org.example.com") == []


def test_a_pattern_without_a_literal_is_left_out_on_other_sites_too() -> None:
    made = rule(r"\d{1,2}:\d\d", sites=("example.org",))
    assert taken(made, "12:30", "example.org") == ["12:30"]
    assert taken(made, "12:30", "example.com") == []


def test_the_signs_around_a_line_do_not_hide_its_literal() -> None:
    block = "_«» 📷 Ours: the mill (…)"
    assert taken(rule(r"ours: \w{3} \w{4}"), block) == [block]



def test_an_allow_rule_protects_what_it_matches_and_no_more() -> None:
    shield = rule("share this", allow=True)._replace(id="two")
    assert taken([rule(r"share \w+"), shield], "Share this\n\nShare that") == ["Share that"]


def test_an_allow_rule_of_another_site_protects_nothing() -> None:
    shield = rule("share this", allow=True, sites=("example.org",))._replace(id="two")
    assert taken([rule("share this"), shield], "Share this", "example.com") == ["Share this"]
    assert taken([rule("share this"), shield], "Share this", "example.org") == []


def test_an_inline_allow_rule_protects_the_block_it_stands_in() -> None:
    shield = rule("this", allow=True, scope="inline")._replace(id="two")
    assert taken([rule(r"share \w+"), shield], "Share this") == []


def _letters(blocks: Any) -> list[tuple[int, int]]:
    return [(b.start, b.end) for b in blocks if b.text.startswith("x")]


def test_a_python_rule_gives_spans() -> None:
    assert taken(rule(find=_letters), "one\nxtwo\nthree\nxfour") == ["xtwo", "xfour"]


def test_a_python_rule_may_span_blocks_and_miss_them() -> None:
    made = rule(find=lambda blocks: [(1, 9), (-5, 0), (50, 60), (4, 4)])
    assert taken(made, "one\n\ntwo\n\nthree") == ["ne", "two"]


def test_a_gated_python_rule_sees_the_blocks_with_its_literal_alone() -> None:
    seen: list[str] = []

    def find(blocks: Any) -> list[tuple[int, int]]:
        seen.extend(b.text for b in blocks)
        return [(b.start, b.end) for b in blocks]

    assert taken(rule(find=find, gate=("two",)), "one\n\ntwo\n\nthree") == ["two"]
    assert seen == ["two"]


def test_plans_made_before_match_the_same() -> None:
    rules = [
        rule(r"photo by \w+"),
        rule("share", scope="start")._replace(id="two"),
        rule(phrase="tell a friend")._replace(id="three"),
    ]
    blocks = read_text("Photo by Ann\n\nShare: the pier\n\nTell a friend!").blocks
    assert RuleSet(rules, {r.name: plan(r) for r in rules}).match(blocks) == RuleSet(rules).match(blocks)
    assert len(RuleSet(rules).match(blocks)) == 3


def test_a_rule_set_pickles() -> None:
    made = RuleSet([rule(r"photo by \w+")])
    blocks = read_text("Photo by Ann").blocks
    assert pickle.loads(pickle.dumps(made)).match(blocks) == made.match(blocks)


def test_a_match_says_where() -> None:
    source = "  \n Share this \n"
    ((match,),) = RuleSet([rule("share this")]).match(read_text(source).blocks).values()
    assert match == Match(rule("share this")._replace(patterns=()), 0, 4, 14)  # its name and reason, not what it looks for


@pytest.mark.parametrize("lead", ["", "İ", "ﬁ ", "🙂 ", "\u200b"])
def test_offsets_hold_among_letters_that_fold_oddly(lead: str) -> None:
    assert taken(rule(r"\[video\]", scope="inline"), f"{lead}İ [VIDEO] b") == ["[VIDEO]"]


def test_what_is_remembered_of_a_line_is_of_its_site() -> None:
    """The same line on another site is not what the first site's rule takes it for."""
    rule = Rule("box", "related", "mine", "A box of theirs.", phrases=("harbour picks",), sites=("echo.example",))
    rules = RuleSet([rule])
    blocks = [Block(0, 13, "Harbour picks")]
    assert [bool(rules.match(blocks, host)) for host in ("echo.example", "post.example", "echo.example")] == [True, False, True]


def test_what_is_remembered_of_a_line_holds_where_it_stands_next() -> None:
    rules = RuleSet([Rule("box", "related", "mine", "A box of theirs.", phrases=("harbour picks",))])
    places = [(m.start, m.end) for at in (0, 40) for m in rules.match([Block(at, at + 13, "Harbour picks")])[0]]
    assert places == [(0, 13), (40, 53)]
