"""Finding a key in a controller document, such as a DID document (Controlled Identifiers 1.0 §2, §3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base58btc_decode

RELATIONSHIPS = (
    "assertionMethod",
    "authentication",
    "capabilityDelegation",
    "capabilityInvocation",
    "keyAgreement",
)


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A key with its absolute address and its owner.

    expires, revoked: when its owner says it ends or was withdrawn; whether that matters now is for the caller.
    """

    id: str
    controller: str
    public_key: PublicKey
    expires: datetime | None = None
    revoked: datetime | None = None


def find_method(
    document: JsonObject, document_url: str, method_id: str, purpose: str = "assertionMethod"
) -> VerificationMethod:
    """The method of that id, if the document vouches for it (CID 1.0 §3.3).

    document_url: where the document was found, a DID or URL without fragment; it must be the document's `id` and
    the method's `controller`. method_id: absolute. purpose: one of RELATIONSHIPS, under which the method must be
    listed, by its id or as a whole.
    Raises StackcredError KEY_UNUSABLE with the name that CID gives to the error; MALFORMED or UNSUPPORTED for a
    key that cannot be read.
    """
    if document.get("id") != document_url:
        raise _unusable(
            "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID", f"the document found at {document_url} has another id"
        )
    found = [method for method in _methods(document) if _absolute(method.get("id"), document_url) == method_id]
    if not found:
        raise _unusable("INVALID_VERIFICATION_METHOD", f"{document_url} publishes no method {method_id}")
    if any(method != found[0] for method in found):
        raise _unusable("INVALID_VERIFICATION_METHOD", f"{document_url} publishes two methods as {method_id}")
    if found[0].get("controller") != document_url:
        raise _unusable("INVALID_CONTROLLED_IDENTIFIER_DOCUMENT", f"{method_id} has another controller")
    if purpose not in RELATIONSHIPS or method_id not in _vouched(document, document_url, purpose):
        raise _unusable(
            "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD", f"{document_url} does not list {method_id} as {purpose}"
        )
    return _read(found[0], method_id)


def _methods(document: JsonObject) -> Iterator[JsonObject]:
    """Every method written out, in `verificationMethod` or under a purpose."""
    for name in ("verificationMethod", *RELATIONSHIPS):
        yield from (entry for entry in as_list(document.get(name)) if isinstance(entry, dict))


def _vouched(document: JsonObject, document_url: str, purpose: str) -> list[str | None]:
    entries = as_list(document.get(purpose))
    return [_absolute(entry.get("id") if isinstance(entry, dict) else entry, document_url) for entry in entries]


def _absolute(address: Any, document_url: str) -> str | None:
    if not isinstance(address, str):
        return None
    if address.startswith("#"):
        return document_url + address
    try:
        return urljoin(document_url, address)
    except ValueError:  # no URL at all, such as one with half an IPv6 address
        return None


def _read(method: JsonObject, method_id: str) -> VerificationMethod:
    return VerificationMethod(
        method_id, method["controller"], _key_of(method), _moment(method, "expires"), _moment(method, "revoked")
    )


def _key_of(method: JsonObject) -> PublicKey:
    """Raises KEY_UNUSABLE for a type we do not know or without its key."""
    match method:
        case {"type": "Multikey", "publicKeyMultibase": str(text)}:
            return PublicKey.from_multikey(text)
        case {"type": "Ed25519VerificationKey2020", "publicKeyMultibase": str(text)}:
            return _ed25519(PublicKey.from_multikey(text))
        case {"type": "Ed25519VerificationKey2018", "publicKeyBase58": str(text)}:
            return PublicKey(KeyType.ED25519, base58btc_decode(f"z{text}"))
        case {"type": "JsonWebKey" | "JsonWebKey2020", "publicKeyJwk": dict(jwk)}:
            return PublicKey.from_jwk(jwk)
    raise _unusable("INVALID_VERIFICATION_METHOD", f"no key can be read from a method of type {method.get('type')!r}")


def _ed25519(key: PublicKey) -> PublicKey:
    if key.type is not KeyType.ED25519:
        raise _unusable("INVALID_VERIFICATION_METHOD", f"Ed25519VerificationKey2020 holds a {key.type} key")
    return key


def _moment(method: JsonObject, name: str) -> datetime | None:
    try:
        return parse_instant(method[name]) if name in method else None
    except StackcredError:
        raise _unusable("INVALID_VERIFICATION_METHOD", f"{name} is no date and time with a zone") from None


def _unusable(name: str, detail: str) -> StackcredError:
    return StackcredError(ErrorCode.KEY_UNUSABLE, f"{name}: {detail}.", problem=name)
