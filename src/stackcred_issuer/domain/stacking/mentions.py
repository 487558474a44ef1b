"""Which achievements a rule mentions: the key of the reverse index that says what to re-evaluate."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.node import Select, Threshold, walk_nodes
from stackcred_issuer.domain.stacking.rule import Rule

ANY = "*"  # the rule asks by type, issuer, tag …, so any badge may matter


def mentions(rule: Rule) -> frozenset[str]:
    """Achievement ids named in any part of the rule, with ANY where a condition does not pin achievements."""
    found: set[str] = set()
    for root in rule.all_roots():
        for node in walk_nodes(root):
            if not isinstance(node, Threshold):
                named = node.where.pinned if isinstance(node, Select) else node.mentioned
                found.update((ANY,) if named is None else named)
    return frozenset(found)
