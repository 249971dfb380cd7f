"""The headline of a page: which lines may be it, and what speaks for each, as numbers.

No word list and no language: the address, copies of the line, where it stands, its shape, and the words it shares with
the story. ``benchmarks/train_fields.py`` makes the points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import NamedTuple

from ..dateline import beside_name, find_stamp
from ..later import later
from ..model import Block
from ..rules.fold import fold
from .draft import Draft
from .points import load_points
from .site import DIVIDER, LONGEST, site_part
from .told import describe_markup, is_heading, is_window, words_of
from .zones import is_prose

_ITEM = re.compile(r">|[*+•·‣▪○◦–—-]\s|\d{1,3}[.)]\s")
CATEGORICAL = frozenset(
    "broken divider end h1 headings hidden json-ld named og region stamp top trail window".split()
) | {"window title"}
"""Evidence whose values are numbers of kinds, not amounts."""

_SHORTEST = 4
# A sentence ends in a full stop; a headline in a word, a question or exclamation mark, a quotation mark.
_SENTENCE = re.compile(r"(?:[.:;,।。、：；，]|\.[\"'”’»)])\s*\Z")
# Lines are looked at up to so many blocks above the story and below its beginning. Farther above (a long table may part
# headline and story) only those that hold the address' longest word, and the very first: the window's title.
_ABOVE, _BELOW, _TOP, _MOST = 120, 12, 3, 200
_WORD = re.compile(r"\w+")
_SLUG_WORD = re.compile(r"[^\W_]{2,}")
_HOST_AND_QUERY = re.compile(r"^[a-z]+://[^/]*|[?#].*$")
_MARKS = re.compile("[\u0300-\u036f]")
_LIST_SIGN = re.compile(r"\n[*+•·‣▪○◦-] +")
_DIVIDER = r"(?: +(?:[|·»•~:/-]|::|//) +| *\| *)(?=.)"
_DIVIDED, _DIVIDES = re.compile(rf"(.{{4,200}}?){_DIVIDER}"), re.compile(_DIVIDER)
_DENSE = "\u2e7f"
_LENIENT = 3.0
# So much less is enough for what mark-up says is the headline.
_SAID = 5.0
# What a line in a script without capitals counts for: neither all of its words nor none begin with one.
_NO_CASE = 0.6
# Thai, kana and Han say in half the signs what others do, and Thai ends no sentence with a sign.
_UNSPACED = later("[\u0e00-\u0e7f\u3040-\u9fff\uf900-\ufaff]")
# Words a story shares with any headline are short.
_TELLING = 4
_LONG_WORD = re.compile(rf"\w{{{_TELLING},}}")
_STORY = 20_000
_LEDE = 3
_HEADLINE_WORDS = 4
_SHORT = 4
_SIGN = 4.0
_NEAR = 6
_ALIKE = 0.3
_ENDS = {**dict.fromkeys(".。।", 1), **dict.fromkeys("?？؟", 2), "!": 3, "！": 3, "…": 4, **dict.fromkeys(",;:，；：、،", 5)}
_GOES_ON = tuple(".,;:)]")
_ENDS.update(dict.fromkeys("\"'”’»」』)]）】", 6))


class Page(NamedTuple):
    """What is asked of many lines, found once."""

    folded: Sequence[str]
    """All blocks in one spelling, without a list's sign."""
    copies: Counter[str]
    heads: frozenset[str]
    """Those of the lines asked about that stand before another one's divider: ``owl stays`` of "Owl stays | The Post"."""
    story: frozenset[str]
    lede: frozenset[str]
    """The telling words of the story, and of its first paragraphs."""
    stamps: Mapping[int, int]
    """Blocks that hold a date: 2 where it stands alone, else 1."""


def slug_words(url: str) -> frozenset[str]:
    """The words of the address' most wordy part: ``/2019/kurdish-forces-pound.html`` -> kurdish, forces, pound."""
    path = _HOST_AND_QUERY.sub("", url.lower())
    if "%" in path:
        from urllib.parse import unquote  # few addresses need it, and it takes milliseconds to import

        path = unquote(path)
    parts = [frozenset(_SLUG_WORD.findall(part)) for part in path.split("/")]
    words = max(parts, key=len, default=frozenset())
    return words if len(words) >= 3 else frozenset()


def likeness(name: str, slug: frozenset[str]) -> float:
    """How much of an address' words a text holds and how little else, 0.0 to 1.0."""
    if not slug or not name:
        return 0.0
    words = set((name if name.isascii() else _plain(name)).split())
    common = len(words & slug)
    return common / max(len(slug), 0.7 * len(words))


def _plain(name: str) -> str:
    """Without accents, as addresses are written."""
    return _MARKS.sub("", unicodedata.normalize("NFD", name))


def can_be(text: str) -> bool:
    """Whether a line may be a headline at all."""
    return (
        _SHORTEST <= len(text) <= LONGEST
        and not (len(text) * 2 > LONGEST and _dense(text) and len(_UNSPACED().findall(text)) * 2 > len(text))
        and not _SENTENCE.search(text)
        and not _ITEM.match(text)
        and (len(_WORD.findall(text)) >= 2 or any(c > _DENSE for c in text))
        and "|" not in (text[0], text[-1])
        and "\t" not in text
        and "](" not in text
        and "\n" not in text
    )


def find_on_page(draft: Draft, url: str) -> int | None:
    """The line for which the most speaks: above the story of a page stand menus, teasers and breadcrumbs."""
    if draft.headline is None:
        lines = [i for i in candidates(draft, slug_words(url)) if not _is_date(draft.text(i))]
        card = load_points("title" if draft.meta is None else "html-title")
        points = [(card.total(row), -i) for i, row in zip(lines, describe(draft, url, lines), strict=True)]
        most, best = max(points, default=(0.0, 1))
        # A line of the story is taken from it only for good reasons; what stands above would be lost in any case.
        above, said = -best < draft.story[0], best <= 0 and _is_said(draft.blocks[-best])
        least = card.least - (_SAID if said else _LENIENT if above else 0.0)
        draft.headline = -best if best <= 0 and most >= least else -1
    return None if draft.headline < 0 else draft.headline


def _is_date(text: str) -> bool:
    """Whether a line is a date, or a byline with one."""
    stamp = find_stamp(text)
    return stamp is not None and (stamp.whole or beside_name(text, stamp))


def candidates(draft: Draft, slug: frozenset[str]) -> list[int]:
    """The blocks that may be the headline, in order."""
    start, end = draft.story
    near = range(max(0, start - _ABOVE), min(end, start + _BELOW))
    longest = max(slug, key=lambda word: (len(word), word), default="\n")
    far = (i for i in range(near.start) if i < _TOP or longest in draft.blocks[i].text[:LONGEST].lower())
    some = (*islice(far, _MOST - len(near)), *near)
    return [i for i in some if draft.free(i) and (can_be(draft.text(i)) or _is_said(draft.blocks[i]))]


def _is_said(block: Block) -> bool:
    """Whether mark-up says that a line is a headline, "Meditation" or "It is over."."""
    return len(block.text) <= LONGEST and (is_heading(block) or is_window(block))


def survey(draft: Draft, lines: Sequence[int]) -> Page:
    """What the whole page tells of some of its lines."""
    start, end = draft.story
    folded = _LIST_SIGN.sub("\n", "\n".join(["", *draft.folded]))[1:].split("\n")
    ordered = sorted(set(folded))
    # A heading inside the story would find itself in it; a paragraph is no headline.
    story = zip(draft.blocks[start:end], draft.folded[start:end], strict=True)
    prose = [line for block, line in story if is_prose(block.text)]
    near = range(max(0, start - _ABOVE), min(end, start + _BELOW))
    stamps = {i: 1 + found.whole for i in near if (found := find_stamp(draft.blocks[i].text))}
    return Page(
        folded,
        Counter(folded),
        frozenset(x for x in {folded[i] for i in lines} if any(_is_head(x, longer) for longer in _beginning(ordered, x))),
        _telling(" ".join(prose)[:_STORY]),
        lede(draft),
        stamps,
    )


def _beginning(ordered: Sequence[str], start: str) -> Iterator[str]:
    """Those of the lines, which are in order, that begin so."""
    at = bisect_left(ordered, start)
    while at < len(ordered) and ordered[at].startswith(start):
        yield ordered[at]
        at += 1


def _is_head(line: str, longer: str) -> bool:
    """Whether a line is what stands before the divider of a longer one."""
    if not _DIVIDES.match(longer, len(line)):  # a thousand lines may begin alike; to look for each's first divider takes long
        return False
    found = _DIVIDED.match(longer)
    return found is not None and found[1] == line


def lede(draft: Draft) -> frozenset[str]:
    """The telling words of the story's first paragraphs."""
    prose = (b.text for b in draft.blocks[slice(*draft.story)] if is_prose(b.text))
    return telling(" ".join(islice(prose, _LEDE)))


def telling(text: str) -> frozenset[str]:
    """The words that tell what a text is about; of scripts without spaces between words the pairs of signs."""
    return _telling(fold(text))


def _telling(folded: str) -> frozenset[str]:
    # Folded text mostly is ASCII where the page's own has typographic quotes, and then is not searched for dense scripts.
    if not _dense(folded):
        return frozenset(_LONG_WORD.findall(folded))
    return frozenset(
        term
        for word in _WORD.findall(folded)
        for term in ((word[k : k + 2] for k in range(len(word) - 1)) if _dense(word) else (word,))
        if len(term) >= _TELLING or _dense(term)
    )


def describe(draft: Draft, url: str, lines: Sequence[int]) -> Iterator[dict[str, float]]:
    """The evidence for each of the lines, by name."""
    page, slug = survey(draft, lines), slug_words(url)
    names = {i: words_of(draft.text(i)) for i in lines}
    alike = {i: likeness(name, slug) for i, name in names.items()}
    best = max(alike.values(), default=0.0)
    told = best >= _ALIKE
    ranks = _ranks(draft, names)
    texts = {page.folded[i] for i in lines}
    said = iter(()) if draft.meta is None else describe_markup(draft.blocks, draft.meta, _bare_names(draft, url, names))
    for i in lines:
        text = draft.text(i)
        words = text.split()
        terms = telling(text)
        yield {
            "likeness": alike[i] if told else -1.0,
            "behind best": best - alike[i] if told else -1.0,
            "distance": draft.story[0] - i,
            "rank": ranks[i],
            "letters": letters(text),
            "end": _ENDS.get(text[-1], 0),
            "capitals": sum(w[0].isupper() for w in words) / len(words) if text.lower() != text.upper() else _NO_CASE,
            "window": _window(page, i),
            "trail": float(_holds_another(page.folded[i], texts)),
            "broken": float(is_broken(draft, i)),
            "top": float(min(i, 3)),
            "divider": float(bool(DIVIDER.search(text))),
            "stamp": page.stamps.get(i, 0),
            "stamp below": _next(page.stamps, range(i + 1, i + 1 + _NEAR)),
            "in story": len(terms & page.story) / len(terms) if terms else -1.0,
            "in lede": len(terms & page.lede) / len(terms) if terms else -1.0,
            "short": _short(draft, i),
            **next(said, {}),
        }


def _bare_names(draft: Draft, url: str, names: Mapping[int, str]) -> dict[int, str]:
    """The lines' words without the site's name."""
    parts = {i: part for i in names if draft.untouched(i) and (part := site_part(draft, i, url))}
    return {i: _without(draft.blocks[i].text, parts[i]) if i in parts else name for i, name in names.items()}


def _without(text: str, part: tuple[int, int]) -> str:
    return words_of(text[: part[0]] + text[part[1] :])


def is_broken(draft: Draft, i: int) -> bool:
    """Whether a line goes on in the next one or goes on from another: a sentence that was cut at its links."""
    after = draft.blocks[i + 1].text[0] if i + 1 < len(draft.blocks) else ""
    return after.islower() or after in _GOES_ON or draft.blocks[i].text[0] in _GOES_ON


def letters(text: str) -> float:
    """How long a line is; a Han sign says as much as some letters."""
    return len(text) * (_SIGN if _dense(text) else 1.0)


def _dense(text: str) -> bool:
    return not text.isascii() and not _is_western(text) and _UNSPACED().search(text) is not None


def _is_western(text: str) -> bool:
    """Whether a text is ASCII but for quotes and the letters of Western Europe: most captures never need the pattern, which takes
    as long to compile as half a capture to clean."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _ranks(draft: Draft, names: Mapping[int, str]) -> dict[int, int]:
    """How many lines as long as headlines stand between a line and the story; below its beginning -1, -2…"""
    long = [i for i in names if len(names[i].split()) >= _HEADLINE_WORDS or _dense(names[i])]
    start = draft.story[0]
    return {
        i: sum(i < j < start for j in long) if i < start else -1 - sum(start <= j < i for j in long) for i in names
    }


def _window(page: Page, i: int) -> float:
    """1: another line is this one with a site's name behind; 2: the page's first line is; 3: this is such a line."""
    line = page.folded[i]
    if line in page.heads:
        return 2.0 if page.folded[0].startswith(line) else 1.0
    head = _DIVIDED.match(line)
    return 3.0 if head and head[1] in page.copies else 0.0


def _holds_another(line: str, lines: Set[str]) -> bool:
    """Whether a line ends or begins with another one, as breadcrumbs do: "Blog » Owl stays", "Owl stays 12 comments"."""
    words = line.split()
    if len(words) > 40:
        return False
    some = range(1, len(words) - 1)
    return any(" ".join(words[k:]) in lines or " ".join(words[: -k]) in lines for k in some)


def _next(stamps: Mapping[int, int], places: Iterable[int]) -> float:
    return next((float(n) for n, i in enumerate(places, 1) if i in stamps), _NEAR + 1.0)


def _short(draft: Draft, i: int) -> float:
    """How many of the lines around are as short as a menu's."""
    around = draft.blocks[max(0, i - _NEAR) : i + _NEAR + 1]
    return float(sum(b.text.count(" ") < _SHORT for b in around))
