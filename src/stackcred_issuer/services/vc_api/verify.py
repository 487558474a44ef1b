"""Judge what somebody brings, and say it in the VC-API's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, dump_json
from stackcred_issuer.domain.proof.disclosure import NAME as SELECTIVE
from stackcred_issuer.domain.proof.disclosure import is_base_proof
from stackcred_issuer.domain.verification.policy import Policy
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.problem_types import PROBLEM_TYPES, problem_of
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.related import Resource, related_resources
from stackcred_issuer.services.vc_api.requests import options_of, text, texts
from stackcred_issuer.services.verify_presented import verify_presented

Kind = Literal["credential", "presentation"]
_MEMBERS = {"credential": "verifiableCredential", "presentation": "verifiablePresentation"}
_TITLES = {
    "PARSING_ERROR": "It cannot be read",
    "MALFORMED_VALUE_ERROR": "It is not built as the standard asks",
    "CRYPTOGRAPHIC_SECURITY_ERROR": "The key is not its author's",
    "RANGE_ERROR": "A value is out of its range",
    "PROOF_VERIFICATION_ERROR": "The proof does not hold",
    "PROOF_TRANSFORMATION_ERROR": "Part of it is covered by no signature",
    "INVALID_DOMAIN_ERROR": "It was signed for another domain",
    "INVALID_CHALLENGE_ERROR": "It answers another challenge",
    "STATUS_RETRIEVAL_ERROR": "Its status cannot be had",
    "STATUS_VERIFICATION_ERROR": "Its status does not let it stand",
    "STATUS_LIST_LENGTH_ERROR": "Its status list is too short",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How an endpoint verifies. proof_only: when no checks are named. strict: as in `_strictly`."""

    proof_only: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """verified, and the body that says so (VC-API "Verify Credential", "Verify Presentation")."""

    verified: bool
    body: JsonObject


async def verify_brought(house: Deployment, kind: Kind, body: Any, manner: Manner) -> Answer:
    """The answer to `{verifiableCredential | verifiablePresentation, options?: {checks?, domain?, challenge?}}`.

    Never raises for anything in the body; RATE_LIMITED when too many wait.
    """
    try:
        document, policy, proof_only = _asked(kind, body, manner)
        return await _judged(house, kind, document, policy, manner, proof_only=proof_only)
    except StackcredError as error:
        if error.code is ErrorCode.RATE_LIMITED:
            raise
        return refusal(error)


def refusal(error: StackcredError) -> Answer:
    """The answer for what could not be judged at all."""
    name = problem_of(error) or ("MALFORMED_VALUE_ERROR" if error.pointer else "PARSING_ERROR")
    return Answer(False, {"verified": False, "problemDetails": [_problem(name, error.detail)]})


def _asked(kind: Kind, body: Any, manner: Manner) -> tuple[JsonObject, Policy, bool]:
    if not isinstance(body, dict):
        raise StackcredError(ErrorCode.MALFORMED, "Send a JSON object.")
    name = _MEMBERS[kind]
    document = body.get(name)
    if not isinstance(document, dict):
        raise StackcredError(ErrorCode.MALFORMED, f"Send {name} as a JSON object.", pointer=f"/{name}")
    options = options_of(body)
    checks = texts(options, "checks")
    proof_only = manner.proof_only if not checks else set(checks) == {"proof"}
    policy = Policy(
        checks=frozenset({"credentials"}) if proof_only else None,
        bind_issuer=not proof_only,
        domain=texts(options, "domain"),
        challenge=text(options, "challenge"),
    )
    return document, policy, proof_only


async def _judged(
    house: Deployment, kind: Kind, document: JsonObject, policy: Policy, manner: Manner, *, proof_only: bool
) -> Answer:
    presented = read(dump_json(document))
    if presented.kind != kind:
        raise StackcredError(ErrorCode.INVALID, f"This is a {presented.kind}, not a {kind}.", pointer="/type")
    strict = list(_strictly(presented.document)) if manner.strict else []
    report = await verify_presented(house, presented, policy)
    resources = [] if proof_only else await related_resources(house, presented.document)
    return _answer(kind, presented.document, report, resources, strict)


def _answer(kind: Kind, document: JsonObject, report: Report, resources: list[Resource], strict: list[str]) -> Answer:
    problems = [
        *(_problem("MALFORMED_VALUE_ERROR", detail) for detail in strict),
        *_problems(report),
        *(_unlike(one) for one in resources if one.result == "mismatch"),
    ]
    verified = report.verdict is Verdict.VALID and not problems
    results = report.to_json()
    if resources:
        results["relatedResource"] = [one.to_json() for one in resources]
    return Answer(verified, {"verified": verified, kind: document, "problemDetails": problems, "results": results})


def _problems(report: Report) -> Iterator[JsonObject]:
    """One for each check that did not pass, those of credentials inside included."""
    for check in report.checks:
        if check.result is not Result.PASS:
            other = "STATUS_VERIFICATION_ERROR" if check.name == "status" else "CRYPTOGRAPHIC_SECURITY_ERROR"
            yield _problem(check.problem or other, check.detail)
    for inner in report.credentials:
        yield from _problems(inner)


def _problem(name: str, detail: str) -> JsonObject:
    title = _TITLES.get(name, "The key cannot be relied on")
    return {"type": PROBLEM_TYPES[name], "title": title, "detail": detail}


def _unlike(resource: Resource) -> JsonObject:
    return _problem("CRYPTOGRAPHIC_SECURITY_ERROR", f"What stands at {resource.id} is not what its digest says.")


def _strictly(document: JsonObject) -> Iterator[str]:
    """What the VC-API asks beyond the data model: when a proof was made, lists as lists, and from whoever is not the
    holder a derived proof (ECDSA Cryptosuites 1.0 §3.6.7: a base proof is no disclosure)."""
    for name in ("@context", "type"):
        if not isinstance(document.get(name), list):
            yield f"{name} must be a list here."
    for proof in as_list(document.get("proof")):
        if isinstance(proof, dict) and "created" not in proof:
            yield "The proof must say when it was created."
        if isinstance(proof, dict) and proof.get("cryptosuite") == SELECTIVE and is_base_proof(proof):
            yield "This is a base proof, which is for the holder alone; derive what is to be shown."
