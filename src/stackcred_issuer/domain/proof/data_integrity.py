"""Embedded proofs: adding one, finding them, checking one (VC Data Integrity 1.0 §2.1, §4.2 to §4.5).

Proofs of a set stand side by side, each over the document alone. A proof of a chain names the ones before it in
`previousProof` and is over the document together with those.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.keys import PublicKey
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.proof.suite import DATA_INTEGRITY, refused
from stackcred_issuer.domain.proof.suites import suite_for, suite_named

MAX_PROOFS = 32  # on one document; each costs a signature check
ASSERTION = "assertionMethod"
DOMAIN = "INVALID_DOMAIN_ERROR"  # the names of §4.7
CHALLENGE = "INVALID_CHALLENGE_ERROR"


def add_proof(
    document: JsonObject,
    *,
    suite: str,
    signer: Signer,
    created: datetime,
    contexts: ContextSet,
    purpose: str = ASSERTION,
    **more: Any,
) -> JsonObject:
    """A copy of the document with one more proof, `proof` last.

    An existing proof makes a proof set, unless `more` has `previousProof`. more: further members of the proof,
    such as `id`, `expires`, `domain` or `challenge`, as they shall stand there.
    Raises StackcredError UNSUPPORTED for an unknown or verify-only suite, KEY_UNUSABLE for a key the suite is not
    for, PROOF_INVALID for a previous proof that is not there, and what canonicalization raises.
    """
    maker = suite_named(suite)
    present = proofs_of(document)
    named = {"cryptosuite": maker.name} if maker.proof_type == DATA_INTEGRITY else {}
    config = {
        "type": maker.proof_type,
        **named,
        "created": format_instant(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": purpose,
        **more,
    }
    body = _covered(document, present, config)
    config = maker.configure(body, config)
    proof = {**config, "proofValue": maker.sign(body, config, signer, contexts)}
    bare = {name: value for name, value in document.items() if name != "proof"}
    return {**bare, "proof": [*present, proof] if present else proof}


def proofs_of(document: JsonObject) -> list[JsonObject]:
    """The proofs of a document, none, one or many.

    Raises MALFORMED for a proof that is no object, TOO_LARGE beyond MAX_PROOFS.
    """
    proofs = as_list(document.get("proof"))
    if len(proofs) > MAX_PROOFS:
        raise StackcredError(
            ErrorCode.TOO_LARGE,
            f"The document has {len(proofs)} proofs; at most {MAX_PROOFS} are read.",
            pointer="/proof",
        )
    if not all(isinstance(proof, dict) for proof in proofs):
        raise StackcredError(ErrorCode.MALFORMED, "A proof must be a JSON object.", pointer="/proof")
    return proofs


def check_proof(
    document: JsonObject,
    proof: JsonObject,
    key: PublicKey,
    contexts: ContextSet,
    *,
    purpose: str = ASSERTION,
    now: datetime,
    domain: str | Sequence[str] | None = None,
    challenge: str | None = None,
) -> None:
    """Return when one proof of a document holds under a key.

    document: with its `proof`; proof: one of `proofs_of(document)`. domain, challenge: what the proof must name,
    if given; several domains are compared as sets. Whether the key is the issuer's is another question.
    Raises StackcredError PROOF_INVALID when the proof does not hold or its options are wrong, UNSUPPORTED for an
    unknown suite, KEY_UNUSABLE for a key of another type, and what canonicalization raises.
    """
    suite = suite_for(proof)
    _check_shape(proof)
    _check_options(proof, purpose, now)
    _check_audience(proof, domain, challenge)
    suite.verify(_covered(document, proofs_of(document), proof), proof, key, contexts)


def _covered(document: JsonObject, present: Sequence[JsonObject], proof: JsonObject) -> JsonObject:
    """What a proof is over: the document without proofs, or with exactly the previous ones (§4.3, §4.5)."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    wanted = as_list(proof.get("previousProof"))
    if not wanted:
        return bare
    previous = [other for other in present if other.get("id") in wanted]
    if sorted(str(other["id"]) for other in previous) != sorted(map(str, wanted)):
        raise refused("Each previousProof must be the id of exactly one other proof of the document.")
    return {**bare, "proof": previous}


def _check_shape(proof: JsonObject) -> None:
    for name in ("verificationMethod", "proofPurpose", "proofValue"):
        if not isinstance(proof.get(name), str):
            raise refused(f"The proof needs {name} as a text.")
    if not all(isinstance(previous, str) for previous in as_list(proof.get("previousProof"))):
        raise refused("previousProof must be the id of a proof, or an array of such ids.")


def _check_options(proof: JsonObject, purpose: str, now: datetime) -> None:
    if proof["proofPurpose"] != purpose:
        raise refused(f"The proof was made for {proof['proofPurpose']!r}, not for {purpose}.")
    if "created" in proof:
        _instant(proof, "created")
    if "expires" in proof and now >= _instant(proof, "expires"):
        raise refused(f"The proof ran out at {proof['expires']}.")


def _check_audience(proof: JsonObject, domain: str | Sequence[str] | None, challenge: str | None) -> None:
    if domain is not None:
        found, wanted = ({str(name) for name in as_list(names)} for names in (proof.get("domain"), domain))
        if found != wanted:
            raise refused("The proof was made for another domain.", DOMAIN)
    if challenge is not None and proof.get("challenge") != challenge:
        raise refused("The proof answers another challenge.", CHALLENGE)


def _instant(proof: JsonObject, name: str) -> datetime:
    try:
        return parse_instant(proof[name])
    except StackcredError as error:
        raise refused(f"{name} of the proof: {error.detail}") from None
