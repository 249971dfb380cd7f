"""A site made up on the spot: stories of its own, agency copy that comes again, standing lines, and ten kinds of chrome in words
that no built-in rule knows. It says of each line whether it is prose or which kind of chrome.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from .made import make_pages

KINDS = ("menu", "trail", "share", "letter", "more", "crumbs", "writer", "stamp", "footer", "voices")

_MENU = (
    "The Quay,Ferries,Nets and Knots,Our Kitchen,Tide Tables,Lost at Sea,Old Maps,Lighthouse Club,Pier Notes,Ask the Harbour"
).split(",")
_SECTIONS = ("Ferries", "Our Kitchen", "Old Maps")
_LETTER = ("The Monday letter, from our kitchen to yours", "Put my name on the list", "We write once a week and never more.")
_SHARE = ("Pass it to a neighbour", "Pin it to the board")
_CRUMBS = "We leave crumbs on your device so that the harbour knows you when you come again."
_WRITERS = ("Ann Example", "Bo Testman", "Cleo van Sample", "Dov Proof", "Eva Trial")
_MONTHS = ("January", "March", "May", "June", "August", "October")
_FOOTER = ("The Ostervik Post, Quay 4, Ostervik. Printed on sailcloth since 1894", "Masthead and small print")
_HEADINGS = ("Analysis", "What we know", "By the numbers")
_SERIES = "The harbour diary appears every second Friday and is written on the boat."
_CORRECTION = "Correction: an earlier version of this story gave the wrong name of the ferry."
_QUOTE = "“The sea does not read the paper,” the old keeper used to say."


class SiteCapture(NamedTuple):
    """A capture, and what it is made of."""

    text: str
    lines: list[tuple[str, str]]
    """``(line, kind)`` of each, ``""`` for prose."""


def make_site(number: int, seed: int = 3, noise: float = 0.05) -> list[SiteCapture]:
    """So many captures; the same for the same arguments. ``noise`` is how often a piece of chrome is missing or differs."""
    chance = random.Random(seed)
    stories = [page.light.split("\n\n") for page in make_pages(number + 3, seed)]
    agency, own = stories[:3], stories[3:]
    copies = iter(chance.sample(range(number), min(number, 24)))
    given = {at: agency[i % 3] for i, at in enumerate(copies)} if number >= 24 else {}
    return [_capture(chance, given.get(i, own[i]), own, noise) for i in range(number)]


def _capture(chance: random.Random, story: list[str], others: list[list[str]], noise: float) -> SiteCapture:
    title, body = story[0], story[2:-1]
    prose = list(body)
    if chance.random() < 0.15:
        prose.insert(0, _SERIES)
    if chance.random() < 0.3 and len(prose) > 3:
        prose.insert(len(prose) // 2, chance.choice(_HEADINGS))
    if chance.random() < 0.04:
        prose.append(_CORRECTION)
    if chance.random() < 0.05:
        prose.insert(min(2, len(prose)), _QUOTE)
    writer = chance.choice(_WRITERS)
    stamp = f"Put up on {chance.randint(1, 28)} {chance.choice(_MONTHS)} 2024 at {chance.randint(6, 22)}:{chance.randint(10, 59)}"
    top = [("menu", _MENU), ("trail", [f"You stand here: Front page › {chance.choice(_SECTIONS)}"])]
    head = [("stamp", [stamp]), ("share", _SHARE)]
    after = [
        ("writer", [f"Row along with {writer} on Pondr"]),
        ("letter", _LETTER),
        ("voices", [f"{chance.randint(2, 400)} neighbours have spoken"]),
        ("more", ["More from along the quay", *(chance.choice(others)[0] for _ in range(3))]),
        ("crumbs", [_CRUMBS]),
        ("footer", _FOOTER),
    ]
    lines: list[tuple[str, str]] = []
    for part in (top, None, head, "story", after):
        if part is None:
            lines.append((title, ""))
        elif part == "story":
            lines += [(line, "") for line in prose]
        else:
            for kind, said in part:  # type: ignore[str-unpack, misc]
                lines += _noisy(chance, kind, list(said), noise)
    return SiteCapture("\n\n".join(line for line, _ in lines), lines)


def _noisy(chance: random.Random, kind: str, said: list[str], noise: float) -> list[tuple[str, str]]:
    found = []
    for line in said:
        luck = chance.random()
        if luck < noise / 2:
            continue
        words = line.split()
        if luck < noise and len(words) > 3:
            words[chance.randrange(len(words))] = "".join(chance.choices("abcdefgh", k=5))
        # The headlines of other stories differ from page to page: nothing to be learned of them.
        found.append((" ".join(words), "headline" if kind == "more" and line != "More from along the quay" else kind))
    return found
