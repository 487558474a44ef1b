"""What a new version of a rule asks for that the former one did not, and the other way round, in words."""

from __future__ import annotations

from difflib import SequenceMatcher

from stackcred_issuer.domain.stacking.describe import asked
from stackcred_issuer.domain.stacking.rule import Rule


def differences(former: Rule, later: Rule) -> list[str]:
    """Sentences, in the order of the rule; none where both ask for the same."""
    before, after = _lines(former), _lines(later)
    found: list[str] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [f"No longer: {line}" for line in before[start:end]]
            found += [f"Now: {line}" for line in after[new_start:new_end]]
    return found


def _lines(rule: Rule) -> list[str]:
    """The rule in words, and the members of its groups."""
    lines = [line.strip().removeprefix("- ") for line in asked(rule)[1:]]
    return [*lines, *(f"the group “{name}” has {member}" for name in rule.groups for member in rule.groups[name])]
