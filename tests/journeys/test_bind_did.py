"""A learner proves a DID by their wallet's signature, and their badges name them by it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.support.service import BASE_URL, Service, Tenant, all_of
from tests.support.signed_in import sign_in
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.issuance.presentation import (
    Asked,
    presentation_of,
    seal_presentation_jws,
    sign_presentation,
)
from stackcred_issuer.domain.issuance.seal import suite_of
from stackcred_issuer.domain.proof.did import PublishedKey, did_web_document
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.gateways.resolver import KnownResolver
from stackcred_issuer.services.bind_did import bind_did, new_challenge
from stackcred_issuer.store.access import Holder


@dataclass
class Learner:
    browser: httpx.AsyncClient
    tenant: Tenant
    badge: str
    award: str
    learner: str
    email: str

    async def challenge(self) -> str:
        page = (await self.browser.get("/learn/did")).text
        (found,) = re.findall(r'name="challenge" value="([^"]+)"', page)
        assert BASE_URL in page
        return str(found)

    async def bind(self, challenge: str, presentation: str) -> httpx.Response:
        return await self.browser.post("/learn/did", data={"challenge": challenge, "presentation": presentation})


@pytest_asyncio.fixture
async def ana(service: Service) -> AsyncIterator[Learner]:
    tenant = await service.tenant()
    email = f"ana-{tenant.issuer.slug}@example.org"
    part = await tenant.achievement("Networks")
    await tenant.certification(await tenant.achievement("Certificate"), all_of(part))
    passed = await tenant.passed(part["id"], email)
    await service.settle()
    (award,) = (await tenant.learner(passed["learner"]))["awards"]
    async with await sign_in(service, email) as browser:
        yield Learner(browser, tenant, passed["badge"]["id"], award["badge"], passed["learner"], email)


def empty(signer: LocalSigner) -> dict[str, Any]:
    """A presentation that shows nothing but its holder."""
    context = ["https://www.w3.org/ns/credentials/v2"]
    return {"@context": context, "type": ["VerifiablePresentation"], "holder": signer.controller}


def signed(service: Service, signer: LocalSigner, shown: dict[str, Any], asked: Asked) -> str:
    house = service.house
    document = sign_presentation(
        shown, signer, suite=suite_of(signer), created=house.signing_instant(), contexts=house.contexts, asked=asked
    )
    return json.dumps(document)


@pytest.mark.parametrize("kind", [KeyType.ED25519, KeyType.P256])
@pytest.mark.parametrize("form", ["json", "jwt"])
async def test_a_proven_did_stands_in_badges_that_verify(
    service: Service, ana: Learner, kind: KeyType, form: str
) -> None:
    before = await service.credential(ana.badge)
    wallet, challenge = LocalSigner.make(kind), await ana.challenge()
    asked = Asked(challenge, (BASE_URL,))
    if form == "json":
        text = signed(service, wallet, empty(wallet), asked)
    else:
        text = seal_presentation_jws(presentation_of([before], holder=wallet.controller), wallet, asked)
    page = await ana.bind(challenge, text)
    assert page.status_code == 200, unescape(page.text)
    assert "2 badges name" in page.text
    await service.settle()
    for badge in (ana.badge, ana.award):
        after = await service.credential(badge)
        assert after["credentialSubject"]["id"] == wallet.controller
        assert (await service.verify(after))["verdict"] == "valid"
    assert after["id"].endswith(ana.award)
    assert (await service.verify(before))["verdict"] == "valid", "files from before go on"
    (award,) = (await ana.tenant.learner(ana.learner))["awards"]
    assert award["state"] == "active"
    assert (await service.public.get(f"/badges/{ana.award}/bundle.json")).status_code == 200
    fresh = await ana.tenant.passed((await ana.tenant.achievement("Cables"))["id"], ana.email)
    issued = await service.credential(fresh["badge"]["id"])
    assert issued["credentialSubject"]["id"] == wallet.controller


async def test_a_did_on_the_web_is_bound_by_the_key_that_its_document_names(service: Service, ana: Learner) -> None:
    key = LocalSigner.make(KeyType.ED25519)
    did = "did:web:wallet.example"
    wallet = LocalSigner(key.private, key.public_key, did, f"{did}#{key.public_key.multikey}")
    document = did_web_document(did, [PublishedKey(key.public_key)])
    document["authentication"] = [wallet.verification_method]

    house = replace(service.house, resolver=KnownResolver({did: document}, service.house.clock))
    holder = Holder(ana.email, None)
    asked = await new_challenge(house, holder)
    text = signed(service, wallet, empty(wallet), Asked(asked.challenge, (asked.domain,)))
    assert await bind_did(house, holder, asked.challenge, text.encode()) == (did, 2)


async def test_a_presentation_for_somebody_else_or_of_before_binds_nothing(service: Service, ana: Learner) -> None:
    wallet, other = LocalSigner.make(KeyType.ED25519), LocalSigner.make(KeyType.ED25519)
    challenge = await ana.challenge()
    right = Asked(challenge, (BASE_URL,))
    stolen = json.loads(signed(service, wallet, empty(wallet), right)) | {"holder": other.controller}
    wrong = {
        "other challenge": signed(service, wallet, empty(wallet), Asked("x", (BASE_URL,))),
        "other domain": signed(service, wallet, empty(wallet), Asked(challenge, ("https://evil.example",))),
        "no challenge": signed(service, wallet, empty(wallet), Asked()),
        "unsigned": json.dumps(empty(wallet)),
        "another holder": json.dumps(stolen),
        "no holder": signed(service, wallet, {k: v for k, v in empty(wallet).items() if k != "holder"}, right),
        "a badge": json.dumps(await service.credential(ana.badge)),
        "nothing": "",
        "noise": "{",
    }
    for name, text in wrong.items():
        answer = await ana.bind(challenge, text)
        assert answer.status_code == 422, name
        assert "Nothing was bound" in answer.text
    assert "id" not in (await service.credential(ana.badge))["credentialSubject"]


async def test_a_challenge_is_good_once_and_for_one_person(service: Service, ana: Learner) -> None:
    wallet, challenge = LocalSigner.make(KeyType.ED25519), await ana.challenge()
    text = signed(service, wallet, empty(wallet), Asked(challenge, (BASE_URL,)))
    await ana.tenant.passed((await ana.tenant.achievement("Cables"))["id"], "eve@example.org")
    async with await sign_in(service, "eve@example.org") as eve:
        taken = await eve.post("/learn/did", data={"challenge": challenge, "presentation": text})
    assert taken.status_code == 422
    assert (await ana.bind(challenge, text)).status_code == 200
    again = await ana.bind(challenge, text)
    assert again.status_code == 422
    assert "used before" in again.text


async def test_a_did_of_another_learner_is_not_bound_twice(service: Service, ana: Learner) -> None:
    wallet = LocalSigner.make(KeyType.ED25519)
    made = await ana.tenant.api.post("/v1/learners", json={"did": wallet.controller})
    assert made.status_code in (200, 201)
    challenge = await ana.challenge()
    answer = await ana.bind(challenge, signed(service, wallet, empty(wallet), Asked(challenge, (BASE_URL,))))
    assert answer.status_code == 422
    assert "Nothing was bound" in answer.text
