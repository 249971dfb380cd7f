"""Step 1: bytes become text, whatever they are."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubber.decode import decode

CYRILLIC = "Мост через реку открыли в понедельник, сообщила администрация посёлка."
QUOTED = "The “old” pier is open – at last. Café owners cheered."


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["plain", CYRILLIC, QUOTED, ""])
def test_a_byte_order_mark_wins_and_is_no_part_of_the_text(mark: str, text: str) -> None:
    assert decode(text.encode(mark)) == text


@pytest.mark.parametrize(
    ("mark", "codec"), [(codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_BE, "utf-32-be")], ids=["16", "32"]
)
def test_big_endian_marks(mark: bytes, codec: str) -> None:
    assert decode(mark + CYRILLIC.encode(codec)) == CYRILLIC


def test_a_mark_wins_over_a_declaration() -> None:
    page = '<meta charset="windows-1251"><p>Café</p>'
    assert decode(codecs.BOM_UTF8 + page.encode()) == page


@pytest.mark.parametrize("text", [CYRILLIC, QUOTED, "plain", "日本語の新聞", "🙂"])
def test_utf_8_needs_no_declaration(text: str) -> None:
    assert decode(text.encode()) == text


def test_utf_8_wins_over_a_false_declaration() -> None:
    page = f'<meta charset="iso-8859-1"><p>{CYRILLIC}</p>'
    assert decode(page.encode()) == page


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1251">',
        "<meta charset = windows-1251>",
        "<META HTTP-EQUIV='Content-Type' content='text/html; charset=windows-1251'>",
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_a_declaration_is_believed(declaration: str) -> None:
    page = f"{declaration}<p>{CYRILLIC}</p>"
    assert decode(page.encode("cp1251")) == page


@pytest.mark.parametrize(
    ("label", "really"),
    [
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("shift_jis", "cp932"),
        ("euc-kr", "cp949"),
    ],
)
def test_labels_stand_for_their_supersets(label: str, really: str) -> None:
    text = {"gb18030": "镕基说", "cp932": "①髙島", "cp949": "똠방각하", "cp1254": "“İyi” – güneş"}.get(really, QUOTED)
    page = f'<meta charset="{label}"><p>{text}</p>'
    assert decode(page.encode(really)) == page


@pytest.mark.parametrize(
    "label", ["no-such-charset", "base64", "rot13", "hex", "idna", "utf-16", "punycode", "unicode_escape", "undefined", "a" * 40]
)
def test_a_declaration_nobody_can_read_does_not_stop_the_decoding(label: str) -> None:
    page = f'<meta charset="{label}"><p>Café</p>'.encode("cp1252")
    assert "<p>Caf" in decode(page)


def test_a_character_cut_off_at_the_end_leaves_the_rest_utf_8() -> None:
    data = ("Fifty lines of plain English prose. " * 50 + "Caf").encode() + "é".encode()[:1]
    assert decode(data) == data[:-1].decode() + "\ufffd"


def test_a_few_broken_sequences_leave_the_rest_utf_8() -> None:
    data = CYRILLIC.encode() + b"\xff" + CYRILLIC.encode()
    assert decode(data) == CYRILLIC + "\ufffd" + CYRILLIC


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(codec: str) -> None:
    assert decode(QUOTED.encode(codec)) == QUOTED


def test_nuls_in_plain_text_do_not_make_it_utf_16() -> None:
    assert decode(b"A line\0with a stray NUL, and more of it.") == "A line\0with a stray NUL, and more of it."


def test_undeclared_windows_1252_is_detected() -> None:
    assert decode(QUOTED.encode("cp1252")) == QUOTED


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_become_text(data: bytes) -> None:
    text = decode(data)
    assert isinstance(text, str)
    assert text == decode(data)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=200).filter(lambda t: "\0" not in t and "\ufeff" not in t[:1]))
def test_any_text_comes_back_from_utf_8(text: str) -> None:
    assert decode(text.encode("utf-8")) == text
