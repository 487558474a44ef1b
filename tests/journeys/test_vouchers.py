"""An issuer's identity is shown as claimed, unless a trust registry of an institution here names it for that badge."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.domain.verification.making import key
from tests.support.service import Service
from tests.support.strangers import FRAUD, WELDING, foreign, registry, trusting

PARTNER = key(47)  # whom no other test trusts
CLAIMED = "Identity shown as claimed"


async def _page(service: Service, document: dict[str, Any]) -> str:
    files = {"file": ("badge.json", json.dumps(document).encode())}
    return (await service.public.post("/verify", files=files, headers={"Accept": "text/html"})).text


async def test_a_registry_that_names_the_issuer_is_named_with_whose_it_is(service: Service) -> None:
    tenant = await service.tenant()
    document = foreign("ana@example.org", f"{WELDING}/vouched", PARTNER)
    before = await _page(service, document)
    assert CLAIMED in before
    trust = await registry(tenant, trusting(PARTNER, achievements=[f"{WELDING}/vouched"]))
    page = await _page(service, document)
    assert "In the trust registry" in page
    assert trust["url"] in page
    assert tenant.issuer.name in page
    assert CLAIMED not in page
    (entry,) = (await tenant.api.get(f"/v1/trust-registries/{trust['id']}")).json()["entries"]
    assert (await tenant.api.delete(f"/v1/trust-registries/{trust['id']}/entries/{entry['id']}")).status_code == 200
    assert CLAIMED in await _page(service, document)


@pytest.mark.parametrize(
    "entry",
    [
        trusting(FRAUD),
        {"issuer": PARTNER.controller, "achievements": ["https://college.example/something-else"]},
        {"issuer": PARTNER.controller, "achievementTypes": ["Diploma"]},
        {"issuer": PARTNER.controller, "achievements": ["*"], "until": "2001-01-01T00:00:00Z"},
        {"issuer": PARTNER.controller, "roles": ["mentor"]},
    ],
)
async def test_trust_in_somebody_or_something_else_says_nothing(service: Service, entry: dict[str, Any]) -> None:
    document = foreign("ana@example.org", f"{WELDING}/other", PARTNER)
    await registry(await service.tenant(), entry)
    page = await _page(service, document)
    assert CLAIMED in page
    assert "In the trust registry" not in page


async def test_nobody_vouches_for_a_badge_whose_signature_does_not_hold(service: Service) -> None:
    await registry(await service.tenant(), trusting(PARTNER, achievements=[f"{WELDING}/changed"]))
    page = await _page(service, {**foreign("ana@example.org", f"{WELDING}/changed", PARTNER), "name": "Changed"})
    assert CLAIMED in page


async def test_the_page_of_a_badge_says_so_of_its_own_issuer_too(service: Service) -> None:
    school, partner = await service.tenant(), await service.tenant()
    networks = await school.achievement()
    badge = (await school.passed(networks["id"], "ana@example.org"))["badge"]["id"]
    assert CLAIMED in (await service.public.get(f"/badges/{badge}", headers={"Accept": "text/html"})).text
    await registry(partner, {"issuer": school.issuer.did, "achievements": [networks["url"]]})
    page = (await service.public.get(f"/badges/{badge}", headers={"Accept": "text/html"})).text
    assert "In the trust registry" in page
    assert partner.issuer.name in page
