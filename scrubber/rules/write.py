"""A pack as TOML, for people to read and strike from."""

from __future__ import annotations

from ..model import Rule
from ..toml import pairs
from .load import Evidence, Pack

_DEFAULTS = Rule("", "", "", "")


def write_pack(pack: Pack) -> str:
    """The pack's file: ``load_pack`` reads the same back. Rules that are Python functions cannot be written."""
    lines = ["[pack]"] if pack.rules else ["rule = []", "", "[pack]"]
    lines += pairs({"name": pack.name, "version": pack.version, "licence": pack.licence or None, "language": pack.language})
    evidence = {e.rule: e for e in pack.evidence}
    for rule in pack.rules:
        lines += ["", "[[rule]]", *pairs(_said(rule, evidence.get(rule.id), pack))]
    return "\n".join(lines) + "\n"


def _said(rule: Rule, evidence: Evidence | None, pack: Pack) -> dict[str, object]:
    """What is not the default, in the order in which people write it."""
    given = {name: value for name, value in rule._asdict().items() if value != getattr(_DEFAULTS, name)}
    said: dict[str, object] = {name: given.pop(name) for name in ("id", "category", "why")}
    if evidence:
        said |= {"documents": evidence.documents, "of": evidence.of, "confidence": evidence.confidence}
        said |= {"vanished": True} if evidence.vanished else {}
    said |= {name: value for name, value in given.items() if name != "pack"}
    for kind in ("remove", "keep"):
        said[kind] = [e.text for e in pack.examples if e.rule == rule.id and e.kind == kind] or None
    return said
