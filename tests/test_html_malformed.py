"""Pages as the web and slips serve them, from bytes to article: the story, or an empty article that says why.

Sizes are such that time or memory by the square would hang; no time is asserted.
"""

from __future__ import annotations

import gzip
from typing import Any

import pytest

import scrubber

FIRST = "The council of Torvik closed the old bridge on Monday, after the river had risen by a metre in a single night."
SECOND = "It will stay closed until Friday at least, the mayor said, and the ferry at Harnsey will carry people free of charge."
STORY = f"<h1>Bridge closed after the flood</h1><p>{FIRST}</p><p>{SECOND}</p>"
BODY = f"{FIRST}\n\n{SECOND}"
XHTML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>Bridge</title><link rel="x" href="y"/></head><body>"""


def article(capture: Any, **options: Any) -> scrubber.Article:
    """Scrub, and check that every character of what was read is accounted for."""
    made = scrubber.scrub(capture, **{"kind": "html", **options})
    at = 0
    for span in made.ledger:
        assert span.start == at
        at = span.end
    assert at == len(made.source)
    return made


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f"<div><b>{STORY}</div></b></span></p></table>", id="end tags in the wrong order, and without a start"),
        pytest.param(STORY.replace("</p>", ""), id="paragraphs left open"),
        pytest.param(f"{STORY}</body></html><!-- served by x --></html>", id="the end of the page twice"),
        pytest.param(f"<html><head><title>Bridge</title></head>{STORY}", id="no body"),
        pytest.param(f"<title>Bridge</title>{STORY}", id="no html, no head, no body"),
        pytest.param(f"<html><body><html><body>{STORY}</body></html></body></html>", id="a page in a page"),
        pytest.param(f"{XHTML}{STORY}<br/></body></html>", id="XHTML with declarations"),
        pytest.param(f"<frameset><frame src=a></frameset><noframes>Get a browser</noframes><body>{STORY}", id="frames with a body"),
        pytest.param(f"<body>{STORY}<div class='share", id="cut off in a tag"),
        pytest.param(f"<body>{STORY}<script>var a = '<p>", id="cut off in a script"),
        pytest.param(f"<body>{STORY}<!-- and so", id="cut off in a comment"),
        pytest.param(f"<body>{STORY}<style>p {{", id="cut off in a style"),
        pytest.param(f"<body><svg><path>{STORY}", id="an icon left open"),
        pytest.param(f"<body><select><option>Town{STORY}", id="a choice left open"),
        pytest.param(f"<body><a name=top><font><center>{STORY}", id="markup of the nineties left open"),
        pytest.param(f"\ufeff \n<!-- x --><html><body>{STORY}", id="a byte order mark and a comment first"),
        pytest.param("<div><span class=a>" * 50_000 + STORY, id="100,000 levels"),
        pytest.param("<div>" * 100_000 + STORY + "</div>" * 100_000, id="100,000 levels, closed"),
        pytest.param(f"<body {' '.join(f'data-{i}=b' for i in range(100_000))}>{STORY}", id="100,000 attributes"),
        pytest.param("".join(f"<b a{i}=1></b>" for i in range(20_000)) + STORY, id="every element another attribute"),
        pytest.param(f"<body>{STORY}<div hidden>{'&nbsp;&#8203;&zwj;' * 100_000}</div>", id="entities by the thousand"),
        pytest.param(f"<body>{'<p></p><br>' * 100_000}{STORY}", id="empty elements by the thousand"),
        pytest.param(f"<body>{'<i></b></x></section>' * 20_000}{STORY}", id="end tags without a start by the thousand"),
        pytest.param(f"<body>{STORY}{'<!--' * 100_000}", id="comments that never end"),
    ],
)
def test_the_story_comes_out(page: str) -> None:
    made = article(page)
    assert made.body == BODY
    assert made.note == ""
    assert article(page.encode()).body == BODY


def test_an_external_entity_is_not_fetched() -> None:
    made = article(f"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><body>{STORY}<p>See &x; and &y;.</p>")
    assert BODY in made.source
    assert "root:" not in made.source


def test_a_million_attributes() -> None:
    assert article(f"<p {' '.join(f'a{i}=b' for i in range(1_000_000))}>{STORY}").body == BODY


def test_a_page_of_twenty_megabytes() -> None:
    page = f"<body>{STORY}<script>{'var a = 1; ' * 1_000_000}</script><!-- {'x' * 5_000_000} --><style>{'p { } ' * 800_000}</style>"
    assert len(page) > 20_000_000
    assert article(page).body == BODY


def test_paragraphs_by_the_ten_thousand() -> None:
    made = article(f"<body>{STORY}{f'<p>{SECOND}</p>' * 10_000}")
    assert made.body.startswith(BODY)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("", "cp1252"),
        ("utf-8", "cp1252"),
        ("utf-8", "cp1251"),
        ("windows-1251", "cp1251"),
        ("no-such-charset", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "utf-16"),
        ("", "utf-16-le"),
    ],
)
def test_charsets_wrong_and_missing(declared: str, encoding: str) -> None:
    if encoding == "cp1251":
        story = "Мэр города закрыл старый мост в понедельник, после того как река поднялась за одну ночь на целый метр."
    else:
        story = "Der Bürgermeister ließ die alte Brücke am Montag schließen, nachdem der Fluss über Nacht stark gestiegen war; für Fußgänger fährt eine Fähre."
    meta = f"<meta charset={declared}>" if declared else ""
    page = f"<html><head>{meta}</head><body><p>{story}</p><p>{story.replace('Montag', 'Freitag')}</p></body></html>"
    assert story in article(page.encode(encoding)).body


def test_nul_and_other_controls() -> None:
    page = STORY.replace("river had", "river\x00 had\x0c").replace("<p>", "\x00<p\x00 class=\x01>", 1)
    assert "by a metre in a single night." in article(page).body


@pytest.mark.parametrize(
    ("capture", "note"),
    [
        pytest.param(b'{"title": "Bridge", "items": []}', "The capture is JSON, not a page or a text.", id="JSON"),
        pytest.param('\n[ {"title": "Bridge"} ]', "The capture is JSON, not a page or a text.", id="a list in JSON"),
        (b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nstream\n" + bytes(range(256)) * 500, "The capture is a PDF file, not text."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 500, "The capture is an image, not text."),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "The capture is an image, not text."),
        (b"PK\x03\x04" + bytes(range(256)), "The capture is a ZIP archive or an office document, not text."),
        (gzip.compress(STORY.encode()), "The capture is compressed data, not text."),
        (b"<html><frameset cols='1,2'><frame src=a><frame src=b></frameset></html>", "The page holds no text."),
        ("<html><body></body></html>", "The page holds no text."),
        ("<script>var story = 'Bridge closed';</script>", "The page holds no text."),
        (" \n ", "The page holds no text."),
    ],
)
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_what_is_no_page_is_empty_and_says_why(capture: Any, note: str, form: Any) -> None:
    made = article(capture, format=form)
    assert (made.title, made.body, made.formatted or "", made.note) == ("", "", "", note)
    if isinstance(capture, bytes) and not capture.startswith(b"<"):
        assert article(capture, kind="auto").note == note


@pytest.mark.parametrize("capture", [b'{"headline": "Bridge closed", "n": [1, 2]}', b"[]", b"\xfe\xed\xfa\xce" * 999, b"a,b\n1,2\n", b"\x00" * 9_999])
@pytest.mark.parametrize("kind", ["auto", "html"])
def test_bytes_of_other_things_do_no_harm(capture: bytes, kind: Any) -> None:
    article(capture, kind=kind)
    article(capture[: len(capture) // 2], kind=kind)


def test_an_article_about_pdf_files_is_text() -> None:
    assert article("%PDF is how such files begin. " + BODY, kind="article").note == ""
