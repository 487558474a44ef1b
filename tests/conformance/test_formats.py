"""Every format we make, for every kind of key: what is signed verifies, and no single change does.

Signed documents are badges of generated content; a JWS is changed in its header, in each member of its payload, and
in its encodings; a presentation in itself and in the credentials it holds.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.verification.making import badge as small_badge
from tests.domain.verification.making import materials
from tests.support.proof import CONTEXTS, CREATED, badge, changes
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.issuance.presentation import (
    Asked,
    presentation_of,
    seal_presentation_jws,
    sign_presentation,
)
from stackcred_issuer.domain.issuance.version_1 import as_version_1
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_object
from stackcred_issuer.domain.proof.did import did_jwk_of
from stackcred_issuer.domain.proof.disclosure import derive, limiting_pointers
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import base64url_decode, base64url_encode
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.verify import Policy, verify
from stackcred_issuer.keystores import base_proof_secrets, bind
from stackcred_issuer.services.sign_document import Format, sign_credential

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ASKED = Asked("nonce-1", ("verifier.example",))
POLICY = Policy(challenge=ASKED.challenge, domain=ASKED.domain)
MADE = [
    ("eddsa-rdfc-2022", KeyType.ED25519),
    ("eddsa-jcs-2022", KeyType.ED25519),
    ("ecdsa-rdfc-2019", KeyType.P256),
    ("ecdsa-rdfc-2019", KeyType.P384),
    ("ecdsa-jcs-2019", KeyType.P256),
    ("ecdsa-jcs-2019", KeyType.P384),
    ("ecdsa-sd-2023", KeyType.P256),
]
JWTS = [("jwt", kind) for kind in KeyType]
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"), min_size=1, max_size=30
).filter(str.strip)


@lru_cache
def signer_of(kind: KeyType) -> Any:
    key = LocalSigner.make(kind)
    return bind(key, did_jwk_of(key.public_key) if kind is KeyType.RSA else key.public_key.did_key)


def draft(kind: KeyType, **members: Any) -> JsonObject:
    document = badge(**members)
    document["issuer"]["id"] = signer_of(kind).controller
    document["credentialSubject"]["identifier"][0]["salt"] = "Zm9yIHRlc3RzIG9ubHkhIQ"
    del document["credentialStatus"]
    return document


def made(suite: str, kind: KeyType, document: JsonObject | None = None) -> Any:
    return sign_credential(
        document or draft(kind),
        signer_of(kind),
        Format(suite),
        created=CREATED,
        contexts=CONTEXTS,
        secrets=base_proof_secrets(),
    )


def report_on(brought: Any, policy: Policy | None = None) -> Report:
    data = brought if isinstance(brought, str) else dump_json(brought)
    return verify(read(data), materials(), policy or Policy(), NOW).report


def survivors(forms: Iterator[tuple[str, Any]], policy: Policy | None = None) -> list[str]:
    """The changes after which a document is valid still."""
    found = []
    for place, form in forms:
        try:
            if report_on(form, policy).verdict is Verdict.VALID:
                found.append(place)
        except StackcredError:
            continue  # it cannot even be read
    return found


# --- what is signed verifies ------------------------------------------------------------------------------


@pytest.mark.parametrize(("suite", "kind"), MADE + JWTS)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    name=TEXT,
    narrative=TEXT,
    tags=st.lists(TEXT, min_size=1, max_size=4, unique=True),
    credits=st.integers(0, 2**31) | st.sampled_from([0.5, 2.25, 1e-3]),
    order=st.randoms(use_true_random=False),
)
def test_sign_then_verify_whatever_it_says_and_in_whatever_order(
    suite: str, kind: KeyType, name: str, narrative: str, tags: list[str], credits: float, order: random.Random
) -> None:
    document = draft(kind, name=name)
    document["credentialSubject"]["achievement"] |= {"criteria": {"narrative": narrative}, "tag": tags}
    document["credentialSubject"]["creditsEarned"] = credits
    signed = made(suite, kind, document)
    if isinstance(signed, dict):
        assert {member: value for member, value in signed.items() if member != "proof"} == document
        signed = shuffled(signed, order)
    report = report_on(signed)
    assert report.verdict is Verdict.VALID, report.checks
    credential = {member: value for member, value in (report.credential or {}).items() if member != "proof"}
    assert credential == document


def shuffled(value: Any, order: random.Random) -> Any:
    """The same JSON with its members in another order."""
    if isinstance(value, list):
        return [shuffled(entry, order) for entry in value]
    if not isinstance(value, dict):
        return value
    names = list(value)
    order.shuffle(names)
    return {name: shuffled(value[name], order) for name in names}


@pytest.mark.parametrize(("suite", "kind"), MADE + JWTS)
def test_members_of_other_vocabularies_survive(suite: str, kind: KeyType) -> None:
    document = small_badge(signer_of(kind).controller)
    document["type"] = ["VerifiableCredential"]
    document["@context"] = [document["@context"][0], {"workshop": "https://college.example/terms#workshop"}]
    document["credentialSubject"] = {"id": "did:example:learner", "workshop": "B 12"}
    document["issuer"] = signer_of(kind).controller
    report = report_on(made(suite, kind, document))
    assert report.verdict is Verdict.VALID, report.checks
    assert (report.credential or {})["credentialSubject"]["workshop"] == "B 12"


# --- no single change does --------------------------------------------------------------------------------


@pytest.mark.parametrize(("suite", "kind"), MADE)
def test_no_change_of_a_signed_badge_verifies(suite: str, kind: KeyType) -> None:
    signed = made(suite, kind)
    assert report_on(signed).verdict is Verdict.VALID
    forms = list(changes(signed))
    assert len(forms) > 60
    assert survivors(iter([*forms, *_encodings(signed)])) == []


def _encodings(signed: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """The same signature in other letters, another key's signature, and the names of other suites."""
    proof = signed["proof"]
    value = proof["proofValue"]
    for other in (value[1:], value.upper(), f"u{value[1:]}", f"{value}=", f" {value}", value[:-1], [value], None):
        if other != value:
            yield f"proofValue {other!r}", {**signed, "proof": {**proof, "proofValue": other}}
    for name in (
        "eddsa-rdfc-2022",
        "eddsa-jcs-2022",
        "ecdsa-rdfc-2019",
        "ecdsa-jcs-2019",
        "ecdsa-sd-2023",
        "eddsa-2022",
    ):
        if name != proof["cryptosuite"] and (proof["cryptosuite"], name) != ("eddsa-rdfc-2022", "eddsa-2022"):
            yield f"suite {name}", {**signed, "proof": {**proof, "cryptosuite": name}}
    for kind in (KeyType.ED25519, KeyType.P256, KeyType.P384):
        other_key = LocalSigner.make(kind)
        yield f"key {kind}", {**signed, "proof": {**proof, "verificationMethod": other_key.verification_method}}
    yield "no proof", {name: value for name, value in signed.items() if name != "proof"}
    yield "empty proofs", {**signed, "proof": []}
    yield "previous", {**signed, "proof": {**proof, "previousProof": "urn:uuid:1"}}
    yield "run out", {**signed, "proof": {**proof, "expires": "2026-05-01T00:00:00Z"}}


def test_no_change_of_what_a_holder_shows_verifies() -> None:
    whole = made("ecdsa-sd-2023", KeyType.P256)
    shown = derive(whole, ["/credentialSubject/achievement/name", "/credentialSubject/result/0"], CONTEXTS)
    policy = Policy(checks=frozenset({"issuer", "validity"}))
    assert report_on(shown, policy).verdict is Verdict.VALID
    assert survivors(changes(shown), policy) == []
    for place in limiting_pointers(whole):
        assert place[1:] in shown


@pytest.mark.parametrize("kind", list(KeyType))
def test_no_change_of_a_jwt_verifies(kind: KeyType) -> None:
    compact = made("jwt", kind)
    assert report_on(compact).verdict is Verdict.VALID
    assert survivors(_jws_forms(compact)) == []


def _jws_forms(compact: str) -> Iterator[tuple[str, str]]:
    head, payload, signature = compact.split(".")
    header = parse_object(base64url_decode(head))
    document = parse_object(base64url_decode(payload))
    for place, form in changes(header):
        yield f"header {place}", f"{_part(form)}.{payload}.{signature}"
    for place, form in changes(document):
        yield f"payload {place}", f"{head}.{_part(form)}.{signature}"
    for algorithm in ("none", "HS256", "RS256", "ES256", "ES384", "EdDSA", "PS256"):
        if algorithm != header["alg"]:
            yield f"alg {algorithm}", f"{_part({**header, 'alg': algorithm})}.{payload}.{signature}"
    stranger = LocalSigner.make(KeyType.P256)
    yield "jwk of a stranger", f"{_part({**header, 'jwk': stranger.public_key.to_jwk()})}.{payload}.{signature}"
    yield "kid of a stranger", f"{_part({**header, 'kid': stranger.verification_method})}.{payload}.{signature}"
    yield "members in another order", f"{head}.{_part(dict(reversed(document.items())))}.{signature}"
    yield "spaces", f"{head}.{base64url_encode(json.dumps(document).encode())}.{signature}"
    for other in ("", signature[:-4], signature + "AAAA", signature[::-1], signature + "=", signature.lower()):
        yield f"signature {other!r}", f"{head}.{payload}.{other}"
    own = stranger.sign(f"{head}.{payload}".encode())
    yield "signed by a stranger", f"{head}.{payload}.{base64url_encode(own)}"


def _part(value: JsonObject) -> str:
    return base64url_encode(dump_json(value))


@pytest.mark.parametrize("form", ["data-integrity", "jwt"])
def test_no_change_of_a_presentation_verifies(form: str) -> None:
    holder = signer_of(KeyType.ED25519)
    held = [made("ecdsa-rdfc-2019", KeyType.P256, small(KeyType.P256)), made("jwt", KeyType.P384, small(KeyType.P384))]
    plain = presentation_of(held, holder=holder.controller)
    if form == "jwt":
        compact = seal_presentation_jws(plain, holder, ASKED)
        assert report_on(compact, POLICY).verdict is Verdict.VALID
        assert survivors(_jws_forms(compact), POLICY) == []
        return
    shown = sign_presentation(plain, holder, suite="eddsa-rdfc-2022", created=CREATED, contexts=CONTEXTS, asked=ASKED)
    assert report_on(shown, POLICY).verdict is Verdict.VALID
    assert survivors(changes(shown), POLICY) == []
    swapped = copy.deepcopy(shown)
    swapped["verifiableCredential"] = swapped["verifiableCredential"][:1]
    assert report_on(swapped, POLICY).verdict is Verdict.INVALID


def small(kind: KeyType) -> JsonObject:
    return small_badge(signer_of(kind).controller)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt"])
def test_no_change_of_a_badge_in_the_form_of_vc_1_1_verifies(suite: str) -> None:
    signed = made(suite, KeyType.ED25519, as_version_1(small(KeyType.ED25519)))
    assert report_on(signed).verdict is Verdict.VALID
    forms: Callable[[Any], Iterator[tuple[str, Any]]] = _jws_forms if suite == "jwt" else changes
    assert survivors(forms(signed)) == []


def test_a_proof_set_holds_in_any_order_and_a_chain_only_whole() -> None:
    from stackcred_issuer.domain.proof.data_integrity import add_proof

    def another(document: JsonObject, suite: str, **more: Any) -> JsonObject:
        signer = signer_of(KeyType.ED25519)
        return add_proof(document, suite=suite, signer=signer, created=CREATED, contexts=CONTEXTS, **more)

    plain = small(KeyType.ED25519)
    both = another(another(plain, "eddsa-rdfc-2022"), "eddsa-jcs-2022")
    for proofs in (both["proof"], both["proof"][::-1]):
        assert report_on({**both, "proof": proofs}).verdict is Verdict.VALID
    first, second = "urn:uuid:11111111-0000-4000-8000-000000000001", "urn:uuid:11111111-0000-4000-8000-000000000002"
    chain = another(another(plain, "eddsa-rdfc-2022", id=first), "eddsa-rdfc-2022", id=second, previousProof=first)
    assert report_on(chain).result_of("proof") is Result.PASS
    broken = {**chain, "proof": [chain["proof"][1]]}
    assert report_on(broken).result_of("proof") is Result.FAIL
