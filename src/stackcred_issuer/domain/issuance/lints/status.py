"""Every badge can be revoked and suspended: well-formed entries for both purposes."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.status.status_list import parse_index

PURPOSES = {"revocation", "suspension"}


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    entries = as_list(document.get("credentialStatus"))
    purposes = [entry.get("statusPurpose") for entry in entries]
    if sorted(map(str, purposes)) != sorted(PURPOSES):
        yield Finding("/credentialStatus", "A badge has one status entry for revocation and one for suspension.")
    for index, entry in enumerate(entries):
        if entry.get("type") != "BitstringStatusListEntry":
            yield Finding(pointer("credentialStatus", index, "type"), "Use BitstringStatusListEntry.")
        if entry.get("id") == entry.get("statusListCredential"):
            yield Finding(pointer("credentialStatus", index, "id"), "The entry's id must not be the list's.")
        try:
            parse_index(entry.get("statusListIndex"))
        except StackcredError as error:
            yield Finding(pointer("credentialStatus", index, "statusListIndex"), error.detail)


LINT = Lint("status", "Bitstring Status List 1.0 §2.1; requirement 86", _run)
