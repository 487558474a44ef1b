"""ecdsa-sd-2023: ECDSA with selective disclosure (ECDSA Cryptosuites 1.0 §3.6).

The issuer signs each statement that the holder may leave out with a key made for this one credential, and signs
that key together with the mandatory statements. The holder derives proofs that reveal some of the statements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import NoReturn, Protocol

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.canonical.jsonld import document_quads
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.selective.pointers import resolve, select
from stackcred_issuer.domain.proof.selective.proof_value import (
    HMAC_KEY_BYTES,
    P256_MULTIKEY_PREFIX,
    BaseProof,
    DerivedProof,
    decode_proof_value,
)
from stackcred_issuer.domain.proof.selective.statements import (
    Statements,
    compress_labels,
    revealed_lines,
    shuffled_statements,
)
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.proof.suite import DATA_INTEGRITY, check_key_type, proof_options, refused


class ProofKey(Protocol):
    """A P-256 key pair made for one credential, to be forgotten after."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this signs."""

    def sign(self, data: bytes) -> bytes:
        """The signature, IEEE P1363 r‖s."""


class EcdsaSd2023:
    """P-256 with SHA-256 only."""

    name = "ecdsa-sd-2023"
    proof_type = DATA_INTEGRITY
    key_types = frozenset({KeyType.P256})

    def configure(self, document: JsonObject, config: JsonObject) -> JsonObject:
        """The proof options as given."""
        return dict(config)

    def sign(self, document: JsonObject, config: JsonObject, signer: Signer, contexts: ContextSet) -> NoReturn:
        """Raises UNSUPPORTED: a base proof needs secrets of its own, see `create_base_proof`."""
        raise StackcredError(
            ErrorCode.UNSUPPORTED, f"{self.name} signs with a fresh HMAC key and proof key: create a base proof."
        )

    def create_base_proof(
        self,
        document: JsonObject,
        config: JsonObject,
        signer: Signer,
        contexts: ContextSet,
        *,
        mandatory_pointers: Sequence[str],
        hmac_key: bytes,
        proof_key: ProofKey,
    ) -> str:
        """The `proofValue` for the holder alone ("Create Base Proof").

        mandatory_pointers: JSON pointers to what no derived proof may leave out. Whatever limits the credential
        belongs there, such as `/validUntil` and `/credentialStatus`, or a holder can hide that it has ended.
        hmac_key: 32 random bytes; proof_key: a new P-256 key. Neither may ever be used twice.
        Raises StackcredError KEY_UNUSABLE for keys of another type or size, INVALID for a pointer that leads
        nowhere, and what canonicalization raises.
        """
        check_key_type(self, signer.public_key)
        check_key_type(self, proof_key.public_key)
        if len(hmac_key) != HMAC_KEY_BYTES or proof_key.public_key == signer.public_key:
            raise StackcredError(
                ErrorCode.KEY_UNUSABLE, f"A base proof needs {HMAC_KEY_BYTES} bytes and a proof key of its own."
            )
        statements = shuffled_statements(document, hmac_key, contexts)
        mandatory, others = split(statements.lines, statements.choose(mandatory_pointers).indexes)
        data = base_data(document, config, proof_key.public_key, mandatory, contexts)
        return BaseProof(
            signer.sign(data),
            proof_key.public_key,
            hmac_key,
            tuple(proof_key.sign(line.encode()) for line in others),
            tuple(mandatory_pointers),
        ).encode()

    def derive(
        self,
        document: JsonObject,
        proof: JsonObject,
        selective_pointers: Sequence[str],
        contexts: ContextSet,
    ) -> JsonObject:
        """A document with only the mandatory and the chosen parts, and its derived proof ("Add Derived Proof").

        document: the whole, without `proof`, which is its base proof. No signature is checked here.
        Raises StackcredError MALFORMED or INVALID when the proof is no base proof of this document, INVALID for
        a pointer that leads nowhere or for nothing chosen, and what canonicalization raises.
        """
        base = decode_proof_value(proof.get("proofValue"))
        if not isinstance(base, BaseProof):
            raise StackcredError(ErrorCode.INVALID, "Only a base proof can be derived from.", pointer="/proof")
        pointers = [*base.mandatory_pointers, *selective_pointers]
        revealed = select([resolve(text, document) for text in pointers], document)
        if revealed is None:
            raise StackcredError(ErrorCode.INVALID, "Nothing is chosen; give one pointer at least.")
        derived = disclose(base, shuffled_statements(document, base.hmac_key, contexts), pointers)
        return {**revealed, "proof": {**proof_options(proof), "proofValue": derived.encode()}}

    def verify(self, document: JsonObject, proof: JsonObject, key: PublicKey, contexts: ContextSet) -> None:
        """Return when a derived proof holds ("Verify Derived Proof"), or a base proof, for its holder to check."""
        check_key_type(self, key)
        if any(item not in as_list(document.get("@context")) for item in as_list(proof.get("@context"))):
            raise refused("The proof names a context that its document does not.")
        try:
            value = decode_proof_value(proof.get("proofValue"))
            lines, mandatory_indexes = statements_of(document, value, contexts)
        except StackcredError as error:
            if error.code in (ErrorCode.MALFORMED, ErrorCode.INVALID):
                raise refused(error.detail) from None
            raise
        mandatory, others = split(lines, mandatory_indexes)
        if len(others) != len(value.signatures):
            raise refused(f"The proof has {len(value.signatures)} signatures for {len(others)} statements.")
        data = base_data(document, proof_options(proof), value.proof_key, mandatory, contexts)
        if not key.verify(value.base_signature, data):
            raise refused("The base signature does not fit the mandatory part, the proof options and the key.")
        for line, signature in zip(others, value.signatures, strict=True):
            if not value.proof_key.verify(signature, line.encode()):
                raise refused("A statement does not fit its signature.")


def disclose(base: BaseProof, statements: Statements, pointers: Sequence[str]) -> DerivedProof:
    """The derived proof for what the pointers choose (createDisclosureData).

    pointers: the mandatory ones among them. Raises StackcredError INVALID as `Statements.choose`, and when the
    base proof has another number of signatures than the document has statements to sign.
    """
    combined = statements.choose(pointers)
    mandatory = set(statements.choose(base.mandatory_pointers).indexes)
    others = [index for index in range(len(statements.lines)) if index not in mandatory]
    if len(others) != len(base.signatures):
        raise StackcredError(ErrorCode.INVALID, "The base proof is not of this document.", pointer="/proof")
    signatures = dict(zip(others, base.signatures, strict=True))
    return DerivedProof(
        base.base_signature,
        base.proof_key,
        tuple(signatures[index] for index in combined.indexes if index in signatures),
        compress_labels(combined.quads, statements.labels),
        tuple(place for place, index in enumerate(combined.indexes) if index in mandatory),
    )


def statements_of(
    document: JsonObject, value: BaseProof | DerivedProof, contexts: ContextSet
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The statements that a proof is over, and the places of the mandatory ones.

    Raises StackcredError INVALID or PROOF_INVALID when the proof does not belong to the document.
    """
    if isinstance(value, BaseProof):
        statements = shuffled_statements(document, value.hmac_key, contexts)
        return statements.lines, statements.choose(value.mandatory_pointers).indexes
    lines = revealed_lines(document_quads(document, contexts), value.labels)
    if any(index >= len(lines) for index in value.mandatory_indexes):
        raise refused("A mandatory index is beyond the statements.")
    return lines, value.mandatory_indexes


def split(lines: Sequence[str], mandatory: Collection[int]) -> tuple[list[str], list[str]]:
    """The mandatory statements and the others, each in order."""
    chosen = set(mandatory)
    return (
        [line for index, line in enumerate(lines) if index in chosen],
        [line for index, line in enumerate(lines) if index not in chosen],
    )


def base_data(
    document: JsonObject,
    options: JsonObject,
    proof_key: PublicKey,
    mandatory: Sequence[str],
    contexts: ContextSet,
) -> bytes:
    """What the issuer's key signs (serializeSignData): 32 bytes for the options, 35 the key, 32 the mandatory part."""
    config = canonicalize({**options, "@context": document.get("@context")}, contexts)
    body = "".join(mandatory).encode()
    return hashlib.sha256(config).digest() + P256_MULTIKEY_PREFIX + proof_key.raw + hashlib.sha256(body).digest()
