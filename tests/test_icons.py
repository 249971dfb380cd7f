"""Icon runs: found by their structure, whatever the names, the affix and the place."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from scrubber import Scrubber, scrub
from scrubber.model import Block
from scrubber.rules.icons import find_affixed, find_named

GLYPHS = [
    "bookmark",
    "camera",
    "check",
    "chevron-down",
    "close",
    "comment",
    "envelope",
    "facebook",
    "flag",
    "globe",
    "heart",
    "home",
    "instagram",
    "link",
    "lock",
    "mail",
    "menu",
    "minus",
    "pause",
    "pinterest",
    "play",
    "plus",
    "print",
    "reddit",
    "search",
    "share",
    "star",
    "twitter",
    "user",
    "video",
    "volume-off",
    "whatsapp",
    "youtube",
]
# Names no glyph set has: a site's own.
OWN = ["quillon", "zebrafold", "trawler", "hatbox", "mx", "kv24"]
PROSE = "The kite club of Harnsey met on Monday to choose a new captain, and after four hours of talk it had chosen three."


def taken(find: Callable[[Sequence[Block]], object], text: str) -> list[str]:
    spans: list[tuple[int, int]] = list(find([Block(0, len(text), text)]))  # type: ignore[call-overload]
    return [text[a:b] for a, b in spans]


def fused(names: Sequence[str], affix: str = "icon ") -> str:
    return "".join(affix + name for name in names)


@pytest.mark.parametrize("seed", range(12))
def test_the_order_and_choice_of_names_do_not_matter(seed: int) -> None:
    draw = random.Random(seed)
    names = draw.sample(GLYPHS, draw.randint(5, 25))
    run = fused(names)
    assert taken(find_affixed, run) == [run]


@pytest.mark.parametrize("seed", range(12))
def test_names_of_a_sites_own_among_them(seed: int) -> None:
    draw = random.Random(seed)
    names = [*draw.sample(GLYPHS, 8), *draw.sample(OWN, 3)]
    draw.shuffle(names)
    run = fused(names)
    assert taken(find_affixed, run) == [run]


@pytest.mark.parametrize(
    "affix", ["icon ", "icon-", "icon_", "svg-", "svg ", "ico-", "icn-", "glyph-", "glyphicon-", "sprite-", "Icon ", "ICON "]
)
def test_the_affix_does_not_matter(affix: str) -> None:
    run = fused(["home", "trawler", "search", "menu", "bell", "hatbox", "close"], affix)
    assert taken(find_affixed, run) == [run]


@pytest.mark.parametrize(
    "run",
    [
        "Facebook IconTwitter IconInstagram IconYouTube IconLinkedIn Icon",
        "search-iconmenu-iconclose-iconuser-icon",
        "bell-svgstar-svgheart-svgflag-svg",
    ],
)
def test_the_affix_may_stand_behind(run: str) -> None:
    assert taken(find_affixed, run) == [run]


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_run_goes_wherever_it_stands(place: int) -> None:
    run = fused([*GLYPHS[:9], "trawler"])
    blocks = ["Kite club chooses three captains", PROSE, PROSE.replace("Monday", "Tuesday")]
    source = "\n\n".join([*blocks[:place], run, *blocks[place:]])
    article = scrub(source)
    assert [(r.category, r.text) for r in article.removed] == [("icons", run)]
    assert (article.title, article.body) == (blocks[0], "\n\n".join(blocks[1:]))


def test_a_run_grown_together_with_the_date_leaves_the_date() -> None:
    source = f"{fused(GLYPHS[:8])}11 Mar, 2019 21:05\n\nKite club chooses captains\n\n{PROSE}"
    article = scrub(source)
    assert article.dateline is not None
    assert article.dateline.text == "11 Mar, 2019 21:05"
    assert article.removed[0].text == fused(GLYPHS[:8])


def test_a_run_on_one_line_with_prose_leaves_the_prose() -> None:
    source = f"{fused([*GLYPHS[:8], 'close'])}\n{PROSE}"
    assert scrub(source).body == PROSE


@pytest.mark.parametrize(
    "run",
    [
        "chevron_rightmenuclosesearch home",
        "arrow-left arrow-right chevron-up chevron-down",
        "menu search close user cart bell",
        "facebooktwitterinstagramyoutubelinkedin",
        "play_arrow volume_up fullscreen pause skip_next",
    ],
)
def test_runs_of_names_alone(run: str) -> None:
    assert taken(find_named, run) == [run]


@pytest.mark.parametrize(
    "prose",
    [
        "She was an icon, a style icon, a gay icon, a fashion icon and, in the end, an icon of herself.",
        "Icon after icon was carried out of the burning church: the icon of the Virgin, the icon of Saint Nicholas, the small icon.",
        "Click the icon, then the next icon, then the icon below it, and the icon of the printer will turn green.",
        "From icon to icon: an iconic iconographer paints icons for an iconoclast",
        "The sprite is a fairy. Another sprite, a water sprite, a forest sprite and a house sprite live in the mill.",
        "SVG files are text. An SVG can be edited by hand; an SVG scales; the SVG standard is from 2001.",
        "Menu and Search",
        "Heart Star Moon Sun Fire",
        "An icon set needs a home icon, a search icon, a menu icon and a close icon before it needs anything else.",
        "Icons: home, search, menu, close, bell, star",
        "Light dark light dark, flash, flash. Stop. Play it again.",
        "The iconic Iconville icons",
        "Russian icon Greek icon Coptic icon Serbian icon Cretan icon",
    ],
)
def test_prose_about_icons_stays(prose: str) -> None:
    assert taken(find_affixed, prose) == []
    assert taken(find_named, prose) == []
    assert scrub(f"Kite club chooses captains\n\n{PROSE}\n\n{prose}\n\n{PROSE} Again.").removed == ()


def test_a_menu_is_no_run() -> None:
    assert taken(find_named, "Home News Video Live TV") == []


@pytest.mark.parametrize("names", [0, 1, 2])
def test_too_few_names_prove_nothing(names: int) -> None:
    assert taken(find_affixed, fused(GLYPHS[:names])) == []


def test_three_names_prove_a_line_of_its_own_alone() -> None:
    assert taken(find_affixed, fused(GLYPHS[:3])) == [fused(GLYPHS[:3])]
    assert taken(find_affixed, f"{fused(GLYPHS[:3])}. {PROSE}") == []


@pytest.mark.parametrize(
    "text", ["icon " * 5000, "icon-" * 5000, "svg" * 5000, "iconhome" * 5000, "home" * 5000, "a-" * 9000, "icon of the " * 3000]
)
def test_long_near_matches_come_to_an_end(text: str) -> None:
    taken(find_affixed, text)
    taken(find_named, text)


def test_the_rules_can_be_switched_off() -> None:
    run = fused(GLYPHS[:9])
    kept = Scrubber(ignore=["icon-runs"]).scrub(f"Kite club chooses captains\n\n{run}\n\n{PROSE}")
    assert run in kept.body
