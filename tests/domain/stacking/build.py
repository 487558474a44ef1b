"""Short ways to write rules and holdings in tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.outcome import Outcome
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)


def rule_json(requires: JsonObject, **more: Any) -> JsonObject:
    return {
        "type": "StackingRule",
        "id": "urn:rule:1",
        "version": 1,
        "target": "https://a.example/award",
        "requires": requires,
        **more,
    }


def badge(name: str, achievement: str, **more: Any) -> JsonObject:
    """An active badge awarded on 2026-01-01."""
    return {
        "id": name,
        "achievement": achievement,
        "issuer": "did:web:school.example",
        "awarded": "2026-01-01T00:00:00Z",
        "status": "active",
        **more,
    }


def select(*achievements: str, **more: Any) -> JsonObject:
    """A select that asks for one of these achievements."""
    return {"op": "select", "where": {"achievement": list(achievements)}, **more}


def all_of(*parts: JsonObject, **more: Any) -> JsonObject:
    return {"op": "all", "of": list(parts), **more}


def any_of(*parts: JsonObject, **more: Any) -> JsonObject:
    return {"op": "any", "of": list(parts), **more}


def n_of(least: int, *parts: JsonObject, **more: Any) -> JsonObject:
    return {"op": "nOf", "min": least, "of": list(parts), **more}


def held_against(
    rule: JsonObject,
    holdings: list[JsonObject],
    as_of: datetime = AS_OF,
    rules: Sequence[JsonObject] = (),
    **more: Any,
) -> Outcome:
    book = rule_book(parse_rule(other) for other in rules)
    return evaluate(parse_rule(rule), parse_holdings(holdings), as_of, rules=book, **more)


def outcome_of(requires: JsonObject, *holdings: JsonObject, **more: Any) -> Outcome:
    """The outcome of one requirement for these holdings."""
    return held_against(rule_json(requires), list(holdings), **more)


def claimed(outcome: Outcome) -> list[tuple[str, str]]:
    return [(claim.requirement, claim.credential) for claim in outcome.claims]


def why_not(outcome: Outcome) -> dict[str, str]:
    return {item.credential: item.reason for item in outcome.not_counted}
