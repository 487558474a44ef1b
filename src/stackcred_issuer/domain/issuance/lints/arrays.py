"""Arrays wherever a field may hold several: both texts of the official schema accept those, one refuses the rest."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer, walk
from stackcred_issuer.domain.proof.contexts import ContextSet

_MANY = frozenset(
    {
        "alignment", "allowedValue", "credentialSchema", "credentialStatus", "endorsement", "evidence", "identifier",
        "otherIdentifier", "related", "relatedResource", "result", "rubricCriterionLevel", "tag", "termsOfUse",
    }
)  # fmt: skip


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    for tokens, value in walk(document):
        name = tokens[-1] if tokens else None
        text_identifier = name == "identifier" and isinstance(value, str)
        if name in _MANY and not isinstance(value, list) and not text_identifier:
            yield Finding(pointer(*tokens), f"Write `{name}` as an array, also for one value.")
        if value == [] or value is None:
            yield Finding(pointer(*tokens), f"Leave `{name}` out instead of writing nothing in it.")


LINT = Lint("arrays", "OB 3.0 Serialization A.1; requirement 25", _run)
