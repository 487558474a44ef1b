"""Selective disclosure works across programs: what one makes, the other derives from and verifies.

The other (openvc) derives nothing with blank nodes in arrays, and reads escaped text back with PyLD's reader, which
takes a backslash before a `t` for a tab: it is asked for neither. The tests of `selective/` cover both.
"""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from openvc.keys import P256SigningKey
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite, SignatureInvalid
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.proof.suites.ecdsa_sd_2023 import EcdsaSd2023
from stackcred_issuer.gateways.bundled import load_contexts

OURS = EcdsaSd2023()
THEIRS = EcdsaSdProofSuite()
PRIVATE = ec.generate_private_key(ec.SECP256R1())
ISSUER = LocalSigner.of(PRIVATE)
MANDATORY = ["/issuer", "/validFrom", "/credentialSubject/achievement/name"]
SELECTIVE = ["/name", "/credentialSubject/achievement/criteria/narrative"]
ARRAYS = ["/credentialSubject/result", "/credentialSubject/identifier/1"]
BADGE: JsonObject = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:7d3d9f0e-0001-4f00-8000-000000000000",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER.controller, "type": "Profile", "name": "Issuer"},
    "validFrom": "2026-01-01T00:00:00Z",
    "name": "Data analysis, with “quotes”",
    "credentialSubject": {
        "id": "did:example:learner",
        "type": "AchievementSubject",
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": "Ada", "identityType": "name"},
            {"type": "IdentityObject", "hashed": False, "identityHash": "L", "identityType": "identifier"},
        ],
        "achievement": {
            "id": "https://issuer.example/achievements/1",
            "type": "Achievement",
            "name": "Data analysis",
            "description": "Analyses data.",
            "criteria": {"narrative": "Pass the exam."},
        },
        "result": {"type": "Result", "value": "B", "status": "Completed"},
    },
}


def extra_contexts() -> dict[str, Any]:
    contexts = load_contexts()
    return {url: contexts.get(url) for url in BADGE["@context"]}


def ours() -> JsonObject:
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-sd-2023",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": ISSUER.verification_method,
        "proofPurpose": "assertionMethod",
    }
    value = OURS.create_base_proof(
        BADGE,
        config,
        ISSUER,
        load_contexts(),
        mandatory_pointers=MANDATORY,
        hmac_key=bytes(range(32)),
        proof_key=LocalSigner.of(ec.generate_private_key(ec.SECP256R1())),
    )
    return {**BADGE, "proof": {**config, "proofValue": value}}


def theirs() -> JsonObject:
    secured: JsonObject = THEIRS.add_base_proof(
        BADGE,
        signing_key=P256SigningKey(PRIVATE, ISSUER.verification_method),
        verification_method=ISSUER.verification_method,
        mandatory_pointers=MANDATORY,
        extra_contexts=extra_contexts(),
    )
    return secured


def derived_by_us(secured: JsonObject, pointers: list[str] | None = None) -> JsonObject:
    bare = {name: value for name, value in secured.items() if name != "proof"}
    return OURS.derive(bare, secured["proof"], pointers or SELECTIVE, load_contexts())


def derived_by_them(secured: JsonObject) -> JsonObject:
    derived: JsonObject = THEIRS.derive_proof(secured, selective_pointers=SELECTIVE, extra_contexts=extra_contexts())
    return derived


def verified_by_us(derived: JsonObject) -> None:
    bare = {name: value for name, value in derived.items() if name != "proof"}
    OURS.verify(bare, derived["proof"], ISSUER.public_key, load_contexts())


def verified_by_them(derived: JsonObject) -> None:
    jwk = ISSUER.public_key.to_jwk()
    THEIRS.verify(derived, public_key_jwk=jwk, extra_contexts=extra_contexts(), check_temporal=False)


@pytest.mark.parametrize("made", [ours, theirs])
@pytest.mark.parametrize("derived", [derived_by_us, derived_by_them])
def test_each_derives_from_and_verifies_what_either_made(made: Any, derived: Any) -> None:
    shown = derived(made())
    verified_by_us(shown)
    verified_by_them(shown)
    assert shown["credentialSubject"]["achievement"]["criteria"]["narrative"] == "Pass the exam."
    assert "description" not in shown["credentialSubject"]["achievement"]


@pytest.mark.parametrize("made", [ours, theirs])
def test_what_we_derive_from_arrays_they_verify(made: Any) -> None:
    shown = derived_by_us(made(), ARRAYS)
    verified_by_us(shown)
    verified_by_them(shown)
    assert shown["credentialSubject"]["result"] == BADGE["credentialSubject"]["result"]
    assert [found["identityHash"] for found in shown["credentialSubject"]["identifier"]] == ["L"]


def test_both_choose_the_same_statements() -> None:
    secured = ours()
    shown = [derived_by_us(secured), derived_by_them(secured)]
    us, them = ({name: value for name, value in one.items() if name != "proof"} for one in shown)
    assert canonicalize(us, load_contexts()) == canonicalize(them, load_contexts())


def test_both_refuse_the_same_change() -> None:
    shown = derived_by_us(ours(), ARRAYS)
    shown["credentialSubject"]["result"]["value"] = "A"
    with pytest.raises(SignatureInvalid):
        verified_by_them(shown)
    with pytest.raises(StackcredError, match="does not fit its signature"):
        verified_by_us(shown)


def test_their_base_proof_is_checked_by_us() -> None:
    verified_by_us(theirs())
