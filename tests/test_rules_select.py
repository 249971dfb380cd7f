"""select and ignore: the more exact word wins."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from scrubber.errors import ScrubberError
from scrubber.model import Rule
from scrubber.rules.select import choose

RULES = [
    Rule("buttons", "share", "share", "w"),
    Rule("prompt", "share", "share", "w"),
    Rule("buttons", "share", "de", "w"),
    Rule("banner", "cookies", "cookies", "w"),
    Rule("share", "app", "mine", "w"),
]


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        (None, None, "share/buttons share/prompt de/buttons cookies/banner mine/share"),
        (["cookies"], None, "cookies/banner"),
        (["de"], None, "de/buttons"),
        (["share/prompt"], None, "share/prompt"),
        (["buttons"], None, "share/buttons de/buttons"),
        ([], None, ""),
        (None, [], "share/buttons share/prompt de/buttons cookies/banner mine/share"),
        (None, ["cookies"], "share/buttons share/prompt de/buttons mine/share"),
        (None, ["share"], "cookies/banner"),
        (["share"], ["share/prompt"], "share/buttons de/buttons mine/share"),
        (["share/buttons"], ["share"], "share/buttons"),
        (["buttons"], ["de"], "share/buttons de/buttons"),
        (["share"], ["share"], ""),
        (["share"], ["de"], "share/buttons share/prompt mine/share"),
    ],
)
def test_the_more_exact_word_wins(select: Sequence[str] | None, ignore: Sequence[str] | None, left: str) -> None:
    assert " ".join(r.name for r in choose(RULES, select, ignore)) == left


@pytest.mark.parametrize("name", ["cookie", "share/promt", "", "Share"])
@pytest.mark.parametrize("how", ["select", "ignore"])
def test_a_name_that_fits_nothing(name: str, how: str) -> None:
    given = {"select": None, "ignore": None, how: [name]}
    with pytest.raises(ScrubberError, match=r"no category, pack or rule is called") as caught:
        choose(RULES, given["select"], given["ignore"])
    assert repr(name) in str(caught.value)


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(ScrubberError, match="did you mean 'cookies'"):
        choose(RULES, ["cookeis"], None)
