"""Lines of one form whose names differ: ``Row along with ANN EXAMPLE on Pondr``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from .seen import Block, Site

STAR = "*"
"""Stands for words that differ."""
# A line of two words has no form; one of fifteen is a sentence.
_SHORTEST, _LONGEST = 3, 14
_FEWEST = 3
# A word that stands in the short lines of half of the stories is the site's, not a story's.
_SHARE = 0.5
# "The * of the *" is the form of many a headline. A form is known by words that hardly stand in lines of another.
_OWN = 0.7
_FEWEST_OWN = 2
_LETTERS = 10


class Template(NamedTuple):
    """A form of lines."""

    key: str
    """Its words, with one ``*`` for those that differ."""
    keys: frozenset[str]
    """The lines of that form."""
    stories: int


def templates(site: Site) -> list[Template]:
    """The forms of a site's short lines, those of most stories first."""
    lines = _lines(site)
    stories: dict[str, set[int]] = defaultdict(set)
    for key, found in lines.items():
        for word in set(key.split()):
            stories[word] |= found
    fixed = {word for word, found in stories.items() if len(found) >= max(_FEWEST, _SHARE * site.of)}
    forms: dict[str, set[str]] = defaultdict(set)
    for key in lines:
        form = " ".join(_form(key.split(), fixed))
        if form.count(STAR) == 1:
            forms[form].add(key)
    made = [Template(form, frozenset(keys), len(set().union(*(lines[key] for key in keys)))) for form, keys in forms.items()]
    known = [t for t in made if _is_known(t, {word: len(stories[word]) for word in t.key.split() if word != STAR}, site.of)]
    return sorted(known, key=lambda t: (-t.stories, t.key))


def _lines(site: Site) -> dict[str, set[int]]:
    """Short lines, and the stories they stand in."""
    lines: dict[str, set[int]] = defaultdict(set)
    for blocks, story in zip(site.documents, site.stories, strict=True):
        for block in blocks:
            if _SHORTEST <= block.key.count(" ") + 1 <= _LONGEST:
                lines[block.key].add(story)
    return lines


def _form(words: Iterable[str], fixed: set[str]) -> Iterator[str]:
    for known, row in groupby(words, key=lambda word: word in fixed):
        yield from row if known else (STAR,)


def _is_known(template: Template, words: dict[str, int], of: int) -> bool:
    own = [word for word, count in words.items() if template.stories >= _OWN * count and word.isalpha()]
    letters = sum(map(len, words))
    return (
        len(template.keys) >= 2
        and template.stories >= _FEWEST
        and len(own) >= _FEWEST_OWN
        and letters >= _LETTERS
    )


def with_templates(site: Site) -> Site:
    """The site with the key of its form for each line that has one."""
    of: dict[str, Template] = {}
    for template in templates(site):
        for key in template.keys:
            of.setdefault(key, template)
    documents = [[_renamed(block, of) for block in blocks] for blocks in site.documents]
    return site._replace(documents=documents)


def _renamed(block: Block, of: dict[str, Template]) -> Block:
    return block._replace(key=of[block.key].key) if block.key in of else block
