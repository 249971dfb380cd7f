"""What mark-up tells of blocks, and what the elements around them hold."""

from __future__ import annotations

import numpy as np

from scrubber.decide.outline import CALLED, inside, outline
from scrubber.readers.html import read_html

PAGE = """<body><nav class="main-menu"><ul><li><a href=/>Home</a><li><a href=/n>News</a></ul></nav>
<main><div class="article-body"><p>First paragraph of it.</p><p>Second <a href=x>paragraph</a>.</p></div>
<div class="comments"><p>One says this.</p><p>One says that.</p></div></main></body>"""


def test_a_block_by_itself() -> None:
    own = outline(read_html(PAGE).blocks).own
    assert own["link"][:2].tolist() == [1.0, 1.0]
    assert 0 < own["link"][3] < 1
    assert own["tag"][2] > own["tag"][0]  # a paragraph over an item of a list
    assert own["region"][2] > own["region"][0]  # main over a menu
    assert own["called navigation"].tolist() == [own["called navigation"][0]] * 2 + [0.0] * 4
    assert own["called navigation"][0] > 0
    assert own["called comments"].tolist()[:4] == [0.0] * 4
    assert min(own["called comments"][4:]) > 0


def test_nearer_names_tell_more() -> None:
    blocks = read_html('<div class="share"><div class="a b c"><p>x</p></div></div><p class="share">y</p>').blocks
    far, near = outline(blocks).own["called share"]
    assert 0 < far < near == 1.0


def test_blocks_that_no_element_is_around() -> None:
    blocks = read_html("<title>Owl</title>Owl stays<p>The owl may stay.</p>").blocks
    tree = outline(blocks)
    said = inside(tree, np.ones(len(blocks)), np.ones(len(blocks)))
    assert all(np.isfinite(values).all() and len(values) == len(blocks) for values in said.values())


def test_the_richest_element_holds_the_story() -> None:
    blocks = read_html(PAGE).blocks
    look = np.array([-4.0, -4.0, 3.0, 3.0, -3.0, -3.0])
    said = inside(outline(blocks), np.full(6, 20.0), look)
    assert said["in richest"].tolist() == [0, 0, 1, 1, 0, 0]
    assert np.allclose(said["story in richest"], 1.0)
    assert said["short of story"].tolist()[2:4] == [0, 0]
    assert max(said["short of story"][[0, 1, 4, 5]]) < 0
    assert said["look 1 up"][4] < 0 < said["look 1 up"][3]


def test_a_block_without_any_good_one_around() -> None:
    blocks = read_html(PAGE).blocks
    said = inside(outline(blocks), np.full(6, 20.0), np.full(6, -3.0))
    assert set(said["short of story"]) == {-99.0}
    assert set(said["below story"]) == {-1.0}


def test_more_levels_than_are_looked_at() -> None:
    blocks = read_html("<div>" * 60 + "<p>deep</p>" + "</div>" * 60 + "<p>flat</p>").blocks
    tree = outline(blocks)
    assert tree.own["depth"].tolist() == [61.0, 1.0]
    assert tree.first.shape == tree.last.shape == (2, 24)
    assert tree.last[0, 0] == 1


def test_the_groups_have_names_of_their_own() -> None:
    assert len(set(CALLED)) == len(CALLED)
