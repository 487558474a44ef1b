"""What attacks are made of: good badges of a stranger in every format, and ways to spoil and to sign them."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import base58
from cryptography.hazmat.primitives.asymmetric import ec
from tests.domain.verification.making import CREATED, badge, contexts, key
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.jsonvalue import canonical_json
from stackcred_issuer.domain.proof.data_integrity import add_proof

SUITES = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019")
STRANGER = key(7)
P256 = LocalSigner.of(ec.derive_private_key(7, ec.SECP256R1()))
Document = dict[str, Any]


@dataclass(frozen=True)
class Attack:
    """One hostile input.

    shelf: documents that a stranger's server would answer with, by URL or DID.
    to: the path it is posted to; anything but the public verification is asked by a client of an issuer.
    kind: the media type it claims; None for each form of intake by turns.
    """

    name: str
    data: bytes
    shelf: Mapping[str, Any] = field(default_factory=dict)
    to: str = "/v1/verify"
    kind: str | None = None


Family = Callable[[], Iterator[Attack]]


def signer_for(suite: str) -> LocalSigner:
    return P256 if suite.startswith("ecdsa") else STRANGER


@lru_cache
def _good(suite: str) -> Document:
    signer = signer_for(suite)
    plain = badge(signer.controller)
    return add_proof(plain, suite=suite, signer=signer, created=CREATED, contexts=contexts())


def good(suite: str = SUITES[0]) -> Document:
    """A badge that is valid as it stands: a copy to spoil."""
    return copy.deepcopy(_good(suite))


def text(value: Any) -> bytes:
    return json.dumps(value).encode()


def spoilt(name: str, change: Callable[[Document], Any], suites: tuple[str, ...] = SUITES) -> Iterator[Attack]:
    """The same change to the signed badge of each suite."""
    for suite in suites:
        document = good(suite)
        change(document)
        yield Attack(f"{name}/{suite}", text(document))


def put(value: Any, *path: str) -> Callable[[Document], None]:
    """A change that sets the member at the end of a path."""

    def change(document: Document) -> None:
        target = document
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return change


def more(path: str, value: Callable[[Any], Any]) -> Callable[[Document], None]:
    """A change that makes a top-level member anew from what it was."""

    def change(document: Document) -> None:
        document[path] = value(document[path])

    return change


def without(*path: str) -> Callable[[Document], None]:
    """A change that takes the member at the end of a path away."""

    def change(document: Document) -> None:
        target = document
        for step in path[:-1]:
            target = target[step]
        del target[path[-1]]

    return change


def jcs_signed(document: Document, **proof_members: Any) -> Document:
    """Any document at all with an eddsa-jcs-2022 proof whose signature is right."""
    plain = {name: value for name, value in document.items() if name != "proof"}
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": STRANGER.verification_method,
        "proofPurpose": "assertionMethod",
        "@context": plain.get("@context"),
        **proof_members,
    }
    digests = hashlib.sha256(canonical_json(proof)).digest() + hashlib.sha256(canonical_json(plain)).digest()
    value = "z" + base58.b58encode(STRANGER.sign(digests)).decode()
    return {**plain, "proof": {**proof, "proofValue": value}}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jws(payload: Any, header: Document | None = None, *, sign: Callable[[bytes], bytes] = STRANGER.sign) -> str:
    """A compact JWS of anything, signed by the stranger unless told otherwise."""
    head = {"alg": "EdDSA", "typ": "vc+jwt", "kid": STRANGER.verification_method, **(header or {})}
    head = {name: value for name, value in head.items() if value is not None}
    body = payload if isinstance(payload, bytes) else text(payload)
    signing = f"{b64(text(head))}.{b64(body)}"
    return f"{signing}.{b64(sign(signing.encode()))}"


def claims(**changes: Any) -> Document:
    """The payload of a good JWT badge, with changes."""
    document = badge(STRANGER.controller)
    own = {
        "iss": document["issuer"]["id"],
        "sub": document["credentialSubject"]["id"],
        "jti": document["id"],
        "nbf": 1767225600,
    }
    return {**own, **document, **changes}
