"""Lines as one text: what is found in which of them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from scrubber.rules.lines import Lines


@given(st.lists(st.text("ab|·", max_size=6)), st.text("ab|·", min_size=1, max_size=2))
def test_it_finds_the_lines_that_hold_a_string(lines: list[str], wanted: str) -> None:
    joined = Lines(lines)
    holding = [i for i, line in enumerate(lines) if wanted in line]
    assert joined.holding(wanted) == holding
    assert joined.holding(wanted) == holding  # also when asked again
    assert joined.matching(re.compile(re.escape(wanted))) == set(holding)
