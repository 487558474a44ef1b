"""The credentials that stand inside a document: endorsements at any depth, and whole credentials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.presented import RECORD_TYPE, Presented
from stackcred_issuer.domain.verification.shape import id_of

ENDORSEMENT_MEMBERS = ("endorsement", "endorsementJwt")
_OWN_MATTER = frozenset({*ENDORSEMENT_MEMBERS, "verifiableCredential", "proof", "@context"})


@dataclass(frozen=True, slots=True)
class PlacedEndorsement:
    """An endorsement as it stands in a document. holder: the id of the object that has it."""

    value: object
    holder: str | None


def endorsements_in(document: JsonObject) -> list[PlacedEndorsement]:
    """Every `endorsement` and `endorsementJwt` of the document and of what it describes (OB 3.0 §9 step 6).

    Not those inside another endorsement or credential: these belong to that one's own verification.
    """
    return list(_endorsements(document))


def endorsable_in(document: JsonObject) -> frozenset[str]:
    """The ids for which an endorsement may stand anywhere in a badge: its own, its issuer's, its achievements'."""
    subjects = [one for one in as_list(document.get("credentialSubject")) if isinstance(one, dict)]
    achievements = [id_of(one) for subject in subjects for one in as_list(subject.get("achievement"))]
    found = (id_of(document), id_of(document.get("issuer")), *achievements)
    return frozenset(one for one in found if one is not None)


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


def _endorsements(value: object) -> Iterator[PlacedEndorsement]:
    if isinstance(value, list):
        for entry in value:
            yield from _endorsements(entry)
    elif isinstance(value, dict):
        for member in ENDORSEMENT_MEMBERS:
            for one in as_list(value.get(member)):
                yield PlacedEndorsement(one, id_of(value))
        for name, child in value.items():
            if name not in _OWN_MATTER:
                yield from _endorsements(child)
