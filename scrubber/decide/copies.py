"""Second copies: a paragraph that stands again, as scraped captions and pull quotes do."""

from __future__ import annotations

import re
from collections import Counter

from ..rules.fold import fold_all
from .core import COPY
from .draft import Draft

_WORD = re.compile(r"\w+")
# A refrain, a recurring question and a list's item are shorter.
_FEWEST_WORDS = 9
# A page that says many things twice says them on purpose: the same steps for two models, an address for two forms.
_MOST = 2
_SENTENCE = re.compile(r"[^\W\d_].*[.!…。！][\"'”’»)]*|[\"'“‘«„].*", re.DOTALL)


def apply_copies(draft: Draft) -> None:
    """Remove the later copy of a sentence of nine words or more.

    A block that stands three times or more is the story's own: a refrain, a form of words in a transcript.
    """
    texts = {i: draft.text(i) for i, block in enumerate(draft.blocks) if len(block.text) > _FEWEST_WORDS * 2 and draft.free(i)}
    # Copies are as long as each other: few lines are as long as another one.
    lengths = Counter(map(len, texts.values()))
    some = [i for i, text in texts.items() if lengths[len(text)] > 1]
    at: dict[str, list[int]] = {}
    for i, text in zip(some, fold_all([texts[i] for i in some]), strict=True):
        at.setdefault(text, []).append(i)
    later = [places[1:] for text, places in at.items() if len(places) > 1 and _is_sentence(text)]
    if len(later) <= _MOST:
        for copies in later:
            if len(copies) == 1:
                draft.remove(copies[0], COPY)


def _is_sentence(text: str) -> bool:
    return _SENTENCE.fullmatch(text) is not None and len(_WORD.findall(text)) >= _FEWEST_WORDS
