"""The kinds of credential status we can look up. Another kind is never guessed: it stays undetermined."""

from __future__ import annotations

from stackcred_issuer.domain.verification.statuses.bitstring import BitstringEntry, StatusList2021Entry
from stackcred_issuer.domain.verification.statuses.kind import StatusKind
from stackcred_issuer.domain.verification.statuses.revocation_list import RevocationList

STATUS_KINDS: tuple[StatusKind, ...] = (BitstringEntry(), StatusList2021Entry(), RevocationList())


def kind_of(entry: object) -> StatusKind | None:
    """The kind that reads a `credentialStatus` entry; None for a type we do not have."""
    name = entry.get("type") if isinstance(entry, dict) else None
    names = name if isinstance(name, list) else [name]
    return next((kind for kind in STATUS_KINDS if kind.type in names), None)
