"""Every proof on a document, and what came of checking it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.data_integrity import CHALLENGE, DOMAIN, check_proof
from stackcred_issuer.domain.proof.jose import Jws, check_header, check_jws, check_kind, credential_of, presentation_of
from stackcred_issuer.domain.proof.suites import suite_for
from stackcred_issuer.domain.verification.judgement import result_of
from stackcred_issuer.domain.verification.limits import MAX_PROOFS, check_size
from stackcred_issuer.domain.verification.policy import Policy
from stackcred_issuer.domain.verification.presented import Presented
from stackcred_issuer.domain.verification.problem_types import problem_of
from stackcred_issuer.domain.verification.report import Result
from stackcred_issuer.domain.verification.signatory import (
    Signatory,
    signatory_of_jws,
    signatory_of_method,
)
from stackcred_issuer.domain.verification.sources import Materials

# what a signature must be for: to state something, or to show who presents it (VC Data Model 2.0 §4.12)
_PURPOSES = {"credential": "assertionMethod", "presentation": "authentication"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One proof checked.

    detail: for PASS what it is ("eddsa-rdfc-2022 of 2026-01-01T00:00:00Z"), else a sentence on what is wrong.
    signatory: whose key it was, when it holds.
    problem: the standard's name of what is wrong.
    known: whether it is of a kind that is verified here; only others may be passed over.
    """

    result: Result
    detail: str
    signatory: Signatory | None = None
    problem: str | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every attempt on one document rests on."""

    presented: Presented
    materials: Materials
    policy: Policy
    now: datetime


def attempts_of(presented: Presented, materials: Materials, policy: Policy, now: datetime) -> tuple[Attempt, ...]:
    """One attempt for the JWS around the document and one for each proof in it.

    Raises StackcredError TOO_LARGE as `check_size`.
    """
    ground = _Ground(presented, materials, policy, now)
    proofs = as_list(presented.document.get("proof"))
    check_size(presented.document)
    around = [] if presented.jws is None else [_try(_check_jws, presented.jws, ground)]
    inside = [_try(_check_data_integrity, proof, ground) for proof in proofs]
    return (*around, *_with_chains(proofs, inside))


def signatories_of(presented: Presented, materials: Materials) -> list[Signatory]:
    """Whose keys the proofs name, as far as these can be found: what `needs` looks for."""
    found = []
    if presented.jws is not None:
        with suppress(StackcredError):
            found.append(_signatory_around(presented, presented.jws, materials))
    for proof in as_list(presented.document.get("proof"))[:MAX_PROOFS]:
        with suppress(StackcredError):
            found.append(_signatory_inside(presented, proof, materials))
    return found


def _signatory_around(presented: Presented, jws: Jws, materials: Materials) -> Signatory:
    check_header(jws.header)
    return signatory_of_jws(jws, presented.author, _PURPOSES[presented.kind], materials)


def _signatory_inside(presented: Presented, proof: object, materials: Materials) -> Signatory:
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    if not isinstance(method, str):
        raise _invalid("The proof does not say which key made it.")
    return signatory_of_method(method, _PURPOSES[presented.kind], materials)


def _try(check: Callable[[Any, _Ground], Attempt], signed: object, ground: _Ground) -> Attempt:
    try:
        found = check(signed, ground)
    except StackcredError as error:
        return Attempt(result_of(error), error.detail, problem=problem_of(error))
    fault = found.signatory.fault(ground.now) if found.signatory is not None else None
    if fault is not None and not ground.policy.bind_issuer:
        return Attempt(Result.FAIL, fault)  # nobody else will look at it: there is no issuer check
    return found


def _check_data_integrity(proof: object, ground: _Ground) -> Attempt:
    if not isinstance(proof, dict):
        raise _invalid("A proof is not an object.")
    try:
        suite = suite_for(proof)
    except StackcredError as error:
        return Attempt(result_of(error), error.detail, problem=problem_of(error), known=False)
    document = ground.presented.document
    _refuse_other_contexts(document, proof)
    signatory = _signatory_inside(ground.presented, proof, ground.materials)
    check_proof(
        document,
        proof,
        signatory.key,
        ground.materials.contexts.as_pinned(document),
        purpose=_PURPOSES[ground.presented.kind],
        now=ground.now,
        domain=list(ground.policy.domain) if ground.policy.domain is not None else None,
        challenge=ground.policy.challenge,
    )
    when = f" of {proof['created']}" if "created" in proof else ""
    return Attempt(Result.PASS, f"{suite.name}{when}", signatory)


def _refuse_other_contexts(document: JsonObject, proof: JsonObject) -> None:
    """A proof with contexts of its own covers only these; more on the document were added by a stranger."""
    if "@context" in proof and as_list(proof["@context"]) != as_list(document.get("@context")):
        raise _invalid("The document has other contexts than the ones its proof covers.")


def _check_jws(jws: Jws, ground: _Ground) -> Attempt:
    _refuse_unsigned(jws)
    signatory = _signatory_around(ground.presented, jws, ground.materials)
    check_jws(jws, signatory.key)
    check_kind(jws.header, ground.presented.kind)
    _check_audience(jws.payload)
    if ground.presented.kind == "credential":
        credential_of(jws)
    else:
        presentation_of(jws)
        _check_request(jws.payload, ground)
    return Attempt(Result.PASS, f"JWS, {jws.header['alg']}", signatory)


def _refuse_unsigned(jws: Jws) -> None:
    algorithm = str(jws.header.get("alg", "none")).lower()
    if algorithm == "none" or algorithm.startswith("hs"):
        raise _invalid("It is not signed with a key of its own, so anybody could have made it.")


def _check_audience(payload: JsonObject) -> None:
    """`aud` is a text or several (RFC 7519 §4.1.3), so that nobody takes a number for somebody."""
    audience = payload.get("aud", [])
    if not isinstance(audience, str | list) or not all(isinstance(one, str) for one in as_list(audience)):
        raise _invalid("The token names its audience (aud) in another way than by texts.")


def _check_request(payload: JsonObject, ground: _Ground) -> None:
    """`nonce` and `aud` answer what was asked (OpenID4VP: challenge and domain), and it has not run out."""
    policy, seconds = ground.policy, ground.now.timestamp()
    if policy.challenge is not None and payload.get("nonce") != policy.challenge:
        raise _invalid("The presentation was not signed for this request: its nonce is another.", CHALLENGE)
    if policy.domain is not None and set(policy.domain) != set(as_list(payload.get("aud"))):
        raise _invalid("The presentation was signed for somebody else: its audience is another.", DOMAIN)
    for claim, too in (("exp", "late"), ("nbf", "early")):
        when = payload.get(claim, seconds)
        if not isinstance(when, int | float) or (when < seconds if too == "late" else when > seconds):
            raise _invalid(f"The presentation was made for another time: it is too {too} for it ({claim}).")


def _with_chains(proofs: list[Any], attempts: list[Attempt]) -> list[Attempt]:
    """A proof that builds on others (`previousProof`) holds only if they do (VC Data Integrity 1.0 §2.1.2)."""
    by_id = {
        proof["id"]: number
        for number, proof in enumerate(proofs)
        if isinstance(proof, dict) and isinstance(proof.get("id"), str)
    }
    return [_with_chain(number, proofs, attempts, by_id) for number in range(len(attempts))]


def _with_chain(number: int, proofs: list[Any], attempts: list[Attempt], by_id: dict[str, int]) -> Attempt:
    seen, waiting = {number}, [number]
    while waiting:
        current = waiting.pop()
        if attempts[current].result is not Result.PASS:
            return attempts[number] if current == number else _broken(attempts[current])
        for name in as_list(proofs[current].get("previousProof")):
            earlier = by_id.get(name) if isinstance(name, str) else None
            if earlier is None:
                return Attempt(Result.FAIL, "It builds on a signature that is not there.")
            if earlier not in seen:
                seen.add(earlier)
                waiting.append(earlier)
    return attempts[number]


def _broken(earlier: Attempt) -> Attempt:
    return Attempt(
        earlier.result, f"It builds on another signature that does not stand: {earlier.detail}", problem=earlier.problem
    )


def _invalid(detail: str, problem: str | None = None) -> StackcredError:
    return StackcredError(ErrorCode.PROOF_INVALID, detail, problem=problem)
