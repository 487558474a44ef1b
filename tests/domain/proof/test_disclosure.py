"""Selective disclosure of whole documents: what limits a credential cannot be left out by its holder."""

from __future__ import annotations

import pytest
from tests.support.proof import CONTEXTS, CREATED, NOW, badge
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.data_integrity import check_proof
from stackcred_issuer.domain.proof.disclosure import Secrets, add_base_proof, derive, limiting_pointers
from stackcred_issuer.domain.proof.keys import KeyType

SIGNER = LocalSigner.make(KeyType.P256)
BADGE = badge(issuer=SIGNER.controller)


def based(document: JsonObject = BADGE) -> JsonObject:
    return add_base_proof(
        document,
        signer=SIGNER,
        created=CREATED,
        contexts=CONTEXTS,
        mandatory_pointers=limiting_pointers(document),
        secrets=Secrets(bytes(range(32)), LocalSigner.make(KeyType.P256)),
    )


def test_the_holder_shows_what_is_chosen_and_what_limits_it() -> None:
    derived = derive(based(), ["/credentialSubject/achievement/name"], CONTEXTS)
    check_proof(derived, derived["proof"], SIGNER.public_key, CONTEXTS, now=NOW)
    assert derived["validUntil"] == BADGE["validUntil"]
    assert derived["credentialStatus"] == BADGE["credentialStatus"]
    assert derived["credentialSubject"]["achievement"]["name"] == BADGE["credentialSubject"]["achievement"]["name"]
    assert "result" not in derived["credentialSubject"]
    assert "identifier" not in derived["credentialSubject"]


@pytest.mark.parametrize("place", ["validUntil", "credentialStatus", "issuer"])
def test_what_limits_it_cannot_be_taken_away(place: str) -> None:
    derived = derive(based(), ["/credentialSubject/achievement/name"], CONTEXTS)
    del derived[place]
    with pytest.raises(StackcredError) as caught:
        check_proof(derived, derived["proof"], SIGNER.public_key, CONTEXTS, now=NOW)
    assert caught.value.code is ErrorCode.PROOF_INVALID


def test_only_one_base_proof_is_derived_from_and_only_a_bare_document_gets_one() -> None:
    with pytest.raises(StackcredError) as caught:
        based(based())
    assert caught.value.code is ErrorCode.CONFLICT
    whole = based()
    for proofs in ([], [whole["proof"]] * 2, {**whole["proof"], "cryptosuite": "ecdsa-rdfc-2019"}):
        with pytest.raises(StackcredError) as caught:
            derive({**whole, "proof": proofs}, ["/name"], CONTEXTS)
        assert caught.value.code is ErrorCode.INVALID
    shown = derive(whole, ["/name"], CONTEXTS)
    with pytest.raises(StackcredError):
        derive(shown, ["/name"], CONTEXTS)
