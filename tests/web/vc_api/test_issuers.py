"""Each endpoint signs in its own way, in the form that its URL asks for."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from tests.support.vc_api import EMBEDDED, ENVELOPED, Instance, accepted, refused

SUITES = {"ecdsa-rdfc-2019-p256": "ecdsa-rdfc-2019", "ecdsa-rdfc-2019-p384": "ecdsa-rdfc-2019",
          "ecdsa-jcs-2019-p256": "ecdsa-jcs-2019", "ecdsa-jcs-2019-p384": "ecdsa-jcs-2019",
          "bitstring": "eddsa-rdfc-2022", "bitstring-suspension": "eddsa-rdfc-2022"}  # fmt: skip
PREFIXES = {"ed": "z6Mk", "p256": "zDna", "p384": "z82L"}


@pytest.mark.parametrize("name", EMBEDDED)
def test_an_embedded_proof_is_of_the_suite_and_key_of_its_endpoint(instance: Instance, name: str) -> None:
    signed = instance.issued(name)
    proof = signed["proof"]
    assert proof["cryptosuite"] == SUITES.get(name, name)
    did = instance.ids[name]
    assert (signed["issuer"], proof["verificationMethod"]) == (did, f"{did}#{did.removeprefix('did:key:')}")
    assert (proof["type"], proof["proofPurpose"]) == ("DataIntegrityProof", "assertionMethod")
    assert proof["proofValue"][0] == ("u" if name == "ecdsa-sd-2023" else "z")
    assert accepted(instance.verify(signed))


@pytest.mark.parametrize("name", ENVELOPED)
def test_a_jws_comes_in_an_envelope(instance: Instance, name: str) -> None:
    envelope = instance.issued(name)
    assert envelope.keys() == {"@context", "id", "type"}
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    kind, _, compact = envelope["id"].partition(",")
    assert kind == "data:application/vc+jwt"
    header, payload = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in compact.split(".")[:2])
    assert header["alg"] == {"es256": "ES256", "es384": "ES384", "eddsa": "EdDSA", "rs256": "RS256"}[name[7:]]
    assert (header["typ"], header["kid"].partition("#")[0]) == ("vc+jwt", instance.ids[name])
    assert payload["issuer"] == instance.ids[name]
    assert not payload.keys() & {"vc", "vp"}
    assert accepted(instance.verify(envelope))
    forged = {**envelope, "id": envelope["id"][:-8] + ("A" * 8)}
    assert refused(instance.verify(forged))


@pytest.mark.parametrize("path", ["/bare/credentials/issue", "/credentials/issue?answer=bare"])
def test_the_bare_credential_is_there_for_who_asks(instance: Instance, path: str) -> None:
    answer = instance.post(path, {"credential": instance.credential()})
    assert answer.status_code == 201
    assert answer.json()["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert instance.post("/credentials/issue?answer=sealed", {"credential": instance.credential()}).status_code == 422


def test_a_credential_is_given_the_id_that_the_caller_chose(instance: Instance) -> None:
    chosen = "urn:uuid:9d1e5a44-3f0e-4a4d-8a50-5a3a6f0c1a77"
    assert instance.issued(id=None, options={"credentialId": chosen})["id"] == chosen
    assert instance.issued(options={"credentialId": chosen})["id"] != chosen


def test_an_issuer_that_is_not_there_is_not_found(instance: Instance) -> None:
    answer = instance.post("/issuers/nobody/credentials/issue", {"credential": instance.credential()})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("options", [{"mandatoryPointers": "/issuer"}, {"mandatoryPointers": [1]},
                                     {"mandatoryPointers": ["issuer"]}, {"mandatoryPointers": ["/nowhere"]},
                                     {"credentialId": 4}])  # fmt: skip
def test_options_that_make_no_sense_are_refused(instance: Instance, options: dict[str, Any]) -> None:
    answer = instance.issue(instance.credential("ecdsa-sd-2023", id=None), "ecdsa-sd-2023", **options)
    assert answer.status_code in (400, 422), answer.text


def test_a_holder_shows_chosen_parts_and_always_the_mandatory_ones(instance: Instance) -> None:
    pointers = ["/issuer", "/credentialSubject/id"]
    signed = instance.issued("ecdsa-sd-2023", options={"mandatoryPointers": pointers})
    body = {"verifiableCredential": signed, "options": {"selectivePointers": ["/credentialSubject/degree/name"]}}
    answer = instance.post("/credentials/derive", body)
    assert answer.status_code == 201, answer.text
    derived = answer.json()["verifiableCredential"]
    assert derived["credentialSubject"]["degree"]["name"] == "Welding"
    assert derived["issuer"] == instance.ids["ecdsa-sd-2023"]
    assert "validFrom" not in derived
    assert accepted(instance.verify(derived))
    derived["credentialSubject"]["degree"]["name"] = "Forged"
    assert refused(instance.verify(derived))


def test_what_limits_a_credential_is_mandatory_unless_the_caller_says_otherwise(instance: Instance) -> None:
    signed = instance.issued("ecdsa-sd-2023", validUntil="2126-01-01T00:00:00Z")
    body = {"verifiableCredential": signed, "options": {"selectivePointers": ["/credentialSubject/id"]}}
    derived = instance.post("/credentials/derive", body).json()["verifiableCredential"]
    assert derived.keys() >= {"issuer", "validFrom", "validUntil"}


@pytest.mark.parametrize("options", [{}, {"selectivePointers": "/issuer"}, {"selectivePointers": ["/nowhere"]}])
def test_a_derivation_that_cannot_be_made_is_refused(instance: Instance, options: dict[str, Any]) -> None:
    for name in ("eddsa-rdfc-2022", "ecdsa-sd-2023"):
        signed = instance.issued(name, options={"mandatoryPointers": []} if "sd" in name else {})
        answer = instance.post("/credentials/derive", {"verifiableCredential": signed, "options": options})
        assert answer.status_code in (400, 422), answer.text


def test_strict_verification_asks_for_what_the_api_wants_beyond_the_data_model(instance: Instance) -> None:
    signed = instance.issued()
    assert accepted(instance.verify(signed, "?strict=true"))
    loose = instance.issued(type="VerifiableCredential")
    assert accepted(instance.verify(loose))
    assert refused(instance.verify(loose, "?strict=true"))
    undated = {**signed, "proof": {name: value for name, value in signed["proof"].items() if name != "created"}}
    told = instance.verify(undated, "?strict=true&checks=proof").json()["problemDetails"]
    assert any("created" in problem["detail"] for problem in told)


def test_a_verifier_says_what_it_checked(instance: Instance) -> None:
    body = instance.verify(instance.issued()).json()
    assert body.keys() == {"verified", "credential", "problemDetails", "results"}
    assert {check["result"] for check in body["results"]["checks"]} == {"pass"}
    expired = instance.issued(validFrom="2020-01-01T00:00:00Z", validUntil="2021-01-01T00:00:00Z")
    (problem,) = instance.verify(expired).json()["problemDetails"]
    assert problem["type"] == "https://www.w3.org/TR/vc-data-model#RANGE_ERROR"
    forged = {**instance.issued(), "validFrom": "2025-01-01T00:00:00Z"}
    assert any(
        one["type"] == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
        for one in instance.verify(forged).json()["problemDetails"]
    )


def test_a_credential_is_no_presentation_and_the_other_way_round(instance: Instance) -> None:
    assert refused(instance.verify_presentation(instance.issued()))
    shown = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]}
    assert refused(instance.verify(shown))


def test_strict_verification_wants_a_derived_proof_from_others_than_the_holder(instance: Instance) -> None:
    signed = instance.issued("ecdsa-sd-2023")
    body = {"verifiableCredential": signed, "options": {"selectivePointers": ["/credentialSubject"]}}
    derived = instance.post("/credentials/derive", body).json()["verifiableCredential"]
    assert accepted(instance.verify(signed))
    assert refused(instance.verify(signed, "?strict=true"))
    assert accepted(instance.verify(derived, "?strict=true"))
