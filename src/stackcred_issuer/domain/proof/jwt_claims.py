"""JWT claims and the document they repeat (OB 3.0 "JWT Payload"; VC-JOSE-COSE §3.1; VC 1.1 §6.3.1)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import floor
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V1, CREDENTIALS_V2

REGISTERED = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"})
OPEN_BADGE_TYPES = frozenset({"AchievementCredential", "OpenBadgeCredential", "EndorsementCredential", "ClrCredential"})


@dataclass(frozen=True, slots=True)
class _Form:
    """Where a version of the data model keeps what the claims repeat."""

    context: str
    begins: str
    ends: str


_V1 = _Form(CREDENTIALS_V1, "issuanceDate", "expirationDate")
_V2 = _Form(CREDENTIALS_V2, "validFrom", "validUntil")


def credential_from(payload: JsonObject) -> JsonObject:
    """The credential of a JWT payload; see `jose.credential_of`."""
    if "vc" in payload and "@context" not in payload:
        return _from_vc_claim(payload)
    _refuse_claims(payload, "vc", "vp")
    credential = _without(payload, REGISTERED)
    _require_context(credential, _V2)
    _check_claims(payload, credential, _V2)
    return credential


def presentation_from(payload: JsonObject) -> JsonObject:
    """The presentation of a JWT payload; see `jose.presentation_of`."""
    if "vp" in payload and "@context" not in payload:
        return _from_vp_claim(payload)
    _refuse_claims(payload, "vc", "vp")
    presentation = _without(payload, REGISTERED | {"nonce"})
    _require_context(presentation, _V2)
    _check_presenter(payload, presentation)
    return presentation


def payload_of(credential: JsonObject) -> JsonObject:
    """What a JWT around a credential holds: VC 2.0 the credential itself, VC 1.1 the same under `vc`, and the
    registered claims that repeat it. The first context says which.

    Raises StackcredError INVALID when an Open Badge lacks a claim's member, or a member contradicts its claim.
    """
    form = _V1 if as_list(credential.get("@context"))[:1] == [_V1.context] else _V2
    _require_context(credential, form)
    claims = _claims_of(credential, form)
    if form is _V1:
        return {**claims, "vc": credential}
    _refuse_claims(credential, "vc", "vp")
    for name in credential.keys() & claims.keys():
        if credential[name] != claims[name]:
            raise _invalid(f"The member {name!r} contradicts the JWT claim {claims[name]!r}.", pointer(name))
    return {**credential, **claims}


def presentation_payload_of(presentation: JsonObject, claims: JsonObject) -> JsonObject:
    """The same for a presentation. claims: further ones, such as `aud` and `nonce`.

    Raises StackcredError INVALID for a first context that is no version's.
    """
    version_1 = as_list(presentation.get("@context"))[:1] == [_V1.context]
    _require_context(presentation, _V1 if version_1 else _V2)
    known = {"iss": _id_of(presentation.get("holder")), "jti": presentation.get("id"), **claims}
    filled = {name: value for name, value in known.items() if value is not None}
    if version_1:
        return {**filled, "vp": presentation}
    _refuse_claims(presentation, "vc", "vp")
    return {**presentation, **filled}


def _claims_of(credential: JsonObject, form: _Form) -> JsonObject:
    """The claims that a credential repeats; an Open Badge must fill them all, others fill what they can."""
    subjects = _subject_ids(credential)
    found = {
        "iss": _id_of(credential.get("issuer")),
        "jti": credential.get("id"),
        "nbf": _seconds(credential, form.begins),
        "sub": subjects[0] if len(subjects) == 1 else None,
        "exp": _seconds(credential, form.ends),
    }
    claims = {name: value for name, value in found.items() if value is not None and not isinstance(value, float)}
    for name in _required_claims(credential, form):
        if name not in claims:
            raise _invalid(
                f"A badge as JWT needs one issuer id, one id, one subject id and validity dates in "
                f"whole seconds: there is none for the claim {name!r}.",
                "",
            )
    return claims


def _from_vc_claim(payload: JsonObject) -> JsonObject:
    """VC 1.1: the `vc` claim, completed by the claims that may stand in its members' place."""
    _refuse_claims(payload, "vp")
    if not isinstance(payload["vc"], dict):
        raise _invalid("The `vc` claim must be the credential, a JSON object.", "/vc")
    credential: JsonObject = copy.deepcopy(payload["vc"])
    _require_context(credential, _V1)
    _complete(credential, payload)
    _check_claims(payload, credential, _V1)
    return credential


def _from_vp_claim(payload: JsonObject) -> JsonObject:
    """VC 1.1: the `vp` claim, completed by `iss` and `jti` (VC Data Model 1.1 §6.3.1)."""
    _refuse_claims(payload, "vc")
    if not isinstance(payload["vp"], dict):
        raise _invalid("The `vp` claim must be the presentation, a JSON object.", "/vp")
    presentation: JsonObject = copy.deepcopy(payload["vp"])
    _require_context(presentation, _V1)
    for claim, member in (("iss", "holder"), ("jti", "id")):
        if isinstance(payload.get(claim), str):
            presentation.setdefault(member, payload[claim])
    _check_presenter(payload, presentation)
    return presentation


def _check_presenter(payload: JsonObject, presentation: JsonObject) -> None:
    for claim, member in (("iss", "holder"), ("jti", "id")):
        if claim in payload and member in presentation:
            _require_equal(payload, claim, _id_of(presentation[member]))


def _complete(credential: JsonObject, payload: JsonObject) -> None:
    for claim, member in (("iss", "issuer"), ("jti", "id")):
        if claim in payload:
            credential.setdefault(member, payload[claim])
    for claim, member in (("nbf", _V1.begins), ("exp", _V1.ends)):
        if claim in payload and member not in credential:
            credential[member] = _instant_text(payload, claim)
    subjects = as_list(credential.get("credentialSubject"))
    if "sub" in payload and len(subjects) == 1 and isinstance(subjects[0], dict):
        subjects[0].setdefault("id", payload["sub"])


def _check_claims(payload: JsonObject, credential: JsonObject, form: _Form) -> None:
    """Every claim present says what the credential says; an Open Badge must have the four."""
    subjects = _subject_ids(credential)
    _require_equal(payload, "iss", _id_of(credential.get("issuer")))
    _require_equal(payload, "jti", credential.get("id"))
    _require_equal(payload, "sub", subjects[0] if len(set(subjects)) == 1 else None)
    for claim, member in (("nbf", form.begins), ("exp", form.ends)):
        _require_same_time(payload, claim, credential, member)
    for claim in _required_claims(credential, form):
        if claim not in payload:
            raise _invalid(f"An Open Badge as JWT must carry the claim {claim!r}.", "")


def _required_claims(credential: JsonObject, form: _Form) -> Iterator[str]:
    types = [kind for kind in as_list(credential.get("type")) if isinstance(kind, str)]
    if not OPEN_BADGE_TYPES.isdisjoint(types):
        yield from ("iss", "jti", "nbf", "sub")
        if form.ends in credential:
            yield "exp"


def _require_equal(payload: JsonObject, claim: str, expected: object) -> None:
    if claim in payload and not (isinstance(expected, str) and payload[claim] == expected):
        raise _invalid(
            f"The claim {claim!r} is {payload[claim]!r}, but the document says {expected!r}.", pointer(claim)
        )


def _require_same_time(payload: JsonObject, claim: str, credential: JsonObject, member: str) -> None:
    """NumericDate has whole seconds in practice, so a fraction in the credential may be cut off."""
    if claim not in payload:
        return
    said = _seconds(credential, member)
    if said is None or isinstance(payload[claim], bool) or payload[claim] not in (said, floor(said)):
        raise _invalid(
            f"The claim {claim!r} is {payload[claim]!r}, but the credential has {member} {credential.get(member)!r}.",
            pointer(claim),
        )


def _seconds(credential: JsonObject, member: str) -> int | float | None:
    """Seconds since 1970 of a date member, an int when whole."""
    if member not in credential:
        return None
    seconds = parse_instant(credential[member]).timestamp()
    return int(seconds) if seconds.is_integer() else seconds


def _instant_text(payload: JsonObject, claim: str) -> str:
    value = payload[claim]
    try:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError
        return format_instant(datetime.fromtimestamp(value, UTC))
    except (ValueError, OverflowError, OSError):
        raise _invalid(f"The claim {claim!r} is {value!r}, not seconds since 1970.", pointer(claim)) from None


def _subject_ids(credential: JsonObject) -> list[str | None]:
    return [_id_of(subject) for subject in as_list(credential.get("credentialSubject"))]


def _id_of(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None


def _require_context(document: JsonObject, form: _Form) -> None:
    if as_list(document.get("@context"))[:1] != [form.context]:
        raise _invalid(f"A document in this place of a JWT begins its @context with {form.context}.", "/@context")


def _refuse_claims(payload: JsonObject, *names: str) -> None:
    for name in names:
        if name in payload:
            raise _invalid(
                f"The claim {name!r} has no place here: a VC 2.0 document is the payload itself, and only a "
                f"VC 1.1 credential stands under 'vc'.",
                pointer(name),
            )


def _without(payload: JsonObject, names: frozenset[str]) -> JsonObject:
    return {name: value for name, value in payload.items() if name not in names}


def _invalid(detail: str, place: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer=place)
