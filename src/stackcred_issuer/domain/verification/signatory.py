"""Whose key made a signature (CID 1.0 §3.3; OB 3.0 §9 step 2, "Key provenance")."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.controller import VerificationMethod, find_method
from stackcred_issuer.domain.proof.jose import Jws
from stackcred_issuer.domain.proof.keys import PublicKey
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.shape import id_of, without_fragment
from stackcred_issuer.domain.verification.sources import Materials

_WITHDRAWN = (
    "The key that signed it was withdrawn by its owner on {when}. Nothing it signed counts any more, however "
    "early it claims to be signed: whoever holds a stolen key writes any date."
)
_RUN_OUT = "The key that signed it ran out on {when}."


@dataclass(frozen=True, slots=True)
class Signatory:
    """A key, and for whom it speaks.

    controller: the id of whoever publishes the key as theirs; None when nobody was found to.
    """

    key: PublicKey
    controller: str | None
    expires: datetime | None = None
    revoked: datetime | None = None

    def fault(self, now: datetime) -> str | None:
        """Why the key must not be trusted now, as a sentence; None when it may (CID 1.0 §2.2)."""
        if self.revoked is not None and self.revoked <= now:
            return _WITHDRAWN.format(when=format_instant(self.revoked))
        if self.expires is not None and self.expires <= now:
            return _RUN_OUT.format(when=format_instant(self.expires))
        return None


def signatory_of_method(method: str, purpose: str, materials: Materials) -> Signatory:
    """The signatory that a proof's `verificationMethod` names.

    Raises StackcredError UNREACHABLE when its document could not be had, and as `find_method`.
    """
    document_url = document_of(method)
    document = materials.controller(document_url)
    if "#" not in method and not method.startswith("did:") and is_method(document):
        document_url = document_of(str(document.get("controller")))  # the method stands on its own
        document = materials.controller(document_url)
    try:
        return _signatory(find_method(document, document_url, method, purpose))
    except StackcredError as error:
        if error.code is not ErrorCode.KEY_UNUSABLE:
            raise
        told = _withdrawn(document, method) or (
            f"The key that signed it is not one that {quote(document_url)} vouches for ({error.detail.rstrip('.')})."
        )
        raise StackcredError(ErrorCode.KEY_UNUSABLE, told, problem=error.problem) from error


def signatory_of_jws(jws: Jws, issuer: str | None, purpose: str, materials: Materials) -> Signatory:
    """The signatory that a JOSE header names by `kid` or gives as `jwk`.

    A DID or a controller document says itself whose the key is. A bare JWK belongs to the issuer only if the
    issuer publishes the same key: in its DID document, or in /.well-known/jwks.json of its host.
    Raises StackcredError as `signatory_of_method`, and PROOF_INVALID when no key is named.
    """
    kid = jws.key_id
    if kid is not None and is_address(kid):
        document = materials.controller(document_of(kid))
        if "kty" not in document and "keys" not in document:
            return signatory_of_method(kid, purpose, materials)
        jwk = _jwk_at(document, kid)
        if jwk.get("iss", issuer) != issuer:  # OB 3.0 "Key provenance"
            raise StackcredError(
                ErrorCode.KEY_UNUSABLE,
                f"The key at {quote(kid)} speaks for {quote(jwk['iss'])}, who is not the issuer.",
                problem="INVALID_VERIFICATION_METHOD",
            )
        return _published(PublicKey.from_jwk(jwk), issuer, purpose, materials)
    embedded = jws.embedded_key()
    if embedded is not None:
        return _published(embedded, issuer, purpose, materials)
    if kid is None or issuer is None:
        raise StackcredError(ErrorCode.PROOF_INVALID, "The signature names no key to check it with.")
    return _named(kid, issuer, purpose, materials)


def is_address(text: str) -> bool:
    """Whether a key's name is something to look up: a DID URL or an http(s) URL."""
    return text.startswith(("did:", "https://", "http://"))


def is_method(document: JsonObject) -> bool:
    """Whether a document is one verification method rather than a controller document."""
    return "publicKeyMultibase" in document or "publicKeyJwk" in document


def document_of(address: str) -> str:
    """The address of the document that holds a key: the DID of a DID URL, else the URL without fragment.

    Raises StackcredError PROOF_INVALID for anything else.
    """
    if not is_address(address):
        raise StackcredError(
            ErrorCode.PROOF_INVALID,
            f"The key is named {quote(address)}, which is no address at which a key could be published.",
            problem="INVALID_VERIFICATION_METHOD_URL",
        )
    if address.startswith("did:"):
        return address.partition("#")[0].partition("?")[0].partition("/")[0]
    return without_fragment(address)


def key_set_of(issuer: str) -> str:
    """Where an http(s) issuer publishes its keys as JWKs. Raises StackcredError PROOF_INVALID for no such URL."""
    try:
        parts = urlsplit(issuer)
    except ValueError:
        raise StackcredError(ErrorCode.PROOF_INVALID, f"The issuer {quote(issuer)} has no usable address.") from None
    return f"{parts.scheme}://{parts.netloc}/.well-known/jwks.json"


def _signatory(method: VerificationMethod) -> Signatory:
    return Signatory(method.public_key, method.controller, method.expires, method.revoked)


def _published(key: PublicKey, issuer: str | None, purpose: str, materials: Materials) -> Signatory:
    """The issuer as signatory, if the issuer publishes that very key."""
    if issuer is not None and issuer.startswith("did:"):
        document = materials.controller(issuer)
        for method_id in _method_ids(document, purpose):
            with suppress(StackcredError):  # one key that we cannot read says nothing about the others
                found = _signatory(find_method(document, issuer, method_id, purpose))
                if found.key == key:
                    return found
    elif issuer is not None and is_address(issuer):
        for jwk in _key_set(issuer, materials):
            with suppress(StackcredError):
                if jwk.get("iss", issuer) == issuer and PublicKey.from_jwk(jwk) == key:
                    return Signatory(key, issuer)
    return Signatory(key, None)


def _named(kid: str, issuer: str, purpose: str, materials: Materials) -> Signatory:
    """The issuer's key of that name, where the name is no address."""
    if issuer.startswith("did:"):
        return signatory_of_method(f"{issuer}#{kid.removeprefix('#')}", purpose, materials)
    if is_address(issuer):
        for jwk in _key_set(issuer, materials):
            if jwk.get("kid") == kid and jwk.get("iss", issuer) == issuer:
                return Signatory(PublicKey.from_jwk(jwk), issuer)
    raise StackcredError(
        ErrorCode.PROOF_INVALID, f"The issuer publishes no key named {quote(kid)}, so nobody can check it."
    )


def _key_set(issuer: str, materials: Materials) -> list[JsonObject]:
    keys = materials.document(key_set_of(issuer)).get("keys")
    return [jwk for jwk in as_list(keys) if isinstance(jwk, dict)]


def _jwk_at(document: JsonObject, kid: str) -> JsonObject:
    """The bare JWK at an address, or the one of that name in a set."""
    if "kty" in document:
        return document
    names = {kid, kid.partition("#")[2]}
    for jwk in as_list(document.get("keys")):
        if isinstance(jwk, dict) and jwk.get("kid") in names:
            return jwk
    raise StackcredError(ErrorCode.PROOF_INVALID, f"There is no key at {quote(kid)}.")


def _method_ids(document: JsonObject, purpose: str) -> list[str]:
    return [name for entry in as_list(document.get(purpose)) if (name := id_of(entry)) is not None]


def _withdrawn(document: JsonObject, method: str) -> str | None:
    """The sentence for a key that its owner still lists, but only as withdrawn."""
    fragment = "#" + method.partition("#")[2]
    for entry in as_list(document.get("verificationMethod")):
        if isinstance(entry, dict) and entry.get("id") in (method, fragment) and "revoked" in entry:
            return _WITHDRAWN.format(when=entry["revoked"])
    return None
