"""Status through the VC-API: added when issuing, changed by id or place, read by anybody in both forms."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from tests.support.vc_api import Instance, Json, accepted, refused

PURPOSES = {"bitstring": "revocation", "bitstring-suspension": "suspension"}


def fresh(instance: Instance, name: str) -> Json:
    return instance.issued(name, id=f"urn:uuid:{uuid.uuid4()}")


def change(instance: Instance, name: str, credential: Json, status: Any, *, by_place: bool = False) -> Any:
    entry = credential["credentialStatus"] if by_place else {"type": "BitstringStatusListEntry"}
    body = {
        "credentialId": credential["id"],
        "credentialStatus": {**entry, "statusPurpose": PURPOSES[name]},
        "status": status,
    }
    return instance.post(f"/issuers/{name}/credentials/status", body)


@pytest.mark.parametrize("name", PURPOSES)
@pytest.mark.parametrize("by_place", [True, False])
def test_a_status_that_was_set_is_seen(instance: Instance, name: str, by_place: bool) -> None:
    credential, neighbour = fresh(instance, name), fresh(instance, name)
    assert accepted(instance.verify(credential))
    assert change(instance, name, credential, True, by_place=by_place).status_code == 200
    answer = instance.verify(credential)
    assert refused(answer)
    kinds = {problem["type"] for problem in answer.json()["problemDetails"]}
    assert kinds == {"https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR"}
    assert accepted(instance.verify(neighbour))


def test_a_suspension_can_be_lifted_and_a_revocation_cannot(instance: Instance) -> None:
    suspended, revoked = fresh(instance, "bitstring-suspension"), fresh(instance, "bitstring")
    assert change(instance, "bitstring-suspension", suspended, True).status_code == 200
    assert change(instance, "bitstring-suspension", suspended, False).status_code == 200
    assert accepted(instance.verify(suspended))
    assert change(instance, "bitstring", revoked, True).status_code == 200
    assert change(instance, "bitstring", revoked, True).status_code == 200
    assert change(instance, "bitstring", revoked, False).status_code == 422
    assert refused(instance.verify(revoked))


def test_a_status_entry_is_what_verifiers_read(instance: Instance) -> None:
    entry = fresh(instance, "bitstring")["credentialStatus"]
    assert entry.keys() == {"id", "type", "statusPurpose", "statusListIndex", "statusListCredential"}
    assert isinstance(entry["statusListIndex"], str)
    assert int(entry["statusListIndex"]) < 131_072
    own = {"type": "ExampleStatus", "id": "https://x.example/status"}
    assert instance.issued("bitstring", credentialStatus=own)["credentialStatus"] == own
    assert "credentialStatus" not in instance.issued()


def test_a_list_is_public_and_comes_with_a_proof_inside_or_as_jws(instance: Instance) -> None:
    url = fresh(instance, "bitstring")["credentialStatus"]["statusListCredential"]
    for address in (url, url.replace("/status-lists/", "/vc-api/status-lists/")):
        answer = instance.http.get(address)
        document = answer.json()
        assert answer.status_code == 200
        assert isinstance(document["issuer"], str)
        assert document["credentialSubject"]["type"] == "BitstringStatusList"
        assert document["credentialSubject"]["encodedList"].startswith("u")
        assert accepted(instance.verify(document))
        jws = instance.http.get(address, headers={"Accept": "application/vc+jwt"})
        assert jws.headers["content-type"] == "application/vc+jwt"
        envelope = {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "id": f"data:application/vc+jwt,{jws.text}",
            "type": "EnvelopedVerifiableCredential",
        }
        assert accepted(instance.verify(envelope))


def test_a_status_of_nothing_that_was_issued_here_is_not_found(instance: Instance) -> None:
    mine = fresh(instance, "bitstring")
    assert change(instance, "bitstring-suspension", mine, True).status_code == 404  # another issuer's
    assert change(instance, "bitstring", {**mine, "id": "urn:uuid:nothing"}, True).status_code == 404
    entry = {**mine["credentialStatus"], "statusListIndex": "x"}
    assert change(instance, "bitstring", {**mine, "credentialStatus": entry}, True, by_place=True).status_code == 400
    assert change(instance, "bitstring", mine, "true").status_code == 400
    assert instance.post("/credentials/status", {}).status_code == 400
    assert accepted(instance.verify(mine))


@pytest.mark.parametrize(
    ("accept", "named"),
    [
        ("application/ld+json, application/json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/vc", "application/vc"),
        ("*/*", "application/json"),
    ],
)
def test_a_list_is_called_what_its_reader_knows(instance: Instance, accept: str, named: str) -> None:
    url = fresh(instance, "bitstring")["credentialStatus"]["statusListCredential"]
    answer = instance.http.get(url, headers={"Accept": accept})
    assert answer.headers["content-type"] == named
    assert accepted(instance.verify(answer.json()))


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_a_list_is_made_on_request(instance: Instance, purpose: str) -> None:
    answer = instance.post("/issuers/bitstring/status-lists", {"statusPurpose": purpose})
    assert answer.status_code == 201
    assert answer.headers["location"] == answer.json()["id"]
    document = instance.http.get(answer.json()["id"]).json()
    assert document["credentialSubject"]["statusPurpose"] == purpose
    assert instance.post("/status-lists", {"statusPurpose": "weather"}).status_code == 422
