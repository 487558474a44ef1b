"""Who is asking, and what they may do. A caller belongs to exactly one issuer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError


class Scope(StrEnum):
    """What a client may be allowed; `:read` is part of its stronger sister."""

    ACHIEVEMENTS = "achievements"
    ACHIEVEMENTS_READ = "achievements:read"
    CERTIFICATIONS = "certifications"
    CERTIFICATIONS_READ = "certifications:read"
    LEARNERS = "learners"
    LEARNERS_READ = "learners:read"
    ASSESSMENTS = "assessments"
    ASSESSMENTS_READ = "assessments:read"
    BADGES = "badges"
    BADGES_READ = "badges:read"
    EVALUATIONS = "evaluations"
    CREDENTIALS = "credentials"
    TRUST = "trust"
    TRUST_READ = "trust:read"
    ENDORSEMENTS = "endorsements"
    ENDORSEMENTS_READ = "endorsements:read"
    CLIENTS = "clients"
    KEYS = "keys"
    AUDIT = "audit"
    AGS_LINEITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
    AGS_LINEITEM_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
    AGS_RESULT_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
    AGS_SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    EVENTS = "events"
    COMPETENCIES = "competencies"
    COMPETENCIES_READ = "competencies:read"
    WEBHOOKS = "webhooks"


ALL_SCOPES = frozenset(Scope)
_CONTAINED_IN: Mapping[Scope, frozenset[Scope]] = {
    Scope.AGS_LINEITEM: frozenset({Scope.ASSESSMENTS}),
    Scope.AGS_LINEITEM_READ: frozenset({Scope.AGS_LINEITEM, Scope.ASSESSMENTS}),
    Scope.AGS_RESULT_READ: frozenset({Scope.ASSESSMENTS}),
    Scope.AGS_SCORE: frozenset({Scope.ASSESSMENTS}),
}
"""What each scope is part of, beside its stronger sister without `:read`."""


def parse_scopes(names: Iterable[str]) -> frozenset[Scope]:
    """Scopes by name. Raises INVALID naming the first unknown one."""
    found = set()
    for name in names:
        try:
            found.add(Scope(name))
        except ValueError:
            known = ", ".join(scope.value for scope in Scope)
            raise StackcredError(
                ErrorCode.INVALID, f"{name!r} is not a scope; the scopes are: {known}.", pointer="/scopes"
            ) from None
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated client of one issuer.

    secret: the digest of what it was known by, where that must be looked at again before anything is written.
    """

    client_id: UUID
    issuer_id: UUID
    scopes: frozenset[Scope]
    secret: bytes | None = field(default=None, repr=False)

    @property
    def actor(self) -> str:
        """How this caller is named in the audit log."""
        return f"client:{self.client_id}"

    def need(self, scope: Scope) -> None:
        """Raise FORBIDDEN unless the caller holds `scope` or the stronger one that contains it."""
        sister = scope.removesuffix(":read")
        if scope in self.scopes or sister in self.scopes or self.scopes & _CONTAINED_IN.get(scope, frozenset()):
            return
        raise StackcredError(
            ErrorCode.FORBIDDEN, f"This needs the scope {scope.value!r}, which this client does not have."
        )
