"""The contexts stand in the order that Open Badges asks for, and every one of them is pinned."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.draft import OB_CONTEXT, OB_EXTENSIONS
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import as_list, pointer
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2

EXTENSION_TYPES = frozenset({"1EdTechCredentialRefresh", "1EdTechJsonSchemaValidator2019", "1EdTechRevocationList"})
_EXTENSIBLE = ("credentialSchema", "credentialStatus", "refreshService")


def _check(reading: Reading) -> Iterator[Finding]:
    contexts = reading.document.get("@context")
    if not isinstance(contexts, list) or contexts[:2] != [CREDENTIALS_V2, OB_CONTEXT]:
        yield Finding("/@context", f"Begin the list with {CREDENTIALS_V2} and {OB_CONTEXT}, in this order.")
        return
    for index, context in enumerate(contexts):
        if not isinstance(context, str) or context not in reading.contexts:
            detail = "Name a context that is pinned here by its address; others, and contexts written out, cannot be."
            yield Finding(pointer("@context", index), detail)
        elif context in contexts[:index]:
            yield Finding(pointer("@context", index), f"Name {context} once.")
    used = EXTENSION_TYPES.intersection(_types(reading))
    if used and OB_EXTENSIONS not in contexts:
        yield Finding("/@context", f"Add {OB_EXTENSIONS}, where {min(used)} is defined.")


def _types(reading: Reading) -> Iterator[str]:
    for member in _EXTENSIBLE:
        for entry in as_list(reading.document.get(member)):
            if isinstance(entry, dict):
                yield from (kind for kind in as_list(entry.get("type")) if isinstance(kind, str))


LINT = Lint("contexts", "Open Badges 3.0 §A.3 and VC Data Model 2.0 §4.3: contexts, in order", _check)
