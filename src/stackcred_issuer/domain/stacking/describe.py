"""A rule in words: what a reader who knows no JSON is told that it asks for."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold
from stackcred_issuer.domain.stacking.predicates.achievement import OneOfAchievements
from stackcred_issuer.domain.stacking.predicates.active import Active
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.words import counted, duration_words, sequence

_BROKEN = {
    "revoke": "the award is revoked",
    "suspend": "the award is suspended until it is complete again",
    "flag": "the award stays, marked as no longer met",
}


def describe(rule: Rule) -> str:
    """The rule as an indented list: a line per requirement, what happens afterwards, and the groups."""
    lines = [*asked(rule)]
    for name, members in rule.groups.items():
        lines += [f"The group “{name}” has:", *(f"  - {member}" for member in members)]
    return "\n".join(lines)


def asked(rule: Rule) -> list[str]:
    """The same without the members of the groups."""
    lines = [f"{rule.target} is awarded for:", *_lines(rule.requires, 1)]
    if rule.entry_condition is not None:
        lines += ["When the award is made, this must hold as well; afterwards no longer:"]
        lines += _lines(rule.entry_condition, 1)
    if rule.renewal is not None:
        lines += [period(rule), *_lines(rule.renewal.requires, 1)]
        lines += [f"Renewing it renews {target} too." for target in rule.renewal.renews]
    return [*lines, _broken(rule)]


def sentence(node: Node, *, listed: bool = False) -> str:
    """What one requirement asks for, not counting its parts; no capital letter, no full stop.

    listed: the achievements stand beside it already, so that a select says “for this achievement”.
    """
    if isinstance(node, Threshold):
        return node.wording
    return _select(node, listed) if isinstance(node, Select) else node.describe()


def _lines(node: Node, depth: int) -> Iterator[str]:
    label = f"{node.place.label}: " if node.place.label else ""
    yield f"{'  ' * depth}- {label}{sentence(node)}"
    if isinstance(node, Threshold):
        for part in node.parts:
            yield from _lines(part, depth + 1)


def _select(select: Select, listed: bool) -> str:
    """The count, the condition, and every constraint."""
    asked = [item for item in select.where.conditions if not isinstance(item, Active)]
    in_force = " in force" if len(asked) < len(select.where.conditions) else ""
    words = [_beside(item) if listed else item.describe() for item in asked]
    parts = [" ".join([_count(select, in_force), *([sequence(words)] if words else [])])]
    parts += [constraint.describe() for constraint in select.constraints]
    if select.repeat:
        parts.append("several badges for the same achievement all count")
    if select.shared:
        parts.append("badges that count elsewhere may count here too")
    return "; ".join(parts)


def _beside(condition: Condition) -> str:
    if not isinstance(condition, OneOfAchievements):
        return condition.describe()
    return "for this achievement" if len(condition.achievements) == 1 else "for any of these achievements"


def _count(select: Select, in_force: str) -> str:
    cap = "" if select.most is None else f" (no more than {select.most} are counted)"
    if select.least == 0:
        return f"any number of badges{in_force}{cap}"
    return f"at least {counted(select.least, 'badge')}{in_force}{cap}"


def period(rule: Rule) -> str:
    """How long an award holds. rule: one with a renewal."""
    renewal = rule.document["renewal"]
    grace = f", with {duration_words(renewal['grace'])} of grace" if "grace" in renewal else ""
    return f"It holds for {duration_words(renewal['period'])}{grace}. Renewing it asks for:"


def _broken(rule: Rule) -> str:
    broken = rule.document.get("whenBroken", {})
    when = f", {duration_words(broken['grace'])} later" if "grace" in broken else ""
    return f"If the stack breaks and no other badge takes the place{when}: {_BROKEN[rule.when_broken.action]}."
