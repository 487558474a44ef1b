"""No member may fall out of the signed graph: everything is defined by the contexts."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import check_terms
from stackcred_issuer.domain.proof.contexts import ContextSet


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    try:
        check_terms(document, known)
    except StackcredError as error:
        yield Finding(error.pointer or "", error.detail)


LINT = Lint("terms", "VC Data Integrity 1.0 (data loss detection); requirement 82", _run)
