"""Stacking rules held against holdings on one core."""

from __future__ import annotations

from typing import Any

from benchmarks.figures import Figure, Figures
from benchmarks.material import BASE, SIGNED_AT
from benchmarks.timing import per_second
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.gap.catalogue import parse_catalogue
from stackcred_issuer.domain.stacking.gap.question import Question, evaluate_with_gap
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.rule import parse_rule

UNITS = 20
SELECTS, HOLDINGS, EACH = 12, 200, 10
HOURS, LARGEST = 30, 5
COUNTED, COUNTED_HOURS = 8, 20
OFFERS, HELD = 2_000, 40


def measure(figures: Figures, seconds: float) -> None:
    """A rule where nothing overlaps, and one where the allocation has to be searched for."""
    figures.section("Stacking rules, one core")
    with figures.doing("Evaluating"):
        direct = _evaluations(unit_rule(), unit_holdings(), seconds)
        overlap = _evaluations(_overlapping_rule(), _overlapping_holdings(), seconds)
        sums = _evaluations(_summing_rule(), _overlapping_holdings(), seconds)
        both = _evaluations(
            _summing_rule(count={"min": COUNTED}, hours=COUNTED_HOURS), _overlapping_holdings(), seconds
        )
        gap_units = _gaps(unit_rule(), [], seconds)
        gap_overlap = _gaps(_overlapping_rule(), _overlapping_holdings()[:HELD], seconds)
    how = "no overlap; rule and holdings parsed before, the outcome in memory"
    figures.add(Figure("evaluate_per_s", f"evaluations, {UNITS} units", direct, "/s", how))
    figures.add(Figure("evaluate_direct_us", f"one evaluation, {UNITS} units", 1e6 / direct, "µs", how))
    how = f"{SELECTS} selects of {EACH} badges each, {HOLDINGS} holdings, every one fits four selects"
    figures.add(Figure("evaluate_overlap_ms", "one evaluation with overlaps", 1e3 / overlap, "ms", how))
    how = f"the same badges of 1 to {LARGEST} hours; each select asks for {HOURS} hours instead of a number of badges"
    figures.add(Figure("evaluate_overlap_sums_ms", "one evaluation with overlapping sums", 1e3 / sums, "ms", how))
    how = f"the same; each select asks for {COUNTED} badges and {COUNTED_HOURS} hours"
    figures.add(Figure("evaluate_overlap_both_ms", "one with overlapping counts and sums", 1e3 / both, "ms", how))
    how = f"{UNITS} units out of {OFFERS} offers at different prices, a fifth of them with a prerequisite; nothing held"
    figures.add(Figure("gap_units_ms", f"one gap, {OFFERS} offers, {UNITS} units", 1e3 / gap_units, "ms", how))
    how = f"{SELECTS} selects of {EACH} badges each, {OFFERS} offers that fit one to three of them, {HELD} badges held"
    figures.add(Figure("gap_overlap_ms", f"one gap, {OFFERS} offers, with overlaps", 1e3 / gap_overlap, "ms", how))


def unit_rule() -> dict[str, Any]:
    """All of twenty units, each by its achievement."""
    parts = [{"op": "select", "where": {"achievement": [_achievement(unit)]}} for unit in range(UNITS)]
    return _rule({"op": "all", "of": parts})


def unit_holdings() -> list[dict[str, Any]]:
    """One badge for each unit."""
    return [_holding(unit, unit) for unit in range(UNITS)]


def _evaluations(rule: dict[str, Any], holdings: list[dict[str, Any]], seconds: float) -> float:
    parsed, facts = parse_rule(rule), parse_holdings(holdings)
    outcome = evaluate(parsed, facts, SIGNED_AT)
    assert outcome.verdict == "satisfied", outcome.to_json()
    return per_second(lambda given: evaluate(parsed, given, SIGNED_AT), [facts], seconds)


def _gaps(rule: dict[str, Any], holdings: list[dict[str, Any]], seconds: float) -> float:
    question = Question(parse_rule(rule), parse_holdings(holdings), parse_catalogue(_offers()), SIGNED_AT)
    outcome = evaluate_with_gap(question)
    assert outcome.gap is not None, outcome.to_json()
    assert outcome.gap["optimal"] is True, outcome.gap
    return per_second(evaluate_with_gap, [question], seconds)


def _offers() -> list[dict[str, Any]]:
    """Everything that could be earned: prices in cents that rarely repeat, areas and prerequisites spread evenly."""
    return [
        {
            "achievement": _achievement(number),
            "issuer": "did:web:badges.example",
            "cost": (2_000 + number * 7_919 % 38_011) / 100,
            "hours": 1 + number % LARGEST,
            "tags": [f"area {number * 7 * step % SELECTS}" for step in range(1, 2 + number % 3)],
            "prerequisites": [_achievement(number // 2)] if number % 5 == 4 else [],
        }
        for number in range(OFFERS)
    ]


def _overlapping_rule() -> dict[str, Any]:
    parts = [{"op": "select", "where": {"tag": [f"area {area}"]}, "count": {"min": EACH}} for area in range(SELECTS)]
    return _rule({"op": "all", "of": parts})


def _summing_rule(hours: int = HOURS, **more: Any) -> dict[str, Any]:
    """Sums of hours over the same overlapping badges: no short cut decides this one."""
    asks = {"sum": [{"field": "hours", "min": hours}], **more}
    parts = [{"op": "select", "where": {"tag": [f"area {area}"]}, **asks} for area in range(SELECTS)]
    return _rule({"op": "all", "of": parts})


def _overlapping_holdings() -> list[dict[str, Any]]:
    areas = [[(number + offset) % SELECTS for offset in (0, 1, 4, 6)] for number in range(HOLDINGS)]
    return [
        _holding(number, number, tags=[f"area {area}" for area in found], hours=1 + number % LARGEST)
        for number, found in enumerate(areas)
    ]


def _rule(requires: dict[str, Any]) -> dict[str, Any]:
    target = f"{BASE}/achievements/award"
    return {"type": "StackingRule", "id": "urn:rule:1", "version": 1, "target": target, "requires": requires}


def _holding(number: int, achievement: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{BASE}/badges/{number}",
        "achievement": _achievement(achievement),
        "issuer": "did:web:badges.example",
        "awarded": "2026-01-01T00:00:00Z",
        "status": "active",
        **more,
    }


def _achievement(number: int) -> str:
    return f"{BASE}/achievements/{number}"
