"""The library's face: what may be given, what comes back, what is refused."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

import scrubber
from scrubber import Article, Block, Rule, Scrubber, ScrubberError, load_pack, scrub
from scrubber.fixtures import check_laws

TITLE = "Harnsey pier opens again"
ONE = (
    "The old pier of Harnsey will open again in May, the council said on Monday after eleven years of repairs and two of dispute."
)
TWO = "Visitors will pay nothing on the first weekend, and the brass band that closed the pier in 2013 will be asked to open it."
STORY = f"{ONE}\n\n{TWO}"
SHARE = "Share this story!"
CAPTURE = f"{TITLE}\n\n{STORY}\n\n{SHARE}"
OURS = "Ask the harbour cat for more"
PACK = f"""
[pack]
name = "ours"
category = "tips"
[[rule]]
id = "cat"
why = "The site's cat."
phrases = ["{OURS}"]
remove = ["{OURS}"]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    file = tmp_path / "ours.toml"
    file.write_text(PACK, "utf-8")
    return file


def test_text_in_article_out() -> None:
    article = scrub(CAPTURE)
    assert (article.title, article.dateline, article.body) == (TITLE, None, STORY)
    assert (article.source, article.kind, article.note) == (CAPTURE, "article", "")
    (gone,) = article.removed
    assert (gone.category, gone.text, CAPTURE[gone.start : gone.end]) == ("share", SHARE, SHARE)
    assert gone.why
    assert article.text == f"{TITLE}\n\n{STORY}"


@pytest.mark.parametrize("capture", ["", b"", "  \n\t\n", "\ufeff", b"\xff\xfe", "\0"])
def test_nothing_in_nothing_out(capture: str | bytes) -> None:
    article = scrub(capture)
    assert (article.title, article.dateline, article.body, article.removed) == ("", None, "", ())
    assert article.text == ""


@pytest.mark.parametrize(
    "capture", [CAPTURE.encode(), bytearray(CAPTURE.encode()), memoryview(CAPTURE.encode()), CAPTURE.encode("utf-16")]
)
def test_bytes_are_decoded(capture: Any) -> None:
    assert scrub(capture) == scrub(CAPTURE)


@pytest.mark.parametrize("capture", [None, 1, 1.5, [CAPTURE], {"text": CAPTURE}, object(), Path("x.txt")])
def test_what_is_no_capture_is_refused(capture: Any) -> None:
    with pytest.raises(TypeError, match="a capture is str, bytes"):
        scrub(capture)


@pytest.mark.parametrize("url", [1, b"https://example.org", ["https://example.org"]])
def test_what_is_no_address_is_refused(url: Any) -> None:
    with pytest.raises(TypeError, match="url is str or None"):
        scrub(CAPTURE, url=url)


@pytest.mark.parametrize("url", ["", "x", "https://", "http://[::1", "\n", "http://a/%%%", "//", "https://example.org:99999/x"])
def test_any_address_will_do(url: str) -> None:
    assert scrub(CAPTURE, url=url).body == STORY


@pytest.mark.parametrize("kind", ["", "text", None, "HTML"])
def test_an_unknown_kind_is_refused(kind: Any) -> None:
    with pytest.raises(ScrubberError, match="must be one of auto, article, page, html"):
        scrub(CAPTURE, kind=kind)


@pytest.mark.parametrize(("kind", "told"), [("auto", "article"), ("article", "article"), ("page", "page")])
def test_kinds_of_text(kind: Any, told: str) -> None:
    article = scrub(CAPTURE, kind=kind)
    assert (article.kind, article.body) == (told, STORY)


HTML = f"<!DOCTYPE html><html><body><h1>{TITLE}</h1><p>{ONE}</p><p>{TWO}</p><p>{SHARE}</p></body></html>"


@pytest.mark.parametrize("capture", [HTML, HTML.encode(), HTML.encode("utf-16"), f"\n\n <!-- made by hand -->{HTML}"])
def test_html_is_told_from_text(capture: str | bytes) -> None:
    article = scrub(capture)
    assert article.kind == "html"
    assert (article.title, article.body) == (TITLE, STORY)


@pytest.mark.parametrize(
    "text",
    [
        "<p> is the tag of a paragraph and <b> makes bold what follows it, the course says.",
        "a < b and b > c",
        "<3 to all our readers",
        "<Harnsey, 5 May> The pier is open.",
    ],
)
def test_kind_article_takes_tags_for_text(text: str) -> None:
    assert scrub(text, kind="article").text == text


def test_a_beautiful_soup_object() -> None:
    bs4 = pytest.importorskip("bs4")
    soup = bs4.BeautifulSoup(HTML, "html.parser")
    before = str(soup)
    article = scrub(soup)
    assert (article.kind, article.title, article.body) == ("html", TITLE, STORY)
    assert str(soup) == before


def test_an_lxml_element() -> None:
    html = pytest.importorskip("lxml.html")
    tree = html.fromstring(HTML)
    before = html.tostring(tree)
    article = scrub(tree)
    assert (article.kind, article.title, article.body) == ("html", TITLE, STORY)
    assert html.tostring(tree) == before


def test_select_and_ignore() -> None:
    assert SHARE in Scrubber(ignore=["share"]).scrub(CAPTURE).body
    assert SHARE in Scrubber(select=["cookies"]).scrub(CAPTURE).body
    assert Scrubber(select=["share"]).scrub(CAPTURE).body == STORY
    assert Scrubber(select=[]).rules == ()


@pytest.mark.parametrize("capture", ["Owl stays\n\nThe owl \ud83d may stay, they said.", "<p>The owl \udc00 may stay, they said.</p>"])
def test_half_a_surrogate_pair_is_read_as_a_broken_character(capture: str) -> None:
    article = scrub(capture)
    assert article.body == "The owl \ufffd may stay, they said."
    assert check_laws(article) == []


@pytest.mark.parametrize(
    "options",
    [
        {"select": ["shares"]},
        {"ignore": ["no/such"]},
        {"select": "share"},
        {"packs": "my.toml"},
        {"packs": ["no-such-file.toml"]},
        {"dateline": "move"},
    ],
    ids=str,
)
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ScrubberError):
        Scrubber(**options)


def test_scrubber_error_is_a_value_error() -> None:
    assert issubclass(ScrubberError, ValueError)


def test_a_pack_of_ones_own(pack: Path) -> None:
    source = f"{TITLE}\n\n{STORY}\n\n{OURS}"
    assert scrub(source).body.endswith(OURS)
    for given in (pack, str(pack), load_pack(pack)):
        article = Scrubber([given]).scrub(source)
        assert article.body == STORY
        assert [(r.pack, r.rule, r.why) for r in article.removed] == [("ours", "cat", "The site's cat.")]


def test_a_pack_for_a_site(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(PACK.replace("[[rule]]", 'sites = ["example.org"]\n[[rule]]'), "utf-8")
    scrubber = Scrubber([file])
    source = f"{TITLE}\n\n{STORY}\n\n{OURS}"
    for url in (
        "https://example.org/a",
        "http://www.example.org:8080/a?b",
        "HTTPS://EXAMPLE.ORG",
        "https://me@example.org/",
        "//example.org/x",
    ):
        assert scrubber.scrub(source, url=url).body == STORY, url
    for other in (
        None,
        "https://example.com/example.org",
        "https://notexample.org/",
        "https://example.org.example.com/",
        "example",
    ):
        assert scrubber.scrub(source, url=other).body.endswith(OURS), other


def test_an_allow_rule_wins(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(PACK.replace(OURS, "Share this story").replace("remove", "allow = true\nremove"), "utf-8")
    assert Scrubber([file]).scrub(CAPTURE).body == f"{STORY}\n\n{SHARE}"


def cat_lines(blocks: Sequence[Block]) -> Iterable[tuple[int, int]]:
    return [(b.start, b.end) for b in blocks if "cat" in b.text]


CAT = Rule("cats", "tips", "python", "Speaks of the cat.", find=cat_lines)


def test_a_python_rule() -> None:
    article = Scrubber(rules=[CAT]).scrub(f"{TITLE}\n\n{STORY}\n\n{OURS}")
    assert article.body == STORY
    assert [(r.pack, r.rule, r.text) for r in article.removed] == [("python", "cats", OURS)]
    assert Scrubber(rules=[CAT], ignore=["python/cats"]).scrub(f"{TITLE}\n\n{STORY}\n\n{OURS}").removed == ()


def test_a_python_rules_spans_may_lie_anywhere() -> None:
    wild = CAT._replace(find=lambda blocks: [(-9, 3), (10**9, 10**9 + 1), (5, 5), (9, 4)])
    article = Scrubber(rules=[wild]).scrub(CAPTURE)
    assert article.removed[0].text == CAPTURE[:3]


def test_scrubbers_pickle(pack: Path) -> None:
    made = Scrubber([pack], ignore=["cookies"], dateline="extract", rules=[CAT])
    other = pickle.loads(pickle.dumps(made))
    pack.unlink()
    source = f"{TITLE}\n\nBEIRUT, Lebanon (AP) — {STORY}\n\n{OURS}\n\n{SHARE}"
    assert other.fingerprint == made.fingerprint
    assert other.scrub(source) == made.scrub(source)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_articles_pickle(protocol: int) -> None:
    article = Scrubber(rules=[CAT._replace(find=lambda blocks: cat_lines(blocks))]).scrub(f"11 March 2019\n\n{CAPTURE}\n\n{OURS}")
    other = pickle.loads(pickle.dumps(article, protocol))
    assert other == article
    assert (other.removed, other.ledger, other.text) == (article.removed, article.ledger, article.text)


def test_scrub_many_takes_captures_and_pairs_as_they_come() -> None:
    taken: list[int] = []

    def captures() -> Iterable[Any]:
        for number, item in enumerate([CAPTURE, (CAPTURE, "https://example.org"), (CAPTURE.encode(), None)]):
            taken.append(number)
            yield item

    found = Scrubber().scrub_many(captures())
    assert taken == []
    first = next(found)
    assert taken == [0]
    assert [first, *found] == [scrub(CAPTURE)] * 3


def test_a_scrubber_may_be_used_again() -> None:
    made = Scrubber()
    assert made.scrub(CAPTURE) == made.scrub(CAPTURE)
    assert made.scrub("Other things\n\nhappened.").title != TITLE


@pytest.mark.parametrize("name", ["title", "body", "removed", "anything"])
def test_an_article_does_not_change(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(scrub(CAPTURE), name, "")


def test_an_articles_parts_cannot_be_deleted() -> None:
    with pytest.raises(AttributeError):
        del scrub(CAPTURE).body


@pytest.mark.parametrize("name", ["fingerprint", "rules", "anything"])
def test_a_scrubber_does_not_change(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Scrubber(), name, "")


def test_the_fingerprint_names_the_version_and_the_rules(pack: Path) -> None:
    usual = Scrubber().fingerprint
    assert scrubber.__version__ in usual
    assert usual == Scrubber().fingerprint == scrub(CAPTURE).fingerprint
    own = Scrubber([pack]).fingerprint
    others = [
        own,
        Scrubber(ignore=["share"]).fingerprint,
        Scrubber(select=["share"]).fingerprint,
        Scrubber(dateline="extract").fingerprint,
        Scrubber(rules=[CAT]).fingerprint,
        Scrubber(rules=[CAT._replace(category="app")]).fingerprint,
    ]
    assert len({usual, *others}) == len(others) + 1
    pack.write_text(PACK.replace("cat for", "dog for"), "utf-8")
    assert Scrubber([pack]).fingerprint != own
    pack.write_text(PACK + "keep = ['Ask the harbour cat.']\n", "utf-8")
    assert Scrubber([pack]).fingerprint == own


def test_same_rules_same_bytes_in_another_process() -> None:
    source = f"11 March 2019\n\n{CAPTURE}"
    script = f"import json, scrubber; print(json.dumps(scrubber.scrub({source!r}).to_dict(), sort_keys=True))"
    import json

    here = json.dumps(scrub(source).to_dict(), sort_keys=True)
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(scrubber.__file__).parents[1])},
        )
        assert done.stdout.strip() == here


def test_importing_loads_nothing_heavy() -> None:
    heavy = {"numpy", "pandas", "pyarrow", "bs4", "lxml", "dataclasses", "dateparser", "babel", "requests"}
    # What measures the tests' coverage may have loaded some of it already.
    script = f"import sys; before = set(sys.modules); import scrubber; print(sorted({heavy!r} & set(sys.modules) - before))"
    env = {"PYTHONPATH": str(Path(scrubber.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=env)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_public_names() -> None:
    assert all(hasattr(scrubber, name) for name in scrubber.__all__)
    assert isinstance(scrub(CAPTURE), Article)
    assert "Harnsey" in repr(scrub(CAPTURE))


def test_a_pack_may_not_take_the_name_of_another(tmp_path: Path) -> None:
    path = tmp_path / "share.toml"
    path.write_text(
        "[pack]\nname = 'share'\nversion = '1'\ncategory = 'share'\n[[rule]]\nid = 'story-interest'\nwhy = 'Ours.'\n"
        "phrases = ['tell the whole village']\nremove = ['Tell the whole village']\n",
        encoding="utf-8",
    )
    with pytest.raises(ScrubberError, match="share/story-interest"):
        Scrubber([path])


def test_an_article_without_anything_says_why() -> None:
    assert scrub("Share this story!").note
    assert not scrub("").note
    assert not scrub(STORY).note


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ("シェアする｜LINEで送る", ""),  # full-width bars part cells
        ("シェアする　ツイート　LINEで送る", ""),  # and so do full-width blanks
        ("春｜夏｜秋", "春｜夏｜秋"),
        ("山田　太郎の船", "山田　太郎の船"),
    ],
)
def test_a_row_in_full_width_goes_when_every_cell_is_chrome(row: str, left: str) -> None:
    first = "港町と対岸の小島を結ぶ渡し船が十四日、三年ぶりに運航を再開した。最初に乗り込んだのは、桟橋で船を待ち続けていた三毛猫だった。"
    last = "渡し船は台風で桟橋が壊れ、休止していた。町は修理を三度見積もり、そのたびに予算が足りなくなったが、昨年秋に工事が始まった。"
    assert scrub(f"{first}\n\n{row}\n\n{last}", kind="article").body == "\n\n".join(filter(None, [first, left, last]))
