"""The credentials that stand inside a document: endorsements at any depth, and whole credentials."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.presented import RECORD_TYPE, Presented

ENDORSEMENT_MEMBERS = ("endorsement", "endorsementJwt")
_OWN_MATTER = frozenset({*ENDORSEMENT_MEMBERS, "verifiableCredential", "proof", "@context"})


def endorsements_in(document: JsonObject) -> list[object]:
    """Every `endorsement` and `endorsementJwt` of the document and of what it describes (OB 3.0 §9 step 6).

    Not those inside another endorsement or credential: these belong to that one's own verification.
    """
    return list(_endorsements(document))


def credentials_in(presented: Presented) -> list[object]:
    """The credentials of a presentation, or of a learner record (CLR 2.0 ClrSubject)."""
    if presented.kind == "presentation":
        return as_list(presented.document.get("verifiableCredential"))
    if RECORD_TYPE not in presented.types:
        return []
    subjects = as_list(presented.document.get("credentialSubject"))
    return [
        inner
        for subject in subjects
        if isinstance(subject, dict)
        for inner in as_list(subject.get("verifiableCredential"))
    ]


def _endorsements(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for entry in value:
            yield from _endorsements(entry)
    elif isinstance(value, dict):
        for member in ENDORSEMENT_MEMBERS:
            yield from as_list(value.get(member))
        for name, child in value.items():
            if name not in _OWN_MATTER:
                yield from _endorsements(child)
