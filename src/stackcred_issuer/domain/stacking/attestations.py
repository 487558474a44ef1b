"""Attestations: signed decisions by people in a role, beside the badges or inside one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth


@dataclass(frozen=True, slots=True)
class Attestation:
    """standalone: it has a status and a trust of its own; a nested one stands and falls with its badge."""

    id: str
    role: str
    claim: str | None
    by: str
    at: datetime
    status: Truth
    trusted: Truth
    digest: str | None
    standalone: bool


_STATUS: dict[str, Truth] = {"active": True, "revoked": False, "suspended": False, "unknown": None}


def read_attestation(item: Reader, *, standalone: bool) -> Attestation:
    """One attestation. Raises StackcredError INVALID with a pointer."""
    item.object()
    for name in ("role", "by", "at", "id"):
        if not item.given(name):
            item.at(name).refuse(f"{name!r} is missing.")
    if item.given("unknown"):
        item.at("unknown").items()
    return Attestation(
        id=item.at("id").text(),
        role=item.at("role").text(),
        claim=item.at("claim").text() if item.given("claim") else None,
        by=item.at("by").text(),
        at=item.at("at").instant(),
        status=_status(item),
        trusted=read_trust(item),
        digest=item.at("digestMultibase").text() if item.given("digestMultibase") else None,
        standalone=standalone,
    )


def _status(item: Reader) -> Truth:
    if "status" in (item.value.get("unknown") or ()):
        return None
    return _STATUS[item.at("status").choice(*_STATUS)] if item.given("status") else True


def read_trust(item: Reader) -> Truth:
    """`trusted`: absent means yes, "unknown" means nobody could tell."""
    if item.value.get("trusted") == "unknown" or "trusted" in (item.value.get("unknown") or ()):
        return None
    if not item.given("trusted"):
        return True
    if not isinstance(item.value["trusted"], bool):
        item.at("trusted").refuse('This must be true, false or "unknown".')
    return bool(item.value["trusted"])
