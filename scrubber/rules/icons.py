"""Icon runs, found by how they are built rather than by what they spell.

A scraper that takes the text of SVG ``<title>`` elements or icon fonts gets the glyphs' names, often fused:
``icon bookmark-bicon bookmarkicon cameraicon check``. Two structures give them away: one word that comes again and
again, glued to its neighbours (``icon``, ``svg-``), and runs of names from the vocabulary of glyphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from ..model import Block, Rule

# The word that glyph sets put before or behind each name.
# "The iconic Iconville icons" are no run: "iconic" is a word.
_AFFIX = r"(?!icon(?:ic(?:ally)?\b|ograph|oclas))(?:svg[-_ ]?icons?|svg|icons?|icn|ico|glyphicon|glyph|sprite)"
_AFFIXES = re.compile(_AFFIX, re.IGNORECASE)
# One name may be three words long ("full chevron down"); prose soon runs over that, or into punctuation.
_BETWEEN = re.compile(r"[-_ :]?(?:[^\W_]{1,18}[-_ ]){0,3}[^\W_]{0,18}[-_ :]?")
_LONGEST_NAME = 40
# "icon of the icon": what no glyph is called.
_PROSE_WORDS = frozenset("a an the of and or in is was are to that this for with as by it its after into from".split())
_FEWEST = 4
_FEWEST_ALONE = 3
_FEWEST_NAMES = 5
_LONGEST = 20_000

# Names that several of the large free icon sets share; a name alone proves nothing, a run of them does.
_NAMES = frozenset(
    """
    account add adjust alarm alert align angle apple archive arrow arrows article at attach attachment audio avatar
    back backward ban bar bars basket bell blog bluesky bold book bookmark bookmarks border bottom box breadcrumb
    briefcase bubble bubbles bug building bullhorn burger calendar call camera cancel caret cart chart chat check
    checkbox checkmark chevron circle clear clip clipboard clock close cloud code cog cogs collapse comment comments
    compass compress contact copy credit cross crop cursor cut dark dashboard delete desktop diamond digg discord
    dislike document dot dots double down download dribbble drop dropdown earth edit ellipsis email emoji empty
    enter envelope eraser exchange exclamation exit expand export external eye fa facebook fast fb feather feed
    female file fill filled film filter fire flag flash flickr flipboard folder font forward fullscreen full gallery
    gear gears gift github globe google gp grid group hamburger hand hash hashtag headphones heart help hide hint
    history home hourglass image images import in inbox info insert instagram italic key keyboard label lang
    language laptop large layers layout leaf left level light like line link linkedin list live load loader loading
    location lock log logo logout loop ok magnify magnifier magnifying magnifyingglass mail male map mark marker
    masthead maximize media medium menu message messenger mic microphone min minimize minus mobile moon more move
    mute muted next news newspaper no note notification notifications off on open outline outlined page paint paper
    paperclip paperplane pause pdf pencil pen people person phone photo pin pinterest play player playlist plus
    pocket podcast pointer power prev previous print printer profile prompt pulse puzzle question quote quotes radio
    random recent record reddit redo refresh remove reply repeat report resize retweet rewind right rotate round rss
    ru save scissors screen search send settings share shield shop shopping shuffle sign signal simple sitemap skip
    slack slider small smile snapchat solid sort sound soundcloud speaker spinner spotify square stack star stars
    stepback stepfor stop subscribe sun swap swipe sync tab table tablet tag tags target telegram text tg thick thin
    threads thumb thumbs thumbsdown thumbsup ticket tiktok time timer times toggle top trash trashcan triangle
    trophy truck tumblr tv tw twitch twitter umbrella underline undo unfold unlock unmute up upload user users
    vertical vimeo vk video videos view volume wallet warning watch wechat weibo whatsapp wifi window wordpress
    world write wt x xing yt youtube zoom
    """.split()
)
_LONGEST_WORD = max(map(len, _NAMES))
_SPLIT = re.compile(r"[^\W_]+?(?=[A-Z]|[\W_]|\Z)")


def find_affixed(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Spans in which one affix joins name to name, four times or more, mostly glued."""
    for block in blocks:
        for affixes in _chains(block.text[:_LONGEST]):
            if len(affixes) < _FEWEST_ALONE or not _is_glued(block.text, affixes):
                continue
            start, end = _extent(block.text, affixes)
            if len(affixes) >= _FEWEST or end - start == len(block.text):
                yield block.start + start, block.start + end


def _chains(text: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of affixes with no more than a glyph's name between one and the next."""
    chain: list[tuple[int, int]] = []
    for found in _AFFIXES.finditer(text):
        if chain and not _is_between(text[chain[-1][1] : found.start()]):
            yield chain
            chain = []
        chain.append(found.span())
    yield chain


def _is_between(text: str) -> bool:
    return (
        len(text) <= _LONGEST_NAME
        and _BETWEEN.fullmatch(text) is not None
        and (_PROSE_WORDS.isdisjoint(text.lower().split()) or all(map(_is_name, text.split())))
    )


def _is_glued(text: str, affixes: Sequence[tuple[int, int]]) -> bool:
    """Whether most affixes are grown together with a name: "icon after icon" has the word and not the structure."""
    glued = sum(
        (s > 0 and text[s - 1].isalnum()) or (e < len(text) and (text[e] in "-_" or text[e].isalnum()))
        for s, e in affixes
    )
    return glued * 2 >= len(affixes)


def _extent(text: str, affixes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where the run begins and ends: with a name before the first affix or one behind the last."""
    start, end = affixes[0][0], affixes[-1][1]
    behind = _name_end(text, end)
    if behind > end:
        return start, behind
    # "Facebook IconTwitter Icon": the first name stands before the first affix, and none behind the last.
    before = re.search(r"(?:[^\W_]+[-_ ]){1,3}\Z", text[:start])
    return (start - len(before[0]) if before and len(before[0]) == start else start), end


def _name_end(text: str, at: int) -> int:
    """Where the last name ends: at the line's end if no more is left than a name ("icon wt icon fm"), else after
    one word and such as can only be glyph names ("icon fm11 Mar")."""
    if _is_between(text[at:]):
        return len(text)
    end = at
    for word in re.finditer(r"[-_ :]*([^\W\d_]+)", text[at : at + _LONGEST_NAME]):
        if word.start() != end - at or (end > at and not _is_name(word[1])):
            break
        end = at + word.end()
    return end


def _is_name(word: str) -> bool:
    return all(w.lower() in _NAMES for w in _SPLIT.findall(word))


def find_named(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Blocks that are nothing but five or more glyph names: ``chevron_rightmenuclosesearch``, ``arrow-left arrow-right``."""
    for block in blocks:
        text = block.text
        if len(text) <= _LONGEST and not re.search(r"[.,;:!?\"“”()]", text):
            names = list(takewhile(bool, map(_segments, words := re.findall(r"[^\W_]+", text))))
            if len(names) == len(words) and sum(names) >= _FEWEST_NAMES and _looks_glyphic(text, names):
                yield block.start, block.end


def _looks_glyphic(text: str, names: list[int]) -> bool:
    """Glued, hyphenated or all in small letters: "Home News Video Live TV" is a menu, not a run of icons."""
    return max(names) >= 3 or text.count("-") + text.count("_") >= 3 or (text.islower() and "\n" not in text)


def _segments(word: str) -> int:
    """Into how few glyph names a word divides without rest; 0 if it does not."""
    low = word.lower()
    fewest = {0: 0}
    for end in range(1, len(low) + 1):
        steps = [fewest[at] for at in range(max(0, end - _LONGEST_WORD), end) if at in fewest and low[at:end] in _NAMES]
        if steps:
            fewest[end] = min(steps) + 1
        elif max(fewest) + _LONGEST_WORD <= end:
            return 0
    return fewest.get(len(low), 0)


ICON_RULES = (
    Rule(
        "affixed-run",
        "icons",
        "icon-runs",
        "A run of icon names with one word before or behind each, as SVG titles leave it.",
        gate=("icon", "svg", "icn", "ico-", "ico_", "ico ", "glyph", "sprite"),
        find=find_affixed,
    ),
    Rule(
        "named-run",
        "icons",
        "icon-runs",
        "A run of the names of glyphs, as icon fonts leave it.",
        gate=("chevron", "arrow", "caret", "close", "search", "twitter", "facebook", "expand", "hamburger", "envelope"),
        find=find_named,
    ),
)
