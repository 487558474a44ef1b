"""What is signed verifies, whatever is changed does not, and each option of a proof is held to."""

from __future__ import annotations

import copy
import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.proof import CONTEXTS, CREATED, NOW, SIGNER, badge, changes, signed
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_object
from stackcred_issuer.domain.proof.data_integrity import MAX_PROOFS, add_proof, check_proof, proofs_of
from stackcred_issuer.domain.proof.keys import KeyType

KEY = SIGNER.public_key
SIGNERS = {
    "eddsa-rdfc-2022": SIGNER,
    "eddsa-jcs-2022": SIGNER,
    "ecdsa-rdfc-2019": LocalSigner.make(KeyType.P256),
    "ecdsa-jcs-2019": LocalSigner.make(KeyType.P384),
}
BADGE = badge()
SIGNED = signed(BADGE)
each_suite = pytest.mark.parametrize("suite", list(SIGNERS))


def check(document: JsonObject, place: int = 0, **options: Any) -> None:
    check_proof(document, proofs_of(document)[place], KEY, CONTEXTS, **{"now": NOW, **options})


def refusal(document: JsonObject, place: int = 0, **options: Any) -> ErrorCode:
    with pytest.raises(StackcredError) as caught:
        check(document, place, **options)
    return caught.value.code


@each_suite
def test_what_is_signed_verifies_also_after_a_journey_as_text(suite: str) -> None:
    signer = SIGNERS[suite]
    document = add_proof(BADGE, suite=suite, signer=signer, created=CREATED, contexts=CONTEXTS)
    received = parse_object(dump_json(document))
    check_proof(received, received["proof"], signer.public_key, CONTEXTS, now=NOW)


def test_the_proof_comes_last_and_the_document_stays_as_it_was() -> None:
    before = copy.deepcopy(BADGE)
    document = signed(BADGE)
    assert before == BADGE
    assert list(document) == [*BADGE, "proof"]
    assert list(document["proof"]) == [
        "type",
        "cryptosuite",
        "created",
        "verificationMethod",
        "proofPurpose",
        "proofValue",
    ]
    assert document["proof"]["created"] == "2026-03-01T09:30:00Z"
    assert document["proof"]["verificationMethod"] == SIGNER.verification_method


@each_suite
def test_no_single_change_passes(suite: str) -> None:
    signer = SIGNERS[suite]
    document = add_proof(BADGE, suite=suite, signer=signer, created=CREATED, contexts=CONTEXTS)
    accepted = []
    for place, changed in changes(document):
        try:
            check_proof(changed, changed.get("proof", {}), signer.public_key, CONTEXTS, now=NOW)
        except StackcredError:
            continue
        accepted.append(place)
    assert accepted == []


@each_suite
def test_nothing_passes_under_another_key(suite: str) -> None:
    signer = SIGNERS[suite]
    document = add_proof(BADGE, suite=suite, signer=signer, created=CREATED, contexts=CONTEXTS)
    other = LocalSigner.make(signer.public_key.type).public_key
    with pytest.raises(StackcredError) as caught:
        check_proof(document, document["proof"], other, CONTEXTS, now=NOW)
    assert caught.value.code is ErrorCode.PROOF_INVALID


@given(st.randoms())
@settings(deadline=None, max_examples=30)
def test_the_order_of_members_never_matters(chance: random.Random) -> None:
    check(_shuffled(SIGNED, chance))


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        members = list(value.items())
        chance.shuffle(members)
        return {name: _shuffled(member, chance) for name, member in members}
    return [_shuffled(item, chance) for item in value] if isinstance(value, list) else value


@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    more=st.dictionaries(st.sampled_from(["version", "duration", "scope"]), st.text("abc") | st.integers(0, 9)),
)
@settings(deadline=None, max_examples=30)
def test_members_we_do_not_know_are_signed_if_a_context_defines_them(name: str, more: JsonObject) -> None:
    context = {term: f"https://terms.example/{term}" for term in ("version", "duration", "scope")}
    document = signed(badge(**{"@context": [*BADGE["@context"], context], "name": name, **more}))
    assert {key: document[key] for key in more} == more
    check(document)
    for key in more:
        changed = {**document, key: "other"}
        assert refusal(changed) is ErrorCode.PROOF_INVALID


def test_an_undefined_member_is_neither_signed_nor_accepted() -> None:
    with pytest.raises(StackcredError) as caught:
        signed(badge(undefinedTerm=1))
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.UNDEFINED_TERM, "/undefinedTerm")
    assert refusal({**SIGNED, "undefinedTerm": 1}) is ErrorCode.UNDEFINED_TERM


def test_further_members_of_the_proof_are_signed() -> None:
    document = signed(BADGE, id="urn:uuid:1", expires="2027-01-01T00:00:00Z", domain="a.example", challenge="7")
    check(document, domain="a.example", challenge="7")
    for name in ("expires", "domain", "challenge"):
        proof = {key: value for key, value in document["proof"].items() if key != name}
        assert refusal({**document, "proof": proof}) is ErrorCode.PROOF_INVALID


def test_a_proof_stands_beside_others_in_a_set() -> None:
    second = signed(SIGNED)
    third = signed(second)
    assert len(third["proof"]) == 3
    for place in range(3):
        check(third, place)
    assert second["proof"][0] == SIGNED["proof"]


def test_of_a_set_each_proof_holds_without_the_others() -> None:
    both = signed(SIGNED)
    assert isinstance(both["proof"], list)
    check({**both, "proof": [both["proof"][1]]})
    broken = {**both["proof"][0], "proofValue": both["proof"][0]["proofValue"][:-1] + "1"}
    document = {**both, "proof": [broken, both["proof"][1]]}
    assert refusal(document, 0) is ErrorCode.PROOF_INVALID
    check(document, 1)


@each_suite
def test_a_proof_of_a_chain_is_over_the_previous_ones_too(suite: str) -> None:
    signer = SIGNERS[suite]
    first = signed(BADGE, id="urn:uuid:1")
    chain = add_proof(first, suite=suite, signer=signer, created=CREATED, contexts=CONTEXTS, previousProof="urn:uuid:1")
    last = chain["proof"][1]
    check_proof(chain, last, signer.public_key, CONTEXTS, now=NOW)
    for name, value in first["proof"].items():
        tampered = {**chain, "proof": [{**first["proof"], name: f"{value}x"}, last]}
        with pytest.raises(StackcredError):
            check_proof(tampered, last, signer.public_key, CONTEXTS, now=NOW)
    with pytest.raises(StackcredError) as caught:
        check_proof({**chain, "proof": [last]}, last, signer.public_key, CONTEXTS, now=NOW)
    assert caught.value.code is ErrorCode.PROOF_INVALID


def test_a_chain_can_only_follow_proofs_that_are_there() -> None:
    for previous in ("urn:uuid:2", ["urn:uuid:1", "urn:uuid:2"], ["urn:uuid:1", "urn:uuid:1"]):
        with pytest.raises(StackcredError) as caught:
            signed(signed(BADGE, id="urn:uuid:1"), previousProof=previous)
        assert caught.value.code is ErrorCode.PROOF_INVALID


def test_a_proof_serves_its_purpose_only() -> None:
    document = signed(BADGE, purpose="authentication")
    check(document, purpose="authentication")
    assert refusal(document) is ErrorCode.PROOF_INVALID
    assert refusal(SIGNED, purpose="authentication") is ErrorCode.PROOF_INVALID


def test_a_proof_runs_out_at_its_moment() -> None:
    document = signed(BADGE, expires="2027-01-01T02:00:00+02:00")
    end = datetime(2027, 1, 1, tzinfo=UTC)
    check(document, now=end - timedelta(microseconds=1))
    assert refusal(document, now=end) is ErrorCode.PROOF_INVALID
    assert refusal(document, now=end + timedelta(days=1)) is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize("name", ["created", "expires"])
@pytest.mark.parametrize("value", ["2027-01-01", "2027-01-01T00:00:00", "soon", "2027-13-01T00:00:00Z", 7, None])
def test_an_instant_needs_its_zone(name: str, value: Any) -> None:
    proof = {**SIGNED["proof"], name: value}
    assert refusal({**SIGNED, "proof": proof}) is ErrorCode.PROOF_INVALID


def test_created_may_be_absent_and_is_never_rewritten() -> None:
    summer = CREATED.astimezone(timezone(timedelta(hours=2)))
    assert signed(BADGE) == add_proof(BADGE, suite="eddsa-rdfc-2022", signer=SIGNER, created=summer, contexts=CONTEXTS)
    rewritten = {**SIGNED, "proof": {**SIGNED["proof"], "created": "2026-03-01T11:30:00+02:00"}}
    assert refusal(rewritten) is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize(
    ("made_for", "wanted", "fits"),
    [
        ("a.example", "a.example", True),
        (["a.example"], "a.example", True),
        (["a.example", "b.example"], ["b.example", "a.example"], True),
        ("a.example", None, True),
        ("a.example", "b.example", False),
        (["a.example", "b.example"], "a.example", False),
        ("a.example", ["a.example", "b.example"], False),
        (None, "a.example", False),
    ],
)
def test_a_proof_is_for_its_domains_only(made_for: Any, wanted: Any, fits: bool) -> None:
    document = signed(BADGE, **({} if made_for is None else {"domain": made_for}))
    if fits:
        check(document, domain=wanted)
    else:
        assert refusal(document, domain=wanted) is ErrorCode.PROOF_INVALID


def test_a_proof_answers_its_challenge_only() -> None:
    document = signed(BADGE, challenge="7")
    check(document, challenge="7")
    check(document)
    assert refusal(document, challenge="8") is ErrorCode.PROOF_INVALID
    assert refusal(SIGNED, challenge="7") is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize("name", ["verificationMethod", "proofPurpose", "proofValue"])
@pytest.mark.parametrize("value", [None, 7, ["x"], {"id": "x"}])
def test_a_proof_needs_its_members_as_texts(name: str, value: Any) -> None:
    assert refusal({**SIGNED, "proof": {**SIGNED["proof"], name: value}}) is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize("previous", [7, {"id": "urn:uuid:1"}, ["urn:uuid:1", 7]])
def test_previous_proofs_are_named_by_texts(previous: Any) -> None:
    proof = {**SIGNED["proof"], "previousProof": previous}
    assert refusal({**SIGNED, "proof": proof}) is ErrorCode.PROOF_INVALID


@pytest.mark.parametrize(
    "members",
    [
        {"cryptosuite": "eddsa-rdfc-2023"},
        {"cryptosuite": None},
        {"cryptosuite": ["eddsa-rdfc-2022"]},
        {"type": "Ed25519Signature2018"},
        {"type": "eddsa-rdfc-2022"},
        {"type": None},
    ],
)
def test_an_unknown_suite_is_unsupported(members: JsonObject) -> None:
    assert refusal({**SIGNED, "proof": {**SIGNED["proof"], **members}}) is ErrorCode.UNSUPPORTED


def test_a_suite_cannot_be_swapped_for_another_of_its_key() -> None:
    for suite in ("eddsa-2022", "eddsa-jcs-2022"):
        proof = {**SIGNED["proof"], "cryptosuite": suite}
        assert refusal({**SIGNED, "proof": proof}) is ErrorCode.PROOF_INVALID


def test_a_key_of_another_type_is_unusable() -> None:
    with pytest.raises(StackcredError) as caught:
        check_proof(SIGNED, SIGNED["proof"], SIGNERS["ecdsa-rdfc-2019"].public_key, CONTEXTS, now=NOW)
    assert caught.value.code is ErrorCode.KEY_UNUSABLE
    with pytest.raises(StackcredError) as caught:
        add_proof(BADGE, suite="ecdsa-rdfc-2019", signer=SIGNER, created=CREATED, contexts=CONTEXTS)
    assert caught.value.code is ErrorCode.KEY_UNUSABLE


def test_a_document_may_have_no_proof_but_not_any_number() -> None:
    assert proofs_of(BADGE) == []
    assert proofs_of(SIGNED) == [SIGNED["proof"]]
    with pytest.raises(StackcredError) as caught:
        proofs_of({**BADGE, "proof": [SIGNED["proof"]] * (MAX_PROOFS + 1)})
    assert caught.value.code is ErrorCode.TOO_LARGE
    for proof in ("text", ["text"], [[SIGNED["proof"]]]):
        with pytest.raises(StackcredError) as caught:
            proofs_of({**BADGE, "proof": proof})
        assert caught.value.code is ErrorCode.MALFORMED
