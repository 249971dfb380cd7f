"""Pages: the best run of blocks, the scorecard's reasons, and what HTML says of a block."""

from __future__ import annotations

import numpy as np
import pytest

from scrubber import Scrubber, scrub
from scrubber.decide.evidence import gather
from scrubber.decide.scorecard import page_card, score
from scrubber.decide.segments import best_run
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
    scores = score(gather(blocks, {}), page_card())
    assert np.median(scores.total[len(MENU) :]) > 0 > max(scores.total[: len(MENU)])
    assert scores.why(0).startswith("Scores -")
    assert scores.why(0).count(",") <= 2


@pytest.mark.parametrize("text", ["x", "…", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "新华社北京电", "a\ud800b", "1"])
def test_evidence_is_there_for_any_text(text: str) -> None:
    evidence = gather(read_text(text).blocks, {})
    assert all(len(v) == 1 and np.isfinite(v).all() for v in evidence.values())


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
