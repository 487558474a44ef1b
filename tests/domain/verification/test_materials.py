"""What is needed is what the judge looks for: asked round by round, bounded, until nothing more is wanted."""

from __future__ import annotations

from typing import Any

from tests.domain.verification.making import (
    ISSUER_DID,
    LIST_URL,
    NOW,
    badge,
    contexts,
    controller_document,
    endorsement,
    fetched,
    key,
    signed,
    signer_of,
)
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.verification.limits import MAX_CREDENTIALS, MAX_ENDORSEMENTS
from stackcred_issuer.domain.verification.materials import Materials, needs
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Result
from stackcred_issuer.domain.verification.verify import Policy, verify

GUILD = signer_of("did:web:guild.example", 2)
LIST_ISSUER = signer_of("did:web:lists.example", 3)


def wanted(document: JsonObject | str, answers: dict[str, Any] | None = None) -> set[str]:
    known = {url: fetched(url, body, "gone") for url, body in (answers or {}).items()}
    data = document if isinstance(document, str) else dump_json(document)
    return set(needs(read(data), Materials(contexts(), {}, known)))


def entry(url: str = LIST_URL, kind: str = "BitstringStatusListEntry") -> JsonObject:
    return {"type": kind, "id": url, "statusPurpose": "revocation", "statusListCredential": url}


def test_a_did_key_badge_needs_nothing() -> None:
    signer = key(4)
    assert wanted(signed(badge(signer.controller), signer)) == set()


def test_a_did_web_badge_needs_the_issuers_document_once() -> None:
    document = signed(badge())
    assert wanted(document) == {ISSUER_DID}
    assert wanted(document, {ISSUER_DID: {}}) == set()
    assert wanted(document, {ISSUER_DID: None}) == set()


def test_a_status_list_brings_the_needs_of_its_own_signature() -> None:
    status_list = {"type": ["BitstringStatusListCredential"], "proof": signed(badge(), LIST_ISSUER)["proof"]}
    document = signed(badge(credentialStatus=[entry()]))
    answers: dict[str, Any] = {}
    rounds = []
    while new := wanted(document, answers):
        rounds.append(new)
        answers |= {url: status_list if url == LIST_URL else {} for url in new}
    assert rounds == [{ISSUER_DID, LIST_URL}, {LIST_ISSUER.controller}]


def test_a_status_list_as_jws_brings_its_needs_too() -> None:
    document = signed(badge(credentialStatus=entry()))
    answers = {ISSUER_DID: {}, LIST_URL: sign_jws(badge(LIST_ISSUER.controller), LIST_ISSUER)}
    assert wanted(document, answers) == {LIST_ISSUER.controller}


def test_revocation_lists_are_wanted_and_unknown_kinds_are_not() -> None:
    plain = entry("https://issuer.example/revoked", "1EdTechRevocationList")
    odd = entry("https://issuer.example/odd", "SomeOtherStatus")
    assert wanted(signed_roughly(badge(credentialStatus=[plain]))) == {ISSUER_DID, "https://issuer.example/revoked"}
    assert wanted({**badge(), "credentialStatus": [odd, "x", 1, entry("no url")]}) == set()


def test_endorsements_at_any_depth_have_needs() -> None:
    inner = signed(endorsement(GUILD.controller, "https://x.example"), GUILD)
    jwt = sign_jws(endorsement("did:web:third.example", "https://x.example"), signer_of("did:web:third.example", 5))
    document = badge(endorsement=[inner])
    document["credentialSubject"]["achievement"]["creator"] = {"id": "https://c.example", "endorsementJwt": [jwt]}
    assert wanted(signed_roughly(document)) == {ISSUER_DID, GUILD.controller, "did:web:third.example"}


def test_credentials_of_a_presentation_have_needs() -> None:
    presentation = {
        "type": "VerifiablePresentation",
        "verifiableCredential": [signed(badge()), signed(badge(GUILD.controller), GUILD), 7],
    }
    assert wanted(presentation) == {ISSUER_DID, GUILD.controller}


def test_a_jws_needs_its_kid_and_then_the_key_set_of_an_http_issuer() -> None:
    signer = LocalSigner.make(KeyType.RSA)
    compact = sign_jws(badge(signer.controller), signer)
    assert wanted(compact) == {"https://issuer.example/keys/1"}
    jwk = signer.public_key.to_jwk()
    assert wanted(compact, {"https://issuer.example/keys/1": jwk}) == {"https://issuer.example/.well-known/jwks.json"}


def test_a_method_on_its_own_needs_its_controller() -> None:
    document = {**badge(), "proof": {"verificationMethod": "https://issuer.example/keys/1"}}
    method = {"controller": "https://issuer.example/about", "publicKeyMultibase": "z"}
    assert wanted(document, {"https://issuer.example/keys/1": method}) == {"https://issuer.example/about"}


def test_a_crowd_of_parts_is_asked_for_only_as_far_as_it_is_examined() -> None:
    crowd = [{"proof": {"verificationMethod": f"did:web:h{n}.example#k"}} for n in range(500)]
    presentation = {"type": "VerifiablePresentation", "verifiableCredential": crowd}
    assert len(wanted(presentation)) <= MAX_CREDENTIALS + MAX_ENDORSEMENTS


def test_after_the_last_round_nothing_is_undetermined_for_want_of_asking() -> None:
    document = signed(badge(endorsement=[signed(endorsement(GUILD.controller, badge()["id"]), GUILD)]))
    answers: dict[str, Any] = {}
    while new := wanted(document, answers):
        answers |= {url: controller_document(signer_of(url, 1 if url == ISSUER_DID else 2)) for url in new}
    known = {url: fetched(url, body) for url, body in answers.items()}
    report = verify(read(dump_json(document)), Materials(contexts(), {}, known), Policy(), NOW).report
    assert all(check.result is Result.PASS for check in report.checks)


def signed_roughly(document: JsonObject) -> JsonObject:
    """With a proof that need not hold."""
    return {**document, "proof": signed(badge())["proof"]}
