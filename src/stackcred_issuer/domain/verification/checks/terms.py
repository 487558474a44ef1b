"""Whether every word of the document has a meaning that the signature covers (VC Data Integrity 1.0 §2.4.2)."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.canonical.compiled import check_terms
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import check_size, quote
from stackcred_issuer.domain.verification.report import Result
from stackcred_issuer.domain.verification.shape import in_one_sentence
from stackcred_issuer.domain.verification.spelling import findings_of_spelling

VERIFIABLE = "verifiableCredential"


class Terms:
    """`terms`: the contexts define every term and type. What they do not define, no signature protects.

    Nor does anything stand under a name by which it would be overlooked. As for terms, proofs are left out: each
    is held to the contexts when it is checked, and one of a kind that is not known here must not spoil another.
    """

    name = "terms"

    def applies(self, case: Case) -> bool:
        return True

    def judge(self, case: Case) -> Judgement:
        check_size(case.document)
        contexts = case.materials.contexts.as_pinned(case.document)
        findings = list(findings_of_spelling(case.document, contexts))
        if findings:
            return Judgement(
                Result.FAIL,
                "Part of the document is written so that it could be overlooked, which hides something: "
                f"{in_one_sentence(findings)}.",
            )
        document = _readable(case)
        try:
            check_terms(document, contexts)
        except StackcredError as error:
            if error.code is ErrorCode.UNDEFINED_TERM:
                return Judgement(
                    Result.FAIL,
                    f"Part of the document ({quote(error.pointer or '/')}) is not covered by any signature, "
                    f"because its vocabularies do not define it: {error.detail}",
                )
            raise
        return Judgement(Result.PASS, "Its vocabularies define every term in it, so a signature covers it all.")


def _readable(case: Case) -> JsonObject:
    """The document without proofs and, in a presentation as JWS, without credentials as JWS: these are no JSON-LD."""
    document = {name: value for name, value in case.document.items() if name != "proof"}
    if case.presented.kind == "presentation" and case.presented.jws is not None and VERIFIABLE in document:
        kept = [one for one in as_list(document[VERIFIABLE]) if not isinstance(one, str)]
        return {**document, VERIFIABLE: kept} if kept else {n: v for n, v in document.items() if n != VERIFIABLE}
    return document
