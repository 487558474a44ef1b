"""Whose badge it is: the recipient it names, held against the identities a learner is known by (OB 3.0 §9 step 5)."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.credential.identity import EMAIL_TYPE, NAME_TYPE, matches, normal_email
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list

_MAILTO = "mailto:"


def belongs_to(document: JsonObject, identities: Iterable[tuple[str, str]]) -> bool:
    """Whether every subject of a badge is one person, known by these (identifier type, value) pairs.

    A DID or other id must be equal; an identifier may be hashed. A badge that names nobody is nobody's,
    and a mere name is anybody's who has it.
    """
    known = [(kind, value) for kind, value in identities if kind != NAME_TYPE]
    subjects = [one for one in as_list(document.get("credentialSubject")) if isinstance(one, dict)]
    return bool(subjects) and all(_names(subject, known) for subject in subjects)


def same_bearer(one: JsonObject, other: JsonObject) -> bool:
    """Whether two badges show by themselves that they name one person: by one id, or one identifier spelt alike.

    Two hashes of one address with salts of their own do not show it; who knows the address asks `belongs_to`.
    """
    return bool(_marks(one) & _marks(other))


def _marks(document: JsonObject) -> set[tuple[str, ...]]:
    subjects = [subject for subject in as_list(document.get("credentialSubject")) if isinstance(subject, dict)]
    if len(subjects) != 1:
        return set()
    (subject,) = subjects
    identities = [item for item in as_list(subject.get("identifier")) if isinstance(item, dict)]
    named = {("id", str(subject["id"]))} if "id" in subject else set()
    return named | {
        (str(item.get("identityType")), str(item.get("hashed")), str(item.get("salt")), str(item["identityHash"]))
        for item in identities
        if "identityHash" in item and item.get("identityType") != NAME_TYPE
    }


def _names(subject: JsonObject, known: list[tuple[str, str]]) -> bool:
    return any(_is(subject.get("id"), kind, value) for kind, value in known) or any(
        matches(identity, kind, value)
        for identity in as_list(subject.get("identifier"))
        if isinstance(identity, dict) and _is_comparable(identity)
        for kind, value in known
    )


def _is(subject_id: object, kind: str, value: str) -> bool:
    if not isinstance(subject_id, str):
        return False
    if kind == EMAIL_TYPE and subject_id.lower().startswith(_MAILTO):
        return normal_email(subject_id[len(_MAILTO) :]) == normal_email(value)
    return kind == "did" and subject_id == value


def _is_comparable(identity: JsonObject) -> bool:
    """What `matches` can compare: a hash is ASCII."""
    value = identity.get("identityHash")
    return isinstance(value, str) and (value.isascii() or identity.get("hashed") is not True)
