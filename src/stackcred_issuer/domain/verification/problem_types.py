"""The names that the standards give to what is wrong, as URLs.

VC Data Model 2.0 §7.3, VC Data Integrity 1.0 §4.7, Bitstring Status List 1.0 §3.5, Controlled Identifiers 1.0 §3.5.
"""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

_BASES = {
    "https://www.w3.org/TR/vc-data-model#": (
        "PARSING_ERROR",
        "CRYPTOGRAPHIC_SECURITY_ERROR",
        "MALFORMED_VALUE_ERROR",
        "RANGE_ERROR",
    ),
    "https://w3id.org/security#": (
        "PROOF_VERIFICATION_ERROR",
        "PROOF_TRANSFORMATION_ERROR",
        "INVALID_DOMAIN_ERROR",
        "INVALID_CHALLENGE_ERROR",
        "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT",
        "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
        "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
        "INVALID_VERIFICATION_METHOD",
        "INVALID_VERIFICATION_METHOD_URL",
    ),
    "https://www.w3.org/ns/credentials/status-list#": (
        "STATUS_RETRIEVAL_ERROR",
        "STATUS_VERIFICATION_ERROR",
        "STATUS_LIST_LENGTH_ERROR",
    ),
}
PROBLEM_TYPES = {name: base + name for base, names in _BASES.items() for name in names}
"""Name → URL, for the `type` of a problem."""

_BY_CODE = {
    ErrorCode.PROOF_INVALID: "PROOF_VERIFICATION_ERROR",
    ErrorCode.KEY_UNUSABLE: "INVALID_VERIFICATION_METHOD",
    ErrorCode.UNDEFINED_TERM: "PROOF_TRANSFORMATION_ERROR",
    ErrorCode.UNKNOWN_CONTEXT: "PROOF_TRANSFORMATION_ERROR",
}
_BY_CHECK = {
    "structure": "MALFORMED_VALUE_ERROR",
    "presentation_structure": "MALFORMED_VALUE_ERROR",
    "terms": "PROOF_TRANSFORMATION_ERROR",
    "schema": "MALFORMED_VALUE_ERROR",
    "subject": "MALFORMED_VALUE_ERROR",
    "proof": "PROOF_VERIFICATION_ERROR",
    "issuer": "CRYPTOGRAPHIC_SECURITY_ERROR",
    "holder": "CRYPTOGRAPHIC_SECURITY_ERROR",
    "validity": "RANGE_ERROR",
    "status": "STATUS_VERIFICATION_ERROR",
}


def problem_of(error: StackcredError) -> str | None:
    """The standard's name of an error: the one it carries, or the one of its code."""
    return error.problem or _BY_CODE.get(error.code)


def problem_of_check(check: str) -> str | None:
    """The name for a check that did not pass and gave no other."""
    return _BY_CHECK.get(check)
