"""A rule in words: what a reader who knows no JSON is told that it asks for."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.stacking.node import Node, Select, Threshold
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.words import counted


def describe(rule: Rule) -> str:
    """The rule as an indented list, one line per requirement."""
    lines = [f"{rule.target} is awarded for:", *_lines(rule.requires, 1)]
    if rule.entry_condition is not None:
        lines += ["When the award is made, this must hold as well:", *_lines(rule.entry_condition, 1)]
    if rule.renewal is not None:
        lines += ["To renew it:", *_lines(rule.renewal.requires, 1)]
    return "\n".join(lines)


def _lines(node: Node, depth: int) -> Iterator[str]:
    label = f"{node.place.label}: " if node.place.label else ""
    yield f"{'  ' * depth}- {label}{_words(node)}"
    if isinstance(node, Threshold):
        for part in node.parts:
            yield from _lines(part, depth + 1)


def _words(node: Node) -> str:
    if isinstance(node, Threshold):
        return f"{node.wording} the following"
    return _select(node) if isinstance(node, Select) else node.describe()


def _select(select: Select) -> str:
    """The count, the condition, and every constraint."""
    most = "" if select.most is None else f" (no more than {select.most} are counted)"
    parts = [f"at least {counted(select.least, 'badge')}{most}: {select.where.describe()}"]
    parts += [constraint.describe() for constraint in select.constraints]
    if select.repeat:
        parts.append("the same achievement may count again")
    if select.shared:
        parts.append("badges used elsewhere may be used here too")
    return "; ".join(parts)
