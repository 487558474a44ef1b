"""How much of a rule is met, in one number: only for putting certifications in order, never for deciding one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from stackcred_issuer.domain.stacking.outcome import Report, Verdict

_NEARLY = Fraction(99, 100)  # for what is not met although every number is reached, such as badges that count once


def nearness(reports: Iterable[Report]) -> Fraction:
    """0 … 1 over the roots of a rule, 1 only where all of them are met."""
    shares = [_share(report) for report in reports]
    return sum(shares, Fraction(0)) / max(len(shares), 1)


def _share(report: Report) -> Fraction:
    if report.verdict is Verdict.SATISFIED:
        return Fraction(1)
    if report.need <= 0:
        return Fraction(0)
    if report.parts:
        best = sorted((_share(part) for part in report.parts), reverse=True)[: int(report.need)]
        return min(sum(best, Fraction(0)) / Fraction(report.need), _NEARLY)
    return min(Fraction(report.have) / Fraction(report.need), _NEARLY)
