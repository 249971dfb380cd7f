"""From captures to a pack: captures by site, their blocks, what comes again of them, rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..errors import ScrubberError
from ..model import Kind
from ..rules.load import Pack, check_name, digest
from ..scrub import Scrubber, check_words, host_of
from .choose import choose
from .rules import Learned, rules_of
from .seen import blocks_of, site_of
from .spool import Sample, by_site
from .templates import with_templates
from .update import updated

_SHOWN = 5


class Studied(NamedTuple):
    """What was seen of a site."""

    site: str
    captures: int
    """How many there were."""
    stories: int
    """How many different stories were looked at."""
    rules: int
    shown: list[Sample]
    """A few captures, to show what the rules do."""


def learn(
    captures: Iterable[Any],
    *,
    site: str | None = None,
    kind: Kind = "auto",
    scrubber: Scrubber | None = None,
    most: int = 200,
    name: str = "learned",
    update: Pack | None = None,
) -> Pack:
    """Learn what sites repeat.

    The same captures in any order make the same pack. A site needs three captures for a rule that removes; of two, what both
    have becomes a hint.

    Args:
        captures: each a capture (``str`` or ``bytes``), or a pair ``(capture, url)``.
        site: the host the captures are of; None: that of each capture's address. ``"*"``: the rules are for any address.
        kind: what the captures are.
        scrubber: the cleaner that they will be used with; None: ``Scrubber()``.
        most: so many captures of a site are looked at; which, is decided by what they hold.
        name: that of the pack.
        update: a pack that was learned before: what still comes again is learned anew, what does not is kept and marked
            ``vanished``, and sites that the captures are not of stay as they are.

    Raises:
        TypeError: a capture is not ``str`` or ``bytes``.
        ScrubberError: a capture has no address and ``site`` is not given, or ``name`` is no name of a pack.
    """
    check_words(kind, "text")
    return study((_sample(item, site, kind) for item in captures), scrubber=scrubber, most=most, name=name, update=update)[0]


def study(
    samples: Iterable[Sample],
    *,
    scrubber: Scrubber | None = None,
    most: int = 200,
    name: str = "learned",
    update: Pack | None = None,
) -> tuple[Pack, list[Studied]]:
    """``learn``, and what was seen. Raises ScrubberError: ``name`` is no name of a pack."""
    check_name(name)
    scrubber = scrubber or Scrubber()
    made: list[Learned] = []
    studied: list[Studied] = []
    for site, found, captures in by_site(samples, most):
        learned, stories = site_rules(site, found, scrubber, name)
        made += learned
        studied.append(Studied(site, captures, stories, len(learned), found[:_SHOWN]))
    pack = pack_of(name, made)
    return (updated(update, pack, {s.site for s in studied}) if update else pack), studied


def pack_of(name: str, made: Sequence[Learned]) -> Pack:
    """The pack of what was learned."""
    rules, examples = tuple(m.rule for m in made), tuple(example for m in made for example in m.examples)
    return Pack(name, "1", "", "und", rules, examples, digest(rules), tuple(m.evidence for m in made))


def site_rules(name: str, samples: list[Sample], scrubber: Scrubber, pack: str) -> tuple[list[Learned], int]:
    """The rules for one site, and how many stories its captures tell."""
    articles = (scrubber.scrub(s.capture, url=s.url or None, kind=s.kind) for s in samples)
    site = with_templates(site_of([blocks_of(article) for article in articles]))
    return rules_of(site, choose(site), name, pack), site.of


def _sample(item: Any, site: str | None, kind: Kind) -> Sample:
    capture, url = item if isinstance(item, tuple) else (item, None)
    if not isinstance(capture, str | bytes):
        raise TypeError(f"a capture to learn from is str or bytes, not {type(capture).__name__}")
    return Sample(site or site_name(url or ""), url or "", kind, capture)


def site_name(url: str) -> str:
    """The site of an address. Raises ScrubberError if it names none."""
    found = host_of(url).removeprefix("www.")
    if not found:
        raise ScrubberError(f"no site is known of {url!r}; say which it is" if url else "a capture has no address; say its site")
    return found


def site_or_none(url: str | None) -> str | None:
    """The site of an address, None if it names none."""
    try:
        return site_name(url or "")
    except ScrubberError:
        return None
