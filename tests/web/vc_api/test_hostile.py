"""Whatever anybody sends, the answer is one that the API knows: no 5xx, and nobody is kept waiting."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.vc_api import V2, Instance, Json

from stackcred_issuer.domain.verification.limits import MAX_ENDORSEMENTS

SECONDS = 8.0  # two of examination, and what a busy machine adds
PATHS = ("/credentials/issue", "/credentials/verify", "/credentials/derive", "/credentials/status",
         "/presentations/create", "/presentations/verify", "/status-lists")  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=12) | st.sampled_from([V2, "did:k:z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["@context", "id", "type", "proof", "issuer", "credentialSubject", "@id", "x"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(
    value=values,
    member=st.sampled_from(["credential", "verifiableCredential", "verifiablePresentation", "presentation", "options",
                            "credentialStatus", "credentialId", "status", "statusPurpose"]),
    path=st.sampled_from(PATHS),
)  # fmt: skip
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_bodies_of_any_shape_are_answered(instance: Instance, value: Any, member: str, path: str) -> None:
    answer = instance.post(path, {member: value})
    assert answer.status_code in (200, 201, 400, 404, 422), answer.text
    assert "json" in answer.headers["content-type"]


@given(data=st.data(), value=values)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_a_credential_with_any_value_in_any_place_is_no_server_error(instance: Instance, data: Any, value: Any) -> None:
    signed = {**BASE, "issuer": instance.ids["eddsa-rdfc-2022"]}
    place = data.draw(st.sampled_from(sorted(signed)))
    changed = {**signed, place: value}
    if data.draw(st.booleans()):
        changed = {**signed, "proof": {**PROOF, data.draw(st.sampled_from(sorted(PROOF))): value}}
    assert instance.verify(changed).status_code == 400
    assert instance.issue(changed).status_code in (201, 400, 422)


BASE: Json = {
    "@context": [V2],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:ana"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialStatus": {"type": "BitstringStatusListEntry"},
    "relatedResource": [{"id": V2, "digestSRI": "sha384-AAAA"}],
}
PROOF: Json = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-01-01T00:00:00Z",
    "verificationMethod": "did:key:z6MkqeN4xJTjBG4yvtaukoSuCb3USrmYB8exCZJ9n5hF8jSy"
    "#z6MkqeN4xJTjBG4yvtaukoSuCb3USrmYB8exCZJ9n5hF8jSy",
    "proofPurpose": "assertionMethod",
    "proofValue": "z3FXQ",
}


def nested(depth: int) -> Json:
    inner: Json = {"id": "did:example:ana"}
    for _ in range(depth):
        inner = {"id": "did:example:ana", "relatedResource": inner}
    return inner


COSTLY: dict[str, Json] = {
    "nested deeply": {"credentialSubject": nested(60)},
    "a million characters": {"name": "x" * 1_000_000},
    "ten thousand subjects": {"credentialSubject": [{"id": f"did:example:{number}"} for number in range(10_000)]},
    "blank nodes in a clique": {
        "credentialSubject": [
            {"id": f"_:b{one}", "relatedResource": [{"id": f"_:b{other}"} for other in range(12) if other != one]}
            for one in range(12)
        ]
    },
    "a thousand proofs": {"proof": [PROOF] * 1_000},
    "a thousand related resources": {
        "relatedResource": [{"id": f"https://10.0.0.1/{number}", "digestSRI": "sha384-AAAA"} for number in range(1000)]
    },
    "resources that nobody may ask for": {
        "relatedResource": [{"id": f"https://{host}/", "digestSRI": "sha384-AAAA"}
                            for host in ("127.0.0.1", "169.254.169.254", "10.0.0.1", "[::1]", "localhost")]
    },
}  # fmt: skip


@pytest.mark.parametrize("name", COSTLY)
def test_costly_documents_end_in_a_clear_answer_soon(instance: Instance, name: str) -> None:
    document = {**instance.credential(), **copy.deepcopy(COSTLY[name])}
    for path, member in (("/credentials/issue", "credential"), ("/credentials/verify", "verifiableCredential")):
        started = time.monotonic()
        answer = instance.http.post(f"/vc-api{path}", content=json.dumps({member: document}))
        assert time.monotonic() - started < SECONDS, path
        assert answer.status_code in (201, 400, 422), answer.text


def test_nothing_is_signed_that_our_own_verifier_would_not_examine(instance: Instance) -> None:
    word = instance.issue(instance.credential()).json()["verifiableCredential"]
    crowded = {**instance.credential(), "endorsement": [word] * (MAX_ENDORSEMENTS + 1)}
    answer = instance.issue(crowded)
    assert answer.status_code == 422, answer.text
    assert f"more endorsements than the {MAX_ENDORSEMENTS}" in answer.json()["detail"]
