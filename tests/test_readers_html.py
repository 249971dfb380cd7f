"""The HTML reader: what a reader sees becomes blocks, with markup; what the page says of itself becomes meta."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from scrubber.model import Block, Markup, Meta, Reading
from scrubber.readers.html import read_html


def texts(page: str) -> list[str]:
    return [block.text for block in read_html(page).blocks]


def block(page: str, text: str) -> Block:
    return next(b for b in read_html(page).blocks if b.text == text)


def markup(page: str, text: str) -> Markup:
    found = block(page, text).markup
    assert found is not None
    return found


def meta(page: str) -> Meta:
    found = read_html(page).meta
    assert found is not None
    return found


def check(reading: Reading) -> None:
    """What holds for every reading: blocks are stripped slices of the source, in order, with nothing between them."""
    at = 0
    for b in reading.blocks:
        assert b.text == reading.source[b.start : b.end] == b.text.strip() != ""
        assert reading.source[at : b.start].strip() == ""
        assert b.start >= at
        assert b.markup is not None
        assert 0.0 <= b.markup.link <= 1.0
        assert len(b.markup.words) <= 300
        at = b.end
    assert at == len(reading.source)


# --- White space and lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>foo<b>bar</b></p>", ["foobar"]),
        ("<p>  The \n\t mayor&nbsp; <i> said </i>so. </p>", ["The mayor said so."]),
        ("<p>H<sub>2</sub>O and 10<sup>th</sup></p>", ["H2O and 10th"]),
        ("<p>Rain<!-- a comment -->fall<?php echo 1 ?></p>", ["Rainfall"]),
        ("<p>Fish &amp; chips &lt;3 &#8364;5 &bogus;</p>", ["Fish & chips <3 €5 &bogus;"]),
        ("<p>in<wbr>divisible</p>", ["indivisible"]),
        ("<p>One.<p>Two.", ["One.", "Two."]),
        ("<p>line one<br>line two<br/>line three</p>", ["line one\nline two\nline three"]),
        ("<p>First.<br><br>Second.<br> <br>\n<br>Third.</p>", ["First.", "Second.", "Third."]),
        ("<p><br>Only.<br></p>", ["Only."]),
        ("<p>\u200b</p><p>\u200bZero width\u200b</p>", ["Zero width"]),
        ("<pre>def f():\n    return 1\n</pre>", ["def f():\n    return 1"]),
        ("<pre>\nAnna,\n  and Ben.\n\n\nA stanza.<br>Its end.</pre>", ["Anna,\n  and Ben.", "A stanza.\nIts end."]),
        ("<p>E = <math><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math></p>", ["E = mc2"]),
        ("<p>a<input>b <select><option>Berlin<option>Bonn</select> c<textarea>x</textarea></p>", ["ab c"]),
    ],
)
def test_text_reads_as_on_the_page(page: str, expected: list[str]) -> None:
    assert texts(page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<div>Bare text<p>Paragraph</p>Text after</div>", ["Bare text", "Paragraph", "Text after"]),
        ("<span>Lead<div>Inner</div></span>", ["Lead", "Inner"]),
        ("<ul><li>One<li>Two<ul><li>Two a</ul></ul>", ["One", "Two", "Two a"]),
        ("<dl><dt>Term<dd>Meaning</dl>", ["Term", "Meaning"]),
        ("<blockquote><p>One.</p><p>Two.</p>Ann</blockquote>", ["One.", "Two.", "Ann"]),
        ("<figure><img alt='not text' title='nor this'><figcaption>The bridge.</figcaption></figure>", ["The bridge."]),
        ("<details><summary>What is it?</summary>A law.</details>", ["What is it?", "A law."]),
        ("<h2>Head</h2>text<hr>more", ["Head", "text", "more"]),
        ("<button>Share</button><button>Print</button>", ["Share", "Print"]),
        ("<p>The <button>council</button> met.</p>", ["The council met."]),
        ("<div><my-card>One</my-card><my-card>Two</my-card></div>", ["One", "Two"]),
        ("<p>In <place-name>Torvik</place-name> it rained.</p>", ["In Torvik it rained."]),
    ],
)
def test_block_level_elements_part_blocks(page: str, expected: list[str]) -> None:
    assert texts(page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<div><a href=1>World</a> <a href=2>Politics</a></div>", ["World", "Politics"]),
        ("<div><a href=1>Share</a><a href=2>Tweet</a></div>", ["Share", "Tweet"]),
        ("<nav><a href=1>Home</a><br><a href=2>News</a></nav>", ["Home", "News"]),
        ("<p><a href=1>Ann Example</a> and <a href=2>Ben Example</a> met.</p>", ["Ann Example and Ben Example met."]),
        ("<p><a href=1>Home</a> &gt; <a href=2>News</a></p>", ["Home > News"]),
    ],
)
def test_links_in_a_row_are_blocks_and_links_in_a_sentence_are_not(page: str, expected: list[str]) -> None:
    assert texts(page) == expected


def test_inline_elements_that_touch_are_parted_where_a_word_cannot_go_on() -> None:
    page = "<div><span class=by>Ann Example, Editor</span><span class=on>Updated 3 May</span></div>"
    assert texts(page) == ["Ann Example, Editor", "Updated 3 May"]
    assert texts("<div><span class=cap>The</span><span class=rest>re was rain.</span></div>") == ["There was rain."]
    assert texts("<p><span class=a>Mac</span><span class=b>Tavish</span></p>") == ["MacTavish"]
    assert texts("<pre><span class=k>new</span><span class=n>Map</span></pre>") == ["newMap"]


def test_a_row_of_a_data_table_is_one_block() -> None:
    page = "<table><thead><tr><th>Town<th>Votes</thead><tr><td>Torvik<td><b>1,204</b></table>"
    assert texts(page) == ["Town\tVotes", "Torvik\t1,204"]
    assert read_html(page).source == "Town\tVotes\nTorvik\t1,204"
    assert markup(page, "Torvik\t1,204").tag == "tr"


def test_a_table_that_lays_out_a_page_keeps_its_paragraphs() -> None:
    story = "The river rose through the night. " * 10
    page = f"<table><tr><td><a href=1>Home</a><td><p>{story}</p><p>It fell again.</p></table>"
    assert texts(page) == ["Home", story.strip(), "It fell again."]


def test_items_of_a_list_stand_close_and_paragraphs_apart() -> None:
    page = "<p>Take:</p><ul><li>salt<li><p>flour</p></ul><ol><li>Mix.</ol><p>Bake.</p>"
    assert read_html(page).source == "Take:\n\nsalt\nflour\n\nMix.\n\nBake."
    page = "<ul><li><h3>Head</h3><p>Text</p><li><h3>Next</h3><p>More</p></ul>"
    assert read_html(page).source == "Head\n\nText\n\nNext\n\nMore"


# --- What is not shown ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag", ["script", "style", "noscript", "template", "iframe", "object", "canvas", "video", "audio", "select", "svg"]
)
def test_elements_that_hold_no_prose_are_skipped(tag: str) -> None:
    assert texts(f"<p>Before</p><{tag}>unseen</{tag}><p>after</p>") == ["Before", "after"]


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        "hidden=''",
        "aria-hidden=true",
        "style='color:red; display: none'",
        "style='VISIBILITY:hidden'",
        "class='x sr-only'",
        "class=visually-hidden",
        "class=screen-reader-text",
        "class='VisuallyHidden_root__a1'",
    ],
)
def test_hidden_text_is_marked(attribute: str) -> None:
    page = f"<p>Shown to all.</p><div {attribute}><p>Not shown.</p></div><p>Shown <span {attribute}>aside</span>again.</p>"
    assert [(b.text, b.markup and b.markup.hidden) for b in read_html(page).blocks] == [
        ("Shown to all.", False),
        ("Not shown.", True),
        ("Shown again.", False),
        ("aside", True),
    ]


@pytest.mark.parametrize("attribute", ["aria-hidden=false", "style='display:block'", "class=hidden-gem", "class=not-sr-only"])
def test_shown_text_is_not_marked_hidden(attribute: str) -> None:
    assert not markup(f"<p>x</p><div {attribute}>Shown.</div>", "Shown.").hidden


def test_a_page_that_hides_everything_until_a_script_has_run_is_shown() -> None:
    page = "<title>T</title><body style='visibility:hidden'><div style='display:none'><p>The whole story.</p></div>"
    assert not markup(page, "The whole story.").hidden


def test_a_part_that_a_framework_sends_late_is_shown() -> None:
    page = "<p>The fire began at noon.</p><div hidden id='S:1'><p>It was out by one.</p></div>"
    assert not markup(page, "It was out by one.").hidden


def test_a_dialog_is_hidden_until_opened_and_details_are_shown() -> None:
    page = "<p>Text.</p><dialog>Closed</dialog><dialog open>Open</dialog><details>Told</details>"
    assert [b.text for b in read_html(page).blocks if b.markup and b.markup.hidden] == ["Closed"]


def test_a_shadow_tree_in_the_markup_is_shown() -> None:
    assert texts("<x-story><template shadowrootmode=open><p>Told.</p></template></x-story>") == ["Told."]


@pytest.mark.parametrize(
    ("page", "icon"),
    [
        ("<svg><title>icon camera</title><path/></svg>", "icon camera"),
        ("<svg><symbol><title>camera</title></symbol><symbol><text>search</text></symbol></svg>", "camera search"),
        ("<i class='fa fa-menu'>menu</i>", "menu"),
        ("<span class=material-icons>arrow_forward</span>", "arrow_forward"),
        ("<i class=material-icons aria-hidden=true>share</i>", "share"),
        ("<mat-icon>search</mat-icon>", "search"),
    ],
)
def test_names_of_icons_are_blocks_of_their_own(page: str, icon: str) -> None:
    blocks = read_html(f"<p>Read {page} more.</p>{page}").blocks
    assert [b.text for b in blocks] == ["Read more.", icon, icon]
    assert [b.markup and b.markup.icon for b in blocks] == [False, True, True]


@pytest.mark.parametrize(
    "inner",
    [
        "<a class='icon external' href=1>ministry</a>",
        "<span class='icon-text'>A sentence, with a comma</span>",
        "<i>menu</i>",
        "<svg><text>45 %</text></svg>",
    ],
)
def test_words_are_not_taken_for_icons(inner: str) -> None:
    assert not any(b.markup and b.markup.icon for b in read_html(f"<p>The {inner} said so.</p>").blocks)


# --- Markup --------------------------------------------------------------------------------------------------------


def test_tag_and_region() -> None:
    page = """<header><p>Daily Example</p></header><main><article><h1>Head</h1><p>Text <em>here</em></p>
        <aside><div>Aside</div></aside></article></main><div role=navigation><ul><li>Item</ul></div>
        <div role=contentinfo>Legal</div>"""
    found = [(b.text, b.markup.tag, b.markup.region) for b in read_html(page).blocks if b.markup]
    assert found == [
        ("Daily Example", "p", "header"),
        ("Head", "h1", "article"),
        ("Text here", "p", "article"),
        ("Aside", "div", "aside"),
        ("Item", "li", "nav"),
        ("Legal", "div", "footer"),
    ]


def test_a_form_around_the_whole_page_is_no_region() -> None:
    page = "<body><form><div>Story</div><form></form></form></body>"
    assert markup(page, "Story").region == ""
    assert markup("<div><form>Your e-mail</form></div>", "Your e-mail").region == "form"


def test_words_come_from_class_id_role_and_itemprop_nearest_first() -> None:
    page = "<div class='articleBody main-col2' id=story><p class='lead lead' role=note itemprop=headLine>x</p><p>y</p></div>"
    assert markup(page, "x").words == "lead note head line article body main col story"
    assert markup(page, "y").words == "article body main col story"
    assert markup("<div class=meta><span class='by-line'>Ann</span></div>", "Ann").words == "by line meta"
    assert markup("<p class=a1>The <b class=strong>x</b></p>", "The x").words == "a"


def test_words_reach_six_elements_up_and_are_bounded() -> None:
    page = "".join(f"<div class='{name}'>" for name in ("one", "two", "three", "four", "five", "six", "seven")) + "x"
    assert markup(page, "x").words == "seven six five four three two"
    long = " ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(500))
    assert len(markup(f"<p class='{long}'>x</p>", "x").words) <= 300


def test_share_of_links() -> None:
    assert markup("<p>no link</p>", "no link").link == 0.0
    assert markup("<p><a href=1>all of it</a> </p>", "all of it").link == 1.0
    assert markup("<p><a href=1>1234</a> 6789</p>", "1234 6789").link == pytest.approx(4 / 9)
    assert markup("<li><a href=1><h3>Head</h3></a><p>Text</p>", "Head").link == 1.0
    assert markup("<a name=top><p>A story.</p>", "A story.").link == 0.0


def test_chain_names_shared_containers() -> None:
    page = "<div><p>One<br><br>Two</p><p>Three</p></div><div><p>Four</p></div>"
    chains = {b.text: b.markup.chain for b in read_html(page).blocks if b.markup}
    assert chains["One"] == chains["Two"]
    assert chains["One"][:-1] == chains["Three"][:-1] != ()
    assert chains["One"] != chains["Three"]
    assert chains["Three"][:-1] != chains["Four"][:-1]


def test_elements_of_a_chain_have_tag_and_names() -> None:
    page = """<main class=Wrap><div class="related box" id=r1><p>One</p></div><section role=note itemprop=about>Two</section>
        <span class=sr-only>Three</span></main>"""
    reading = read_html(page)
    found = {b.text: [reading.elements[number] for number in b.markup.chain] for b in reading.blocks if b.markup}
    assert found == {
        "One": [("main", "Wrap"), ("div", "related box r1"), ("p", "")],
        "Two": [("main", "Wrap"), ("section", "note about")],
        "Three": [("main", "Wrap"), ("span", "sr-only")],
    }
    assert reading.elements[0] == ("", "")


def test_the_title_comes_first() -> None:
    page = "<p>Early.</p><title>Bridge closed \n | Daily Example</title><svg><title>icon</title></svg>"
    first = read_html(page).blocks[0]
    assert first.text == "Bridge closed | Daily Example"
    assert first.markup == Markup("title", "", "", 0.0, ())
    assert meta(page).titles == (("title", "Bridge closed | Daily Example"),)


# --- Meta ----------------------------------------------------------------------------------------------------------


def linked(data: str) -> Meta:
    return meta(f"<script type='application/ld+json'>{data}</script><p>x</p>")


def test_meta_elements() -> None:
    page = """<html lang=de-AT><meta property=og:title content="Brücke &amp; Fluss"><meta name=twitter:title content=Kurz>
        <meta property=og:site_name content="Das Beispiel"><meta property=article:published_time content=2024-05-03>
        <meta property=article:modified_time content=2024-05-04><meta name=sailthru.date content=2024-05-02>
        <meta itemprop=datePublished content=2024-05-01><meta name=DC.date content=''><p>x"""
    found = meta(page)
    assert found.titles == (("og", "Brücke & Fluss"), ("twitter", "Kurz"))
    assert found.dates == (
        ("article:published_time", "2024-05-03"),
        ("sailthru.date", "2024-05-02"),
        ("datepublished", "2024-05-01"),
        ("article:modified_time modified", "2024-05-04"),
    )
    assert (found.site, found.language) == ("Das Beispiel", "de-AT")


def test_linked_data_of_an_article() -> None:
    found = linked("""{"@context": "https://schema.org", "@type": ["NewsArticle"], "headline": "Caf\\u00e9 &amp; bar",
        "datePublished": "2024-05-03T10:00:00Z", "dateModified": "2024-06-01", "articleBody": "It opened.",
        "publisher": {"@type": "Organization", "name": "Daily Example"},
        "comment": {"@type": "Comment", "datePublished": "2024-05-09"}}""")
    dates = (("json-ld", "2024-05-03T10:00:00Z"), ("json-ld modified", "2024-06-01"))
    assert found == Meta((("json-ld", "Café & bar"),), dates, "Daily Example", "", "It opened.")


def test_linked_data_in_a_graph_puts_the_article_before_the_page() -> None:
    found = linked("""[{"@graph": [
        {"@type": "WebPage", "name": "Site", "datePublished": "2020-01-01"},
        {"@type": "BlogPosting", "headline": "Head", "datePublished": "2024-05-03", "publisher": {"@id": "#org"}},
        {"@type": "Organization", "@id": "#org", "name": "Daily Example"},
        {"@type": "VideoObject", "name": "Clip", "datePublished": "2019-01-01"}]}]""")
    assert found.titles == (("json-ld", "Head"),)
    assert found.dates == (("json-ld", "2024-05-03"), ("json-ld page", "2020-01-01"))
    assert found.site == "Daily Example"


@pytest.mark.parametrize(
    "wrapped",
    [
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "/* <![CDATA[ */ {}; /* ]]> */",
        "{};",
        '[null, 3, "x", {}]',
        '{{"mainEntity": {}}}',
    ],
)
def test_linked_data_is_read_leniently(wrapped: str) -> None:
    found = linked(wrapped.format('{"@type": "Article", "headline": "Two\nlines"}'))
    assert found.titles == (("json-ld", "Two lines"),)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "nonsense",
        '{"@type": {"a": 1}, "headline": 3}',
        "[" * 50_000,
        '{"@type": "Article", "publisher": []}',
        "9" * 9_999,
    ],
)
def test_broken_linked_data_is_passed_over(data: str) -> None:
    assert linked(data) == Meta()


def test_every_origin_of_a_title_is_kept_apart() -> None:
    page = """<title>Bridge closed | Example</title><meta name=title content="Bridge closed"><meta name=DC.Title content="The bridge">
        <meta name=sailthru.title content="Closed: bridge"><h1 itemprop=headline content="Bridge shut">Closed</h1>
        <meta name=parsely-page content='{"title": "Bridge", "pub_date": "2024-05-03T08:00:00Z"}'>"""
    assert dict(meta(page).titles) == {
        "meta": "Bridge closed",
        "dc.title": "The bridge",
        "sailthru.title": "Closed: bridge",
        "headline": "Bridge shut",
        "parsely-page": "Bridge",
        "title": "Bridge closed | Example",
    }
    assert meta(page).dates == (("parsely-page", "2024-05-03T08:00:00Z"),)
    assert meta("<meta name=parsely-page content='[1'><p>x").dates == ()


def test_dates_of_a_change_are_not_those_of_publication() -> None:
    page = """<meta property=og:updated_time content=2024-05-05><meta name=DCTERMS.modified content=2024-05-06>
        <time itemprop=dateModified datetime=2024-05-07></time><span itemprop=datePublished content=2024-05-03>Friday</span>"""
    assert meta(page).dates == (
        ("datepublished", "2024-05-03"),
        ("og:updated_time modified", "2024-05-05"),
        ("dcterms.modified modified", "2024-05-06"),
        ("time modified", "2024-05-07"),
    )


def test_the_address_and_the_type_of_a_page() -> None:
    page = """<link rel="alternate canonical" href=" https://example.org/a "><link rel=canonical href=/b>
        <meta property=og:url content=https://example.org/c><meta property=og:type content=Article>"""
    assert (meta(page).canonical, meta(page).type) == ("https://example.org/a", "article")
    assert meta("<meta property=og:url content=https://example.org/c>").canonical == "https://example.org/c"
    assert meta(f"<link rel=canonical href={'x' * 3_000}>").canonical == ""


def test_time_elements() -> None:
    assert meta("<time pubdate datetime=2024-05-03>3 May</time>").dates == (("time published", "2024-05-03"),)
    assert meta("<time itemprop=datePublished datetime=2024-05-03></time>").dates == (("time published", "2024-05-03"),)
    story = "The bridge was closed on Monday after a fire in the engine room of the ferry. " * 3
    page = """<article><h1>Head</h1><time datetime=2024-05-03>3 May</time><time class=updated datetime=2024-05-04>4 May</time>
        <aside><time datetime=2024-01-01>1 January</time></aside><p>{}</p><time datetime=2023-01-01>A year ago</time>"""
    assert meta(page.format(story)).dates == (
        ("time head", "2024-05-03"),
        ("time", "2024-01-01"),
        ("time", "2023-01-01"),
        ("time modified", "2024-05-04"),
    )
    assert meta("<p>On <time datetime=2024-05-03>Friday</time></p>").dates == (("time", "2024-05-03"),)


def test_meta_is_empty_where_the_page_says_nothing() -> None:
    assert meta("<p>x</p>") == Meta()


# --- Kinds of capture ----------------------------------------------------------------------------------------------

PAGE = """<html lang=en><head><title>Head | Example</title></head><body class=page><div id=main><h1>Head</h1>
<p>One <b>bold</b> word.<!-- c -->Tail &amp; end</p>between<ul><li><a href=1>Link</a></li></ul></div></body></html>"""


def test_all_kinds_of_capture_read_alike() -> None:
    expected = read_html(PAGE)
    element = lxml_html.fromstring(PAGE)
    assert read_html(element) == expected
    assert read_html(element.getroottree()) == expected
    assert read_html(etree.fromstring(PAGE, etree.HTMLParser())) == expected
    assert read_html(BeautifulSoup(PAGE, "lxml")).source == expected.source
    assert read_html(BeautifulSoup(PAGE, "html.parser").find("p")).source == "One bold word.Tail & end"


def test_an_element_is_read_without_its_tail_and_never_changed() -> None:
    root = lxml_html.fromstring(PAGE)
    before = etree.tostring(root)
    paragraph = root.find(".//p")
    assert read_html(paragraph).source == "One bold word.Tail & end"
    assert etree.tostring(root) == before


def test_elements_of_xml_parsers() -> None:
    page = """<!DOCTYPE html [<!ENTITY me "x">]><html xmlns="http://www.w3.org/1999/xhtml"><body><P>One</P>
        <p>Two &amp; <?pi x?>three &me; four</p></body></html>"""
    root = etree.fromstring(page, etree.XMLParser(resolve_entities=False))
    assert [b.text for b in read_html(root).blocks] == ["One", "Two & three &me; four"]


@pytest.mark.parametrize("capture", [None, 3, b"<p>x</p>", ["<p>x</p>"]])
def test_other_types_are_refused(capture: object) -> None:
    with pytest.raises(TypeError, match=r"lxml element"):
        read_html(capture)


@pytest.mark.parametrize(
    "declaration",
    ['<?xml version="1.0" encoding="iso-8859-1"?>', '<meta charset="iso-8859-1">', "\ufeff", "<!DOCTYPE html>"],
)
def test_a_declared_encoding_does_not_matter_for_text(declaration: str) -> None:
    assert texts(f"{declaration}<html><p>Ærø, 東京, 😀</p></html>")[-1] == "Ærø, 東京, 😀"


def test_letters_and_entities_survive_wherever_the_parser_is_fed() -> None:
    for shift in range(5):
        story = "x" * shift + "é東😀&amp; " * 20_000
        assert texts(f"<p>{story}</p>") == [story.replace("&amp;", "&").strip()]


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div",
                "class='a",
                "b'>",
                "</div>",
                "<b>",
                "</b>",
                "<br>",
                "<a",
                "href=1>",
                "</a>",
                "<ul>",
                "<li>",
                "</ul>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<span",
                "hidden>",
                "</span>",
                "<svg>",
                "<title>",
                "</title>",
                "</svg>",
                "<i",
                "class=icon>",
                "</i>",
                "<pre>",
                "</pre>",
                "<select>",
                "<script>",
                "</script>",
                "word",
                "Word",
                "東",
                "&amp;",
                "&lt;",
                "<",
                ">",
                "<!--",
                "-->",
                "\x00",
                "\u200b",
                "\xa0",
                "�",
            ]
        ),
        max_size=30,
    )
)
def test_any_markup_gives_blocks_in_order(pieces: list[str]) -> None:
    page = " ".join(pieces)
    check(read_html(page))
    check(read_html("<div>" * 600 + page))


TAGS = re.findall(
    "<[^>]+>",
    "<p> </p> <div class='a b'> </div> <b> </b> <br> <a href=1> </a> <ul> <li> </ul> <table> <tr> <td> </table> "
    "<span hidden> </span> <span class=sr-only> <i class=icon> </i> <pre> </pre> <x-icon> </x-icon> <h1> <form> "
    "<button> </button> <dl> <dt> <dd> <dialog> <svg> </svg> <details> <time class=x> <div hidden>",
)


@given(st.lists(st.one_of(st.sampled_from(["word", "Word"]), st.sampled_from(TAGS)), max_size=25))
def test_no_word_is_lost_and_none_comes_twice(pieces: list[str]) -> None:
    pieces = [piece.replace("<svg>", "<svg><path></svg>") for piece in pieces]
    numbered = [f"{piece}{i}." if piece in ("word", "Word") else piece for i, piece in enumerate(pieces)]
    words = [piece for piece in numbered if "<" not in piece]
    for depth in (0, 600):
        source = read_html("<div>" * depth + "".join(numbered)).source
        assert sorted(re.findall(r"[wW]ord\d+\.", source)) == sorted(words)
