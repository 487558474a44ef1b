"""Presentations and learner records: signed or not, each credential in them judged on its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.domain.verification.making import (
    CREATED,
    OB,
    V2,
    badge,
    changed,
    contexts,
    controller_document,
    detail_of,
    key,
    report_on,
    signed,
)

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.multibase import base64url_encode
from stackcred_issuer.domain.verification.limits import MAX_CREDENTIALS
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.verify import Policy

ISSUER, HOLDER, STRANGER = key(3), key(4), key(5)
GOOD = signed(badge(ISSUER.controller), ISSUER)
EXPIRED = signed(badge(ISSUER.controller, validUntil="2026-02-01T00:00:00Z"), ISSUER)
FORGED = changed(GOOD, name="Other")
ASKED = Policy(domain=("employer.example",), challenge="42")


def presentation(*credentials: Any, **changes: Any) -> JsonObject:
    plain = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.controller,
        "verifiableCredential": list(credentials),
    }
    return changed(plain, **changes)


def presented(document: JsonObject, signer: Any = HOLDER, purpose: str = "authentication", **more: Any) -> JsonObject:
    return add_proof(
        document,
        suite="eddsa-rdfc-2022",
        signer=signer,
        created=CREATED,
        contexts=contexts(),
        purpose=purpose,
        **more,
    )


def vp_jwt(document: JsonObject, signer: Any = HOLDER, **claims: Any) -> str:
    header = {"alg": "EdDSA", "kid": signer.verification_method, "typ": "vp+jwt"}
    signing_input = ".".join(base64url_encode(dump_json(part)) for part in (header, {**document, **claims}))
    return f"{signing_input}.{base64url_encode(signer.sign(signing_input.encode()))}"


class TestPresentations:
    def test_a_signed_one_passes_its_own_checks_and_reports_on_each_credential(self) -> None:
        found = report_on(presented(presentation(GOOD, GOOD)))
        assert found.verdict is Verdict.VALID
        assert [check.name for check in found.checks] == [
            "presentation_structure", "terms", "proof", "holder", "credentials",
        ]  # fmt: skip
        assert [one.verdict for one in found.credentials] == [Verdict.VALID] * 2
        assert found.issuer == {"id": HOLDER.controller}
        assert found.credential is None

    def test_an_unsigned_one_shows_its_credentials_but_not_who_presents_them(self) -> None:
        found = report_on(presentation(GOOD))
        assert found.verdict is Verdict.VALID
        assert found.result_of("proof") is None
        assert "does not show who" in detail_of(found, "holder")

    def test_an_unsigned_one_fails_where_a_signature_was_asked_for(self) -> None:
        assert report_on(presentation(GOOD), policy=ASKED).verdict is Verdict.INVALID

    @pytest.mark.parametrize(
        ("inside", "verdict"),
        [
            ([GOOD, EXPIRED], Verdict.EXPIRED),
            ([GOOD, FORGED, EXPIRED], Verdict.INVALID),
            ([], Verdict.VALID),
        ],
    )
    def test_it_stands_with_the_worst_of_them(self, inside: list[Any], verdict: Verdict) -> None:
        assert report_on(presented(presentation(*inside))).verdict is verdict

    def test_a_change_in_it_is_found(self) -> None:
        signed_one = presented(presentation(GOOD))
        assert report_on({**signed_one, "verifiableCredential": [GOOD, GOOD, EXPIRED]}).verdict is Verdict.INVALID
        assert report_on({**signed_one, "id": "urn:uuid:0"}).verdict is Verdict.INVALID

    def test_somebody_elses_signature_is_not_the_holders(self) -> None:
        found = report_on(presented(presentation(GOOD), STRANGER))
        assert (found.result_of("proof"), found.result_of("holder")) == (Result.PASS, Result.FAIL)
        assert found.verdict is Verdict.INVALID

    def test_without_a_named_holder_whoever_signed_presented_it(self) -> None:
        assert report_on(presented(presentation(GOOD, holder=None))).verdict is Verdict.VALID

    def test_a_statement_is_not_an_authentication(self) -> None:
        assert report_on(presented(presentation(GOOD), purpose="assertionMethod")).verdict is Verdict.INVALID

    def test_a_withdrawn_key_of_the_holder_fails(self) -> None:
        did = "did:web:holder.example"
        owner = replace(HOLDER, controller=did, verification_method=f"{did}#k")
        document = presented(presentation(GOOD, holder=did), owner)
        for revoked, verdict in (("2026-05-01T00:00:00Z", Verdict.INVALID), ("2027-01-01T00:00:00Z", Verdict.VALID)):
            keys = controller_document(owner, purpose="authentication", revoked=revoked)
            assert report_on(document, {did: keys}).verdict is verdict

    def test_it_must_be_signed_for_the_one_who_asked(self) -> None:
        good = presented(presentation(GOOD), domain="employer.example", challenge="42")
        assert report_on(good, policy=ASKED).verdict is Verdict.VALID
        for other in ({"domain": "other.example", "challenge": "42"}, {"domain": "employer.example", "challenge": "1"}):
            assert report_on(presented(presentation(GOOD), **other), policy=ASKED).verdict is Verdict.INVALID
        assert report_on(presented(presentation(GOOD)), policy=ASKED).verdict is Verdict.INVALID

    @pytest.mark.parametrize(
        ("spoil", "place"),
        [
            ({"@context": V2}, "@context"),
            ({"holder": "no url"}, "holder"),
            ({"holder": {"name": "x"}}, "holder"),
            ({"id": 5}, "id"),
            ({"verifiableCredential": ["eyJh.eyJh.x"]}, "verifiableCredential"),
            ({"termsOfUse": {"id": "urn:x"}}, "termsOfUse"),
        ],
    )
    def test_a_misshapen_one_fails(self, spoil: JsonObject, place: str) -> None:
        found = report_on(presentation(**spoil))
        assert found.result_of("presentation_structure") is Result.FAIL
        assert place in detail_of(found, "presentation_structure")

    def test_enveloped_credentials_are_verified(self) -> None:
        jws = sign_jws(badge(ISSUER.controller), ISSUER)
        envelope = {
            "@context": [V2],
            "type": ["EnvelopedVerifiableCredential"],
            "id": f"data:application/vc+jwt,{jws}",
        }
        assert report_on(presented(presentation(envelope))).verdict is Verdict.VALID
        odd = {**envelope, "id": "data:application/dc+sd-jwt,x"}
        assert report_on(presentation(odd)).verdict is Verdict.UNDETERMINED

    def test_more_credentials_than_are_examined_leave_it_open(self) -> None:
        found = report_on(presentation(*[{}] * (MAX_CREDENTIALS + 1)))
        assert found.result_of("credentials") is Result.UNDETERMINED

    def test_the_digest_of_a_credential_inside_is_that_of_its_compact_json(self) -> None:
        found = report_on(presentation(GOOD))
        assert found.credentials[0].document_digest == report_on(GOOD).document_digest


class TestPresentationsAsJws:
    def test_a_good_one_is_valid(self) -> None:
        found = report_on(vp_jwt(presentation(GOOD), iss=HOLDER.controller))
        assert found.verdict is Verdict.VALID
        assert found.result_of("holder") is Result.PASS

    def test_an_enveloped_one_is_taken_out(self) -> None:
        envelope = {
            "@context": [V2],
            "type": "EnvelopedVerifiablePresentation",
            "id": f"data:application/vp+jwt,{vp_jwt(presentation(GOOD))}",
        }
        assert report_on(envelope).verdict is Verdict.VALID

    def test_it_answers_what_was_asked(self) -> None:
        good = {"aud": "employer.example", "nonce": "42", "exp": 1780322400, "nbf": 1767225600}
        assert report_on(vp_jwt(presentation(GOOD), **good), policy=ASKED).verdict is Verdict.VALID
        spoilt: JsonObject
        for spoilt in (
            {"aud": "x"}, {"nonce": "1"}, {"exp": 1}, {"nbf": 4102444800}, {"exp": "soon"}, {"aud": 5}, {"aud": None},
        ):  # fmt: skip
            document = vp_jwt(presentation(GOOD), **{**good, **spoilt})
            assert report_on(document, policy=ASKED).verdict is Verdict.INVALID, spoilt

    def test_somebody_elses_signature_is_not_the_holders(self) -> None:
        assert report_on(vp_jwt(presentation(GOOD), STRANGER)).verdict is Verdict.INVALID

    def test_a_claim_that_contradicts_it_fails(self) -> None:
        assert report_on(vp_jwt(presentation(GOOD), iss=STRANGER.controller)).verdict is Verdict.INVALID


class TestLearnerRecords:
    def record(self, *inside: Any) -> Report:
        document = {
            "@context": [V2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", OB],
            "id": "urn:uuid:99999999-9999-4999-8999-999999999999",
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": "Transcript",
            "issuer": {"id": ISSUER.controller, "type": ["Profile"]},
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {
                "id": "did:example:learner",
                "type": ["ClrSubject"],
                "verifiableCredential": list(inside),
            },
        }
        return report_on(signed(document, ISSUER))

    def test_each_credential_is_reported(self) -> None:
        found = self.record(GOOD, GOOD)
        assert found.verdict is Verdict.VALID
        assert len(found.credentials) == 2

    def test_one_that_has_run_out_since_does_not_undo_it(self) -> None:
        found = self.record(GOOD, EXPIRED)
        assert found.verdict is Verdict.VALID
        assert "1 expired, 1 valid" in detail_of(found, "credentials")

    def test_a_forged_one_does(self) -> None:
        assert self.record(GOOD, FORGED).verdict is Verdict.INVALID

    def test_one_that_cannot_be_checked_leaves_it_open(self) -> None:
        away = signed(badge("did:web:away.example"), replace(ISSUER, verification_method="did:web:away.example#k"))
        assert self.record(GOOD, away, EXPIRED).verdict is Verdict.UNDETERMINED
