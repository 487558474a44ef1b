"""The contexts begin with that of a version of the data model, and every one of them is known here."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import CREDENTIALS_V1, CREDENTIALS_V2, findings_of_context
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import as_list, pointer


def _check(reading: Reading) -> Iterator[Finding]:
    yield from findings_of_context(reading.document, (CREDENTIALS_V2, CREDENTIALS_V1))
    for index, context in enumerate(as_list(reading.document.get("@context"))):
        if isinstance(context, str) and context not in reading.contexts:
            yield Finding(pointer("@context", index), "Name a context that is known here; none is ever fetched.")


LINT = Lint("contexts", "VC Data Model 2.0 §4.3: contexts", _check)
