"""Sign a linted draft; nothing else can be signed as a badge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.lint import LintedDraft
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, load_json
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.proof.signer import Signer

SUITE_OF = {
    KeyType.ED25519: "eddsa-rdfc-2022",  # the one that Open Badges certification asks for
    KeyType.P256: "ecdsa-rdfc-2019",
    KeyType.P384: "ecdsa-rdfc-2019",
}


@dataclass(frozen=True, slots=True)
class SealedCredential:
    """A signed badge: its bytes to keep and hand out as they are, and their `digestMultibase`."""

    body: bytes
    digest: str

    @property
    def document(self) -> JsonObject:
        """The badge as JSON, read from its bytes."""
        return load_json(self.body)


@dataclass(frozen=True, slots=True)
class SealedJws:
    """A badge as compact JWS: the document inside, the ASCII text to keep and hand out, and its `digestMultibase`."""

    document: JsonObject
    compact: str
    digest: str


def seal(
    linted: LintedDraft,
    signer: Signer,
    created: datetime,
    contexts: ContextSet,
    suite: str | None = None,
) -> SealedCredential:
    """Sign, with one proof as an object: every verifier reads that, and some read no list of one.

    created: the instant of signing. suite: None for the one that `SUITE_OF` has for the key.
    Raises StackcredError KEY_UNUSABLE for a signer that does not speak for the
    issuer of the draft, and what `add_proof` raises.
    """
    if not isinstance(linted, LintedDraft):
        raise TypeError("seal() takes a LintedDraft and nothing else.")
    document = linted.document
    require_issuer(document, signer)
    signed = add_proof(document, suite=suite or suite_of(signer), signer=signer, created=created, contexts=contexts)
    body = dump_json(signed)
    return SealedCredential(body, digest_multibase(body))


def require_issuer(document: JsonObject, signer: Signer) -> None:
    """Raises StackcredError KEY_UNUSABLE for a signer that does not speak for the issuer of a document."""
    issuer = document.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if signer.controller != named:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE,
            f"The key of {signer.controller} cannot sign for {named}; use a key of the issuer.",
            pointer="/issuer/id" if isinstance(issuer, dict) else "/issuer",
        )


def suite_of(signer: Signer) -> str:
    """The cryptosuite for a signer's kind of key. Raises StackcredError KEY_UNUSABLE for RSA, which none knows."""
    suite = SUITE_OF.get(signer.public_key.type)
    if suite is None:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE, f"No proof is made with a {signer.public_key.type} key; sign as JWT with it."
        )
    return suite
