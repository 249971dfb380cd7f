"""Which blocks are the story: the scorecards, the best run, and what stands outside it.

On a page a block must earn its place. In an article nearly all is story, and the more the cards would take away, the surer
they must be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..model import Block, Match
from .core import PAGE_INSIDE, PAGE_OUTSIDE
from .draft import Draft
from .headline import can_be
from .told import is_heading
from .zones import is_prose, is_sentence

if TYPE_CHECKING:
    from .evidence import Floats
    from .scorecard import Scores, Trees
    from .segments import Run

# How far above the story its headline and its stamp may stand, in blocks: share rows, a byline, a picture's credit.
_ABOVE = 40
# What the cards' sums are measured against: the bar a page's run must pass, and what is left out inside it.
_PAGE_BIAS, _PAGE_DROP = -0.8, -2.4
# Mark-up tells a box inside the story for what it is.
_HTML_DROP = -0.8
# How long a sentence must be that joins on to the story, or stands below the headline.
_SENTENCE = 40
# A story goes on behind at most so many lines of these kinds, if what follows scores more than this.
_INTERRUPTION, _PAST = 4, -1.0
_INTERRUPTING = frozenset("share video newsletter related ads app photo signin follow tools notices".split())
# Bars for an article, each with the share of it that may go.
_ARTICLE_STEPS = ((-0.3, 0.07), (-1.0, 0.15), (-2.0, 0.3), (-3.5, 0.7), (-6.0, 1.0))
_ARTICLE_DROP = -2.5
# A note of five lines, a poem, a table tell too little of what is usual in them.
_FEWEST_BLOCKS, _FEWEST_PARAGRAPHS = 8, 3
# Share of the run's words in the article below the first heading for the rest to be other articles.
_HEADED = 0.3
SURELY = 1.0
"""How much must speak for a page before its story may end where only the cards say so."""
# Pages of the development data have as many short blocks, but for three in a thousand.
_PAGE_LINES = 12


class Judged(NamedTuple):
    """What the cards say."""

    evidence: Mapping[str, Floats]
    scores: Scores


def judge(draft: Draft, matches: Mapping[int, Sequence[Match]], url: str) -> Judged:
    """Every block's evidence, and its sum. There must be a block."""
    # numpy takes longer to import than a light capture to clean, and a capture without a doubtful line does not need it.
    from .context import headlines, surround
    from .evidence import gather
    from .scorecard import add_up, context_card, look_card

    own = gather(draft, matches)
    if draft.blocks[0].markup is None:
        look = add_up(own, look_card())
        evidence = own | surround(own, look.total, headlines(draft, url))
        return _judged(look, evidence, context_card())
    from .outline import inside, outline

    tree = outline(draft.blocks)
    own |= tree.own
    look = add_up(own, look_card("html-look"))
    evidence = own | surround(own, look.total, headlines(draft, url)) | inside(tree, own["words"], look.total)
    return _judged(look, evidence, context_card("html-context"))


def _judged(look: Scores, evidence: Mapping[str, Floats], card: Trees) -> Judged:
    import numpy as np

    from .scorecard import Scores, ask

    total = ask(evidence, card)
    parts = np.vstack((look.parts, total - look.total))
    return Judged(evidence, Scores(total, parts, (*look.names, "what stands around it")))


def find_story(draft: Draft, matches: Mapping[int, Sequence[Match]], judged: Judged, *, sure: bool) -> Run:
    """The run of a page's blocks that is the story.

    Where it is not ``sure`` that the capture is a page, the run ends where an article's may: a notice of a court below two
    menu words lost its heading and its signature.
    """
    from .evidence import surely_chrome
    from .segments import best_run, borne_out

    evidence, scores = judged
    drop = _PAGE_DROP if draft.meta is None else _HTML_DROP
    run = best_run(scores.total, evidence["words"], surely_chrome(evidence), _PAGE_BIAS, drop)
    run = _to_its_end(run, draft.blocks, matches, scores.total)
    run = _first_article(run, draft, evidence["words"])
    return run if sure else borne_out(run, _texts(draft, matches), _witnesses(draft, matches))


def _first_article(run: Run, draft: Draft, words: Floats) -> Run:
    """The run without the other articles of its page: a page that scrolls without end has the next one below.

    Where each part of one story is an ``article`` element of its own, the first heads only a small part of it.
    """
    around = [draft.article(i) for i in range(run.start, run.end)]
    headed = next((x for b, x in zip(draft.blocks[run.start :], around, strict=False) if x and is_heading(b)), 0)
    if not headed or len({x for x in around if x}) < 2:
        return run
    inside = [i for i, x in enumerate(around, run.start) if x == headed]
    share = words[inside].sum() / max(1.0, words[run.start : run.end].sum())
    return run._replace(start=inside[0], end=inside[-1] + 1) if share >= _HEADED else run


def _to_its_end(run: Run, blocks: Sequence[Block], matches: Mapping[int, Sequence[Match]], total: Floats | None = None) -> Run:
    """The run with the sentences that join on to it, also past a few lines that interrupt it.

    A short last paragraph scores little, with only chrome behind it, and less behind an offer of the app. On a page, where
    other stories follow, what stands behind such a box must score something all the same: ``total`` are the blocks' sums.
    """
    start, end = run.start, run.end
    while 0 < start < end and _is_text(blocks[start - 1], matches.get(start - 1)):
        start -= 1
    while start < end < len(blocks):
        after = end + _interruption(range(end, min(end + _INTERRUPTION, len(blocks))), blocks, matches)
        if after == len(blocks) or not _is_text(blocks[after], matches.get(after)):
            break
        if after > end and total is not None and total[after] < _PAST:
            break
        end = after + 1
    return run._replace(start=start, end=end)


def _is_text(block: Block, found: Sequence[Match] | None) -> bool:
    """Whether a block is a sentence that no rule speaks of."""
    return not found and is_sentence(block.text, _SENTENCE)


def _interruption(lines: range, blocks: Sequence[Block], matches: Mapping[int, Sequence[Match]]) -> int:
    """How many of the lines are one box of chrome that stories go on behind; 0 where none of them is known."""
    found = 0
    for i in lines:
        kinds = {m.rule.category for m in matches.get(i, ())}
        if is_prose(blocks[i].text) or not kinds <= _INTERRUPTING or _is_text(blocks[i], matches.get(i)):
            break
        found += 1
    return found if any(i in matches for i in lines[:found]) else 0


def find_edges(draft: Draft, matches: Mapping[int, Sequence[Match]], judged: Judged) -> Run:
    """The run of an article's blocks that is the story: the more it would leave out, the surer the cards must be."""
    import numpy as np

    from .context import weigh
    from .evidence import surely_chrome
    from .segments import best_run, borne_out

    evidence, scores = judged
    known = surely_chrome(evidence)
    weight = np.where(known, 0.0, weigh(evidence["words"]))
    prose, witness = _texts(draft, matches), _witnesses(draft, matches)
    for bias, most in _ARTICLE_STEPS:
        run = best_run(scores.total, evidence["words"], known, bias, _ARTICLE_DROP)
        run = borne_out(_to_its_end(run, draft.blocks, matches), prose, witness)
        if weight.sum() - _kept(run, weight) <= most * weight.sum():
            break
    return _with_headline(run, draft)


def _texts(draft: Draft, matches: Mapping[int, Sequence[Match]]) -> list[bool]:
    """Which blocks are paragraphs, or sentences that no rule speaks of."""
    return [is_prose(b.text) or _is_text(b, matches.get(i)) for i, b in enumerate(draft.blocks)]


def _witnesses(draft: Draft, matches: Mapping[int, Sequence[Match]]) -> list[bool]:
    """Which blocks a rule speaks of: surely, or by a hint in company. A hint alone may be a heading or the last of a list."""
    n = len(draft.blocks)
    sure = [draft.removed(i) or any(m.rule.strength == "sure" for m in matches.get(i, ())) for i in range(n)]
    spoken = [i in matches or each for i, each in enumerate(sure)]
    return [sure[i] or (spoken[i] and any(spoken[j] for j in (i - 1, i + 1) if 0 <= j < n)) for i in range(n)]


def _kept(run: Run, weight: Floats) -> float:
    return float(weight[run.start : run.end].sum() - weight[list(run.dropped)].sum())


def _with_headline(run: Run, draft: Draft) -> Run:
    """The run with the line above it, if that may be the headline: below a menu it is found only when the menu is gone."""
    above = run.start - 1
    if above < 0 or any(draft.fate(i) == "title" for i in range(run.start)) or not can_be(draft.blocks[above].text):
        return run
    return run._replace(start=above)


def pageness(judged: Judged) -> float:
    """How much speaks for a capture as the text of a whole page: more than 0, it is one; more than ``SURELY``, for sure."""
    from .scorecard import kind_card

    evidence, _ = judged
    start, points = kind_card()
    return float(start + sum(evidence[name][0] * each for name, each in points.items()))


def may_be_page(blocks: Sequence[Block]) -> bool:
    """Whether a capture has as many short blocks as the plainest of pages. Most articles have not, and need no look more."""
    return sum(not is_prose(block.text) for block in blocks) >= _PAGE_LINES


def is_doubtful(draft: Draft) -> bool:
    """Whether an article is long enough to be judged, and a block is left that is neither decided on nor a paragraph."""
    prose = [is_prose(block.text) for block in draft.blocks]
    if len(prose) < _FEWEST_BLOCKS or sum(prose) < _FEWEST_PARAGRAPHS:
        return False
    return any(draft.free(i) and not each for i, each in enumerate(prose))


def focus(draft: Draft, run: Run) -> None:
    """Let head and tail be those of the story, not those of the page."""
    draft.story = (run.start, run.end)
    draft.span = (max(0, run.start - _ABOVE), run.end)


def apply_story(draft: Draft, run: Run, scores: Scores) -> None:
    """Remove what is left outside the run, and what scores badly inside it."""
    standfirst = _standfirst(draft, run)
    out = [i for i in range(len(draft.blocks)) if not run.start <= i < run.end or i in run.dropped]
    left = [i for i in out if draft.free(i) and i not in standfirst]
    for i, why in zip(left, scores.why(left), strict=True):
        rule = PAGE_INSIDE if run.start <= i < run.end else PAGE_OUTSIDE
        draft.remove(i, rule, f"{rule.why} {why}")


def _standfirst(draft: Draft, run: Run) -> range:
    """The sentences right below the headline: byline, date and share row part them from the story."""
    title = next((i for i in range(run.start) if draft.fate(i) == "title"), None)
    if title is None:
        return range(0)
    first = next((i for i in range(title + 1, run.start) if draft.free(i)), run.start)
    end = first
    while end < run.start and draft.free(end) and is_sentence(draft.blocks[end].text, _SENTENCE):
        end += 1
    return range(first, end)
