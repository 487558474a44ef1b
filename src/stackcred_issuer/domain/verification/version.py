"""The two versions of the data model, told apart by the first context and never mixed (OB 3.0 "VC versions")."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.shape import CREDENTIALS_V1


@dataclass(frozen=True, slots=True)
class Version:
    """Where a version keeps its dates, and what it asks of a badge.

    begins, ends: names of the members.
    """

    title: str
    begins: str
    ends: str
    begins_required: bool
    badge_issuer_is_object: bool
    badge_name_required: bool


V1 = Version("Verifiable Credential 1.1", "issuanceDate", "expirationDate", True, True, True)
V2 = Version("Verifiable Credential 2.0", "validFrom", "validUntil", False, False, False)


def version_of(document: JsonObject) -> Version:
    """1.1 when `@context` begins with its context, else 2.0."""
    return V1 if as_list(document.get("@context"))[:1] == [CREDENTIALS_V1] else V2
