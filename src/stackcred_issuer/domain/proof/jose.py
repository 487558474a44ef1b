"""Credentials secured as compact JWS (RFC 7515; OB 3.0 "JSON Web Token Proof Format"; VC-JOSE-COSE).

`decode_jws` reads the form, `check_jws` applies the header rules and the signature; `credential_of` and
`presentation_of` hold the JWT claims against the document that they repeat. None of them implies another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import MAX_BYTES, JsonObject, dump_json, parse_object, pointer
from stackcred_issuer.domain.proof.jwt_claims import (
    credential_from,
    payload_of,
    presentation_from,
    presentation_payload_of,
)
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base64url_decode, base64url_encode
from stackcred_issuer.domain.proof.signer import Signer

ALGORITHMS = {
    "RS256": KeyType.RSA,
    "ES256": KeyType.P256,
    "ES384": KeyType.P384,
    "EdDSA": KeyType.ED25519,
}
HEADERS = frozenset({"alg", "kid", "jwk", "typ", "cty"})
_KIND = {"credential": "vc", "presentation": "vp"}
CONTENT_TYPES = frozenset(_KIND.values())
TYPES = frozenset({"jwt", *(f"{kind}{name}" for kind in CONTENT_TYPES for name in ("+jwt", "-ld+jwt"))})  # -ld: drafts

MAX_HEADER_BYTES = 16 * 1024  # an RSA key of 16,384 bits in `jwk` takes 3 KB
MAX_SIGNATURE_BYTES = 2048  # the same key signs with 2,048
MAX_CHARS = (MAX_HEADER_BYTES + MAX_BYTES + MAX_SIGNATURE_BYTES) * 4 // 3 + 8


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS taken apart; nothing in it has been checked but its form.

    signing_input: the ASCII bytes `header.payload` that the signature is over.
    """

    header: JsonObject
    payload: JsonObject
    signing_input: bytes
    signature: bytes

    @property
    def key_id(self) -> str | None:
        """The header's `kid`: the address of the key, when the header names one."""
        kid = self.header.get("kid")
        return kid if isinstance(kid, str) else None

    def embedded_key(self) -> PublicKey | None:
        """The header's `jwk`, when it has one. Raises as `PublicKey.from_jwk` (private members included)."""
        jwk = self.header.get("jwk")
        return PublicKey.from_jwk(jwk) if isinstance(jwk, dict) else None


def decode_jws(compact: str) -> Jws:
    """Read `header.payload.signature`, each strict base64url, header and payload JSON objects.

    Raises StackcredError TOO_LARGE beyond MAX_CHARS characters (before decoding), MALFORMED otherwise.
    """
    if len(compact) > MAX_CHARS:
        raise StackcredError(
            ErrorCode.TOO_LARGE, f"The JWS has {len(compact)} characters; at most {MAX_CHARS} are read."
        )
    parts = compact.split(".")
    if len(parts) != 3 or not all(parts):
        raise _malformed("A compact JWS has three parts joined by dots, none of them empty.")
    header, payload, signature = (base64url_decode(part) for part in parts)
    if len(signature) > MAX_SIGNATURE_BYTES:
        raise _malformed(f"The signature has {len(signature)} bytes; none we know has that many.")
    return Jws(
        header=parse_object(header, max_bytes=MAX_HEADER_BYTES),
        payload=parse_object(payload),
        signing_input=f"{parts[0]}.{parts[1]}".encode("ascii"),
        signature=signature,
    )


def check_header(header: JsonObject) -> KeyType:
    """The type of key that `alg` asks for, once the header keeps the rules (OB 3.0 "JOSE Header", RFC 8725).

    Only `alg`, `kid`, `jwk`, `typ` and `cty` may stand there; a key must be named or given.
    Raises StackcredError UNSUPPORTED for an algorithm that we do not take, `none` and HMAC among them, and
    PROOF_INVALID for anything else, with a pointer into the header.
    """
    for name in header:
        if name not in HEADERS:
            raise _invalid(f"The JOSE header {name!r} is not allowed in a credential.", pointer(name))
    _check_media_type(header, "typ", TYPES)
    _check_media_type(header, "cty", CONTENT_TYPES)
    for name, kind in (("kid", str), ("jwk", dict)):
        if name in header and not (isinstance(header[name], kind) and header[name]):
            raise _invalid(f"The JOSE header {name!r} is not of the right type.", pointer(name))
    if "kid" not in header and "jwk" not in header:
        raise _invalid("The JOSE header names no key: it needs `kid` or `jwk`.", "")
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise StackcredError(
            ErrorCode.UNSUPPORTED,
            f"The algorithm {algorithm!r} is not accepted; use one of {', '.join(ALGORITHMS)}.",
            pointer="/alg",
        )
    return ALGORITHMS[algorithm]


def check_kind(header: JsonObject, kind: Literal["credential", "presentation"]) -> None:
    """A token that says what it is (`typ`, `cty`) is that, so that none passes for another (RFC 8725 §3.11).

    `JWT`, or nothing, says only that it is a token. Raises StackcredError PROOF_INVALID with a pointer.
    """
    own = _KIND[kind]
    _check_media_type(header, "typ", frozenset({"jwt", f"{own}+jwt", f"{own}-ld+jwt"}))
    _check_media_type(header, "cty", frozenset({own}))


def check_jws(jws: Jws, key: PublicKey) -> None:
    """Hold the header to its rules and the signature to `key`.

    Raises StackcredError UNSUPPORTED or PROOF_INVALID as `check_header`; PROOF_INVALID when `alg` is not the
    algorithm of the key, when the header gives another key, or when the signature does not hold.
    """
    if check_header(jws.header) is not key.type:
        raise _invalid(f"The algorithm {jws.header['alg']} does not go with a {key.type} key.", "/alg")
    embedded = jws.embedded_key()
    if embedded is not None and embedded != key:
        raise _invalid("The key in the JOSE header is not the key that this credential is held to.", "/jwk")
    if not key.verify(jws.signature, jws.signing_input):
        raise StackcredError(ErrorCode.PROOF_INVALID, "The signature does not match the header and payload.")


def credential_of(jws: Jws) -> JsonObject:
    """The credential inside, without JWT claims: the payload (VC 2.0) or its `vc` claim (VC 1.1).

    Raises StackcredError INVALID, with a pointer into the payload, when a claim is missing or differs from
    the credential (OB 3.0 "JWT Payload": `iss`, `jti`, `nbf`, `sub`, and `exp` when it ends).
    """
    return credential_from(jws.payload)


def presentation_of(jws: Jws) -> JsonObject:
    """The presentation inside, without JWT claims: the payload (VC 2.0) or its `vp` claim (VC 1.1).

    `aud`, `nonce`, `exp` and `nbf` stay in `jws.payload` for whoever asked for the presentation to judge.
    Raises StackcredError INVALID as `credential_of`.
    """
    return presentation_from(jws.payload)


def sign_jws(credential: JsonObject, signer: Signer, *, typ: str = "vc+jwt", key_in_header: bool = False) -> str:
    """A credential as compact JWS (OB 3.0 "JWT Payload"; VC 2.0 is the payload, VC 1.1 stands under `vc`).

    typ: `vc+jwt`, or `JWT` for readers that know no other. key_in_header: give the public key as `jwk` instead of
    naming the signer's verification method as `kid`.
    Raises StackcredError INVALID when an Open Badge has not one `id`, issuer id, `credentialSubject.id` and a
    beginning in whole seconds, or when a member contradicts a claim.
    """
    return _signed(payload_of(credential), signer, typ, key_in_header=key_in_header)


def sign_presentation_jws(
    presentation: JsonObject,
    signer: Signer,
    *,
    nonce: str | None = None,
    audience: Sequence[str] = (),
    key_in_header: bool = False,
) -> str:
    """A presentation as compact JWS. nonce, audience: the challenge and domains it answers (VC-JOSE-COSE §3.1.2).

    Raises StackcredError INVALID for a presentation whose first context is no version's.
    """
    asked: Any = audience[0] if len(audience) == 1 else list(audience) or None
    payload = presentation_payload_of(presentation, {"aud": asked, "nonce": nonce})
    typ = "JWT" if "vp" in payload else "vp+jwt"
    return _signed(payload, signer, typ, key_in_header=key_in_header)


def _signed(payload: JsonObject, signer: Signer, typ: str, *, key_in_header: bool) -> str:
    algorithm = next(name for name, kind in ALGORITHMS.items() if kind is signer.public_key.type)
    key = {"jwk": signer.public_key.to_jwk()} if key_in_header else {"kid": signer.verification_method}
    header = {"alg": algorithm, **key, "typ": typ}
    check_header(header)
    signing_input = f"{base64url_encode(dump_json(header))}.{base64url_encode(dump_json(payload))}"
    return f"{signing_input}.{base64url_encode(signer.sign(signing_input.encode('ascii')))}"


def _check_media_type(header: JsonObject, name: str, accepted: frozenset[str]) -> None:
    if name not in header:
        return
    value = header[name]
    if not isinstance(value, str) or value.lower().removeprefix("application/") not in accepted:
        raise _invalid(f"The JOSE header {name!r} is {value!r}, which is not what stands inside.", pointer(name))


def _malformed(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, detail)


def _invalid(detail: str, place: str) -> StackcredError:
    return StackcredError(ErrorCode.PROOF_INVALID, detail, pointer=place)
