"""Showing credentials: a VerifiablePresentation, signed by its holder for one request (VC Data Model 2.0 §4.13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.envelope import enveloped_credential
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2, ContextSet
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.jose import sign_presentation_jws
from stackcred_issuer.domain.proof.signer import Signer

AUTHENTICATION = "authentication"
MAX_SHOWN = 100  # as many credentials as a verifier examines


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verifier asked a presentation to be signed for.

    challenge: its nonce; domain: its names. Without a challenge anybody may show the presentation again.
    """

    challenge: str | None = None
    domain: tuple[str, ...] = ()


def presentation_of(
    credentials: Sequence[JsonObject | str], *, holder: str | None = None, presentation_id: str | None = None
) -> JsonObject:
    """An unsigned presentation.

    credentials: documents with proofs, or compact JWSs, which are enveloped. holder: the DID or URL of who shows
    them. Raises StackcredError INVALID for no credential or more than MAX_SHOWN, and for text that is no JWS.
    """
    if not 0 < len(credentials) <= MAX_SHOWN:
        raise StackcredError(ErrorCode.INVALID, f"A presentation shows 1 to {MAX_SHOWN} credentials.")
    shown = [enveloped_credential(one) if isinstance(one, str) else one for one in credentials]
    named = {"id": presentation_id, "type": ["VerifiablePresentation"], "holder": holder}
    present = {name: value for name, value in named.items() if value is not None}
    return {"@context": [CREDENTIALS_V2], **present, "verifiableCredential": shown}


def sign_presentation(
    presentation: JsonObject,
    signer: Signer,
    *,
    suite: str,
    created: datetime,
    contexts: ContextSet,
    asked: Asked | None = None,
) -> JsonObject:
    """The presentation with the holder's proof, for `authentication`.

    Raises StackcredError KEY_UNUSABLE for a key that is not the holder's, and as `add_proof`.
    """
    _require_holder(presentation, signer)
    wanted = asked or Asked()
    domain: Any = wanted.domain[0] if len(wanted.domain) == 1 else list(wanted.domain) or None
    more = {"domain": domain, "challenge": wanted.challenge}
    present = {name: value for name, value in more.items() if value is not None}
    return add_proof(
        presentation,
        suite=suite,
        signer=signer,
        created=created,
        contexts=contexts,
        purpose=AUTHENTICATION,
        **present,
    )


def seal_presentation_jws(presentation: JsonObject, signer: Signer, asked: Asked | None = None) -> str:
    """The presentation as compact JWS, `nonce` the challenge and `aud` the domains (VC-JOSE-COSE §3.1.2).

    Raises StackcredError KEY_UNUSABLE for a key that is not the holder's, and as `sign_presentation_jws`.
    """
    _require_holder(presentation, signer)
    wanted = asked or Asked()
    return sign_presentation_jws(presentation, signer, nonce=wanted.challenge, audience=wanted.domain)


def _require_holder(presentation: JsonObject, signer: Signer) -> None:
    holder = presentation.get("holder")
    named = holder.get("id") if isinstance(holder, dict) else holder
    if named is not None and named != signer.controller:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE,
            f"The key of {signer.controller} cannot present for {named}; use a key of the holder.",
            pointer="/holder",
        )
