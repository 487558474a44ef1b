"""What an issuer's achievements promise to whoever earns them, as a catalogue for the gap."""

from __future__ import annotations

from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.stacking.facts import HOURS_NAME, facts_of_achievement
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold
from stackcred_issuer.domain.stacking.rule import Rule


def on_offer(achievement: JsonObject, issuer: str, rule: Rule | None = None) -> JsonObject:
    """One item of a catalogue (stacking-rules §3): no more than what every badge of the achievement will say.

    achievement: its OB 3.0 document. issuer: its issuer's DID. rule: the one that awards it, if it is a certification.
    The cost is a number of badges to earn: nobody publishes prices, and effort is what learners ask about.
    """
    results = dict(_least_results(achievement))
    found = {
        **facts_of_achievement(achievement),
        "issuer": issuer,
        "cost": _badges_for(rule.requires) if rule is not None else 1,
        "creditsEarned": achievement.get("creditsAvailable"),
        "hours": _least_hours(achievement),
        "results": results,
    }
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def _least_results(achievement: JsonObject) -> list[tuple[str, str]]:
    """What has to be reached for a badge, by result description."""
    described = [item for item in as_list(achievement.get("resultDescription")) if isinstance(item, dict)]
    return [(item["id"], item["requiredValue"]) for item in described if isinstance(item.get("requiredValue"), str)]


def _least_hours(achievement: JsonObject) -> float | None:
    for item in as_list(achievement.get("resultDescription")):
        if item.get("resultType") == "RawScore" and item.get("name") == HOURS_NAME:
            try:
                return max(float(item["requiredValue"]), 0.0)
            except (KeyError, TypeError, ValueError):
                return None
    return None


def _badges_for(node: Node) -> int:
    """The fewest badges that could meet it; 1 at least, as nothing is earned by doing nothing."""
    return max(_fewest(node), 1)


def _fewest(node: Node) -> int:
    if isinstance(node, Threshold):
        return sum(sorted(_fewest(part) for part in node.parts)[: node.need])
    return max(node.least, 1) if isinstance(node, Select) else 0
