"""Credentials and presentations inside a signature: as compact JWS, and wrapped as objects (VC 2.0 §4.13)."""

from __future__ import annotations

from typing import Literal

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.lint import LintedDraft
from stackcred_issuer.domain.issuance.seal import SealedJws, require_issuer
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.proof.signer import Signer

VC_JWT = "application/vc+jwt"
VP_JWT = "application/vp+jwt"
CREDENTIAL = "EnvelopedVerifiableCredential"
PRESENTATION = "EnvelopedVerifiablePresentation"

Typ = Literal["vc+jwt", "JWT"]


def seal_jws(linted: LintedDraft, signer: Signer, *, typ: Typ = "vc+jwt", key_in_header: bool = False) -> SealedJws:
    """Sign a linted badge as compact JWS: RS256, ES256, ES384 or EdDSA, as the key is.

    Raises StackcredError KEY_UNUSABLE for a signer that does not speak for the issuer, and as `sign_jws`.
    """
    if not isinstance(linted, LintedDraft):
        raise TypeError("seal_jws() takes a LintedDraft and nothing else.")
    require_issuer(linted.document, signer)
    compact = sign_jws(linted.document, signer, typ=typ, key_in_header=key_in_header)
    return SealedJws(linted.document, compact, digest_multibase(compact.encode("ascii")))


def enveloped_credential(compact: str) -> JsonObject:
    """A compact JWS as an EnvelopedVerifiableCredential, such as a presentation holds."""
    return _wrapped(compact, CREDENTIAL, VC_JWT)


def enveloped_presentation(compact: str) -> JsonObject:
    """A presentation as compact JWS as an EnvelopedVerifiablePresentation."""
    return _wrapped(compact, PRESENTATION, VP_JWT)


def _wrapped(compact: str, kind: str, media_type: str) -> JsonObject:
    if compact.count(".") != 2 or not compact.isascii():
        raise StackcredError(ErrorCode.MALFORMED, "Only a compact JWS goes into an envelope.")
    return {"@context": CREDENTIALS_V2, "id": f"data:{media_type},{compact}", "type": kind}
