"""Badges from elsewhere in every form that is read: they bring the certification, and its bundle shows them offline."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding
from tests.domain.credential.baking.pictures import png, svg
from tests.domain.verification.making import key, signed
from tests.gateways.loopback import Authority
from tests.gateways.loopback import serving as loopback
from tests.support.service import Service, all_of, running
from tests.support.signers import LocalSigner
from tests.support.strangers import WELDING, awards, foreign, learner_of, registry

from stackcred_issuer.domain.credential.baking import bake
from stackcred_issuer.domain.credential.identity import EMAIL_TYPE
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.proof.did import PublishedKey, did_web_document
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.stacking.bundle.make import read_bundle
from stackcred_issuer.domain.stacking.bundle.recheck import recheck_bundle
from stackcred_issuer.domain.status.bitstring import Bitstring
from stackcred_issuer.domain.status.status_list import list_credential
from stackcred_issuer.gateways.bundled import load_contexts

ANA = "ana@example.org"
HOST = "college.example"
DID = f"did:web:{HOST}"
LIST = f"https://{HOST}/lists/1"
INDEX = 7
Json = dict[str, Any]


def _college(made: LocalSigner) -> LocalSigner:
    return LocalSigner(made.private, made.public_key, DID, f"{DID}#{made.public_key.multikey}")


EDDSA, P256 = _college(key(51)), _college(LocalSigner.make(KeyType.P256))


def _jwt(document: Json, algorithm: str, signer: LocalSigner) -> str:
    """As Open Badges 3.0 §8.2 has it, with the claims that repeat members."""
    header = {"alg": algorithm, "typ": "vc+jwt", "kid": signer.verification_method}
    document["credentialSubject"]["id"] = subject = "urn:uuid:00000000-0000-4000-8000-000000000000"
    claims = {"iss": DID, "sub": subject, "jti": document["id"], "nbf": 1767225600, **document}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    signature = base64.urlsafe_b64encode(signer.sign(b".".join(parts))).rstrip(b"=")
    return b".".join((*parts, signature)).decode()


def _plain(**members: Any) -> Json:
    return foreign(ANA, WELDING, EDDSA, sign=False, **members)


def _of_version_1() -> Json:
    plain = _plain()
    suite = "https://w3id.org/security/data-integrity/v2"
    plain["@context"] = ["https://www.w3.org/2018/credentials/v1", plain["@context"][1], suite]
    plain["issuanceDate"] = plain.pop("validFrom")
    return plain


def _listed() -> Json:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": str(INDEX)}
    return _plain(credentialStatus={**entry, "id": f"{LIST}#{INDEX}", "statusListCredential": LIST})


FORMS: dict[str, Callable[[], tuple[str, bytes]]] = {
    "embedded proof": lambda: ("application/vc", dump_json(signed(_plain(), EDDSA))),
    "with a status list": lambda: ("application/vc", dump_json(signed(_listed(), EDDSA))),
    "VC 1.1": lambda: ("application/vc", dump_json(signed(_of_version_1(), EDDSA))),
    "JWT, EdDSA": lambda: ("application/vc+jwt", _jwt(_plain(), "EdDSA", EDDSA).encode()),
    "JWT, ES256": lambda: ("application/vc+jwt", _jwt(_plain(), "ES256", P256).encode()),
    "PNG": lambda: ("image/png", bake(png(), dump_json(signed(_plain(), EDDSA)))),
    "SVG around a JWT": lambda: ("image/svg+xml", bake(svg(), _jwt(_plain(), "ES256", P256))),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A service that can reach the college: its keys and its status list."""
    folder = tmp_path_factory.mktemp("college")
    authority = Authority.make(folder)
    (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    now = datetime.now(UTC)
    status = list_credential(
        LIST, DID, "revocation", Bitstring.empty(), now - timedelta(hours=1), now + timedelta(1), 1
    )
    async with loopback(authority.server(HOST)) as server:
        keys = did_web_document(DID, [PublishedKey(one.public_key) for one in (EDDSA, P256)])
        for path, document in (("/.well-known/did.json", keys), ("/lists/1", signed(status, EDDSA))):
            server.says(path, dump_json(document), "Content-Type: application/json")
        development = {"dev_hosts": f"{HOST}=127.0.0.1:{server.port}", "dev_ca": folder / "ca.pem"}
        async with running(database_url, folder, **development) as service:
            yield service


@pytest.mark.parametrize("form", FORMS)
async def test_its_bundle_is_established_offline(served: Service, form: str) -> None:
    tenant = await served.tenant()
    trust = await registry(tenant, {"issuer": DID, "achievements": ["*"]})
    target = await tenant.achievement("Certificate")
    await tenant.certification(target, all_of({"url": WELDING}), trust=[trust["url"]])
    learner, (media_type, content) = await learner_of(tenant, ANA), FORMS[form]()
    path = f"/v1/learners/{learner}/badges"
    brought = await tenant.api.post(path, content=content, headers={"Content-Type": media_type})
    assert (brought.status_code, brought.json().get("standing")) == (201, "held"), brought.text
    (award,) = await awards(served, tenant, learner)
    bundle = (await served.public.get(f"/badges/{award['badge']}/bundle.json")).content
    report = recheck_bundle(read_bundle(bundle), load_contexts(), datetime.now(UTC), None, [(EMAIL_TYPE, ANA)])
    assert report.established, report.reasons
    (shown,) = (one for one in report.standings if one.role == "component")
    assert (shown.credential, shown.verdict) == (brought.json()["credential"], "valid")
    if form == "with a status list":
        assert shown.age_seconds is not None
