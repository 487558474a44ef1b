"""`stackcred issue`, `derive`, `present` and `did resolve`: every format from files, held against the standards."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.cli.conftest import Terminal
from tests.domain.verification.making import badge, report_on

from stackcred_issuer.domain.proof.did import local_document
from stackcred_issuer.domain.verification.report import Verdict
from stackcred_issuer.domain.verification.verify import Policy

SUITES = {
    "eddsa-rdfc-2022": "Ed25519",
    "eddsa-jcs-2022": "Ed25519",
    "ecdsa-rdfc-2019": "P-256",
    "ecdsa-jcs-2019": "P-384",
    "ecdsa-sd-2023": "P-256",
}


def key_of(terminal: Terminal, kind: str) -> Any:
    return terminal.well("keys", "create", "--type", kind)


def unsigned(terminal: Terminal, issuer: str | None = None, /, **changes: Any) -> str:
    """A file with a badge; without `issuer` it names no issuer id."""
    document = badge(issuer or "did:example:x", **changes)
    if issuer is None:
        del document["issuer"]["id"]
    path = terminal.folder / "draft.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def saved(terminal: Terminal, name: str, text: str) -> str:
    (terminal.folder / name).write_text(text, "utf-8")
    return str(terminal.folder / name)


@pytest.mark.parametrize(("suite", "kind"), SUITES.items())
def test_a_badge_is_signed_with_every_suite(terminal: Terminal, suite: str, kind: str) -> None:
    made = key_of(terminal, kind)
    signed = terminal.well("issue", unsigned(terminal), "--key", made["uri"], "--suite", suite)
    assert signed["issuer"]["id"] == made["did"]
    assert signed["proof"]["cryptosuite"] == suite
    assert report_on(signed).verdict is Verdict.VALID


@pytest.mark.parametrize(("kind", "algorithm"), [("Ed25519", "EdDSA"), ("P-256", "ES256"), ("P-384", "ES384")])
def test_a_badge_is_signed_as_jwt(terminal: Terminal, kind: str, algorithm: str) -> None:
    made = key_of(terminal, kind)
    result = terminal("issue", unsigned(terminal), "--key", made["uri"], "--suite", "jwt", "--typ", "JWT")
    assert result.status == 0, result
    compact = result.out.strip()
    assert jwt.get_unverified_header(compact)["alg"] == algorithm
    assert jwt.get_unverified_header(compact)["typ"] == "JWT"
    assert report_on(compact).verdict is Verdict.VALID
    wrapped = terminal.well("issue", unsigned(terminal), "--key", made["uri"], "--suite", "jwt")
    assert wrapped["type"] == "EnvelopedVerifiableCredential"
    assert report_on(wrapped).verdict is Verdict.VALID


def test_an_rsa_key_signs_jwts_as_a_did_jwk(terminal: Terminal) -> None:
    made = key_of(terminal, "RSA")
    result = terminal("issue", unsigned(terminal), "--key", made["uri"])
    assert jwt.get_unverified_header(result.out.strip())["kid"] == f"{made['did']}#0"
    assert report_on(result.out.strip()).verdict is Verdict.VALID


def test_vc_1_1_is_written_on_request(terminal: Terminal) -> None:
    made = key_of(terminal, "Ed25519")
    signed = terminal.well("issue", unsigned(terminal), "--key", made["uri"], "--vc", "1.1")
    assert signed["@context"][0] == "https://www.w3.org/2018/credentials/v1"
    assert "https://w3id.org/security/data-integrity/v2" in signed["@context"]
    assert "validFrom" not in signed
    assert report_on(signed).verdict is Verdict.VALID
    compact = terminal("issue", unsigned(terminal), "--key", made["uri"], "--vc", "1.1", "--suite", "jwt").out.strip()
    assert "vc" in jwt.decode(compact, options={"verify_signature": False})
    assert report_on(compact).verdict is Verdict.VALID


def test_a_part_is_shown_and_what_limits_it_stays(terminal: Terminal) -> None:
    made = key_of(terminal, "P-256")
    file = unsigned(terminal, validUntil="2030-01-01T00:00:00Z")
    whole = terminal.well(
        "issue", file, "--key", made["uri"], "--suite", "ecdsa-sd-2023", "--mandatory", "/credentialSubject/id"
    )
    base = saved(terminal, "base.json", json.dumps(whole))
    shown = terminal.well("derive", base, "--pointer", "/credentialSubject/achievement/name")
    assert shown["validUntil"] == "2030-01-01T00:00:00Z"
    assert shown["credentialSubject"]["id"] == whole["credentialSubject"]["id"]
    assert "criteria" not in shown["credentialSubject"]["achievement"]
    assert report_on(shown, policy=Policy(checks=frozenset({"issuer"}))).verdict is Verdict.VALID
    wrong = terminal("derive", base, "--pointer", "/nowhere", "--json")
    assert (wrong.status, wrong.json["code"]) == (2, "invalid")


def test_credentials_are_presented_by_their_holder_for_one_verifier(terminal: Terminal) -> None:
    issuer, holder = key_of(terminal, "Ed25519"), key_of(terminal, "P-256")
    file = unsigned(terminal)
    plain = saved(terminal, "a.json", terminal("issue", file, "--key", issuer["uri"]).out)
    compact = saved(terminal, "b.jwt", terminal("issue", file, "--key", issuer["uri"], "--suite", "jwt").out)
    asked = ("--challenge", "42", "--domain", "employer.example")
    policy = Policy(challenge="42", domain=("employer.example",))
    shown = terminal.well("present", plain, compact, "--key", holder["uri"], *asked)
    assert shown["holder"] == holder["did"]
    assert report_on(shown, policy=policy).verdict is Verdict.VALID
    assert report_on(shown, policy=Policy(challenge="43")).verdict is Verdict.INVALID
    jws = terminal("present", plain, compact, "--key", holder["uri"], "--suite", "jwt", *asked).out.strip()
    assert report_on(jws, policy=policy).verdict is Verdict.VALID
    wrapped = terminal.well("present", plain, "--key", holder["uri"], "--suite", "jwt", *asked)
    assert report_on(wrapped, policy=policy).verdict is Verdict.VALID


def test_a_key_may_come_from_a_pem_file(terminal: Terminal) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = saved(terminal, "own.pem", pem.decode())
    (terminal.folder / "own.pem").chmod(0o600)
    signed = terminal.well("issue", unsigned(terminal), "--key", path)
    assert report_on(signed).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"colour": "red"}, "/colour"),
        ({"validFrom": "2026-01-01"}, "/validFrom"),
        ({"proof": {"type": "DataIntegrityProof"}}, "/proof"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "/credentialSubject"),
    ],
)
def test_what_breaks_the_standards_is_not_signed(terminal: Terminal, changes: Any, pointer: str) -> None:
    made = key_of(terminal, "Ed25519")
    refused = terminal("issue", unsigned(terminal, **changes), "--key", made["uri"], "--json")
    assert refused.status != 0
    assert refused.json["code"] == "lint_refused"
    assert pointer in refused.err


def test_what_cannot_be_is_one_sentence(terminal: Terminal) -> None:
    made = key_of(terminal, "Ed25519")
    file = unsigned(terminal)
    other = key_of(terminal, "Ed25519")["did"]
    for arguments in (
        ("issue", file, "--key", "file:ed25519-00000000000000000000000000000000.pem"),
        ("issue", file, "--key", "nowhere.pem"),
        ("issue", file, "--key", made["uri"], "--suite", "ecdsa-rdfc-2019"),
        ("issue", file, "--key", made["uri"], "--suite", "eddsa-2022"),
        ("issue", file, "--key", made["uri"], "--suite", "rot13"),
        ("issue", file, "--key", made["uri"], "--vc", "3"),
        ("issue", unsigned(terminal, other), "--key", made["uri"]),
        ("keys", "create", "--type", "DSA"),
        ("did", "resolve", "did:example:1"),
        ("did", "resolve", "did:key:z6"),
    ):
        refused = terminal(*arguments)
        assert refused.status in (1, 2), arguments
        assert (refused.out, refused.err.count("\n")) == ("", 1), refused


def test_a_did_is_resolved(terminal: Terminal) -> None:
    for kind in ("P-384", "RSA"):
        did = key_of(terminal, kind)["did"]
        assert terminal.well("did", "resolve", did) == local_document(did)
    away = terminal("did", "resolve", "did:web:nowhere.invalid", "--json")
    assert (away.status, away.json["code"]) == (1, "unreachable")


def test_an_issuer_gets_a_key_of_its_own_kind(terminal: Terminal) -> None:
    terminal.well("issuer", "create", "p256", "--name", "School", "--key-type", "P-256")
    (made,) = terminal.well("keys", "create", "--type", "RSA", "--issuer", "p256", "--use", "jws")
    assert (made["type"], made["use"], made["state"]) == ("RSA", "jws", "active")
    listed = terminal.well("keys", "list", "p256")
    assert [(key["type"], key["use"]) for key in listed] == [("P-256", "proof"), ("RSA", "jws")]
    (rotated,) = terminal.well("keys", "rotate", "p256")
    assert rotated["type"] == "P-256"
    assert terminal("keys", "rotate", "p256", "--type", "RSA").status == 1
    assert terminal("keys", "rotate", "p256", "--use", "other").status == 2
