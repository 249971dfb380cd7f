"""The promises over captures that are wrapped, glued, flattened or marked up."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_laws import HEADLINES, PROSE, broken, chrome

from scrubber import scrub

quick = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MARKED = [
    "[Home](https://example.org/)",
    "* [News][3]",
    "![A heron](heron.jpg)",
    "[3]: https://example.org/news",
    "Pier\n====",
    "What it cost\n------------",
    "> He said so,\n> and went.",
    "```\nshare = 1\nmenu\n```",
    "| Boat | Time |\n|---|---|\n| Ansel | 41 |",
    "Boat\tTime\nAnsel\t41",
    "• Home • News • Sport",
    "Home > News > Sport",
    "Home News Sport Weather Share this story!",
    "YouTube",
    "---",
    "|",
    "\\n",
]
lines = st.one_of(
    st.sampled_from([p for p in PROSE if "(AP)" not in p]),
    st.sampled_from(HEADLINES),
    st.deferred(lambda: st.sampled_from(chrome())),
    st.sampled_from(MARKED),
)
SHAPES = {
    "glued": [""],
    "glued here and there": ["", "\n\n", "\n\n"],
    "flattened": [" ", "  ", "\t", "    "],
    "bars": [" | "],
    "escapes": ["\\n", "\\n\\n"],
    "lines": ["\n", "\n\n"],
}


@pytest.mark.parametrize("joints", SHAPES.values(), ids=SHAPES)
@settings(quick, max_examples=60)
@given(st.data())
def test_captures_of_other_shapes(joints: list[str], data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.tuples(lines, st.sampled_from(joints)), max_size=12))
    assert broken(scrub("".join(a + b for a, b in parts))) == []


@pytest.mark.parametrize("width", [45, 72, 100])
@pytest.mark.parametrize("margin", ["", "    ", "> "])
@settings(quick, max_examples=25)
@given(st.lists(lines, max_size=10), st.sampled_from(["\n", "\n\n"]))
def test_wrapped_captures(width: int, margin: str, parts: list[str], joint: str) -> None:
    source = joint.join(textwrap.fill(p, width, break_long_words=False) if "\n" not in p else p for p in parts)
    assert broken(scrub(textwrap.indent(source, margin))) == []
