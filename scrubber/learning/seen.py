"""What is seen of a site: the blocks of its captures, which of them come again, and where they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from ..article import Article
from ..model import Piece
from ..rules.fold import fold_all, keys

# A paragraph; shorter blocks do not tell one story from another.
_LONG = 12
# Two captures that share half of their paragraphs are of one story.
_SAME = 0.5
# What so many captures share is no paragraph of a story; nor may a few popular lines cost the square of all captures.
_COMMON = 0.3
_FEWEST_COMMON = 8
# A capture with fewer words of its own has no story of its own.
_LITTLE = 40


class Block(NamedTuple):
    """A block of one capture."""

    key: str
    """What it has in common with its like: words without case, punctuation and the value of numbers."""
    text: str
    kept: bool
    """Whether any of it is in the cleaned article."""
    title: bool
    """Whether it is the headline."""
    filed: bool
    """Whether it says when the story was filed."""
    category: str
    """What it was removed as, ``""`` if it was not."""


class Place(NamedTuple):
    """Where blocks of a key stand, counted over stories."""

    stories: int
    """How many stories have it: captures of one story count as one."""
    sides: frozenset[frozenset[int]]
    """On which sides of the story captures have it: -1 before, 0 inside, 1 behind."""
    outside: float
    """How often it stands before or after the story, 0.0 to 1.0."""
    beside: float
    """How often a block next to it comes again too, or there is none."""
    removed: float
    """How often it is removed as it is."""
    title: float
    """How often it is a headline."""
    filed: float
    """How often it says when the story was filed."""


class Site(NamedTuple):
    """The captures of one site."""

    documents: list[list[Block]]
    stories: list[int]
    """Of each document, which story it is of."""

    @property
    def of(self) -> int:
        """How many stories there are."""
        return len(set(self.stories))


def blocks_of(article: Article) -> list[Block]:
    """The blocks of a capture, cleaned: pieces without a gap between them are of one block."""
    rows: list[list[Piece]] = []
    for piece in article.pieces:
        if rows and rows[-1][-1].end == piece.start:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    texts = [" ".join(article.source[row[0].start : row[-1].end].split()) for row in rows]
    return [_block(key, text, row) for key, text, row in zip(keys(fold_all(texts)), texts, rows, strict=True) if key]


def _block(key: str, text: str, row: Sequence[Piece]) -> Block:
    fates = {piece.fate for piece in row}
    category = next((piece.rule.category for piece in row if piece.rule), "")
    return Block(key, text, fates != {"removed"}, "title" in fates, "dateline" in fates or category == "stamp", category)


def site_of(documents: Sequence[list[Block]]) -> Site:
    """The captures with those of one story told: agency copy that comes again, a story that was captured twice."""
    paragraphs = {key: found for key, found in _where(documents).items() if _words(key) >= _LONG}
    most = max(_FEWEST_COMMON, _COMMON * len(documents))
    sizes: Counter[int] = Counter()
    for key, found in paragraphs.items():
        if len(found) <= most:
            sizes.update(dict.fromkeys(found, _words(key)))
    # Where hardly anything is a capture's own, all captures are of one story, and its paragraphs are what they share.
    poor = {number for number in range(len(documents)) if sizes[number] < _LITTLE}
    shared: Counter[tuple[int, int]] = Counter()
    for key, found in paragraphs.items():
        among = found if len(found) <= most else [number for number in found if number in poor]
        if among is not found:
            sizes.update(dict.fromkeys(among, _words(key)))
        for pair in combinations(among, 2):
            shared[pair] += _words(key)
    story = list(range(len(documents)))
    for (one, other), words in sorted(shared.items()):
        if words >= _SAME * min(sizes[one], sizes[other]):
            first, second = sorted((story[one], story[other]))
            story = [first if s == second else s for s in story]
    return Site(list(documents), story)


def _where(documents: Iterable[list[Block]]) -> dict[str, list[int]]:
    where: dict[str, list[int]] = defaultdict(list)
    for number, blocks in enumerate(documents):
        for key in dict.fromkeys(block.key for block in blocks):
            where[key].append(number)
    return where


def _words(key: str) -> int:
    return key.count(" ") + 1


def places(site: Site) -> dict[str, Place]:
    """Where the keys stand that more than one story has."""
    where = _where(site.documents)
    stories = {key: len({site.stories[n] for n in found}) for key, found in where.items()}
    rare = {key for key, count in stories.items() if count < 2}
    seen: dict[str, list[tuple[bool, ...]]] = defaultdict(list)
    sides: dict[str, set[frozenset[int]]] = defaultdict(set)
    for blocks in site.documents:
        first, last = _story(blocks, rare)
        here: dict[str, set[int]] = defaultdict(set)
        for at, block in enumerate(blocks):
            if block.key in rare:
                continue
            # The edge of the capture is a neighbour too: it is no story's.
            beside = any(not 0 <= n < len(blocks) or blocks[n].key not in rare for n in (at - 1, at + 1))
            side = (at > last) - (at < first) if first <= last else 0
            seen[block.key].append((bool(side), beside, not block.kept, block.title, block.filed))
            here[block.key].add(side)
        for key, found in here.items():
            sides[key].add(frozenset(found))
    return {key: Place(stories[key], frozenset(sides[key]), *_means(seen[key])) for key in seen}


def _means(rows: Sequence[tuple[bool, ...]]) -> Iterator[float]:
    return (sum(column) / len(rows) for column in zip(*rows, strict=True))


def _story(blocks: Sequence[Block], rare: set[str]) -> tuple[int, int]:
    """From which block to which the story goes: the first and the last paragraph that no other story has."""
    found = [at for at, block in enumerate(blocks) if block.key in rare and block.kept and is_prose(block)]
    return (found[0], found[-1]) if found else (len(blocks), -1)


def is_prose(block: Block) -> bool:
    """Whether a block reads like a paragraph. Headlines of other stories do not end like sentences, mostly."""
    words = block.text.count(" ") + 1
    return words >= 2 * _LONG or (words >= _LONG / 2 and is_sentence(block.text))


def is_sentence(text: str) -> bool:
    """Whether a text ends as sentences do, in any script, and has some length."""
    return text.rstrip("\"'”’»)）」』 ").endswith((".", "!", "?", "…", "。", "！", "？", "؟", "।", "։", "።")) and len(text) > 20


def neighbours(site: Site, wanted: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Pairs of wanted keys that follow each other, and in how many documents."""
    chosen = set(wanted)
    pairs: Counter[tuple[str, str]] = Counter()
    for blocks in site.documents:
        row = [block.key for block in blocks]
        pairs.update({(a, b) for a, b in pairwise(row) if a in chosen and b in chosen and a != b})
    return ((a, b, count) for (a, b), count in sorted(pairs.items()))
