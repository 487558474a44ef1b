"""Stacking rules held against holdings on one core."""

from __future__ import annotations

from typing import Any

from benchmarks.figures import Figure, Figures
from benchmarks.material import BASE, SIGNED_AT
from benchmarks.timing import per_second
from stackcred_issuer.domain.stacking.evaluate import evaluate
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.rule import parse_rule

UNITS = 20
SELECTS, HOLDINGS, EACH = 12, 200, 10
HOURS, LARGEST = 30, 5


def measure(figures: Figures, seconds: float) -> None:
    """A rule where nothing overlaps, and one where the allocation has to be searched for."""
    figures.section("Stacking rules, one core")
    with figures.doing("Evaluating"):
        direct = _evaluations(unit_rule(), unit_holdings(), seconds)
        overlap = _evaluations(_overlapping_rule(), _overlapping_holdings(), seconds)
        sums = _evaluations(_summing_rule(), _overlapping_holdings(), seconds)
    how = "no overlap; rule and holdings parsed before, the outcome in memory"
    figures.add(Figure("evaluate_per_s", f"evaluations, {UNITS} units", direct, "/s", how))
    figures.add(Figure("evaluate_direct_us", f"one evaluation, {UNITS} units", 1e6 / direct, "µs", how))
    how = f"{SELECTS} selects of {EACH} badges each, {HOLDINGS} holdings, every one fits four selects"
    figures.add(Figure("evaluate_overlap_ms", "one evaluation with overlaps", 1e3 / overlap, "ms", how))
    how = f"the same badges of 1 to {LARGEST} hours; each select asks for {HOURS} hours instead of a number of badges"
    figures.add(Figure("evaluate_overlap_sums_ms", "one evaluation with overlapping sums", 1e3 / sums, "ms", how))


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


def _overlapping_rule() -> dict[str, Any]:
    parts = [{"op": "select", "where": {"tag": [f"area {area}"]}, "count": {"min": EACH}} for area in range(SELECTS)]
    return _rule({"op": "all", "of": parts})


def _summing_rule() -> dict[str, Any]:
    """Sums of hours over the same overlapping badges: no short cut decides this one."""
    hours = [{"field": "hours", "min": HOURS}]
    parts = [{"op": "select", "where": {"tag": [f"area {area}"]}, "sum": hours} for area in range(SELECTS)]
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
