"""The body as Markdown and HTML: the same words with their structure, and nothing else."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

import scrubber
from scrubber.cli import main
from scrubber.errors import ScrubberError
from scrubber.forms import formatted
from scrubber.model import Format, Piece
from scrubber.readers.html import read_html

FORMS: tuple[Format, ...] = ("markdown", "html")
URL = "https://echo.example/news/bridge.html"


def form(page: str, kind: Format, url: str = URL, without: str = "") -> str:
    """A page, all of it body but what stands in ``without``, in this form."""
    reading = read_html(page, marks=True)
    return formatted(reading, [list(_pieces(block.start, block.text, without)) for block in reading.blocks], kind, url)


def _pieces(start: int, text: str, without: str) -> list[Piece]:
    at = text.find(without) if without else -1
    if at < 0:
        return [Piece(start, start + len(text), "body")]
    cuts = (0, at, "body"), (at, at + len(without), "removed"), (at + len(without), len(text), "body")
    return [Piece(start + a, start + b, fate) for a, b, fate in cuts if a < b]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "markdown", "html"),
    [
        ("<h2>Head</h2><p>Text.</p>", "## Head\n\nText.", "<h2>Head</h2>\n<p>Text.</p>"),
        ("<h3>Two<br>lines</h3>", "### Two lines", "<h3>Two<br>lines</h3>"),
        ("<p>One<br>two</p>", "One  \ntwo", "<p>One<br>two</p>"),
        ("<p>A <b>bold</b> and <i>slanted </i>word</p>", "A **bold** and *slanted* word", "<p>A <strong>bold</strong> and <em>slanted</em> word</p>"),
        ("<p><b>All <i>of</i> it</b></p>", "**All *of* it**", "<p><strong>All <em>of</em> it</strong></p>"),
        ("<p><b>Once <strong>only</strong></b></p>", "**Once only**", "<p><strong>Once only</strong></p>"),
        ("<p>H<sub>2</sub>O, 10<sup>th</sup></p>", "H2O, 10th", "<p>H<sub>2</sub>O, 10<sup>th</sup></p>"),
        ("<p>was <s>is</s></p>", "was ~~is~~", "<p>was <del>is</del></p>"),
        ("<p>call <code>a*b`c</code></p>", "call ``a*b`c``", "<p>call <code>a*b`c</code></p>"),
        ("<pre>if a:\n    b()\n\nc`</pre>", "```\nif a:\n    b()\n\nc`\n```", "<pre>\nif a:\n    b()\n\nc`</pre>"),
        ("<blockquote><p>One.<p>Two.</blockquote>", "> One.\n>\n> Two.", "<blockquote>\n<p>One.</p>\n<p>Two.</p>\n</blockquote>"),
        ("<dl><dt>Term<dd>Meaning</dl>", "Term\n\nMeaning", "<dl>\n<dt>\nTerm\n</dt>\n<dd>\nMeaning\n</dd>\n</dl>"),
        ("<figure><img><figcaption>The bridge</figcaption></figure>", "The bridge", "<p>The bridge</p>"),
    ],
)
def test_what_is_shown_of_the_markup(page: str, markdown: str, html: str) -> None:
    assert form(page, "markdown") == markdown
    assert form(page, "html") == html


def test_lists_keep_their_order_and_depth() -> None:
    page = "<ol><li>One<li>Two<ul><li>Two a<li>Two b</ul><li><p>Three</p><p>More of three</p></ol>"
    assert form(page, "markdown") == "1. One\n2. Two\n   - Two a\n   - Two b\n\n3. Three\n\n   More of three"
    assert form(page, "html").replace("\n", "") == (
        "<ol><li>One</li><li>Two<ul><li>Two a</li><li>Two b</li></ul></li><li><p>Three</p><p>More of three</p></li></ol>"
    )


def test_two_lists_in_a_row_stay_two() -> None:
    page = "<ul><li>salt<li>flour</ul><ul><li>sugar</ul>"
    assert form(page, "markdown") == "- salt\n- flour\n\n* sugar"
    assert form(page, "html").count("<ul>") == 2


def test_lists_that_are_no_lists_are_mended() -> None:
    assert form("<ul>Salt</ul>", "html").replace("\n", "") == "<ul><li><p>Salt</p></li></ul>"
    assert form("<li>Salt", "html") == "<p>Salt</p>"
    assert form("<ul><ul><li>Salt</ul></ul>", "html").replace("\n", "") == "<ul><li><ul><li>Salt</li></ul></li></ul>"
    assert form("<li>Salt", "markdown") == "- Salt"


def test_a_quotation_in_a_list_and_a_list_in_a_quotation() -> None:
    assert form("<ul><li>He said:<blockquote>No.</blockquote></ul>", "markdown") == "- He said:\n\n  > No."
    assert form("<blockquote><ul><li>a<li>b</ul></blockquote>", "markdown") == "> - a\n> - b"


def test_tables() -> None:
    page = "<table><tr><th>Town<th>Votes<tr><td>Torvik<td><b>1|2</b><tr><td>Harnsey</table><p>End</p>"
    table = "| Town | Votes |\n| --- | --- |\n| Torvik | **1\\|2** |\n| Harnsey |  |"
    assert form(page, "markdown") == f"{table}\n\nEnd"
    rows = "<tr><th>Town</th><th>Votes</th></tr>\n<tr><td>Torvik</td><td><strong>1|2</strong></td></tr>\n<tr><td>Harnsey</td></tr>"
    assert form(page, "html") == f"<table>\n{rows}\n</table>\n<p>End</p>"


@pytest.mark.parametrize(
    ("href", "shown"),
    [
        ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1&b=2"),
        ("/x", "https://echo.example/x"),
        ("y.html", "https://echo.example/news/y.html"),
        ("//b.example/", "https://b.example/"),
        ("mailto:ann@a.example", "mailto:ann@a.example"),
        ("https://a.example/Straße (1)", "https://a.example/Stra%C3%9Fe%281%29"),
        ("#note", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("JaVa\tScript:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("data:text/html,<script>1</script>", ""),
        ("vbscript:x", ""),
        ("http://[", "http://["),
        ("//[", ""),
        ("x" * 3_000, ""),
    ],
)
def test_where_links_lead(href: str, shown: str) -> None:
    page = f'<p>See <a href="{href}">this</a>.</p>'
    assert form(page, "markdown") == (f"See [this]({shown})." if shown else "See this.")
    found = re.findall('href="([^"]*)"', form(page, "html").replace("&amp;", "&").replace("%28", "(").replace("%29", ")"))
    assert found == ([shown.replace("%28", "(").replace("%29", ")")] if shown else [])


def test_links_stay_relative_where_no_address_is_known() -> None:
    page = "<p><a href=/x>One</a> and <a href=y>two</a>.</p>"
    assert form(page, "markdown", url="") == "[One](/x) and [two](y)."
    assert form(f"<base href=https://b.example/c/>{page}", "markdown") == "[One](https://b.example/x) and [two](https://b.example/c/y)."


@pytest.mark.parametrize(
    "text",
    [
        "# no head", "1. no item", "12) no item", "- no item", "+ no item", "* no item", "> no quote", "---", "===", "***", "___",
        "``` no fence", "~~~", "*no* **emphasis** _here_ __either__", "snake_case_name", "[no](link) ![image](x)", "<b>no tag</b>",
        "<!-- no comment -->", "&amp; no entity", "\\* no escape", "a | b | c", "`no code`", "<https://no.example>", "~~no~~", "[^1]: no", "#no", "-5 °C",
    ],
)  # fmt: skip
def test_text_stays_text(text: str) -> None:
    page = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    markdown = form(page, "markdown")
    assert re.sub(r"\\([\\`*_\[\]<>~|&.)+#=-])", r"\1", markdown) == text
    assert lxml_html.fromstring(form(page, "html")).text_content() == text
    reader = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    assert lxml_html.fromstring(reader.render(markdown)).text_content().strip() == text


@pytest.mark.parametrize(
    ("page", "markdown"),
    [
        ("<p>foo<b>“bar”</b>baz</p>", "foo“bar”baz"),
        ("<p>foo<b>bar</b>baz</p>", "foo**bar**baz"),
        ("<p><b>foo</b><b>bar</b></p>", "**foo**bar"),
        ("<p><b>foo</b><i>bar</i></p>", "**foo**bar"),
        ("<p>大<b>「雨」</b>が</p>", "大「雨」が"),
        ("<p><a href=x><a href=y>z</a></a></p>", "[z](https://echo.example/news/y)"),
        ("<p><b> </b>x<i></i></p>", "x"),
        ("<p><i class='fa fa-menu'>menu</i> <b>Text</b></p>", "menu\n\n**Text**"),
        ("<p>foo<b><code>bar</code></b></p>", "foo`bar`"),
        ("<h2>Head #</h2>", "## Head \\#"),
        ("<ol><li>a<dl><dd><li>b</ol>", "1. a\n   - b"),
        ("<p>a<b><b>c</b></b> <b>d</b>e<b><span class=sr-only>f</span></b></p>", "a**c** **d**e\n\nf"),
        ("<p>a <span class=sr-only>b <b>c</b></span> <i>d</i></p>", "a *d*\n\nb c"),
    ],
)
def test_emphasis_that_markdown_would_not_take_is_left_out(page: str, markdown: str) -> None:
    assert form(page, "markdown") == markdown


@pytest.mark.parametrize("kind", FORMS)
def test_what_was_removed_is_gone_inside_a_block_too(kind: Format) -> None:
    page = "<p>The <b>mayor read more here</b> spoke, <a href=/x>read more</a>.</p>"
    text = form(page, kind, without="read more here")
    assert "more here" not in text
    assert "mayor" in text
    assert "spoke" in text


ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<p onclick=alert(1)>x</p>", "<svg onload=alert(1)><title>x</title></svg>",
    "<a href='java&#10;script:alert(1)'>x</a>", '<a href=\'x" onmouseover="alert(1)\'>x</a>', "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<pre>&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;</pre>", "<code>&lt;img src=x onerror=alert(1)&gt;</code>", "<style>*{}</style>",
    "<iframe srcdoc='<script>1</script>'></iframe>", "<math><mtext><script>alert(1)</script></mtext></math>", "<p><a href='data:text/html;base64,x'>x</a></p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>", "<table><tr><td>&lt;script&gt;<td>x</table>", "<b><i><a href='https://a.example/\"><script>'>x</a></i></b>",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_script_comes_through(attack: str) -> None:
    html = form(f"<h1>H</h1><p>Before.</p>{attack}<p>After.</p>", "html")
    root = lxml_html.fromstring(f"<div>{html}</div>")
    tags = {element.tag for element in root.iter()}
    assert tags <= set("div h1 p a b strong em code pre table tr td".split())
    for element in root.iter():
        assert set(element.attrib) <= {"href"}
        assert re.match("(?:https?|mailto):|$", element.get("href", ""))
    assert "<script" not in form(attack, "markdown").replace("\\<script", "").replace("`<", "").replace("</pre><script", "")


PIECES = re.findall(
    "<[^>]+>",
    "<p> </p> <div> </div> <b> </b> <em> </em> <code> </code> <s> </s> <br> <a href=/x> </a> <ul> <ol> <li> </li> </ul> </ol> <table> <tr> "
    "<td> <th> </table> <blockquote> </blockquote> <pre> </pre> <h2> </h2> <dl> <dt> <dd> </dl> <sub> </sub> <span hidden> </span> <i class=icon> </i>",
)
WORDS = st.sampled_from(["word", "Word", " ", "*", "_", "(", "“", "|", "`", "#", "-", "1."])


@given(st.lists(st.one_of(WORDS, st.sampled_from(PIECES)), max_size=30))
def test_the_words_are_those_of_the_body(pieces: list[str]) -> None:
    page = "".join(f"{piece}{i}. " if piece in ("word", "Word") else piece for i, piece in enumerate(pieces))
    expected = re.findall(r"[wW]ord\d+", read_html(page).source)
    for depth in ("", "<div>" * 600):
        for kind in FORMS:
            assert re.findall(r"[wW]ord\d+", form(depth + page, kind)) == expected
    shown = lxml_html.fromstring(f"<div>{form(page, 'html')}</div>").text_content()
    assert "".join(shown.split()) == "".join(read_html(page).source.split())


def test_a_page_of_marks_takes_linear_time() -> None:
    page = "<p><b>" + "<a href=/x>word</a>, <i>y</i><br><br>" * 10_000
    assert form(page, "html").count("<em>") == 10_000
    page = f"<p>{'-<br>' * 50_000}end</p><pre>a{' ' * 100_000}b</pre>"
    assert form(page, "markdown").count("-") == 50_000
    page = "<b>" * 5_000 + "<p>x" * 5_000
    assert form(page, "markdown").count("x") == 5_000


STORY = """<title>Bridge | Echo</title><nav><a href=/>Home</a></nav><article><h1>Bridge closed after the flood</h1>
    <p>The council of Torvik closed the <b>bridge</b> on Monday, after the river rose by a metre in a night.</p>
    <p>It will stay closed until Friday, the mayor said <a href=/note>in a note</a> to the people of the town.</p></article>"""


def test_an_article_has_a_formatted_body_if_asked() -> None:
    plain = scrubber.scrub(STORY)
    assert plain.formatted is None
    assert "formatted" not in plain.to_dict()
    made = scrubber.scrub(STORY, url=URL, format="markdown")
    assert made.formatted is not None
    assert "the **bridge** on" in made.formatted
    assert "[in a note](https://echo.example/note)" in made.formatted
    assert (made.title, made.body, made.ledger) == (plain.title, plain.body, plain.ledger)
    assert made.to_dict()["formatted"] == made.formatted
    assert pickle.loads(pickle.dumps(made)) == made != plain
    assert [a.formatted for a in scrubber.Scrubber().scrub_many([(STORY, URL)], format="markdown")] == [made.formatted]
    with pytest.raises(ScrubberError, match="format is 'pdf'"):
        scrubber.scrub(STORY, format="pdf")  # type: ignore[arg-type]


def test_a_text_capture_has_paragraphs() -> None:
    text = "The *bridge* was closed on Monday.\n\n<b>It</b> will open again on Friday, the mayor said."
    assert scrubber.scrub(text, format="markdown").formatted == (
        "The \\*bridge\\* was closed on Monday.\n\n\\<b\\>It\\</b\\> will open again on Friday, the mayor said."
    )
    assert scrubber.scrub(text, format="html").formatted == (
        "<p>The *bridge* was closed on Monday.</p>\n<p>&lt;b&gt;It&lt;/b&gt; will open again on Friday, the mayor said.</p>"
    )


def test_nothing_kept_is_nothing_formatted() -> None:
    assert scrubber.scrub("", format="html").formatted == ""


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "story.html"
    file.write_text(STORY, encoding="utf-8")
    assert main([str(file), "--format", "markdown", "--url", URL]) == 0
    whole = capsys.readouterr().out
    assert whole.startswith("# Bridge closed after the flood\n\nThe council of Torvik closed the **bridge** on")
    assert main([str(file), "--format=html", "--body"]) == 0
    body = capsys.readouterr().out
    assert body.startswith("<p>The council of Torvik closed the <strong>bridge</strong>")
    assert main([str(file), "--format=html", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["formatted"] == body.rstrip("\n")
    assert main([str(file), "--format=html", "--title"]) == 0
    assert capsys.readouterr().out == "Bridge closed after the flood\n"


READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


@given(st.lists(st.one_of(WORDS, st.sampled_from(PIECES)), max_size=30))
def test_a_reader_of_markdown_reads_the_same_text(pieces: list[str]) -> None:
    page = "".join(f"{piece}{i}. " if piece in ("word", "Word") else piece for i, piece in enumerate(pieces))
    shown = lxml_html.fromstring(f"<div>{READER.render(form(page, 'markdown'))}</div>").text_content()
    assert "".join(shown.split()) == "".join(read_html(page).source.split())
