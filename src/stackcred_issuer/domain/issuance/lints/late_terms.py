"""Terms that were added late to the OB context: holders of older copies could not verify the badge."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer, walk
from stackcred_issuer.domain.proof.contexts import ContextSet

LATE_TERMS = frozenset({"inLanguage", "awardedDate", "jti", "endorsementJwt"})


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    for tokens, _ in walk(document):
        if tokens and tokens[-1] in LATE_TERMS:
            yield Finding(
                pointer(*tokens), f"Leave `{tokens[-1]}` out: older copies of the OB context do not define it."
            )


LINT = Lint("late_terms", "OB 3.0 errata; pitfall 1; requirement 32", _run)
