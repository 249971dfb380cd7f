"""A memory that ages: a pack that was learned before, and what newer captures say of it."""

from __future__ import annotations

from ..model import Rule
from ..rules.fold import fold, key
from ..rules.load import Example, Pack, digest
from .rules import SHOWN


def updated(old: Pack, new: Pack, seen: set[str]) -> Pack:
    """The new rules, and of the old ones the lines that the new captures do not have.

    Those of the sites ``seen`` are marked ``vanished``: the site may have dropped them, or they are rare. They stay in force, for
    what was captured before.
    """
    known = {line for rule in new.rules for line in _lines(rule)}
    rules, evidence, examples = list(new.rules), list(new.evidence), list(new.examples)
    before = {e.rule: e for e in old.evidence}
    taken = {rule.id for rule in new.rules}
    for rule in old.rules:
        rest = _without(rule, known)
        if not (rest.phrases or rest.patterns):
            continue
        rest = rest._replace(id=_free(rest.id, taken), pack=new.name)
        taken.add(rest.id)
        rules.append(rest)
        examples += _examples(rest, [e.text for e in old.examples if e.rule == rule.id])
        if rule.id in before:
            here = not rule.sites or bool(seen.intersection(rule.sites))
            evidence.append(before[rule.id]._replace(rule=rest.id, vanished=before[rule.id].vanished or here))
    return new._replace(rules=tuple(rules), evidence=tuple(evidence), examples=tuple(examples), digest=digest(rules))


def _examples(rule: Rule, texts: list[str]) -> list[Example]:
    """Some of what the rule takes: its phrases, and what its patterns took of these texts."""
    import regex

    fitting = (text for text in texts if any(regex.fullmatch(pattern, fold(text)) for pattern in rule.patterns))
    shown = dict.fromkeys([*rule.phrases[:SHOWN], *fitting])
    return [Example(rule.id, "remove", text) for text in shown]


def _lines(rule: Rule) -> set[tuple[tuple[str, ...], str]]:
    """What the rule takes, each with the sites it is for."""
    return {(rule.sites, line) for line in (*(key(fold(phrase)) for phrase in rule.phrases), *rule.patterns)}


def _without(rule: Rule, known: set[tuple[tuple[str, ...], str]]) -> Rule:
    phrases = tuple(phrase for phrase in rule.phrases if (rule.sites, key(fold(phrase))) not in known)
    return rule._replace(phrases=phrases, patterns=tuple(p for p in rule.patterns if (rule.sites, p) not in known))


def _free(ident: str, taken: set[str]) -> str:
    return _free(f"{ident}-old", taken) if ident in taken else ident
