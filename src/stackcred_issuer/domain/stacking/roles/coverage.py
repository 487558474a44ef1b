"""What a role match is made of: documents as they were verified going in, coverage per requirement coming out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.numbers import json_number
from stackcred_issuer.domain.stacking.roles.role import JobRole, RoleCompetency
from stackcred_issuer.domain.verification.badge import VerifiedBadge
from stackcred_issuer.domain.verification.report import Report, Verdict


class Coverage(StrEnum):
    """How far a requirement is met, the worst first.

    UNDETERMINED: a badge would cover it, but its verification could not be completed.
    CLAIMED: a valid badge covers it, whose issuer is in no trust registry of the asker.
    """

    MISSING = "missing"
    UNDETERMINED = "undetermined"
    CLAIMED = "claimed"
    COVERED = "covered"


ORDER = tuple(Coverage)


@dataclass(frozen=True, slots=True)
class Shown:
    """One document an applicant shows, as its verification found it.

    source: the name of its file or its address. badge: the token, where the report established authenticity.
    trouble: why it could not even be read; then there is no report.
    """

    source: str
    report: Report | None = None
    badge: VerifiedBadge | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """identities: (identifier type, value) pairs the asker knows the person by; empty: whose badges they are is not
    asked."""

    name: str
    shown: tuple[Shown, ...]
    identities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """A badge that speaks to a requirement. coverage: what it is worth for it. reason: why it is not worth more."""

    source: str
    credential: str
    name: str
    issuer: str
    verdict: Verdict
    status_as_of: datetime | None
    coverage: Coverage
    reason: str | None = None

    def to_json(self) -> JsonObject:
        shown = {
            "source": self.source,
            "credential": self.credential,
            "name": self.name,
            "issuer": self.issuer,
            "verdict": self.verdict.value,
            "statusAsOf": format_instant(self.status_as_of) if self.status_as_of else None,
            "coverage": self.coverage.value,
        }
        return shown if self.reason is None else {**shown, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class RequirementMatch:
    """by: the badges that are worth what the coverage says. short: those that speak to it and fall short."""

    requirement: RoleCompetency
    coverage: Coverage
    by: tuple[Support, ...]
    short: tuple[Support, ...]

    def to_json(self) -> JsonObject:
        asked: JsonObject = {"alignment": self.requirement.alignment, "label": self.requirement.label}
        if self.requirement.framework is not None:
            asked["framework"] = self.requirement.framework
        if self.requirement.level is not None:
            asked["levelMin"] = json_number(self.requirement.level)
        return {
            **asked,
            "coverage": self.coverage.value,
            "by": [one.to_json() for one in self.by],
            "short": [one.to_json() for one in self.short],
        }


@dataclass(frozen=True, slots=True)
class ApplicantMatch:
    """coverage: of the requirement that is met least. not_counted: documents that speak to nothing, each with why.

    holder_checked: whether every badge was held against who the applicant is.
    """

    applicant: str
    coverage: Coverage
    holder_checked: bool
    requirements: tuple[RequirementMatch, ...]
    not_counted: tuple[tuple[str, str], ...]

    def to_json(self) -> JsonObject:
        return {
            "applicant": self.applicant,
            "coverage": self.coverage.value,
            "holder": "checked" if self.holder_checked else "not_checked",
            "requirements": [one.to_json() for one in self.requirements],
            "notCounted": [{"source": source, "reason": reason} for source, reason in self.not_counted],
        }


COLUMNS = (
    "applicant", "overall", "holder", "requirement", "alignment", "levelMin", "coverage",
    "badges", "issuers", "sources", "verdicts", "statusAsOf", "reasons",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """The answer for every applicant, in the order they came in. as_of: when it was asked."""

    role: JobRole
    as_of: datetime
    applicants: tuple[ApplicantMatch, ...]

    def to_json(self) -> JsonObject:
        return {
            "type": "RoleMatch",
            "role": {"id": self.role.id, "name": self.role.name, "version": self.role.version},
            "asOf": format_instant(self.as_of),
            "applicants": [one.to_json() for one in self.applicants],
        }

    def rows(self) -> Iterator[tuple[object, ...]]:
        """A row of COLUMNS per applicant and requirement, for a spreadsheet; several badges in one cell by " | "."""
        for one in self.applicants:
            holder = "checked" if one.holder_checked else "not checked"
            for item in one.requirements:
                asked = item.requirement
                level = None if asked.level is None else json_number(asked.level)
                yield (one.applicant, one.coverage.value, holder, asked.label, asked.alignment, level,
                       item.coverage.value, *_cells(item))  # fmt: skip


def _cells(item: RequirementMatch) -> Iterator[str]:
    """The badges that speak to a requirement, member by member."""
    found = (*item.by, *item.short)
    dates = [format_instant(one.status_as_of) if one.status_as_of else "none" for one in found]
    for texts in (
        [one.name for one in found],
        [one.issuer for one in found],
        [one.source for one in found],
        [one.verdict.value for one in found],
        dates,
        [one.reason for one in found if one.reason is not None],
    ):
        yield " | ".join(texts)
