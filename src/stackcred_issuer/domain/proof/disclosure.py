"""Selective disclosure of whole documents: a base proof for the holder, derived proofs for everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.data_integrity import ASSERTION, proofs_of
from stackcred_issuer.domain.proof.selective.proof_value import BaseProof, decode_proof_value
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.proof.suite import DATA_INTEGRITY
from stackcred_issuer.domain.proof.suites.ecdsa_sd_2023 import EcdsaSd2023, ProofKey

NAME = EcdsaSd2023.name
# what limits a credential or says whose it is: a holder who could leave these out could hide that it has ended
ALWAYS_SHOWN = ("/issuer", "/validFrom", "/validUntil", "/issuanceDate", "/expirationDate", "/credentialStatus")
_SUITE = EcdsaSd2023()


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one base proof is made with and never again: 32 random bytes, and a new P-256 key pair."""

    hmac_key: bytes
    proof_key: ProofKey


def limiting_pointers(document: JsonObject) -> list[str]:
    """The pointers of ALWAYS_SHOWN that lead somewhere in a document."""
    return [place for place in ALWAYS_SHOWN if place[1:] in document]


def add_base_proof(
    document: JsonObject,
    *,
    signer: Signer,
    created: datetime,
    contexts: ContextSet,
    mandatory_pointers: Sequence[str],
    secrets: Secrets,
) -> JsonObject:
    """A copy of a document without proofs with an ecdsa-sd-2023 base proof (ECDSA Cryptosuites 1.0 §3.6.1).

    mandatory_pointers: what no derived proof may leave out; see `limiting_pointers`.
    Raises StackcredError CONFLICT for a document that has a proof, KEY_UNUSABLE, INVALID and what canonicalization
    raises.
    """
    if "proof" in document:
        raise StackcredError(ErrorCode.CONFLICT, "Only a document without proof gets a base proof.", pointer="/proof")
    config: JsonObject = {
        "type": DATA_INTEGRITY,
        "cryptosuite": NAME,
        "created": format_instant(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": ASSERTION,
    }
    value = _SUITE.create_base_proof(
        document,
        config,
        signer,
        contexts,
        mandatory_pointers=mandatory_pointers,
        hmac_key=secrets.hmac_key,
        proof_key=secrets.proof_key,
    )
    return {**document, "proof": {**config, "proofValue": value}}


def derive(document: JsonObject, selective_pointers: Sequence[str], contexts: ContextSet) -> JsonObject:
    """A copy that shows the mandatory and the chosen parts only, with a derived proof (§3.6.6).

    document: with exactly one ecdsa-sd-2023 base proof; other proofs are left out, they are over the whole.
    Raises StackcredError INVALID without one, for a pointer that leads nowhere and for nothing chosen; MALFORMED.
    """
    bases = [proof for proof in proofs_of(document) if proof.get("cryptosuite") == NAME]
    if len(bases) != 1:
        raise StackcredError(
            ErrorCode.INVALID, f"A document to derive from has exactly one {NAME} proof.", pointer="/proof"
        )
    bare = {name: value for name, value in document.items() if name != "proof"}
    return _SUITE.derive(bare, bases[0], selective_pointers, contexts)


def is_base_proof(proof: JsonObject) -> bool:
    """Whether an ecdsa-sd-2023 proof is the holder's, from which nothing was left out; not for one that is neither."""
    try:
        return isinstance(decode_proof_value(proof.get("proofValue")), BaseProof)
    except StackcredError:
        return False
