"""Every format across programs: another verifier takes what we sign and refuses what was changed, and the reverse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from openvc.did.base import DidResolverRegistry
from openvc.did.did_jwk import DidJwkResolver
from openvc.did.did_key import DidKeyResolver
from openvc.errors import OpenvcError
from openvc.keys import Ed25519SigningKey, P256SigningKey, P384SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.verify import verify_credential
from tests.conformance.test_formats import MADE, made, report_on, small

from stackcred_issuer.domain.issuance.envelope import enveloped_credential
from stackcred_issuer.domain.issuance.version_1 import as_version_1
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.disclosure import derive
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.verification.report import Verdict
from stackcred_issuer.gateways.bundled import load_contexts

CONTEXTS = {url: load_contexts().get(url) for url in load_contexts()}
RESOLVER = DidResolverRegistry([DidKeyResolver(), DidJwkResolver()])
SIGNED = [(suite, kind) for suite, kind in MADE if suite != "ecdsa-sd-2023"]
# what it signs with the JCS suites lacks the `@context` that the standard puts into the proof: it is not asked for it
THEIRS = [
    ("eddsa-rdfc-2022", KeyType.ED25519, DataIntegrityProofSuite),
    ("ecdsa-rdfc-2019", KeyType.P256, EcdsaRdfcProofSuite),
    ("ecdsa-rdfc-2019", KeyType.P384, EcdsaRdfcProofSuite),
]
KEYS: dict[KeyType, Any] = {
    KeyType.ED25519: Ed25519SigningKey,
    KeyType.P256: P256SigningKey,
    KeyType.P384: P384SigningKey,
}


def by_openvc(credential: Any) -> Any:
    """Raises OpenvcError for what it refuses."""
    return verify_credential(credential, resolver=RESOLVER, extra_contexts=CONTEXTS)


@pytest.mark.parametrize(("suite", "kind"), SIGNED)
def test_another_verifier_takes_our_proofs_and_refuses_changed_ones(suite: str, kind: KeyType) -> None:
    signed = made(suite, kind, small(kind))
    assert by_openvc(signed).issuer == signed["issuer"]["id"]
    for forged in (
        {**signed, "name": "Other"},
        {**signed, "proof": {**signed["proof"], "created": "2020-01-01T00:00:00Z"}},
    ):
        with pytest.raises(OpenvcError):
            by_openvc(forged)


@pytest.mark.parametrize("kind", KEYS)
def test_another_verifier_takes_our_jwts_of_vc_1_1_bare_and_in_envelopes(kind: KeyType) -> None:
    """It knows JWTs with a `vc` claim only; those of VC 2.0 are judged by JOSE libraries (tests/web)."""
    compact = made("jwt", kind, as_version_1(small(kind)))
    assert by_openvc(compact).subject == by_openvc(enveloped_credential(compact)).subject == "did:example:learner"
    head, payload, signature = compact.split(".")
    with pytest.raises(OpenvcError):
        by_openvc(f"{head}.{payload}.{signature[:-4]}AAAA")


def test_another_verifier_takes_what_a_holder_shows() -> None:
    whole = made("ecdsa-sd-2023", KeyType.P256, small(KeyType.P256))
    shown = derive(whole, ["/credentialSubject/achievement/name"], load_contexts())
    by_openvc(shown)
    with pytest.raises(OpenvcError):
        by_openvc({**shown, "validFrom": "2020-01-01T00:00:00Z"})


@pytest.mark.parametrize(("suite", "kind", "theirs"), THEIRS)
def test_we_take_what_another_program_signs_and_refuse_it_changed(suite: str, kind: KeyType, theirs: Any) -> None:
    key, controller = their_key(kind)
    document = {**small(kind), "issuer": {"id": controller, "type": ["Profile"], "name": "Elsewhere"}}
    signed = theirs().add_proof(
        document,
        signing_key=key,
        verification_method=f"{controller}#{controller.removeprefix('did:key:')}",
        created=datetime(2026, 1, 1, tzinfo=UTC),
        extra_contexts=CONTEXTS,
    )
    assert signed["proof"]["cryptosuite"] == suite
    assert report_on(signed).verdict is Verdict.VALID
    assert report_on({**signed, "name": "Other"}).verdict is Verdict.INVALID


def their_key(kind: KeyType) -> tuple[Any, str]:
    """A key of theirs, and the did:key that we give it."""
    key = KEYS[kind].generate(kid="unused")
    return key, PublicKey.from_jwk(public_jwk(key)).did_key


def public_jwk(key: Any) -> JsonObject:
    return {name: value for name, value in key.public_jwk().items() if name in ("kty", "crv", "x", "y")}
