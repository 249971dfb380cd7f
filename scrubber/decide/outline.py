"""What mark-up tells of a block, as numbers, for all blocks of a page at once.

First of the block by itself: its element, its links, what its classes are called. Then of the elements around it: how much
of what looks like the story is in them. A list of links and a list of ingredients are told by the company they keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model import Block, Markup
from .context import best_stretch, weigh

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_LEVELS = 24
"""Elements around a block that are looked at, the outermost first: pages have up to twenty."""

# In the order of how often they hold a story, so that one cut parts the likely from the unlikely.
_TAGS = {
    tag: float(number)
    for number, tag in enumerate(
        "button nav form fieldset footer legend aside section title ul h1 h6 figcaption th dt header div dd summary body h5 "
        "li h4 td blockquote pre h3 h2 tr p article".split()
    )
}
_REGIONS = {
    name: float(number) for number, name in enumerate(("form", "footer", "aside", "nav", "header", "", "main", "article"))
}
_OTHER_TAG, _OTHER_REGION = _TAGS["div"], _REGIONS[""]

# What makers of pages call things: fields, not words of any site.
_CALLED = {
    "comments": "comment comments commentlist disqus respond reply replies discussion",
    "related": (
        "related recommended recommend more also readmore trending popular recirc recirculation outbrain taboola recent latest "
        "suggestions similar teaser teasers upnext next prev previous pagination pager"
    ),
    "share": "share sharing social addthis sharedaddy facebook twitter whatsapp email print tools sociable",
    "navigation": "nav navigation menu menus navbar breadcrumb breadcrumbs crumb topbar toolbar tabs",
    "footer": "footer foot copyright colophon legal disclaimer bottom",
    "header": "header head masthead banner top logo branding",
    "side": "sidebar side rail widget widgets aside secondary module complementary",
    "ads": "ad ads advert advertisement sponsor sponsored promo promotion promoted dfp gpt affiliate banner cta",
    "newsletter": "newsletter subscribe subscription signup form email paywall login signin register optin",
    "author": "author authors bio byline writer profile contributor about avatar",
    "date": "date time published timestamp posted meta metadata info dateline updated pubdate",
    "tags": "tag tags category categories topics topic keywords taxonomy labels terms cat",
    "caption": "caption credit figcaption wp photo image img figure gallery slideshow media thumbnail lightbox",
    "cookies": "cookie cookies consent gdpr privacy modal popup overlay dialog lightbox notice alert",
    "title": "title headline heading hed subtitle",
    "standfirst": "summary standfirst dek deck lede excerpt intro subhead description subheadline teaser",
    "body": (
        "body articlebody content text story entry post article main copy prose rich richtext paragraph "
        "postcontent single wysiwyg"
    ),
    "list": "list item card cards grid carousel slider feed archive listing row col items",
    "contents": "toc contents index jump",
    "video": "video player audio podcast jwplayer brightcove embed playlist",
    "hidden": "hidden hide screen reader sr invisible visually collapse collapsed accordion faq panel",
    "quote": "quote pullquote blockquote infobox box factbox note callout",
    "button": "button btn link links more",
}
CALLED = tuple(f"called {name}" for name in _CALLED)
_GROUPS: dict[str, tuple[int, ...]] = {}
for _number, _words in enumerate(_CALLED.values()):
    for _word in _words.split():
        _GROUPS[_word] = (*_GROUPS.get(_word, ()), _number)
# Names further away tell less, and farther than this the distance says no more.
_FAR, _FAR_VALUE = 30, 0.15

# Share of the story's weight that must be in an element for the story to be in it.
_MOST = 0.6
_PENALTY = 0.3


class Outline(NamedTuple):
    """Where the blocks stand in the tree of elements."""

    own: Mapping[str, Floats]
    """Evidence by the block itself: name -> a value for each block."""
    depth: Ints
    first: Ints
    """``(blocks, levels)``: where the run of blocks begins that are in the same element of that level."""
    last: Ints
    """Where it ends."""
    kind: Ints
    """Blocks with one number have the same tag and class words."""
    called: Ints
    """Blocks with one number have the same class words."""


def outline(blocks: Sequence[Block]) -> Outline:
    """The blocks' place in the tree. All must have mark-up."""
    marks = [b.markup for b in blocks if b.markup is not None]
    n = len(marks)
    depth = np.array([len(m.chain) for m in marks], np.int32)
    kept = np.minimum(depth, _LEVELS)
    levels = max(1, int(kept.max(initial=0)))
    chains = np.zeros((n, levels), np.int32)
    inner = chain.from_iterable([m.chain[:levels] for m in marks])
    chains[np.arange(levels) < kept[:, None]] = np.fromiter(inner, np.int32, int(kept.sum()))
    first, last = _runs(chains)
    kind, called = _numbers([(m.tag, m.words) for m in marks]), _numbers([m.words for m in marks])
    link = np.array([m.link for m in marks], np.float64)
    own = {
        "tag": np.array([_TAGS.get(m.tag, _OTHER_TAG) for m in marks]),
        "region": np.array([_REGIONS.get(m.region, _OTHER_REGION) for m in marks]),
        "link": link,
        "hidden": np.array([m.hidden + 2.0 * m.icon for m in marks]),
        "depth": depth.astype(np.float64),
        "of its kind": np.log1p(np.bincount(kind))[kind],
        "links of its kind": (np.bincount(kind, link) / np.bincount(kind))[kind],
        **dict(zip(CALLED, _called(marks, called), strict=True)),
    }
    return Outline(own, kept, first, last, kind, called)


def _runs(chains: Ints) -> tuple[Ints, Ints]:
    """For each block and level the run of blocks around it with the same number."""
    n = len(chains)
    here = np.arange(n, dtype=np.int32)[:, None]
    new = np.ones(chains.shape, bool)
    new[1:] = chains[1:] != chains[:-1]
    first = np.maximum.accumulate(np.where(new, here, 0), axis=0)
    ends = np.ones(chains.shape, bool)
    ends[:-1] = new[1:]
    last = np.minimum.accumulate(np.where(ends, here + 1, n)[::-1], axis=0)[::-1]
    return first.astype(np.int32), last.astype(np.int32)


def _numbers(names: Sequence[object]) -> Ints:
    known: dict[object, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], np.int32)


def _called(marks: Sequence[Markup], numbers: Ints) -> Floats:
    """``(groups, blocks)``: how near an element is that is called so."""
    firsts = np.unique(numbers, return_index=True)[1]
    return np.array([_near(marks[i].words) for i in firsts])[numbers].T


@lru_cache(4096)
def _near(words: str) -> tuple[float, ...]:
    out = [0.0] * len(_CALLED)
    for place, word in enumerate(words.split()):
        for group in _GROUPS.get(word, ()):
            if not out[group]:
                out[group] = (1 + place) ** -0.5 if place < _FAR else _FAR_VALUE
    return tuple(out)


def inside(tree: Outline, words: Floats, look: Floats) -> dict[str, Floats]:
    """Feature name -> its value for each block: what the elements around it hold, by the sums the first card gives."""
    weight = weigh(words)
    n = len(words)
    value, good = look * weight, np.maximum(look, 0.0) * weight
    link = tree.own["link"] * weight
    sums = np.zeros((4, n + 1))
    np.cumsum((value, weight, good, link), axis=1, out=sums[:, 1:])
    total = sums[2, -1] + 1e-9
    here = np.arange(n)
    out = {}
    for up in (1, 2):
        level = np.maximum(tree.depth - up, 0)
        known = tree.depth >= up
        first, last = np.where(known, tree.first[here, level], 0), np.where(known, tree.last[here, level], n)
        held = sums[:, last] - sums[:, first]
        out[f"look {up} up"] = held[0] / (held[1] + 0.5)
        out[f"story {up} up"] = held[2] / total
        out[f"links {up} up"] = held[3] / (held[1] + 0.5)
    shown = np.arange(tree.first.shape[1]) < tree.depth[:, None]
    out |= _richest(tree, sums, shown, total)
    out |= _common(tree, sums[2], best_stretch(value), shown)
    for name, number in (("kind", tree.kind), ("name", tree.called)):
        out[f"look of its {name}"] = (np.bincount(number, value) / (np.bincount(number, weight) + 0.5))[number]
        out[f"story of its {name}"] = (np.bincount(number, good) / total)[number]
    return out


def _richest(tree: Outline, sums: Floats, shown: NDArray[np.bool_], total: float) -> dict[str, Floats]:
    """Where blocks stand to the element that holds most of what looks like a story and least else."""
    n, levels = tree.first.shape
    running = sums[0] - _PENALTY * sums[1]
    held = np.where(shown, running[tree.last] - running[tree.first], -np.inf)
    best = int(np.argmax(held))
    i, level = divmod(best, levels)
    first, last = (int(tree.first[i, level]), int(tree.last[i, level])) if shown.any() else (0, n)
    here = np.arange(n)
    within = (here >= first) & (here < last)
    return {
        "in richest": within.astype(np.float64),
        "place in richest": np.clip((here - first) / max(1, last - first), -1.0, 2.0),
        "blocks of richest": np.full(n, np.log1p(last - first)),
        "story in richest": np.full(n, (sums[2, last] - sums[2, first]) / total),
        "below richest": np.where(within, tree.depth - level, -1.0),
    }


def _common(tree: Outline, good: Floats, stretch: tuple[int, int], shown: NDArray[np.bool_]) -> dict[str, Floats]:
    """How many of the elements around the best stretch a block is in, and how deep below them."""
    start, end = stretch
    n = len(tree.depth)
    if end <= start:
        return {"short of story": np.full(n, -99.0), "below story": np.full(n, -1.0)}
    first, last = tree.first[start:end], tree.last[start:end]
    held = np.where(shown[start:end], good[np.minimum(last, end)] - good[np.maximum(first, start)], -1.0)
    best = np.argmax(held, axis=0)
    levels = np.arange(held.shape[1])
    enough = held[best, levels] >= _MOST * (good[end] - good[start])
    around = int(np.argmin(enough)) if not enough.all() else len(enough)
    same = (tree.first[:, :around] == first[best, levels][:around]) & (tree.last[:, :around] == last[best, levels][:around])
    common = np.logical_and.accumulate(same & shown[:, :around], axis=1).sum(axis=1)
    return {
        "short of story": (common - around).astype(np.float64),
        "below story": np.where(common == around, tree.depth - around, -1.0),
    }
