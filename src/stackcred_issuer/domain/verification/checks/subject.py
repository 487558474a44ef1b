"""Whether the credential says whom it is about (OB 3.0 §9 steps 1 and 5)."""

from __future__ import annotations

from stackcred_issuer.domain.credential.identity import matches
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.policy import Recipient
from stackcred_issuer.domain.verification.presented import BADGE_TYPES, ENDORSEMENT_TYPE, RECORD_TYPE
from stackcred_issuer.domain.verification.report import Result


class Subject:
    """`subject`: a badge names its recipient by `id` or `identifier`, and is about the person asked for."""

    name = "subject"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "credential"

    def judge(self, case: Case) -> Judgement:
        subjects = [one for one in as_list(case.document.get("credentialSubject")) if isinstance(one, dict)]
        if not subjects:
            return Judgement(Result.FAIL, "The document is about nobody.")
        types = case.presented.types
        if types & (BADGE_TYPES | {RECORD_TYPE}) and not all(
            _is_named(one, by_id_only=ENDORSEMENT_TYPE in types) for one in subjects
        ):
            return Judgement(
                Result.FAIL,
                "The document does not say whom it is about: its subject has neither id nor identifier, so it "
                "could be anybody's.",
            )
        wanted = case.policy.recipient
        if wanted is not None:
            return _held_to(subjects, wanted)
        return Judgement(Result.PASS, _about(subjects))


def _is_named(subject: JsonObject, *, by_id_only: bool) -> bool:
    if isinstance(subject.get("id"), str):
        return True
    return not by_id_only and any(isinstance(one, dict) for one in as_list(subject.get("identifier")))


def _held_to(subjects: list[JsonObject], wanted: Recipient) -> Judgement:
    if all(_is_about(subject, wanted) for subject in subjects):
        return Judgement(Result.PASS, f"It is about the person you asked for, {quote(wanted.value)}.")
    return Judgement(
        Result.FAIL,
        f"It is not about {quote(wanted.value)}: neither its subject's id nor any of its identifiers is this one. "
        "It belongs to somebody else, or was issued under another address.",
    )


def _is_about(subject: JsonObject, wanted: Recipient) -> bool:
    if wanted.identity_type == "id":
        return subject.get("id") == wanted.value
    identities = [one for one in as_list(subject.get("identifier")) if _is_comparable(one)]
    return any(matches(one, wanted.identity_type, wanted.value) for one in identities)


def _is_comparable(identity: object) -> bool:
    """Whether an identifier has the types that comparing needs; others are nobody's."""
    if not isinstance(identity, dict) or not isinstance(identity.get("salt", ""), str):
        return False
    hashed, value = identity.get("hashed") is True, identity.get("identityHash")
    return isinstance(value, str) and (value.isascii() or not hashed)


def _about(subjects: list[JsonObject]) -> str:
    ids = [subject["id"] for subject in subjects if isinstance(subject.get("id"), str)]
    if ids:
        return f"It is about {', '.join(quote(one) for one in ids[:3])}."
    if any(subject.get("identifier") for subject in subjects):
        return "It is about a person named by an identifier; give it to find out whether it is yours."
    return "It does not name its subject by an id, which this kind of document need not."
