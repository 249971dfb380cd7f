"""The scorecards, the best run of blocks, pages and articles, and what HTML says of a block."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scrubber import Scrubber, scrub
from scrubber.decide.context import headlines, surround
from scrubber.decide.draft import Draft
from scrubber.decide.evidence import NO_CASE, gather
from scrubber.decide.scorecard import add_up, ask, context_card, kind_card, look_card, read_card, read_trees
from scrubber.decide.segments import Run, best_run, borne_out
from scrubber.decide.story import judge
from scrubber.readers.text import read_text

PROSE = [
    "The ferry to Lower Vessen will not sail until Friday, the harbour office said, because a seal has moved in under the ramp.",
    "It was seen first by the cook, who took it for a sack of flour. By noon it had been joined by two others, and a crowd.",
    "“They are tired, and so are we,” said the harbour master, Ida Kvist, who has closed the ramp twice before for the same reason.",
    "Passengers are carried round by bus in the meantime. The bus takes an hour and a half, and stops at the bakery.",
]
MENU = ["Home", "News", "Sport", "Weather", "Tides", "Letters", "Shop", "Sign in"]
RAIL = ["Ten Boats Nobody Bought", "Mayor Opens Third Bakery", "Gull Takes Mayor's Hat", "About us", "Terms of use", "© 2024 Vessen Post"]


def runs(values: list[float], known: list[int] = (), bias: float = 0.0, words: float = 50.0) -> tuple[int, int]:  # type: ignore[assignment]
    marks = np.zeros(len(values), bool)
    marks[list(known)] = True
    run = best_run(np.array(values), np.full(len(values), words), marks, bias, -2.4)
    return run.start, run.end


def test_the_best_run_is_taken() -> None:
    assert runs([-3, 1, -3, 2, 2, -1, 2, -3, 1]) == (3, 7)


def test_known_chrome_does_not_cut_a_story_in_two() -> None:
    story = [2.0, 2.0, *[-5.0] * 8, 2.0, 2.0]
    assert runs(story) != (0, 12)
    assert runs(story, known=list(range(2, 10))) == (0, 12)


def test_a_page_like_no_other_is_looked_at_with_a_lower_bar() -> None:
    assert runs([-5, -0.8, -0.9, -5]) == (1, 3)


def test_nothing_is_a_run_too() -> None:
    assert runs([]) == (0, 0)


def test_prose_scores_above_menus_and_says_why_not() -> None:
    blocks = read_text("\n".join(MENU + PROSE)).blocks
    scores = judge(Draft(blocks), {}, "").scores
    assert np.median(scores.total[len(MENU) :]) > 0 > max(scores.total[: len(MENU)])
    assert scores.why([0])[0].startswith("Scores -")
    assert 1 <= scores.why([0])[0].count(" -") <= 4
    assert np.allclose(scores.total, look_card().start + scores.parts.sum(axis=0))


@pytest.mark.parametrize("text", ["x", "…", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "新华社北京电", "a\ud800b", "1"])
def test_evidence_is_there_for_any_text(text: str) -> None:
    evidence = judge(Draft(read_text(text).blocks), {}, "").evidence
    assert all(len(v) == 1 and np.isfinite(v).all() for v in evidence.values())


@pytest.mark.parametrize("text", ["섬 우체부가 첫 승객이었다.", "وكان أول الركاب ساعي البريد", "老桥今日恢复通行。", "डाकिया पहला यात्री था"])
def test_a_script_without_capitals_is_not_one_without_letters(text: str) -> None:
    assert gather(Draft(read_text(text).blocks), {})["capitals"][0] == NO_CASE
    assert gather(Draft(read_text("12 / 34").blocks), {})["capitals"][0] == -1


def test_an_ideographic_full_stop_ends_a_sentence() -> None:
    assert gather(Draft(read_text("桥通了。人来了。").blocks), {})["sentences"][0] == 2


# ---- the cards


def grown(rng: random.Random, leaves: int) -> Any:
    """A tree of random questions about two kinds of evidence."""
    if leaves == 1:
        return round(rng.uniform(-1, 1), 3)
    left = rng.randint(1, leaves - 1)
    return [rng.randrange(2), round(rng.uniform(-2, 2), 2), grown(rng, left), grown(rng, leaves - left)]


def walked(tree: Any, values: tuple[float, float]) -> float:
    while isinstance(tree, list):
        tree = tree[2] if values[tree[0]] <= tree[1] else tree[3]
    return float(tree)


@pytest.mark.parametrize("seed", range(5))
def test_all_questions_at_once_end_at_the_leaves_that_a_walk_ends_at(seed: int) -> None:
    rng = random.Random(seed)
    trees = [grown(rng, rng.randint(1, 16)) for _ in range(20)]
    a, b = (np.array([rng.choice([-1.0, 0.0, 1.0, rng.uniform(-3, 3)]) for _ in range(600)]) for _ in range(2))
    got = ask({"a": a, "b": b}, read_trees({"evidence": ["a", "b"], "trees": trees}))
    assert np.allclose(got, [sum(walked(t, pair) for t in trees) for pair in zip(a, b, strict=True)])


def test_a_cut_belongs_to_what_is_below_it() -> None:
    card = read_card({"start": 1.0, "evidence": {"a": {"cuts": [0.0, 2.0], "points": [-1.0, 0.5, 3.0]}}})
    assert add_up({"a": np.array([0.0, 0.1, 2.0, 9.0])}, card).total.tolist() == [0.0, 1.5, 1.5, 4.0]


def test_the_cards_ask_for_evidence_that_there_is() -> None:
    evidence = judge(Draft(read_text("\n".join(MENU + PROSE)).blocks), {}, "").evidence
    assert set(look_card().lines) | set(context_card().names) | set(kind_card()[1]) <= set(evidence)


def test_what_stands_around_a_block() -> None:
    own = gather(Draft(read_text("\n".join(["Home", *PROSE[:2], "Sport"])).blocks), {})
    around = surround(own, np.array([-2.0, 3.0, 3.0, -2.0]), np.zeros(4))
    assert around["look before 1"][0] == 0 > around["look before 1"][1]
    assert around["look after 2"][0] > 2
    assert list(around["blocks from start"]) == [-1, 0, 1, 2]
    assert list(around["blocks from end"]) == [-3, -2, -1, 0]


def test_the_headline_is_like_the_address_or_stands_twice() -> None:
    blocks = read_text("Seals close ferry again | Vessen Post\nHome\nSeals close ferry again\nTen boats nobody bought").blocks
    by_address = headlines(Draft(blocks), "https://vessen.example/2024/seals-close-ferry-again.html")
    assert int(np.argmax(by_address)) == 2
    assert list(headlines(Draft(blocks), "")) == [0, 0, 0.3, 0]


def test_a_line_may_begin_the_headline_and_break_off_inside_a_word() -> None:
    blocks = read_text("Seals close ferry again\nSeals, close fer\nSeals close\nSealsclose ferry again\nSeals _ x").blocks
    assert list(headlines(Draft(blocks), "")) == [0, 0.3, 0, 0, 0]


# ---- where a story ends


def test_a_story_does_not_end_between_two_paragraphs() -> None:
    prose, witness = [True] * 5 + [False], [False] * 5 + [True]
    assert borne_out(Run(0, 3, frozenset()), prose, witness).end == 5
    assert borne_out(Run(0, 5, frozenset()), prose, [False] * 6).end == 6


def test_a_story_ends_where_a_rule_knows_a_line() -> None:
    prose, witness = [False] * 12, [i in (1, 9, 10) for i in range(12)]
    assert borne_out(Run(3, 7, frozenset()), prose, witness) == Run(2, 9, frozenset())
    assert borne_out(Run(2, 9, frozenset()), prose, witness) == Run(2, 9, frozenset())
    assert borne_out(Run(5, 6, frozenset()), prose, witness) == Run(0, 12, frozenset())


@pytest.mark.parametrize(
    "capture",
    [
        f"Parsing dates\n{PROSE[0]}\nInstall the package\n{PROSE[1]}\nFurther reading\n{PROSE[2]}\nHappy parsing!\nShare",
        f"Seal pie\n{PROSE[0]}\n{PROSE[1]}\n{PROSE[2]}\nNotes\nGuten Appetit!\nAbout us\nPrivacy policy",
    ],
)
def test_a_last_line_above_chrome_is_the_story_s(capture: str) -> None:
    last = next(line for line in capture.split("\n") if line.endswith("!"))
    assert scrub(capture.replace("\n", "\n\n"), kind="article").body.endswith(last)


@pytest.mark.parametrize("heading", ["Menu", "Tips", "Essential cookies", "Topics"])
def test_a_label_alone_between_two_paragraphs_is_a_heading(heading: str) -> None:
    assert heading in scrub("\n\n".join(["Seals close ferry", *PROSE[:2], heading, *PROSE[2:]]), kind="article").body


def test_nothing_is_cut_from_an_article_without_a_witness() -> None:
    teasers = ["Ten boats nobody bought", "Mayor opens third bakery", "Gull takes mayor's hat"]
    lines = [*(f"{p} {n}." for n in (1, 2) for p in PROSE), *teasers]
    assert scrub("\n\n".join(lines), kind="article").body.endswith("\n\n".join(teasers))


def test_a_page_s_story_goes_on_behind_what_interrupts_it() -> None:
    last = "The bakery at the bus stop has laid in eleven more loaves a day, it said, and a tray of buns for those who missed the bus."
    page = [*MENU, "Seals close ferry for third time", *PROSE, "Read in our app", "Download the app", last, *RAIL]
    assert last in scrub("\n".join(page), kind="page").body


def test_a_standfirst_stands_below_the_headline() -> None:
    standfirst = "Three seals, one ramp and no boat until Friday."
    page = [*MENU, "Seals close ferry for third time", standfirst, "By Ann Example", "11 March 2019", "Share", *PROSE, *RAIL]
    assert scrub("\n".join(page), kind="page").body.startswith(standfirst)


# ---- which kind of capture it is


PAGES = sorted(p for p in (Path(__file__).parents[1] / "fixtures").glob("*-page/capture.txt") if len(p.parent.name) <= 12)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_a_page_is_found_out_in_any_language(path: Path) -> None:
    if path.parent.name in ("th-page", "glued-page"):
        pytest.skip("too little of it looks like a page")
    assert scrub(path.read_text(encoding="utf-8")).kind == "page"


def test_what_may_be_a_page_ends_where_an_article_does() -> None:
    head = ["District Court of Vessen", "Case 14/2024", "Before Judge Halloran", "Heard 4 March"]
    notice = [*head, *PROSE, *PROSE[:2], "Ida Kvist", "Clerk of the court", "11 March 2024"]
    article = scrub("\n".join([*MENU[:5], *notice, "Share", "Facebook", "X", "Email", *RAIL[-2:]]))
    assert article.kind == "page"
    assert [line for line in notice if line not in article.text] == []


def test_a_hint_alone_is_no_witness() -> None:
    cast = ["Herring", "Rope, a bucket and two oars", "Music"]
    lines = ["Seals close ferry", *PROSE, *PROSE[:3], "They brought", *cast]
    assert scrub("\n\n".join(lines), kind="article").body.endswith("\n\n".join(cast))


def test_the_last_entry_of_a_list_above_one_button_stays() -> None:
    lines = ["Seals close ferry", *PROSE[:2], "Ida Kvist", "Costumes", "Music"]
    assert scrub("\n\n".join([*lines, "Share"])).body.endswith("Costumes\n\nMusic")
    assert not scrub("\n\n".join([*lines, "Share", "Facebook", "X"])).body.endswith("Music")


def test_an_article_is_no_page() -> None:
    assert scrub("\n\n".join(["Seals close ferry", *PROSE, "Share", "Ten Boats Nobody Bought"])).kind == "article"
    assert scrub("\n".join(["Ingredients", *[f"{n} eggs" for n in range(9)], *PROSE, *PROSE])).kind == "article"




def test_a_page_is_its_story() -> None:
    article = scrub("\n".join([*MENU, "Seals close ferry for third time", *PROSE, *RAIL]), kind="page")
    assert article.title == "Seals close ferry for third time"
    assert article.body.startswith("\n\n".join(PROSE))
    assert not any(line in article.body for line in [*MENU, *RAIL[1:]])
    outside = {r.text: r.why for r in article.removed if r.rule == "page-outside"}
    assert "Scores" in outside["Mayor Opens Third Bakery"]


def test_the_page_rules_can_be_switched_off() -> None:
    article = Scrubber(ignore=["page"]).scrub("\n".join([*MENU, *PROSE, *RAIL]), kind="page")
    assert "Mayor Opens Third Bakery" in article.body


def test_an_empty_page() -> None:
    assert scrub("", kind="page").body == ""


HTML = f"""<html><head><title>Seals close ferry for third time | Vessen Post</title></head><body>
<nav><a href="/">Front</a> <a href="/tides">Tides</a></nav>
<h1>Seals close ferry for third time</h1><i class="icon-share">share</i>
{"".join(f"<p>{p}</p>" for p in PROSE)}
<p hidden>Draft of Tuesday</p><button>Tell the cook</button>
<aside><h3>Ten Boats Nobody Bought</h3></aside><footer>Printed in Vessen</footer></body></html>"""


def test_mark_up_speaks() -> None:
    article = scrub(HTML)
    assert (article.kind, article.title) == ("html", "Seals close ferry for third time")
    assert article.body == "\n\n".join(PROSE)
    rules = {r.text: r.rule for r in article.removed}
    assert rules["share"] == "markup-icon"
    assert rules["Draft of Tuesday"] == "markup-hidden"
    assert rules["Printed in Vessen"] == rules["Ten Boats Nobody Bought"] == "markup-around"
    assert rules["Tell the cook"] == "markup-control"
    assert rules["Seals close ferry for third time | Vessen Post"] == "document-title"


def test_without_a_heading_the_window_names_the_story() -> None:
    page = HTML.replace("<h1>Seals close ferry for third time</h1>", "")
    assert scrub(page, url="https://vessenpost.example.org/x").title == "Seals close ferry for third time"
