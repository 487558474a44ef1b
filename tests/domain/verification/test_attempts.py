"""Proof and issuer: every signature of a known kind holds, one by a key the issuer publishes and still trusts."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import (
    CREATED,
    ISSUER,
    ISSUER_DID,
    NOW,
    badge,
    changed,
    contexts,
    controller_document,
    detail_of,
    failed,
    key,
    report_on,
    signed,
    signer_of,
)

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.verification.limits import MAX_PROOFS
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.verify import Policy

STRANGER = key(9)
GOOD = signed(badge())


def results(report: Report) -> tuple[Result | None, Result | None]:
    return report.result_of("proof"), report.result_of("issuer")


def test_a_badge_signed_by_its_issuer_passes_both() -> None:
    report = report_on(GOOD)
    assert results(report) == (Result.PASS, Result.PASS)
    assert report.verdict is Verdict.VALID
    assert "eddsa-rdfc-2022" in detail_of(report, "proof")
    assert ISSUER_DID in detail_of(report, "issuer")


@pytest.mark.parametrize("number", [1, 2])
def test_did_key_issuers_need_nothing_fetched(number: int) -> None:
    issuer = key(number)
    assert report_on(signed(badge(issuer.controller), issuer)).verdict is Verdict.VALID


def test_an_unsigned_badge_fails() -> None:
    report = report_on(badge())
    assert results(report) == (Result.FAIL, Result.UNDETERMINED)
    assert report.verdict is Verdict.INVALID


def test_a_key_of_somebody_else_fails_the_issuer_and_says_whose_it_is() -> None:
    report = report_on(signed(badge(), STRANGER))
    assert results(report) == (Result.PASS, Result.FAIL)
    assert STRANGER.controller[:30] in detail_of(report, "issuer")
    assert report.verdict is Verdict.INVALID


def test_one_proof_that_fails_fails_the_document() -> None:
    forged = {**GOOD["proof"], "proofValue": signed(badge(), STRANGER)["proof"]["proofValue"]}
    both = {**GOOD, "proof": [GOOD["proof"], forged]}
    report = report_on(both)
    assert (report.verdict, report.result_of("proof")) == (Verdict.INVALID, Result.FAIL)
    assert "One of its signatures" in detail_of(report, "proof")


def test_a_proof_of_an_unknown_kind_is_passed_over_beside_one_that_holds_and_only_there() -> None:
    unknown = {**GOOD["proof"], "cryptosuite": "bbs-2099"}
    assert report_on({**GOOD, "proof": [unknown, GOOD["proof"]]}).verdict is Verdict.VALID
    assert report_on({**GOOD, "proof": [unknown]}).verdict is Verdict.UNDETERMINED


def test_a_proof_of_a_known_kind_whose_key_cannot_be_had_leaves_the_set_undetermined() -> None:
    other = {**GOOD["proof"], "verificationMethod": "did:web:elsewhere.example#key"}
    report = report_on(
        {**GOOD, "proof": [GOOD["proof"], other]},
        {ISSUER_DID: controller_document(ISSUER), "did:web:elsewhere.example": None},
    )
    assert report.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize("proofs", [[], None, [{**GOOD["proof"], "id": "urn:p:1"}] * 2, [{}]])
def test_no_proofs_and_proofs_of_the_same_id_are_faults_of_structure(proofs: object) -> None:
    assert report_on({**GOOD, "proof": proofs}).result_of("structure") is Result.FAIL


def test_for_test_vectors_the_issuer_need_not_control_the_key() -> None:
    report = report_on(signed(badge(), STRANGER), policy=Policy(bind_issuer=False))
    assert report.verdict is Verdict.VALID
    assert report.result_of("issuer") is None


class TestKeysOutOfForce:
    def test_a_withdrawn_key_fails_even_for_what_it_says_it_signed_before(self) -> None:
        """The owner keeps the key among its methods with `revoked`, and vouches for it no longer."""
        document = controller_document(ISSUER, revoked="2026-05-01T00:00:00Z")
        document["assertionMethod"] = []
        report = report_on(GOOD, {ISSUER_DID: document})  # the proof says it is of 1 January
        assert report.verdict is Verdict.INVALID
        assert "withdrawn by its owner on 2026-05-01" in detail_of(report, "proof")
        assert "any date" in detail_of(report, "proof")

    def test_a_withdrawn_key_that_is_still_vouched_for_fails_the_issuer_check(self) -> None:
        report = report_on(GOOD, {ISSUER_DID: controller_document(ISSUER, revoked="2026-05-01T00:00:00Z")})
        assert results(report) == (Result.PASS, Result.FAIL)
        assert "withdrawn" in detail_of(report, "issuer")

    def test_a_key_that_ran_out_fails(self) -> None:
        report = report_on(GOOD, {ISSUER_DID: controller_document(ISSUER, expires="2026-05-01T00:00:00Z")})
        assert results(report) == (Result.PASS, Result.FAIL)

    @pytest.mark.parametrize("member", ["expires", "revoked"])
    def test_a_date_still_to_come_does_not(self, member: str) -> None:
        document = controller_document(ISSUER, **{member: "2027-01-01T00:00:00Z"})
        assert report_on(GOOD, {ISSUER_DID: document}).verdict is Verdict.VALID

    @pytest.mark.parametrize("member", ["expires", "revoked"])
    def test_without_an_issuer_check_the_proof_check_minds_them(self, member: str) -> None:
        document = controller_document(ISSUER, **{member: "2026-05-01T00:00:00Z"})
        report = report_on(GOOD, {ISSUER_DID: document}, Policy(bind_issuer=False))
        assert results(report) == (Result.FAIL, None)

    def test_a_key_listed_for_another_purpose_only_fails(self) -> None:
        report = report_on(GOOD, {ISSUER_DID: controller_document(ISSUER, purpose="authentication")})
        assert results(report) == (Result.FAIL, Result.UNDETERMINED)


class TestWhatCannotBeFoundOut:
    @pytest.mark.parametrize("answers", [{ISSUER_DID: None}])
    def test_an_unreachable_key_is_undetermined_never_valid(self, answers: dict[str, None]) -> None:
        report = report_on(GOOD, answers)
        assert results(report) == (Result.UNDETERMINED, Result.UNDETERMINED)
        assert report.verdict is Verdict.UNDETERMINED
        assert "the host did not answer" in detail_of(report, "proof")

    def test_an_unknown_cryptosuite_is_undetermined(self) -> None:
        other = {**GOOD, "proof": {**GOOD["proof"], "cryptosuite": "bbs-2099"}}
        assert report_on(other).verdict is Verdict.UNDETERMINED

    def test_an_unknown_did_method_is_undetermined(self) -> None:
        other = {**GOOD, "proof": {**GOOD["proof"], "verificationMethod": "did:example:1#key"}}
        assert report_on(other).verdict is Verdict.UNDETERMINED

    def test_too_many_proofs_are_not_examined(self) -> None:
        crowd = {**GOOD, "proof": [GOOD["proof"]] * (MAX_PROOFS + 1)}
        report = report_on(crowd)
        assert report.verdict is not Verdict.VALID
        assert report.result_of("proof") is Result.UNDETERMINED
        assert str(MAX_PROOFS) in detail_of(report, "proof")


@pytest.mark.parametrize(
    "spoil",
    [
        {"verificationMethod": "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"},
        {"verificationMethod": "xxx:z6Mk"},
        {"verificationMethod": 5},
        {"verificationMethod": f"{ISSUER_DID}#other"},
        {"proofPurpose": "authentication"},
        {"proofValue": "z3"},
        {"created": "yesterday"},
        {"expires": "2026-02-01T00:00:00Z"},
    ],
)
def test_a_proof_with_wrong_options_fails(spoil: JsonObject) -> None:
    assert report_on({**GOOD, "proof": {**GOOD["proof"], **spoil}}).verdict is Verdict.INVALID


def test_a_proof_that_is_no_object_fails() -> None:
    assert report_on({**GOOD, "proof": "signed"}).verdict is Verdict.INVALID
    assert report_on({**GOOD, "proof": [[]]}).verdict is Verdict.INVALID


def test_a_controller_document_with_another_id_fails() -> None:
    document = {**controller_document(ISSUER), "id": "did:web:other.example"}
    assert report_on(GOOD, {ISSUER_DID: document}).verdict is Verdict.INVALID


def test_a_method_that_stands_on_its_own_is_vouched_for_by_its_controller() -> None:
    address, owner = "https://issuer.example/keys/1", "https://issuer.example/issuers/1"
    method = {
        "id": address,
        "type": "Multikey",
        "controller": owner,
        "publicKeyMultibase": ISSUER.public_key.multikey,
    }
    signer = signer_of(owner)
    proof = signed(badge(owner), signer)["proof"]
    document = add_proof(
        badge(owner),
        suite="eddsa-rdfc-2022",
        signer=type(signer)(signer.private, signer.public_key, owner, address),
        created=CREATED,
        contexts=contexts(),
    )
    assert proof != document["proof"]
    keeper = {"id": owner, "verificationMethod": [method], "assertionMethod": [address]}
    assert report_on(document, {address: method, owner: keeper}).verdict is Verdict.VALID
    assert report_on(document, {address: method, owner: {**keeper, "assertionMethod": []}}).verdict is Verdict.INVALID
    assert report_on(document, {address: method}).verdict is Verdict.UNDETERMINED


class TestSeveralProofs:
    def test_unknown_ones_are_passed_over_wherever_they_stand(self) -> None:
        unknown = {"type": "SomeProofType", "created": "2022-11-16T18:54:22Z", "proofPurpose": "assertionMethod"}
        for proofs in ([unknown, GOOD["proof"]], [GOOD["proof"], unknown]):
            assert report_on({**GOOD, "proof": proofs}).verdict is Verdict.VALID

    def test_a_strangers_beside_the_issuers_does_no_harm(self) -> None:
        both = signed(GOOD, STRANGER)
        assert report_on(both).verdict is Verdict.VALID
        assert report_on({**both, "proof": both["proof"][::-1]}).verdict is Verdict.VALID

    def test_a_strangers_that_holds_does_not_stand_in_for_the_issuers_that_fails(self) -> None:
        both = signed(GOOD, STRANGER)
        broken = {**both["proof"][0], "proofValue": both["proof"][1]["proofValue"]}
        report = report_on({**both, "proof": [broken, both["proof"][1]]})
        assert results(report) == (Result.FAIL, Result.FAIL)
        assert report.verdict is Verdict.INVALID

    def test_only_unknown_and_failing_ones_fail(self) -> None:
        unknown = {"type": "SomeProofType"}
        bad = {**GOOD["proof"], "created": "2026-01-02T00:00:00Z"}
        assert report_on({**GOOD, "proof": [unknown, bad]}).verdict is Verdict.INVALID
        assert report_on({**GOOD, "proof": [unknown]}).verdict is Verdict.UNDETERMINED


class TestChains:
    def chain(self, first: Any = STRANGER) -> JsonObject:
        begun = signed(badge(), first, id="urn:uuid:33333333-3333-4333-8333-333333333333")
        return signed(begun, previousProof=begun["proof"]["id"])

    def test_a_chain_holds_with_all_its_links(self) -> None:
        assert report_on(self.chain()).verdict is Verdict.VALID

    def test_a_link_whose_predecessor_is_gone_fails(self) -> None:
        chain = self.chain()
        assert report_on({**chain, "proof": chain["proof"][1:]}).verdict is Verdict.INVALID

    def test_a_link_whose_predecessor_does_not_hold_fails_though_its_own_signature_is_right(self) -> None:
        """The second signer signs over a first proof that is rubbish."""
        begun = signed(badge(), STRANGER, id="urn:uuid:33333333-3333-4333-8333-333333333333")
        begun["proof"]["created"] = "2026-01-02T00:00:00Z"
        chain = signed(begun, previousProof=begun["proof"]["id"])
        report = report_on(chain)
        assert report.result_of("proof") is Result.FAIL

    def test_a_link_whose_predecessor_cannot_be_checked_is_not_believed(self) -> None:
        away = signer_of("did:web:away.example", 5)
        report = report_on(self.chain(away), {"did:web:away.example": None})
        assert report.result_of("proof") is Result.UNDETERMINED
        assert report.verdict is Verdict.UNDETERMINED


def test_contexts_added_after_signing_are_refused_where_the_proof_names_its_own() -> None:
    """eddsa-jcs-2022 lets a document have more contexts than its proof; a stranger may have added them."""
    document = add_proof(badge(), suite="eddsa-jcs-2022", signer=ISSUER, created=CREATED, contexts=contexts())
    assert report_on(document).verdict is Verdict.VALID
    longer = changed(document, **{"@context": [*document["@context"], "https://w3id.org/security/multikey/v1"]})
    assert report_on(longer).verdict is Verdict.INVALID


def test_every_check_is_made_even_if_another_failed() -> None:
    report = report_on(changed(GOOD, name="Welding 2", validUntil="2026-02-01T00:00:00Z"))
    assert {check.name for check in report.checks} == {
        "structure", "terms", "schema", "subject", "proof", "issuer", "validity", "status",
    }  # fmt: skip
    assert set(failed(report)) == {"proof", "issuer", "validity"}
    assert report.verified_at == NOW
