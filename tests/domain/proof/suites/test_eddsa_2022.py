"""What sets the EdDSA suites apart: how each goes about contexts."""

from __future__ import annotations

import pytest
from tests.support.proof import CONTEXTS, NOW, SIGNER, badge, signed

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2
from stackcred_issuer.domain.proof.data_integrity import check_proof

FOREIGN = "https://w3id.org/security/data-integrity/v2"


def refusal(document: JsonObject) -> ErrorCode:
    with pytest.raises(StackcredError) as caught:
        check_proof(document, document["proof"], SIGNER.public_key, CONTEXTS, now=NOW)
    return caught.value.code


def test_a_jcs_proof_carries_the_contexts_and_an_rdfc_proof_does_not() -> None:
    assert signed(badge(), "eddsa-jcs-2022")["proof"]["@context"] == badge()["@context"]
    assert "@context" not in signed(badge())["proof"]


def test_under_jcs_contexts_may_follow_the_signed_ones_but_none_may_change() -> None:
    """EdDSA §3.3.2: the document's contexts start with the proof's."""
    document = signed(badge(), "eddsa-jcs-2022")
    contexts = document["@context"]
    longer = {**document, "@context": [*contexts, FOREIGN]}
    check_proof(longer, longer["proof"], SIGNER.public_key, CONTEXTS, now=NOW)
    for other in ([FOREIGN, *contexts], contexts[:1], contexts[::-1], [], CREDENTIALS_V2):
        assert refusal({**document, "@context": other}) is ErrorCode.PROOF_INVALID


def test_under_jcs_a_proof_without_contexts_covers_those_of_the_document() -> None:
    document = signed(badge(), "eddsa-jcs-2022")
    proof = {name: value for name, value in document["proof"].items() if name != "@context"}
    assert refusal({**document, "proof": proof}) is ErrorCode.PROOF_INVALID


def test_under_jcs_every_member_is_signed_defined_or_not() -> None:
    document = signed(badge(undefinedTerm=1), "eddsa-jcs-2022")
    check_proof(document, document["proof"], SIGNER.public_key, CONTEXTS, now=NOW)
    assert refusal({**document, "undefinedTerm": 2}) is ErrorCode.PROOF_INVALID


def test_under_rdfc_a_proof_may_repeat_contexts_but_bring_none() -> None:
    document = signed(badge())
    repeated = {**document, "proof": {**document["proof"], "@context": CREDENTIALS_V2}}
    check_proof(repeated, repeated["proof"], SIGNER.public_key, CONTEXTS, now=NOW)
    for foreign in (FOREIGN, [CREDENTIALS_V2, FOREIGN], {"created": "https://evil.example/"}):
        forged = {**document, "proof": {**document["proof"], "@context": foreign}}
        assert refusal(forged) is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize("value", ["", "z", "u123", "m123", 7, None, "z1", "z" + "1" * 64, "Z2" + "1" * 80])
def test_a_proof_value_is_64_bytes_in_base58btc(value: object) -> None:
    document = signed(badge())
    assert refusal({**document, "proof": {**document["proof"], "proofValue": value}}) is ErrorCode.PROOF_INVALID
