"""The contexts of the W3C ECDSA and EdDSA vectors: the bundled ones and two that no badge has.

https://w3id.org/citizenship/v4rc1 is a stand-in, written here from the IRIs that the vectors' own canonical
statements show. It defines the terms that they use and no more; that it is right is shown by those statements
coming out byte for byte.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.gateways.bundled import load_contexts

EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
CITIZENSHIP_V4 = "https://w3id.org/citizenship/v4rc1"

_VOCABULARY = "https://w3id.org/citizenship#"
_SCHEMA = "https://schema.org/"
_LINK = {"@type": "@id"}
_DATE = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime"}


def _terms(prefix: str, names: str, more: dict[str, str] | None = None) -> dict[str, Any]:
    return {name: {"@id": prefix + name, **(more or {})} for name in names.split()}


CITIZENSHIP_CONTEXT: dict[str, Any] = {
    "@context": {
        **_terms(
            _VOCABULARY,
            "EmployablePerson EmploymentAuthorizationDocument EmploymentAuthorizationDocumentCredential "
            "PermanentResident PermanentResidentCard PermanentResidentCardCredential "
            "birthCountry commuterClassification employmentAuthorizationDocument lprCategory lprNumber "
            "permanentResidentCard",
        ),
        **_terms(_VOCABULARY, "residentSince", _DATE),
        **_terms(_SCHEMA, "Person additionalName familyName gender givenName identifier"),
        **_terms(_SCHEMA, "birthDate", _DATE),
        **_terms(_SCHEMA, "image", _LINK),
    }
}

EXAMPLES_CONTEXT: dict[str, Any] = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}


@lru_cache(maxsize=1)
def w3c_contexts() -> ContextSet:
    """The bundled contexts and the two above."""
    bundled = load_contexts()
    return ContextSet(
        {url: bundled.get(url) for url in bundled}
        | {CITIZENSHIP_V4: CITIZENSHIP_CONTEXT, EXAMPLES_V2: EXAMPLES_CONTEXT}
    )
