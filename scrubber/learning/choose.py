"""Which of the blocks that come again are chrome, and how sure that is.

A story that repeats is not chrome. What tells them apart is where they stand: chrome stands before and after what no other story
has, beside other chrome, in a good part of all stories. What stands between two paragraphs of a story, or is a sentence of few
stories, may be the story's own: a heading ("Analysis"), the first line of a series, a quote, a correction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from math import sqrt
from typing import NamedTuple

from ..model import Strength, Where
from .seen import Place, Site, is_sentence, places
from .templates import STAR

# Two captures may both be wrong about a line; three of a site agree by chance only where it is common.
_FEWEST = 3
# Of stories that have it, of those that do not.
_SHARE_OF_LABELS = 0.1
_SHARE_OF_SENTENCES = 0.5
_SHARE_INSIDE = 0.5
_OUTSIDE = 0.9
_BESIDE = 0.5
_WORDS_INSIDE = 4
_WORDS_OF_HEADLINE = 5
_BEHIND = frozenset([1])
_SURE_OF_FEW = 0.8
_FEW = 10
# 1.96: of a hundred such sites, five have it in fewer stories than is said.
_DEVIATIONS = 1.96


class Found(NamedTuple):
    """A line or a form of lines that comes again."""

    key: str
    """Its words, or with ``*`` for those that vary."""
    texts: tuple[str, ...]
    """As it stands in captures, the commonest first."""
    strength: Strength
    where: Where
    category: str
    """What the rules know it as, ``""`` if they do not."""
    documents: int
    of: int
    """Stories that have it, of so many."""

    @property
    def confidence(self) -> float:
        """The share of the site's stories that have it, at least: the lower end of Wilson's interval (1927) at 95 %."""
        share, z = self.documents / self.of, _DEVIATIONS**2 / self.of
        spread = _DEVIATIONS * sqrt(share * (1 - share) / self.of + z / (4 * self.of))
        return round((share + z / 2 - spread) / (1 + z), 3)


def choose(site: Site) -> list[Found]:
    """The chrome of a site, in the order in which it stands there."""
    stand = places(site)
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for blocks in site.documents:
        for block in blocks:
            if block.key in stand:
                texts[block.key][block.text] += 1
                said[block.key][block.category] += 1
    found = []
    for key, place in stand.items():
        shown = sorted(texts[key], key=lambda text: (-texts[key][text], text))
        strength = _strength(key, shown[0], place, site.of)
        if strength:
            # What stands behind the story is taken there only: the headline may be that of the next capture.
            where: Where = "tail" if strength == "sure" and place.sides == {_BEHIND} and _is_headline(key, shown[0]) else "any"
            found.append(Found(key, tuple(shown[:3]), strength, where, _category(said[key]), place.stories, site.of))
    order = _order(site)
    return sorted(found, key=lambda f: (order[f.key], f.key))


def _strength(key: str, text: str, place: Place, of: int) -> Strength | None:
    """How sure it is that this is chrome; None: it is not, or nobody can tell."""
    share = place.stories / of
    if not any(map(str.isalpha, text)) or place.stories < 2 or _may_be_a_title(key, text, place, of):
        return None
    if place.filed:  # a date line is taken out of the body anyway, and tells the date and where the headline is
        return None
    if place.outside < _OUTSIDE and place.removed < 1:
        # Three guides of one site may each have a heading "Further considerations", all of a kitchen's recipes "Nutrition per
        # serving for four": what stands alone between two paragraphs is left to other rules.
        words = text.count(" ") + 1
        apart = words >= _WORDS_INSIDE and place.beside >= _OUTSIDE and of >= _FEW
        return "sure" if apart and share >= _SHARE_INSIDE else None
    if is_sentence(text) and place.removed < 1:
        return "sure" if share >= _SHARE_OF_SENTENCES and _enough(place, of) else None
    if share >= _SHARE_OF_LABELS and place.beside >= _BESIDE and _enough(place, of):
        return "sure"
    return "hint" if of >= _FEW and share >= _SHARE_OF_LABELS and (place.beside >= _BESIDE or place.removed == 1) else None


def _may_be_a_title(key: str, text: str, place: Place, of: int) -> bool:
    """Whether a line may be the headline of a story that other stories show. The site's name would be the headline of all."""
    if 0 < place.title < _OUTSIDE:
        return True
    common = of >= _FEW and place.stories >= _SHARE_OF_SENTENCES * of
    return _is_headline(key, text) and place.sides != {_BEHIND} and not common


def _is_headline(key: str, text: str) -> bool:
    return text.count(" ") + 1 >= _WORDS_OF_HEADLINE and not is_sentence(text) and STAR not in key.split()


def _enough(place: Place, of: int) -> bool:
    return place.stories >= _FEWEST and (of >= _FEW or place.stories >= _SURE_OF_FEW * of)


def _category(said: Counter[str]) -> str:
    """What most rules take it for. That it stands outside the story, or repeats the headline, is no kind of chrome."""
    known = [(count, name) for name, count in said.items() if name not in ("", "page", "title", "repeat", "stamp")]
    return min(known, key=lambda pair: (-pair[0], pair[1]))[1] if known else ""


def _order(site: Site) -> dict[str, float]:
    """Where a key stands in its captures, on the mean: 0.0 at the beginning, 1.0 at the end."""
    at: dict[str, list[float]] = defaultdict(list)
    for blocks in site.documents:
        for number, block in enumerate(blocks):
            at[block.key].append(number / len(blocks))
    return {key: round(sum(sorted(found)) / len(found), 9) for key, found in at.items()}
