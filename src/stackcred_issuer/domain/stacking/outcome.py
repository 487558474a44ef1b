"""The outcome of an evaluation, member by member as §3 fixes it.

What is made for every requirement is a named tuple: a frozen dataclass takes five times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject


class Verdict(StrEnum):
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    INDETERMINATE = "indeterminate"


class Claim(NamedTuple):
    """What a requirement rests on.

    digest: its digestMultibase, where it has one. used: it is a badge that this rule counts; not so the
    attestation of an `attest`, the award of a `certification`, and the claims of another rule.
    """

    requirement: str
    credential: str
    digest: str | None
    used: bool = True

    def to_json(self) -> JsonObject:
        return {
            "requirement": self.requirement,
            "credential": self.credential,
            "digestMultibase": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Binding:
    """A badge and the digest of its document."""

    credential: str
    digest: str


class Report(NamedTuple):
    """One requirement with its own verdict, whether or not the witness used it."""

    id: str
    op: str
    label: str | None
    verdict: Verdict
    have: int | float
    need: int | float
    unit: str
    reason: str
    parts: tuple[Report, ...] = ()

    def to_json(self) -> JsonObject:
        return {
            "id": self.id,
            "op": self.op,
            "label": self.label,
            "verdict": self.verdict.value,
            "have": self.have,
            "need": self.need,
            "unit": self.unit,
            "reason": self.reason,
            "parts": [part.to_json() for part in self.parts],
        }


@dataclass(frozen=True, slots=True)
class NotCounted:
    credential: str
    reason: str

    def to_json(self) -> JsonObject:
        return {"credential": self.credential, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an evaluation found. claims: the witness, in the order of the document; empty unless satisfied.

    grounds: members added to the document, such as the trust snapshots and equivalences that holdings rest on.
    """

    verdict: Verdict
    as_of: datetime
    purpose: str
    rule_id: str
    rule_version: int
    rule_digest: str
    holdings_digest: str
    claims: tuple[Claim, ...]
    requirements: tuple[Report, ...]
    not_counted: tuple[NotCounted, ...]
    limits: Mapping[str, int]
    gap: Mapping[str, Any] | None = None
    grounds: Mapping[str, Any] = field(default_factory=dict)

    @property
    def satisfied(self) -> bool:
        return self.verdict is Verdict.SATISFIED

    @property
    def claimed(self) -> tuple[str, ...]:
        """The ids of the badges that count, each once."""
        return tuple(dict.fromkeys(claim.credential for claim in self.claims if claim.used))

    def credential_claims(self) -> tuple[Binding, ...]:
        """Everything the witness rests on that has a digest, each once."""
        return tuple(
            dict.fromkeys(Binding(item.credential, item.digest) for item in self.claims if item.digest is not None)
        )

    def summary(self) -> str:
        """One sentence for a narrative or a log."""
        reasons = "; ".join(f"{report.label or report.id}: {report.reason}" for report in self.requirements)
        return f"{self.verdict.value.replace('_', ' ').capitalize()} as of {format_instant(self.as_of)}: {reasons}."

    def to_json(self) -> JsonObject:
        """The StackingEvaluation document."""
        return {
            "type": "StackingEvaluation",
            "verdict": self.verdict.value,
            "asOf": format_instant(self.as_of),
            "purpose": self.purpose,
            "rule": {"id": self.rule_id, "version": self.rule_version, "digestMultibase": self.rule_digest},
            "holdingsDigest": self.holdings_digest,
            "claims": [claim.to_json() for claim in self.claims],
            "requirements": [report.to_json() for report in self.requirements],
            "gap": None if self.gap is None else dict(self.gap),
            "notCounted": [item.to_json() for item in self.not_counted],
            "limits": dict(self.limits),
            **self.grounds,
        }
