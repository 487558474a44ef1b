"""The contexts in the order OB 3.0 demands, and extensions.json wherever a 1EdTech type is used."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.draft import CREDENTIALS_V2, EXTENSIONS, OPEN_BADGES
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.contexts import ContextSet

_EXTENSION_TYPES = {"1EdTechJsonSchemaValidator2019", "1EdTechRevocationList", "1EdTechCredentialRefresh"}


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    found = document.get("@context")
    if not isinstance(found, list) or found[:2] != [CREDENTIALS_V2, OPEN_BADGES]:
        yield Finding("/@context", f"Begin @context with {CREDENTIALS_V2} and {OPEN_BADGES}, in this order.")
        return
    used = {
        kind
        for name in ("credentialSchema", "credentialStatus", "refreshService")
        for entry in as_list(document.get(name))
        for kind in as_list(entry.get("type"))
    }
    if used & _EXTENSION_TYPES and EXTENSIONS not in found:
        yield Finding("/@context", f"Add {EXTENSIONS}: {min(used & _EXTENSION_TYPES)} is defined there.")


LINT = Lint("contexts", "OB 3.0 Serialization A.3; requirement 26", _run)
