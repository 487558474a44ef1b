"""DIDs: the documents of did:key and did:jwk, the address of a did:web, and the did:web documents we publish.

did:key and did:jwk hold their whole document in their name; nothing is fetched for them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, parse_object
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base64url_decode, base64url_encode

DID_V1 = "https://www.w3.org/ns/did/v1"
MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"
JWK_V1 = "https://w3id.org/security/jwk/v1"
MAX_DID = 2048  # characters; a did:jwk of an RSA key has about 1500

_HOST = re.compile(
    r"(?P<name>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)"
    r"(?:%3a(?P<port>[1-9]\d{0,4}))?",
    re.ASCII,
)
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+", re.ASCII)


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key in a document of ours. revoked: when it was found to be compromised; it then speaks for nobody."""

    key: PublicKey
    revoked: datetime | None = None


def local_document(url: str) -> JsonObject | None:
    """The document of a did:key or did:jwk, with or without fragment; None for every other URL.

    Raises StackcredError MALFORMED or UNSUPPORTED for a name that holds no usable key.
    """
    did = url.partition("#")[0]
    if did.startswith("did:key:"):
        return did_key_document(did)
    if did.startswith("did:jwk:"):
        return did_jwk_document(did)
    return None


def did_key_document(did: str) -> JsonObject:
    """The document of `did:key:z…`: one Multikey, `<did>#z…` (did:key §3). Raises MALFORMED, UNSUPPORTED."""
    multikey = _name_of(did, "did:key:")
    PublicKey.from_multikey(multikey)
    method = {
        "id": f"{did}#{multikey}",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": multikey,
    }
    return {"@context": [DID_V1, MULTIKEY_V1], **_with_one_method(did, method)}


def did_jwk_document(did: str) -> JsonObject:
    """The document of `did:jwk:<base64url>`: one JsonWebKey, `<did>#0` (did:jwk). Raises MALFORMED, UNSUPPORTED.

    A key published for encryption (`use` is `enc`) is refused.
    """
    jwk = parse_object(base64url_decode(_name_of(did, "did:jwk:")))
    PublicKey.from_jwk(jwk)
    if jwk.get("use", "sig") != "sig":
        raise StackcredError(ErrorCode.UNSUPPORTED, "The JWK of the DID is not for signatures.")
    method = {"id": f"{did}#0", "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
    return {"@context": [DID_V1, JWK_V1], **_with_one_method(did, method)}


def did_jwk_of(key: PublicKey) -> str:
    """The did:jwk of a key, of RSA keys too; its one method is `<did>#0`."""
    return f"did:jwk:{base64url_encode(canonical_json(key.to_jwk()))}"


def identity_of(key: PublicKey) -> str:
    """The DID that a key is by itself: did:key, or did:jwk for RSA."""
    return did_jwk_of(key) if key.type is KeyType.RSA else key.did_key


def did_web_url(did: str) -> str:
    """The https address of a did:web's document (did:web §2.5.2).

    Raises StackcredError MALFORMED for anything but a host name, an optional port as `%3A<port>`, and plain path
    segments: no IP address, no dot segments.
    """
    host, *path = _name_of(did, "did:web:").split(":")
    match = _HOST.fullmatch(host.lower())
    if match is None or _is_address(match["name"]) or int(match["port"] or 1) > 65_535:
        raise _malformed(did, "needs a host name, and a port only as %3A and a number")
    if not all(_SEGMENT.fullmatch(segment) and segment.strip(".") for segment in path):
        raise _malformed(did, "has a path segment that is empty or not plain")
    origin = f"https://{match['name']}" + (f":{match['port']}" if match["port"] else "")
    return f"{origin}/{'/'.join(path)}/did.json" if path else f"{origin}/.well-known/did.json"


def did_web_document(did: str, keys: Sequence[PublishedKey], services: Sequence[JsonObject] = ()) -> JsonObject:
    """The document we publish for a did:web: absolute method ids, `assertionMethod` as texts.

    keys: every key that ever signed for the issuer, retired ones too, so that what they signed stays verifiable.
    A compromised key is listed with `revoked` and vouched for no longer. services: entries as they shall stand.
    """
    methods = [_published_method(did, entry) for entry in keys]
    vouched = [method["id"] for method, entry in zip(methods, keys, strict=True) if entry.revoked is None]
    jwk = [JWK_V1] if any("publicKeyJwk" in method for method in methods) else []
    document: JsonObject = {
        "@context": [DID_V1, MULTIKEY_V1, *jwk],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": vouched,
    }
    return {**document, "service": list(services)} if services else document


def published_jwk(key: PublicKey, *, kid: str, issuer: str) -> JsonObject:
    """A key as others read it from a JWK set: `iss` ties it to its issuer (OB 3.0 "Key provenance").

    kid: the address at which the same key stands alone.
    """
    algorithm = {KeyType.ED25519: "EdDSA", KeyType.P256: "ES256", KeyType.P384: "ES384", KeyType.RSA: "RS256"}
    return {**key.to_jwk(), "kid": kid, "alg": algorithm[key.type], "use": "sig", "iss": issuer}


def _published_method(did: str, entry: PublishedKey) -> JsonObject:
    revoked = {} if entry.revoked is None else {"revoked": format_instant(entry.revoked)}
    name = f"{did}#{entry.key.fragment}"
    if entry.key.type is KeyType.RSA:
        jwk = entry.key.to_jwk()
        return {"id": name, "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk, **revoked}
    multikey = entry.key.multikey
    return {"id": name, "type": "Multikey", "controller": did, "publicKeyMultibase": multikey, **revoked}


def _with_one_method(did: str, method: JsonObject) -> JsonObject:
    purposes = ("assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation")
    return {"id": did, "verificationMethod": [method], **{purpose: [method["id"]] for purpose in purposes}}


def _name_of(did: str, prefix: str) -> str:
    if len(did) > MAX_DID or not did.startswith(prefix):
        raise StackcredError(ErrorCode.MALFORMED, f"Not a {prefix}… DID of at most {MAX_DID} characters.")
    return did.removeprefix(prefix)


def _is_address(host: str) -> bool:
    """Also the short and numeric spellings that some resolvers take for IPv4."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return re.fullmatch(r"\d+|0x[0-9a-f]*", host.rpartition(".")[2]) is not None
    return True


def _malformed(did: str, detail: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, f"The DID {did!r} {detail}.")
