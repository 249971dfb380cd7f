"""Markup that is broken, huge or made to harm: the reader gives the text it can, soon, and never raises."""

from __future__ import annotations

import gc
import json
import tracemalloc

import pytest
from lxml import etree

from scrubber.readers.html import read_html

MANY = 5_000


def source(page: str) -> str:
    reading = read_html(page)
    at = 0
    for block in reading.blocks:
        assert block.start >= at
        assert block.text == reading.source[block.start : block.end]
        at = block.end
    return reading.source


@pytest.mark.parametrize("levels", [300, 600, 3_000, 100_000])
@pytest.mark.parametrize("tag", ["div", "b", "table", "li", "span class=a", "a href=x"])
def test_deep_nesting_loses_no_text(levels: int, tag: str) -> None:
    page = f"<p>before</p>{f'<{tag}>' * levels}hello{f'</{tag.split()[0]}>' * levels}<p>after</p>"
    assert source(page).split() == ["before", "hello", "after"]


@pytest.mark.parametrize("tag", ["div class=a", "i class=icon", "span hidden", "svg", "select", "tr", "ul", "pre", "h1"])
def test_elements_left_open_end_with_the_page(tag: str) -> None:
    assert "before" in source("<p>before</p>" + f"<{tag}>word " * MANY)


def test_a_tree_built_deep_is_walked_without_recursion() -> None:
    root = node = etree.Element("div")
    for _ in range(2_000):
        node = etree.SubElement(node, "span", {"class": "icon a"})
        node.text = "x"
    assert read_html(root).source.count("x") == 2_000


@pytest.mark.parametrize(("opening", "ending"), [("<b>", "</i>"), ("<div>", "</p>"), ("<div>", "</section>"), ("<x>", "</y>")])
def test_end_tags_without_a_partner_cost_no_search_of_everything(opening: str, ending: str) -> None:
    assert source(f"<p>before</p>{opening * MANY}x{ending * MANY}y").replace("\n", "") == "beforexy"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("<br>", ""),
        ("<html></html>", ""),
        ("Just text.", "Just text."),
        ("<head><title>T</title></head>", "T"),
        ("<title>T</title>Text without a body", "T\n\nText without a body"),
        ("<p>One</div></span></p>Two</body></html>Three<p>Four", "One\n\nTwoThree\n\nFour"),
        ("<b><p>a</b>b</p><i>c<p>d</i>", "ab\n\nc\n\nd"),
        ("<frameset><frame src=a><noframes>none</noframes></frameset>", ""),
        ("<p>cut off in the mid", "cut off in the mid"),
        ("<p>cut off</p><div cla", "cut off"),
        ("<p>cut off</p><script>var x = '<p>no</p>';", "cut off"),
        ("<p>cut off</p><style>p {", "cut off"),
        ("<p>cut off</p><!-- and", "cut off"),
        ('<p title="cut off', ""),
        ("<![CDATA[ hello ]]><p>world</p>", "world"),
        ("<p>world</p><![CDATA[ hello", "world"),
        ("<p>a\0b</p>", "a\ufffdb"),
        ("<p>\x01\x1b[0m red\x7f</p>", "[0m red"),
        ("<p>\ud800 lone</p>", "\ufffd lone"),
        ("<p>\ud83d\ude00 pair</p>", "😀 pair"),
        ("<title>Never closed <p>The story.</p>", "Never closed\n\nThe story."),
        ("<textarea><p>The story.</p>", "The story."),
        ("<p>One</p><svg><path><p>Two</p>", "One\n\nTwo"),
        ("<p>One</p><select><option>a<div><p>Two</p></div>", "One\n\nTwo"),
        ("<p>One</p><video><source><h2>Two</h2><p>Three", "One\n\nTwo\n\nThree"),
        ('{"headline": "not a page"}', '{"headline": "not a page"}'),
    ],
)
def test_broken_pages(page: str, expected: str) -> None:
    assert source(page) == expected


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "</",
        "<!",
        "<!--",
        "<?",
        "<a",
        "<a ",
        '<a b="',
        "<a b='",
        "&",
        "&#",
        "&amp;",
        "&notanent;",
        "<![CDATA[",
        "]]>",
        "<script>",
        "<script></scrip",
        "<style>",
        "<title>",
        "<textarea>",
        "<iframe>",
        "<noscript>",
        "<svg><title>",
        "<svg><title>t</title></svg>",
        "<br>",
        "<br>x",
        "<p>",
        "<a href=x>y</a>",
        "<a href=x>y</a>, ",
        "<span hidden>y</span>",
        "<i class=icon>y</i>",
        "<i class=icon>y",
        "<span class=a>abc</span><span class=b>Def</span>",
        "<td>x",
        "<tr><td>x",
        "<table><tr><td>x",
        "<time datetime=2020>x</time>",
        "<meta name=date content=x>",
        "<template>",
        "\0",
        " ",
        "\xa0",
    ],
)
def test_any_unit_many_times_over(unit: str) -> None:
    source(unit * MANY)
    # Deep markup goes through the tokeniser.
    source("<div>" * 600 + "word" + unit * MANY)


def test_an_element_with_very_many_attributes() -> None:
    assert source("<p " + " ".join(f"a{i}=b" for i in range(100_000)) + ">x") == "x"
    assert source("<p " + "a=b " * 100_000 + ">x") == "x"
    assert source(f"<p class='{'word ' * 100_000}' id='{'w' * 100_000}' style='{'a:b;' * 100_000}'>x") == "x"


def test_entities_of_a_document_type_are_not_expanded_nor_fetched() -> None:
    laughs = "".join(f'<!ENTITY l{i} "&l{i - 1};&l{i - 1};">' for i in range(1, 60))
    assert "&l59;" in source(f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><p>&l59;</p>')
    assert "root:" not in source('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>a &e; b</p>')


def test_bytes_that_are_no_page() -> None:
    pdf = "%PDF-1.4\n1 0 obj\n<</Type /Catalog>>\nstream\n" + "".join(map(chr, range(256))) * 200
    assert "%PDF-1.4" in source(pdf)


def test_linked_data_is_bounded() -> None:
    nested = '{"@graph":[' * 900
    wide = json.dumps([{"@type": "Article", "headline": str(i)} for i in range(20_000)])
    huge = '{"@type": "Article", "headline": "x", "articleBody": "' + "y" * 3_000_000 + '"}'
    for data in (nested, wide, huge):
        page = f"<script type='application/ld+json'>{data}</script><p>The story.</p>"
        assert source(page) == "The story."
    meta = read_html(page).meta
    assert meta is not None
    assert meta.body == ""


def test_a_page_of_megabytes() -> None:
    assert len(source("<p>" + "word " * 1_000_000)) == 4_999_999
    assert source("<p>more words</p>\n" * 50_000).count("more") == 50_000


def test_memory_is_proportional_to_the_page() -> None:
    page = "<p>before</p>" + "<div class=a>" * 20_000 + "<p>x</p>" * 1_000
    gc.collect()
    tracemalloc.start()
    read_html(page)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * len(page)


@pytest.mark.parametrize("marks", [False, True])
@pytest.mark.parametrize("page", ["<p>x</p>" * 100, "<div>" * 600 + "x", "<title>x"])
def test_nothing_of_a_page_waits_for_the_garbage_collector(page: str, marks: bool) -> None:
    """lxml's parser and its target hold each other: all blocks would stay with them."""
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        for _ in range(20):
            read_html(page, marks=marks)
        assert len(gc.get_objects()) - before < 20 * 60
    finally:
        gc.enable()
