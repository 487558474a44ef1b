"""What a cryptosuite is, and the steps most of them share (VC Data Integrity 1.0 §3.1, §4)."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Protocol

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, canonical_json
from stackcred_issuer.domain.proof.canonical.compiled import canonicalize
from stackcred_issuer.domain.proof.canonical.rdfc import Digest
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base58btc_decode, base58btc_encode
from stackcred_issuer.domain.proof.signer import Signer

DATA_INTEGRITY = "DataIntegrityProof"


class Cryptosuite(Protocol):
    """One way to make and check a proof.

    `document` holds no proof, but for the previous ones that a proof of a chain covers. `config` is the proof to
    be, without `proofValue`.
    """

    @property
    def name(self) -> str:
        """The value of `cryptosuite`, or the proof type itself where the type says it all."""

    @property
    def proof_type(self) -> str:
        """The value of the proof's `type`."""

    @property
    def key_types(self) -> frozenset[KeyType]:
        """The kinds of key the suite is defined for."""

    def configure(self, document: JsonObject, config: JsonObject) -> JsonObject:
        """The proof options as they will stand in the proof (a copy of `config`, or more)."""

    def sign(self, document: JsonObject, config: JsonObject, signer: Signer, contexts: ContextSet) -> str:
        """The `proofValue` over a document and its configured proof options.

        Raises StackcredError KEY_UNUSABLE for a key of another type, UNSUPPORTED where the suite only
        verifies, and what canonicalization raises.
        """

    def verify(self, document: JsonObject, proof: JsonObject, key: PublicKey, contexts: ContextSet) -> None:
        """Return when the proof holds.

        Raises StackcredError PROOF_INVALID when it does not, KEY_UNUSABLE for a key of another type, and what
        canonicalization raises (UNDEFINED_TERM, UNKNOWN_CONTEXT, EXHAUSTED …).
        """


class HashedSuite(ABC):
    """Suites that sign hash(canonical proof options) ‖ hash(canonical document), options first.

    A suite is then its name, its keys and its canonical form.
    """

    name: ClassVar[str]
    proof_type: ClassVar[str] = DATA_INTEGRITY
    key_types: ClassVar[frozenset[KeyType]]

    @abstractmethod
    def canonical_parts(
        self, document: JsonObject, proof: JsonObject, digest: Digest, contexts: ContextSet
    ) -> tuple[bytes, bytes]:
        """The canonical proof options and the canonical document that this proof is over.

        digest: the hash that goes with the key, for canonical forms that hash on the way.
        """

    def configure(self, document: JsonObject, config: JsonObject) -> JsonObject:
        """The proof options as given."""
        return dict(config)

    def hash_data(self, document: JsonObject, proof: JsonObject, key_type: KeyType, contexts: ContextSet) -> bytes:
        """What is signed: SHA-384 of both parts for P-384, SHA-256 for every other key."""
        digest = digest_for(key_type)
        options, body = self.canonical_parts(document, proof, digest, contexts)
        return bytes(digest(options).digest() + digest(body).digest())

    def sign(self, document: JsonObject, config: JsonObject, signer: Signer, contexts: ContextSet) -> str:
        """The `proofValue`: `z` and base58btc of the signature."""
        check_key_type(self, signer.public_key)
        data = self.hash_data(document, config, signer.public_key.type, contexts)
        return base58btc_encode(signer.sign(data))

    def verify(self, document: JsonObject, proof: JsonObject, key: PublicKey, contexts: ContextSet) -> None:
        """Return when the signature holds; raises as `Cryptosuite.verify` says."""
        check_key_type(self, key)
        signature = decode_signature(proof.get("proofValue"))
        data = self.hash_data(document, proof, key.type, contexts)
        if not key.verify(signature, data):
            raise refused("The signature does not fit the document and the key.")


class RdfcSuite(HashedSuite):
    """HashedSuite over RDFC-1.0: the options take the document's `@context` (EdDSA §3.2.5, ECDSA §3.2.5)."""

    def canonical_parts(
        self, document: JsonObject, proof: JsonObject, digest: Digest, contexts: ContextSet
    ) -> tuple[bytes, bytes]:
        """A proof's own `@context` may only repeat the document's: the signature does not cover it."""
        if any(item not in as_list(document.get("@context")) for item in as_list(proof.get("@context"))):
            raise refused("The proof names a context that its document does not.")
        options = {**proof_options(proof), "@context": document.get("@context")}
        return canonicalize(options, contexts, digest=digest), canonicalize(document, contexts, digest=digest)


class JcsSuite(HashedSuite):
    """HashedSuite over JCS: the proof carries the document's `@context` (EdDSA §3.3, ECDSA §3.3)."""

    def configure(self, document: JsonObject, config: JsonObject) -> JsonObject:
        """The options with the document's `@context`, if it has one."""
        return {**config, "@context": document["@context"]} if "@context" in document else dict(config)

    def canonical_parts(
        self, document: JsonObject, proof: JsonObject, digest: Digest, contexts: ContextSet
    ) -> tuple[bytes, bytes]:
        """A proof with `@context` speaks for a document whose contexts start with the same ones."""
        if "@context" in proof:
            mine, theirs = as_list(proof["@context"]), as_list(document.get("@context"))
            if theirs[: len(mine)] != mine:
                raise refused("The document's @context does not start with the one of its proof.")
            document = {**document, "@context": proof["@context"]}
        return canonical_json(proof_options(proof)), canonical_json(document)


def digest_for(key_type: KeyType) -> Digest:
    """The hash that goes with a kind of key."""
    return hashlib.sha384 if key_type is KeyType.P384 else hashlib.sha256


def proof_options(proof: JsonObject) -> JsonObject:
    """The proof without its `proofValue`."""
    return {name: value for name, value in proof.items() if name != "proofValue"}


def check_key_type(suite: Cryptosuite, key: PublicKey) -> None:
    """Raises KEY_UNUSABLE when the suite is not defined for this kind of key."""
    if key.type not in suite.key_types:
        wanted = " or ".join(sorted(suite.key_types))
        raise StackcredError(ErrorCode.KEY_UNUSABLE, f"{suite.name} needs a {wanted} key, not {key.type}.")


def decode_signature(value: Any) -> bytes:
    """The bytes of a `z…` proof value. Raises PROOF_INVALID for anything else."""
    if not isinstance(value, str):
        raise refused("proofValue must be a base58btc text that starts with z.")
    try:
        return base58btc_decode(value)
    except StackcredError:
        raise refused("proofValue must be a base58btc text that starts with z.") from None


def refused(detail: str, problem: str = "PROOF_VERIFICATION_ERROR") -> StackcredError:
    """The error of a proof that does not hold; problem: its name in VC Data Integrity 1.0 §4.7."""
    return StackcredError(ErrorCode.PROOF_INVALID, detail, pointer="/proof", problem=problem)
