"""What our issuers sign about others' word: endorsements, attestations and equivalences, read from the signed form.

All are EndorsementCredentials (docs/decisions/0007-endorsements.md). The first piece of evidence says who spoke in
which role, or what counts as what; nothing is taken from anywhere but the verified credential.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.issuance.draft_statement import (
    EQUIVALENCE_GENRES,
    FOR_LEARNER,
    ISSUED_BY,
    WITHIN_RULE,
)
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.badge import VerifiedBadge


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody's word in a role, about a badge or a learner (`subject`), signed by one of our issuers."""

    id: str
    subject: str
    role: str
    by: str
    claim: str | None
    signer: str
    at: datetime
    until: datetime | None
    digest: str

    def attestation(self) -> JsonObject:
        """As it stands inside a holding (design/stacking-rules.md §3)."""
        shown = {
            "type": "Attestation",
            "id": self.id,
            "role": self.role,
            "claim": self.claim,
            "by": self.by,
            "at": format_instant(self.at),
            "digestMultibase": self.digest,
        }
        return {name: value for name, value in shown.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Equivalence:
    """`subject` counts as the achievement `counts_as`.

    subject: an achievement id, a badge id, or a learner, whom something is recognised for or waived.
    issuer: whose badges it is about; None for anybody's. learners, rules: whom and which rules it is limited to;
    empty for no limit.
    """

    id: str
    kind: str
    subject: str
    counts_as: str
    issuer: str | None
    learners: frozenset[str]
    rules: frozenset[str]
    at: datetime
    until: datetime | None
    digest: str

    def holds(self, as_of: datetime, rule: str, learner: str) -> bool:
        """Whether it may be applied then, for this rule and this learner."""
        in_time = self.at <= as_of and (self.until is None or as_of < self.until)
        return in_time and (not self.rules or rule in self.rules) and (not self.learners or learner in self.learners)

    def is_about(self, holding: JsonObject) -> bool:
        """Whether a badge with these facts is one that it lets count otherwise."""
        if self.issuer is not None and holding.get("issuer") != self.issuer:
            return False
        return self.subject in (holding.get("achievement"), holding.get("id"))

    def applied(self, holding: JsonObject) -> JsonObject:
        """The same badge, read as one for the other achievement."""
        return {**holding, "achievement": self.counts_as, "equivalence": self.named(holding["achievement"])}

    def own_holding(self, signer: str) -> JsonObject:
        """What it is worth where no badge stands behind it: recognised or waived for a learner."""
        at = format_instant(self.at)
        return {
            "id": self.id,
            "achievement": self.counts_as,
            "issuer": signer,
            "awarded": at,
            "validFrom": at,
            **({"validUntil": format_instant(self.until)} if self.until else {}),
            "status": "active",
            "evidence": [{"genre": self.kind}],
            "equivalence": self.named(None),
            "digestMultibase": self.digest,
        }

    def named(self, achievement: str | None) -> JsonObject:
        """How evaluations name it. achievement: what the badge itself is for."""
        shown = {"id": self.id, "kind": self.kind, "achievement": achievement, "countsAs": self.counts_as}
        return {name: value for name, value in {**shown, "digestMultibase": self.digest}.items() if value is not None}


def read_statement(badge: VerifiedBadge) -> Word | Equivalence | None:
    """What a verified statement says; None for a credential that is none of ours."""
    document = badge.document
    if "EndorsementCredential" not in as_list(document.get("type")):
        return None
    subject = _one(document.get("credentialSubject")).get("id")
    evidence = [item for item in as_list(document.get("evidence")) if isinstance(item, dict)]
    first = evidence[0] if evidence else {}
    genre, named = first.get("genre"), first.get("id")
    if not (isinstance(subject, str) and isinstance(genre, str) and isinstance(named, str)):
        return None
    until = document.get("validUntil")
    common: dict[str, Any] = {
        "id": document["id"],
        "subject": subject,
        "at": parse_instant(document["validFrom"]),
        "until": parse_instant(until) if until else None,
        "digest": badge.digest,
    }
    if genre in EQUIVALENCE_GENRES:
        return Equivalence(
            kind=genre,
            counts_as=named,
            issuer=next(_ids(evidence, ISSUED_BY), None),
            learners=frozenset(_ids(evidence, FOR_LEARNER)),
            rules=frozenset(_ids(evidence, WITHIN_RULE)),
            **common,
        )
    signer = _one(document.get("issuer")).get("id", "")
    return Word(role=genre, by=named, claim=first.get("description"), signer=signer, **common)


def _ids(evidence: list[JsonObject], genre: str) -> Iterator[str]:
    return (item["id"] for item in evidence if item.get("genre") == genre and isinstance(item.get("id"), str))


def _one(value: Any) -> JsonObject:
    return next((item for item in as_list(value) if isinstance(item, dict)), {})
