"""Sealing: only linted drafts, only the issuer's own key, and the bytes are what is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.domain.issuance.build import NOW, PROFILE, badge
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal import seal
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.proof.data_integrity import check_proof
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.gateways.bundled import load_contexts

CONTEXTS = load_contexts()
SIGNER = LocalSigner.make(KeyType.ED25519)
LINTED = lint(badge(issuer=PROFILE | {"id": SIGNER.controller}), CONTEXTS)


def test_the_signature_holds_over_the_bytes_that_are_kept() -> None:
    sealed = seal(LINTED, SIGNER, NOW, CONTEXTS)
    document = parse_object(sealed.body)
    proof = document["proof"]
    check_proof(document, proof, SIGNER.public_key, CONTEXTS, now=NOW)
    assert document == sealed.document
    assert sealed.digest == digest_multibase(sealed.body)
    assert proof["cryptosuite"] == "eddsa-rdfc-2022"
    assert proof["created"] == "2026-03-01T09:00:00Z"
    assert sealed.document == LINTED.document | {"proof": proof}


@pytest.mark.parametrize(
    "path",
    [
        ("validUntil",),
        ("credentialSubject", "id"),
        ("credentialSubject", "achievement", "name"),
        ("credentialSubject", "result", 0, "value"),
        ("credentialSubject", "identifier", 0, "identityHash"),
        ("credentialStatus", 1, "statusListIndex"),
        ("evidence", 0, "narrative"),
        ("issuer", "name"),
    ],
)
def test_everything_a_badge_says_is_signed(path: tuple[Any, ...]) -> None:
    document = parse_object(seal(LINTED, SIGNER, NOW, CONTEXTS).body)
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = holder[path[-1]].replace("2", "3", 1) + ("" if "2" in holder[path[-1]] else "x")
    with pytest.raises(StackcredError) as caught:
        check_proof(document, document["proof"], SIGNER.public_key, CONTEXTS, now=NOW)
    assert caught.value.code is ErrorCode.PROOF_INVALID


def test_the_same_draft_and_instant_give_the_same_bytes() -> None:
    assert seal(LINTED, SIGNER, NOW, CONTEXTS).body == seal(LINTED, SIGNER, NOW, CONTEXTS).body
    assert seal(LINTED, SIGNER, NOW, CONTEXTS).body != seal(LINTED, SIGNER, NOW + timedelta(seconds=1), CONTEXTS).body


@pytest.mark.parametrize("unlinted", [badge(), badge().document, None])
def test_nothing_but_a_linted_draft_is_sealed(unlinted: Any) -> None:
    with pytest.raises(TypeError, match="LintedDraft"):
        seal(unlinted, SIGNER, NOW, CONTEXTS)


def test_a_key_of_somebody_else_does_not_sign() -> None:
    with pytest.raises(StackcredError) as caught:
        seal(LINTED, LocalSigner.make(KeyType.ED25519), NOW, CONTEXTS)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.KEY_UNUSABLE, "/issuer/id")


def test_other_suites_may_be_asked_for() -> None:
    signer = LocalSigner.make(KeyType.P256)
    linted = lint(badge(issuer=PROFILE | {"id": signer.controller}), CONTEXTS)
    document = seal(linted, signer, NOW, CONTEXTS, suite="ecdsa-rdfc-2019").document
    check_proof(document, document["proof"], signer.public_key, CONTEXTS, now=NOW)
    with pytest.raises(StackcredError):
        seal(linted, signer, NOW, CONTEXTS, suite="unheard-of")
