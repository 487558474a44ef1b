"""Showing credentials: signed by the holder, for one request, whatever form the credentials have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.domain.verification.making import CREATED, badge, contexts, key, report_on, signed
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.envelope import enveloped_presentation
from stackcred_issuer.domain.issuance.presentation import (
    MAX_SHOWN,
    Asked,
    presentation_of,
    seal_presentation_jws,
    sign_presentation,
)
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.jose import decode_jws, sign_jws, sign_presentation_jws
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.verification.policy import Policy
from stackcred_issuer.domain.verification.report import Check, Report, Result, Verdict

ISSUER, HOLDER, STRANGER = key(3), key(4), key(5)
GOOD = signed(badge(ISSUER.controller), ISSUER)
AS_JWS = sign_jws(badge(ISSUER.controller), ISSUER)
ASKED = Asked("42", ("employer.example",))
POLICY = Policy(domain=ASKED.domain, challenge=ASKED.challenge)
SUITES = {
    "eddsa-rdfc-2022": KeyType.ED25519,
    "eddsa-jcs-2022": KeyType.ED25519,
    "ecdsa-rdfc-2019": KeyType.P256,
    "ecdsa-jcs-2019": KeyType.P384,
}


def shown(signer: Any = HOLDER, asked: Asked | None = ASKED, suite: str = "eddsa-rdfc-2022") -> JsonObject:
    plain = presentation_of([GOOD, AS_JWS], holder=signer.controller)
    return sign_presentation(plain, signer, suite=suite, created=CREATED, contexts=contexts(), asked=asked)


def proof_check(report: Report) -> Check:
    return next(check for check in report.checks if check.name == "proof")


@pytest.mark.parametrize(("suite", "kind"), SUITES.items())
def test_embedded_and_enveloped_credentials_are_shown_together(suite: str, kind: KeyType) -> None:
    report = report_on(shown(LocalSigner.make(kind), suite=suite), policy=POLICY)
    assert report.verdict is Verdict.VALID
    assert [one.verdict for one in report.credentials] == [Verdict.VALID] * 2
    assert report.result_of("holder") is Result.PASS


@pytest.mark.parametrize("kind", list(KeyType))
def test_the_same_as_jws(kind: KeyType) -> None:
    signer = LocalSigner.make(kind)
    compact = seal_presentation_jws(presentation_of([GOOD, AS_JWS], holder=signer.controller), signer, ASKED)
    jws = decode_jws(compact)
    assert jws.header["typ"] == "vp+jwt"
    assert (jws.payload["iss"], jws.payload["nonce"], jws.payload["aud"]) == (
        signer.controller, "42", "employer.example",
    )  # fmt: skip
    if kind is not KeyType.RSA:  # whose key it is, only a document elsewhere says
        assert report_on(compact, policy=POLICY).verdict is Verdict.VALID
        assert report_on(enveloped_presentation(compact), policy=POLICY).verdict is Verdict.VALID


def test_a_presentation_of_vc_1_stands_under_vp_with_its_credentials_as_texts() -> None:
    plain: JsonObject = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [AS_JWS],
        "holder": HOLDER.controller,
    }
    compact = sign_presentation_jws(plain, HOLDER, nonce="42", audience=["employer.example"])
    assert decode_jws(compact).payload["vp"] == plain
    report = report_on(compact, policy=POLICY)
    assert report.verdict is Verdict.VALID, report
    assert [one.verdict for one in report.credentials] == [Verdict.VALID]
    assert report_on(plain).verdict is Verdict.INVALID, "texts have no place in one without JWS"


def test_claims_complete_a_presentation_of_vc_1_and_may_not_contradict_it() -> None:
    plain: JsonObject = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [AS_JWS],
    }
    from tests.domain.proof.test_jose import compact as jws_of

    header = {"alg": "EdDSA", "kid": HOLDER.verification_method, "typ": "JWT"}
    good = report_on(jws_of({"iss": HOLDER.controller, "vp": plain}, header, HOLDER))
    assert (good.verdict, good.issuer) == (Verdict.VALID, {"id": HOLDER.controller})
    for payload in (
        {"iss": STRANGER.controller, "vp": {**plain, "holder": HOLDER.controller}},
        {"iss": HOLDER.controller, "vp": plain, "vc": {}},
        {"iss": HOLDER.controller, "vp": [plain]},
        {"iss": HOLDER.controller, "vp": {**plain, "@context": ["https://www.w3.org/ns/credentials/v2"]}},
    ):
        assert report_on(jws_of(payload, header, HOLDER)).verdict is Verdict.INVALID


def test_the_domains_are_compared_as_sets() -> None:
    asked = Asked("42", ("b.example", "a.example"))
    both = Policy(domain=("a.example", "b.example"), challenge="42")
    assert report_on(shown(asked=asked), policy=both).verdict is Verdict.VALID
    for fewer in (("a.example",), ("a.example", "b.example", "c.example")):
        report = report_on(shown(asked=asked), policy=replace(both, domain=fewer))
        assert proof_check(report).problem == "INVALID_DOMAIN_ERROR"


@pytest.mark.parametrize("as_jws", [False, True])
@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (replace(POLICY, challenge="43"), "INVALID_CHALLENGE_ERROR"),
        (replace(POLICY, domain=("other.example",)), "INVALID_DOMAIN_ERROR"),
    ],
)
def test_what_was_signed_for_somebody_else_has_the_standards_name(as_jws: bool, policy: Policy, problem: str) -> None:
    document: Any = shown()
    if as_jws:
        document = seal_presentation_jws(presentation_of([GOOD], holder=HOLDER.controller), HOLDER, ASKED)
    report = report_on(document, policy=policy)
    assert report.verdict is Verdict.INVALID
    check = proof_check(report)
    assert check.problem == problem
    assert check.to_json()["problem"] == f"https://w3id.org/security#{problem}"
    assert Report.from_json(report.to_json()) == report


def test_only_the_holder_signs() -> None:
    plain = presentation_of([GOOD], holder=HOLDER.controller)
    with pytest.raises(StackcredError) as caught:
        sign_presentation(plain, STRANGER, suite="eddsa-rdfc-2022", created=CREATED, contexts=contexts())
    assert caught.value.code is ErrorCode.KEY_UNUSABLE
    with pytest.raises(StackcredError) as caught:
        seal_presentation_jws({**plain, "holder": {"id": HOLDER.controller}}, STRANGER)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.KEY_UNUSABLE, "/holder")


def test_nothing_or_too_much_is_not_shown() -> None:
    for several in ([], [GOOD] * (MAX_SHOWN + 1)):
        with pytest.raises(StackcredError) as caught:
            presentation_of(several)
        assert caught.value.code is ErrorCode.INVALID
    with pytest.raises(StackcredError):
        presentation_of(["no jws"])
