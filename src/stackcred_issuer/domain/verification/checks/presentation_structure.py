"""Whether a document is built as a presentation (VC Data Model 2.0 §4.13)."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import findings_of_proofs
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.report import Result
from stackcred_issuer.domain.verification.shape import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    findings_of_context,
    findings_of_ids,
    findings_of_party,
    findings_of_type,
    findings_of_typed,
    in_one_sentence,
    objects_with_index,
)
from stackcred_issuer.domain.verification.version import V1, version_of


class PresentationStructure:
    """`presentation_structure`: contexts, type, holder, and objects as credentials."""

    name = "presentation_structure"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "presentation"

    def judge(self, case: Case) -> Judgement:
        findings = list(findings_of_presentation(case.document, in_jws=case.presented.jws is not None))
        if findings:
            return Judgement(Result.FAIL, f"It is not built as a presentation: {in_one_sentence(findings)}.")
        return Judgement(Result.PASS, "It is built as a presentation of credentials.")


def findings_of_presentation(document: JsonObject, *, in_jws: bool = False) -> Iterator[Finding]:
    """Everything about a document that a presentation must not have, with its place.

    in_jws: whether a JWS is around it; a VC 1.1 one may then hold credentials as compact JWS (§6.3.1 there).
    """
    texts_too = in_jws and version_of(document) is V1
    yield from findings_of_context(document, (CREDENTIALS_V2, CREDENTIALS_V1))
    yield from findings_of_type(document, "VerifiablePresentation")
    yield from findings_of_ids(document)
    if "holder" in document:
        yield from findings_of_party(document, "holder")
    yield from findings_of_typed(document, "termsOfUse")
    yield from findings_of_proofs(document)
    for place, entry in objects_with_index(document, "verifiableCredential"):
        if not (isinstance(entry, dict) or (texts_too and isinstance(entry, str))):
            yield Finding(place, "a credential inside is an object; put a JWS into an EnvelopedVerifiableCredential")
