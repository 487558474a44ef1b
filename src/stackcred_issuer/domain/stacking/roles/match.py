"""A job role held against what applicants show: which requirement is covered by which verified badge, what is missing.

Pure: reports and tokens in, an answer out. Only a VerifiedBadge that is valid covers anything; what could not be found
out is said as such, and a badge of an issuer that no registry of the asker names is a claim, however well it is signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.bearer import belongs_to
from stackcred_issuer.domain.stacking.constraint import Sight
from stackcred_issuer.domain.stacking.facts import claimed_alignments, holding_of
from stackcred_issuer.domain.stacking.holdings import Holding, parse_holdings
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.numbers import json_number
from stackcred_issuer.domain.stacking.roles.coverage import (
    ORDER,
    Applicant,
    ApplicantMatch,
    Coverage,
    RequirementMatch,
    RoleMatch,
    Shown,
    Support,
)
from stackcred_issuer.domain.stacking.roles.role import JobRole, RoleCompetency
from stackcred_issuer.domain.stacking.trust import Trust
from stackcred_issuer.domain.verification.limits import clip
from stackcred_issuer.domain.verification.report import Report, Result, Verdict

UNTRUSTED = "no trust registry you gave names this issuer for it: an unverified claim"
NOT_THEIRS = "it was given to somebody else"


def match_role(role: JobRole, applicants: Iterable[Applicant], trust: Trust, as_of: datetime) -> RoleMatch:
    """Hold the role against every applicant's documents. Never raises for anything in a document."""
    return RoleMatch(role, as_of, tuple(_applicant(role, one, trust, Moment(as_of)) for one in applicants))


@dataclass(frozen=True, slots=True)
class _Counted:
    """A document that may speak to requirements: its facts, and the most it can be worth for one."""

    support: Support
    facts: Holding | None
    claims: tuple[str, ...] = ()  # alignments of what could not be verified: they show what it would be about


def _applicant(role: JobRole, applicant: Applicant, trust: Trust, moment: Moment) -> ApplicantMatch:
    counted: list[_Counted] = []
    left_out: list[tuple[str, str]] = []
    for shown in _once(applicant.shown):
        found = _weighed(shown, applicant, trust)
        if isinstance(found, str):
            left_out.append((shown.source, found))
        else:
            counted.append(found)
    requirements = tuple(_requirement(asked, counted, moment) for asked in role.competencies)
    spoken = {one.source for item in requirements for one in (*item.by, *item.short)}
    beside = [(item.support.source, _beside(item.support)) for item in counted if item.support.source not in spoken]
    worst = min((item.coverage for item in requirements), key=ORDER.index)
    return ApplicantMatch(
        applicant.name, worst, bool(applicant.identities), requirements, (*left_out, *sorted(set(beside)))
    )


def _once(shown: Sequence[Shown]) -> Iterator[Shown]:
    """Every document the first time it is shown: the same bytes again are no second badge."""
    seen: set[str] = set()
    for one in shown:
        if one.report is None or one.report.document_digest not in seen:
            yield one
        if one.report is not None:
            seen.add(one.report.document_digest)


def _weighed(shown: Shown, applicant: Applicant, trust: Trust) -> _Counted | str:
    """What a document may count for, or why it counts for nothing."""
    report = shown.report
    if report is None:
        return shown.trouble or "it could not be read"
    if report.credential is None:
        return "it is a presentation; its credentials are counted one by one"
    if shown.badge is None:
        return _unproven(shown, report, report.credential)
    if applicant.identities and not belongs_to(shown.badge.document, applicant.identities):
        return NOT_THEIRS
    try:
        facts = holding_of(shown.badge, status="active")
        (holding,) = parse_holdings([facts]).items
    except StackcredError as error:
        return f"it is no badge for one achievement: {clip(error.detail)}"
    coverage, reason = _worth(report, facts, holding, trust)
    return _Counted(_support(shown.source, report, shown.badge.document, coverage, reason), holding)


def _unproven(shown: Shown, report: Report, document: JsonObject) -> _Counted | str:
    """A document whose authenticity is not established: at most it shows what could not be found out."""
    if report.verdict is not Verdict.UNDETERMINED:
        return f"{report.verdict.value.replace('_', ' ')}: {why(report)}"
    support = _support(shown.source, report, document, Coverage.UNDETERMINED, why(report))
    return _Counted(support, None, tuple(claimed_alignments(document)))


def _worth(report: Report, facts: JsonObject, holding: Holding, trust: Trust) -> tuple[Coverage, str | None]:
    """The most an authentic badge can be worth, by its verdict today and by who issued it."""
    if report.verdict is Verdict.UNDETERMINED:
        return Coverage.UNDETERMINED, why(report)
    if report.verdict is not Verdict.VALID:
        return Coverage.MISSING, f"{report.verdict.value.replace('_', ' ')}: {why(report)}"
    kind = facts.get("achievementType")
    trusted, _ = trust.of_badge(str(facts["issuer"]), str(facts["achievement"]), kind, holding.awarded)
    return (Coverage.COVERED, None) if trusted else (Coverage.CLAIMED, UNTRUSTED)


def _support(source: str, report: Report, document: JsonObject, coverage: Coverage, reason: str | None) -> Support:
    issuer = report.issuer or {}
    return Support(
        source=source,
        credential=_text(document.get("id")) or "(without an id)",
        name=_text(document.get("name")) or _achievement_name(document) or "(without a name)",
        issuer=_text(issuer.get("name")) or _text(issuer.get("id")) or "unknown",
        verdict=report.verdict,
        status_as_of=report.status_as_of,
        coverage=coverage,
        reason=reason,
    )


def _requirement(asked: RoleCompetency, counted: Sequence[_Counted], moment: Moment) -> RequirementMatch:
    found = [one for item in counted if (one := _speaks(asked, item, moment)) is not None]
    best = max((one.coverage for one in found), key=ORDER.index, default=Coverage.MISSING)
    by = tuple(one for one in found if one.coverage is best and best is not Coverage.MISSING)
    return RequirementMatch(asked, best, by, tuple(one for one in found if one not in by))


def _speaks(asked: RoleCompetency, item: _Counted, moment: Moment) -> Support | None:
    """What a document is worth for one requirement; None where it is about something else."""
    if item.facts is None:
        return item.support if asked.alignment in item.claims else None
    about = [one for one in item.facts.facts.alignments if one.url == asked.alignment]
    if not about:
        return None
    if asked.cover.covers(item.facts, asked.alignment, Sight(moment, helping=False)):
        return item.support
    levels = sorted(one.level for one in about if one.level is not None and asked.framework in (None, one.framework))
    return _less(item.support, _short_of(asked, json_number(levels[-1]) if levels else None))


def _short_of(asked: RoleCompetency, level: int | float | None) -> str:
    if asked.level is None:
        return f"it is aligned to this competency in another framework than {clip(str(asked.framework), 120)}"
    wanted = json_number(asked.level)
    return f"it states no level; at least {wanted} is asked for" if level is None else f"level {level}, not {wanted}"


def _less(support: Support, reason: str) -> Support:
    told = reason if support.reason is None else f"{reason}; {support.reason}"
    return replace(support, coverage=Coverage.MISSING, reason=told)


def _beside(support: Support) -> str:
    told = "it speaks to nothing the role asks for"
    return told if support.reason is None else f"{told}; {support.reason}"


def why(report: Report) -> str:
    """What stands against a report being valid, in its checks' sentences."""
    return clip(" ".join(check.detail for check in report.checks if check.result is not Result.PASS))


def _achievement_name(document: JsonObject) -> str | None:
    subject = document.get("credentialSubject")
    first = subject[0] if isinstance(subject, list) and subject else subject
    achievement = first.get("achievement") if isinstance(first, dict) else None
    return _text(achievement.get("name")) if isinstance(achievement, dict) else None


def _text(value: object) -> str | None:
    return clip(value, 300) if isinstance(value, str) and value else None
