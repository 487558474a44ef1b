"""verify(presented, materials, policy, now): the whole judgement, without I/O, the same again years later.

`VerifiedBadge` is made here and by `restore`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.badge import VerifiedBadge, badge_of, restore
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.checks import CHECKS
from stackcred_issuer.domain.verification.judgement import Judgement, judged
from stackcred_issuer.domain.verification.limits import Budget
from stackcred_issuer.domain.verification.policy import AUTHENTICITY, Policy, Recipient
from stackcred_issuer.domain.verification.presented import Presented
from stackcred_issuer.domain.verification.report import Report, worst
from stackcred_issuer.domain.verification.sources import Materials

__all__ = [
    "AUTHENTICITY",
    "Policy",
    "Recipient",
    "Verification",
    "VerifiedBadge",
    "restore",
    "verify",
]


@dataclass(frozen=True, slots=True)
class Verification:
    """A report, and the token of authenticity when the report establishes it."""

    report: Report
    badge: VerifiedBadge | None


def verify(presented: Presented, materials: Materials, policy: Policy, now: datetime) -> Verification:
    """Judge a credential or presentation (OB 3.0 §9; VC Data Model 2.0 §7; Bitstring Status List §3.2).

    materials: what `needs` asked for, and whatever of it could be had.
    now: UTC-aware; the moment for which the question is asked.
    Never raises for anything in the document or the materials: what is wrong stands in the report.
    """
    report = _judge(Case(presented, materials, policy, now, Budget(), _judge))
    return Verification(report, badge_of(presented, report, policy))


def _judge(case: Case) -> Report:
    found = [
        (kind.name, judged(lambda kind=kind: kind.judge(case)))  # type: ignore[misc]
        for kind in CHECKS
        if case.policy.wants(kind.name) and kind.applies(case)
    ]
    judgements = [judgement for _, judgement in found]
    return Report(
        verdict=worst(judgement.verdict for judgement in judgements),
        checks=tuple(judgement.as_check(name) for name, judgement in found),
        issuer=_party(case),
        credential=case.document if case.presented.kind == "credential" else None,
        status_as_of=_oldest(judgements),
        verified_at=case.now,
        document_digest=case.presented.digest,
        credentials=tuple(report for one in judgements for report in one.credentials),
        refreshed=next((one.refreshed for one in judgements if one.refreshed is not None), None),
        endorsements=tuple(report for one in judgements for report in one.endorsements),
    )


def _party(case: Case) -> JsonObject | None:
    """The issuer (of a presentation: the holder) as the document shows it."""
    member = case.document.get("holder" if case.presented.kind == "presentation" else "issuer")
    if isinstance(member, dict):
        return member
    return {"id": member} if isinstance(member, str) else None


def _oldest(judgements: Sequence[Judgement]) -> datetime | None:
    return min((one.as_of for one in judgements if one.as_of is not None), default=None)
