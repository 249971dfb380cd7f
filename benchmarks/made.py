"""Captures made up on the spot, for when there is no folder of real ones: articles, pages and their HTML, of one seed.

They are no measure of quality. They have what costs time in a real capture: paragraphs of prose, menus, bylines, share
prompts, links, notices, headlines of other stories, a date or none.
"""

from __future__ import annotations

import random
from html import escape
from typing import NamedTuple

_SUBJECTS = (
    "the night ferry,the harbour office,the bridge keeper,a choir from the valley,the new mill,the town council,the old "
    "lighthouse,a school of forty children,the winter market,the railway museum,the island's only baker,a crew of nine"
).split(",")
_VERBS = (
    "opened its doors to,waited a whole season for,handed a letter of thanks to,asked for more time from,sold the last of its "
    "stock to,shared a long table with,found an unexpected friend in,kept a quiet promise to,lent three boats to"
).split(",")
_ENDINGS = (
    "before the ice came,after a week of heavy rain,as the evening train left,despite the price of coal,while the band was "
    "still playing,for the first time in twenty years,with no help from the capital,and nobody could say why"
).split(",")
_ASIDES = (
    "“We have waited for this since the autumn,” said Marit Oskarsen, who cooks on the boat.;The accounts will be read out in "
    "April.;It cost 4,200 crowns, of which half came from a lottery.;Not everybody agreed.;The records go back to 1894, and "
    "nothing like it stands in them.;“Ask me again in spring,” he said."
).split(";")
_MENU = (
    "Home,News,Sport,Business,Culture,Opinion,Weather,Video,Podcasts,Travel,Science,Letters,Archive,Newsletters,Jobs,Contact us,"
    "About us,Privacy policy,Cookie settings,Terms of use,Advertise with us,Subscribe,Sign in,Search"
).split(",")
_PROMPTS = (
    "Share this story,Share on Facebook,Advertisement,Read more,Sign up for our newsletter,Follow us on Twitter,Related "
    "articles,Most read,Comments (12),Print this page,Save for later,Listen to this article,3 min read"
).split(",")
_CREDITS = ("By Ann Example", "14 May 2024, 18:30", "Photo: Ann Example", "Updated May 15, 2024 at 9:05 am")
_RIGHTS = "© 2024 The Ostervik Post. All rights reserved."


class Page(NamedTuple):
    """One story, as three captures of it."""

    light: str
    page: str
    html: str


def make_pages(number: int, seed: int = 7) -> list[Page]:
    """So many stories; the same for the same seed."""
    chance = random.Random(seed)
    return [_page(chance) for _ in range(number)]


def make_text(chance: random.Random, blocks: int) -> str:
    """A page of so many blocks: a third of them paragraphs, the others lines of a menu, prompts and headlines."""
    kinds = (lambda: _paragraph(chance), lambda: chance.choice(_MENU + _PROMPTS), lambda: _headline(chance))
    return "\n\n".join(kinds[i % 3]() for i in range(blocks))


def make_phrase(chance: random.Random) -> str:
    """Words that no rule has."""
    return " ".join("".join(chance.choices("bdfgklmnprstv", k=3)) + chance.choice("aeiou") for _ in range(3))


def _page(chance: random.Random) -> Page:
    title = _headline(chance)
    story = [_paragraph(chance) for _ in range(chance.randint(4, 24))]
    menu = chance.sample(_MENU, 14)
    prompts = chance.sample(_PROMPTS, 6)
    more = [_headline(chance) for _ in range(chance.randint(5, 20))]
    light = "\n\n".join([title, _CREDITS[0], *story, prompts[0]])
    page = "\n".join([*menu, title, *_CREDITS, *prompts[:3], *story, *prompts[3:], *more, *menu[::-1], _RIGHTS])
    return Page(light, page, _html(title, story, menu, prompts, more))


def _html(title: str, story: list[str], menu: list[str], prompts: list[str], more: list[str]) -> str:
    def links(names: list[str]) -> str:
        rows = (f'<li class="item"><a href="/{escape(n.lower().replace(" ", "-"))}">{escape(n)}</a></li>' for n in names)
        return f"<ul>{''.join(rows)}</ul>"

    paragraphs = "".join(f"<p>{escape(p)}</p>\n" for p in story)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | The Ostervik Post</title>'
        f'<meta property="og:title" content="{escape(title)}"><style>.item {{ margin: 0 }}</style></head>\n<body>'
        f'<header class="site"><nav>{links(menu)}</nav></header>\n<main><article><h1>{escape(title)}</h1>'
        f'<div class="byline">{_CREDITS[0]}<time datetime="2024-05-14">{_CREDITS[1]}</time></div>'
        f'<div class="share">{links(prompts[:3])}</div>\n<figure><img src="a.jpg" alt=""><figcaption>{_CREDITS[2]}</figcaption>'
        f'</figure>\n{paragraphs}</article>\n<aside class="related"><h2>{prompts[3]}</h2>{links(more)}</aside></main>\n'
        f'<footer>{links(menu[::-1])}<p>{_RIGHTS}</p></footer><script>var a = "b";</script></body></html>'
    )


def _headline(chance: random.Random) -> str:
    said = f"{chance.choice(_SUBJECTS)} {chance.choice(_VERBS)} {chance.choice(_SUBJECTS)}"
    return said[0].upper() + said[1:]


def _paragraph(chance: random.Random) -> str:
    sentences = [f"{_headline(chance)} {chance.choice(_ENDINGS)}." for _ in range(chance.randint(1, 5))]
    return " ".join([*sentences, chance.choice(_ASIDES)])
