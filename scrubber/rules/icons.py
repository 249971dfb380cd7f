"""Icon runs, found by how they are built rather than by what they spell.

A scraper that takes the text of SVG ``<title>`` elements or icon fonts gets the glyphs' names, often fused:
``icon bookmark-bicon bookmarkicon cameraicon check``. Two structures give them away: one word that comes again and
again, glued to its neighbours (``icon``, ``svg-``), and runs of names from the vocabulary of glyphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..model import Block, Rule

# The word that glyph sets put before or behind each name.
_AFFIX = r"(?:svg[-_ ]?icons?|svg|icons?|icn|ico|glyphicon|glyph|sprite)"
# One name may be three words long ("full chevron down"); prose soon runs over that, or into punctuation.
_GAP = r"[^\W_]{0,16}(?:[-_ ][^\W_]{1,16}){0,3}"
_RUN = re.compile(rf"(?:{_AFFIX}[-_ :]?{_GAP}[-_ ]?){{3,}}+", re.IGNORECASE)
_AFFIXES = re.compile(_AFFIX, re.IGNORECASE)
_GLUED = re.compile(rf"(?<=[^\W_]){_AFFIX}|{_AFFIX}[-_]|{_AFFIX}(?=[A-Z])")
_FEWEST = 4
_FEWEST_NAMES = 5
_LONGEST = 20_000

# Names that several of the large free icon sets share; a name alone proves nothing, a run of them does.
_NAMES = frozenset(
    """
    account add adjust alarm alert align angle apple archive arrow arrows article at attach attachment audio avatar back
    backward ban bar bars basket bell blog bluesky bold book bookmark bookmarks border bottom box breadcrumb briefcase bubble bubbles
    bug building bullhorn burger calendar call camera cancel caret cart chart chat check checkbox checkmark chevron circle clear
    clip clipboard clock close cloud code cog cogs collapse comment comments compass compress contact copy credit cross crop
    cursor cut dark dashboard delete desktop diamond digg discord dislike document dot dots double down download dribbble drop
    dropdown earth edit ellipsis email emoji empty enter envelope eraser exchange exclamation exit expand export external eye fa
    facebook fast fb feather feed female file fill filled film filter fire flag flash flickr flipboard folder font forward fullscreen
    full gallery gear gears gift github globe google gp grid group hamburger hand hash hashtag headphones heart help hide hint history home
    hourglass image images import in inbox info insert instagram italic key keyboard label lang language laptop large layers layout
    leaf left level light like line link linkedin list live load loader loading location lock log logo logout loop ok magnify
    magnifier magnifying magnifyingglass mail male map mark marker masthead maximize media medium menu message messenger mic microphone
    min minimize minus mobile moon more move mute muted next news newspaper no note notification notifications off on open outline outlined
    page paint paper paperclip paperplane pause pdf pencil pen people person phone photo pin pinterest play player playlist plus
    pocket podcast pointer power prev previous print printer profile prompt pulse puzzle question quote quotes radio random recent
    record reddit redo refresh remove reply repeat report resize retweet rewind right rotate round rss ru save scissors screen
    search send settings share shield shop shopping shuffle sign signal simple sitemap skip slack slider small smile snapchat
    solid sort sound soundcloud speaker spinner spotify square stack star stars stepback stepfor stop subscribe sun swap swipe sync tab
    table tablet tag tags target telegram text tg thick thin threads thumb thumbs thumbsdown thumbsup ticket tiktok time timer
    times toggle top trash trashcan triangle trophy truck tumblr tv tw twitch twitter umbrella underline undo unfold unlock unmute up
    upload user users vertical vimeo vk video videos view volume wallet warning watch wechat weibo whatsapp wifi window wordpress world
    write wt x xing yt youtube zoom b c f l m n r s v w
    """.split()
)
_SPLIT = re.compile(r"[^\W_]+?(?=[A-Z]|[\W_]|\Z)")


def find_affixed(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Spans in which one affix joins name to name, four times or more, mostly glued."""
    for block in blocks:
        for run in _RUN.finditer(block.text, 0, _LONGEST):
            span = _trimmed(block.text, *run.span())
            if span:
                yield block.start + span[0], block.start + span[1]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The run without the words of prose it may have reached into, or None if it is no icon run.

    "An icon is an icon of an icon, said the icon painter" has the affix but nothing glued to it, and names no glyph.
    """
    run = text[start:end]
    affixes = [m.span() for m in _AFFIXES.finditer(run)]
    glued = len(_GLUED.findall(run))
    if len(affixes) < _FEWEST or glued * 2 < len(affixes):
        return None
    before = text[:start]
    if _is_suffix(run, affixes):
        # "Facebook IconTwitter Icon": the first name stands before the first affix, and nothing follows the last.
        name = re.search(r"(?:[^\W_]+[-_ ]){0,3}\Z", before)
        start -= len(name[0]) if name and all(map(_is_name, name[0].split())) else 0
        return start, start + len(run[: affixes[-1][1]]) + (len(text[:end]) - start - len(run))
    return start, end - len(run) + _name_end(run, affixes[-1][1], end == len(text))


def _is_suffix(run: str, affixes: list[tuple[int, int]]) -> bool:
    return not run[affixes[-1][1] :].strip(" -_:")


def _name_end(run: str, at: int, to_the_end: bool) -> int:
    """Where the last name ends: "icon fm11 Mar" has one word of it, "icon wt icon fm" ends with the line."""
    if to_the_end:
        return len(run)
    end = at
    for word in re.finditer(r"[-_ :]*([^\W\d_]+)", run[at:]):
        if end > at and not _is_name(word[1]):
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
            names = [_segments(word) for word in re.findall(r"[^\W_]+", text)]
            if all(names) and sum(names) >= _FEWEST_NAMES and _looks_glyphic(text, names):
                yield block.start, block.end


def _looks_glyphic(text: str, names: list[int]) -> bool:
    """Glued, hyphenated or all in small letters: "Home News Video Live TV" is a menu, not a run of icons."""
    return max(names) >= 3 or text.count("-") + text.count("_") >= 3 or (text.islower() and "\n" not in text)


def _segments(word: str) -> int:
    """Into how few glyph names a word divides without rest; 0 if it does not."""
    low = word.lower()
    best = [0] + [10_000] * len(low)
    for end in range(1, len(low) + 1):
        for start in range(max(0, end - 16), end):
            if best[start] + 1 < best[end] and (end - start >= 2 or len(low) == 1) and low[start:end] in _NAMES:
                best[end] = best[start] + 1
    return best[-1] if best[-1] < 10_000 else 0


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
