"""Packs: TOML files of rules, read and checked. A wrong pack fails here, naming its file and rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike, fspath
from typing import Any, Literal, NamedTuple, get_args

from ..errors import ScrubberError
from ..model import Rule, Scope, Strength, Where
from .fold import fold, key

LONGEST_PHRASE = 240
"""Longer blocks are not compared with phrases."""

CATEGORIES = (
    "icons share video newsletter follow related comments ads cookies signin photo byline author tags navigation "
    "counters app tools tips footer notices title stamp repeat page"
).split()
"""The categories the built-in packs use; a pack of your own may add others."""

_HEADER = {"name": str, "version": str, "licence": str, "language": str, "category": str, "sites": list, "why": str}
_RULE = {
    "id": str,
    "category": str,
    "why": str,
    "strength": str,
    "scope": str,
    "where": str,
    "phrases": list,
    "patterns": list,
    "allow": bool,
    "case": bool,
    "gate": list,
    "sites": list,
    "remove": list,
    "keep": list,
    "documents": int,
    "of": int,
    "confidence": float,
    "vanished": bool,
}
_ID = "abcdefghijklmnopqrstuvwxyz0123456789-"


class Example(NamedTuple):
    """A text a rule must take (``remove``) or must leave (``keep``)."""

    rule: str
    kind: Literal["remove", "keep"]
    text: str


class Evidence(NamedTuple):
    """What a rule rests on that was learned from captures."""

    rule: str
    documents: int
    of: int
    """It stood in so many of so many stories of its site."""
    confidence: float
    """The share of the site's stories that have it, at least (95 %)."""
    vanished: bool = False
    """Newer captures of the site do not have it."""


class Pack(NamedTuple):
    """A named set of rules with their examples."""

    name: str
    version: str
    licence: str
    language: str
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...] = ()
    digest: str = ""
    """Hash of what the pack says; a Scrubber's fingerprint is made of them."""
    evidence: tuple[Evidence, ...] = ()
    """Of rules that were learned."""


def load_pack(path: str | PathLike[str]) -> Pack:
    """Read one pack.

    Raises:
        ScrubberError: the file cannot be read, is not TOML, or a rule in it is wrong; the message begins
            with the file and names the rule.
    """
    import tomllib

    file = fspath(path)
    try:
        with open(file, "rb") as stream:
            data = tomllib.load(stream)
    except OSError as e:
        raise ScrubberError(f"{file}: {e.strerror or e}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ScrubberError(f"{file}: not TOML: {e}") from None
    return read_pack(data, file)


def read_pack(data: Mapping[str, Any], file: str) -> Pack:
    """Check a parsed pack; ``file`` is its name in errors. Raises ScrubberError."""
    for extra in data.keys() - {"pack", "rule"}:
        raise ScrubberError(f"{file}: unknown table {extra!r}; a pack has [pack] and [[rule]]")
    header = data.get("pack")
    if not isinstance(header, dict):
        raise ScrubberError(f"{file}: no [pack] table with name and version")
    _check_keys(header, _HEADER, f"{file}: [pack]")
    name = header.get("name", "")
    try:
        check_name(name)
    except ScrubberError as e:
        raise ScrubberError(f"{file}: [pack]: {e}") from None
    raw = data.get("rule")
    if not isinstance(raw, list) or not all(isinstance(r, dict) for r in raw):
        raise ScrubberError(f"{file}: no [[rule]] tables")
    rules = tuple(_rule(r, i, header, file) for i, r in enumerate(raw))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise ScrubberError(f"{file}: rule {rule.id!r}: stands twice")
        seen.add(rule.id)
    examples = tuple(
        Example(rule.id, kind, text)
        for rule, r in zip(rules, raw, strict=True)
        for kind in ("remove", "keep")
        for text in r.get(kind, ())
    )
    return Pack(
        name,
        header.get("version", "0"),
        header.get("licence", ""),
        header.get("language", "und"),
        rules,
        examples,
        digest(rules),
        tuple(_evidence(r) for r in raw if "documents" in r),
    )


def check_name(name: str) -> None:
    """Raise ScrubberError if a pack cannot be called so."""
    if not name or set(name) - set(_ID):
        raise ScrubberError("name must be lower-case letters, digits and hyphens")


def _evidence(raw: dict[str, Any]) -> Evidence:
    return Evidence(raw["id"], raw["documents"], raw.get("of", 0), raw.get("confidence", 0.0), raw.get("vanished", False))


def digest(rules: Iterable[Rule]) -> str:
    """A hash of all that rules say; a Python rule counts by its name."""
    import hashlib
    import json

    said = [[*r[:-1], f"{r.find.__module__}.{r.find.__qualname__}" if r.find else None] for r in rules]
    return hashlib.blake2b(json.dumps(said, ensure_ascii=True).encode(), digest_size=8).hexdigest()


def fingerprint(packs: Iterable[Pack], settings: tuple[Any, ...] = (None, None, "report"), rules: Iterable[Rule] = ()) -> str:
    """Names the version, the packs, the settings (``select``, ``ignore``, ``dateline``) and the rules given one by one."""
    import hashlib

    from .. import __version__

    said = repr((__version__, [(p.name, p.digest) for p in packs], settings, digest(rules)))
    return f"scrubber-{__version__}-{hashlib.blake2b(said.encode(), digest_size=6).hexdigest()}"


def _rule(raw: dict[str, Any], number: int, header: dict[str, Any], file: str) -> Rule:
    ident = raw.get("id")
    where = f"{file}: rule {ident!r}" if isinstance(ident, str) and ident else f"{file}: rule number {number + 1}"
    _check_keys(raw, _RULE, where)
    if not ident or set(ident) - set(_ID):
        raise ScrubberError(f"{where}: id must be lower-case letters, digits and hyphens")
    rule = Rule(
        id=ident,
        category=raw.get("category") or header.get("category") or "",
        pack=header["name"],
        why=raw.get("why") or header.get("why") or "",
        strength=_one_of(raw.get("strength", "sure"), Strength, "strength", where),
        scope=_one_of(raw.get("scope", "block"), Scope, "scope", where),
        where=_one_of(raw.get("where", "any"), Where, "where", where),
        phrases=tuple(raw.get("phrases", ())),
        patterns=tuple(raw.get("patterns", ())),
        allow=raw.get("allow", False),
        sites=tuple(raw.get("sites") or header.get("sites") or ()),
        case=raw.get("case", False),
        gate=tuple(raw.get("gate", ())),
    )
    _check_rule(rule, where)
    if not raw.get("remove") and not rule.allow:
        raise ScrubberError(f"{where}: needs at least one example under remove")
    return rule


def _check_keys(table: Mapping[str, Any], known: Mapping[str, type], where: str) -> None:
    for name, value in table.items():
        if name not in known:
            raise ScrubberError(f"{where}: unknown key {name!r}")
        if not isinstance(value, known[name]):
            raise ScrubberError(f"{where}: {name} must be a {_NAMES[known[name]]}")
        if isinstance(value, list) and not all(isinstance(v, str) and v for v in value):
            raise ScrubberError(f"{where}: {name} must be a list of non-empty strings")


_NAMES = {str: "string", list: "list", bool: "boolean", int: "whole number", float: "decimal number"}


def _one_of(value: str, choices: Any, name: str, where: str) -> Any:
    if value not in get_args(choices):
        raise ScrubberError(f"{where}: {name} is {value!r}; it must be one of {', '.join(get_args(choices))}")
    return value


def _check_rule(rule: Rule, where: str) -> None:
    import regex

    if not rule.category:
        raise ScrubberError(f"{where}: no category, here or in [pack]")
    if not rule.why:
        raise ScrubberError(f"{where}: no why: a removal must be able to say its reason")
    if not rule.phrases and not rule.patterns:
        raise ScrubberError(f"{where}: needs phrases or patterns")
    for phrase in rule.phrases:
        if not any(map(str.isalpha, key(fold(phrase)))):
            # "0/0" would match "16:42": punctuation and digits do not count.
            raise ScrubberError(f"{where}: phrase {phrase!r} has no letters; write a pattern")
        if len(phrase) > LONGEST_PHRASE:
            raise ScrubberError(f"{where}: phrase {phrase[:40]!r}… has more than {LONGEST_PHRASE} characters; write a pattern")
    for pattern in rule.patterns:
        try:
            compiled = regex.compile(pattern)
        except (regex.error, OverflowError, RecursionError) as e:
            raise ScrubberError(f"{where}: pattern {pattern!r}: {e}") from None
        if compiled.fullmatch(""):
            raise ScrubberError(f"{where}: pattern {pattern!r} matches the empty text")
        if not rule.case and any(ch.isupper() for ch in _plain(pattern)):
            raise ScrubberError(
                f"{where}: pattern {pattern!r} has capitals, but text is folded to lower case; set case = true"
            )


def _plain(pattern: str) -> str:
    """The pattern without escapes such as ``\\S`` and ``\\p{Lu}``, whose capitals mean something else."""
    import re

    return re.sub(r"\\(?:[pPN]\{[^}]*\}|.)|\(\?(?:P?<\w+>|P[=>&]\w+|[A-Za-z0-9-]+[:)])", "", pattern)
