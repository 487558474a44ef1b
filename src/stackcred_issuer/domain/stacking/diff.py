"""What a new version of a rule asks for that the former one did not, and the other way round, in words."""

from __future__ import annotations

from difflib import SequenceMatcher

from stackcred_issuer.domain.stacking.describe import describe
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
    """The rule in words, and what its `renewal` and `whenBroken` say beside requirements."""
    document = rule.document
    renewal, broken = document.get("renewal") or {}, document.get("whenBroken") or {}
    lines = [line.strip().removeprefix("- ") for line in describe(rule).splitlines()[1:]]
    if renewal:
        grace = f", then {renewal['grace']} of grace" if "grace" in renewal else ""
        lines.append(f"an award holds for {renewal['period']}{grace}")
        lines += [f"renewing it renews {target}" for target in renewal.get("renews", ())]
    grace = f" after {broken['grace']}" if "grace" in broken else ""
    return [*lines, f"when the stack breaks: {broken.get('action', 'flag')}{grace}"]
