"""A status index is given to one badge only, and only a signature uses one up."""

from __future__ import annotations

from tests.support.service import Service, Tenant


async def _indexes(service: Service, tenant: Tenant) -> list[str]:
    badges = (await tenant.api.get("/v1/badges?limit=200")).json()["items"]
    entries = [(await service.credential(badge["id"]))["credentialStatus"] for badge in badges]
    for revocation, suspension in entries:
        assert revocation["statusListIndex"] == suspension["statusListIndex"]
        assert revocation["statusListCredential"] != suspension["statusListCredential"]
    return [entry[0]["statusListIndex"] for entry in entries]


async def test_indexes_are_random_and_never_given_twice(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    for number in range(12):
        await tenant.passed(networks["id"], f"learner-{number}@example.org")
    indexes = [int(text) for text in await _indexes(service, tenant)]
    assert len(set(indexes)) == 12
    assert all(0 <= index < 131_072 for index in indexes)
    assert indexes != sorted(indexes)


async def test_what_is_refused_uses_no_index_up(service: Service) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    await tenant.passed(networks["id"], "ana@example.org")
    leased = len(service.house.slots._leased[tenant.issuer.id])
    nobody = {"learner": {"email": "ana@example.org"}, "achievement": "https://elsewhere.example/1"}
    for _ in range(3):
        assert (await tenant.api.post("/v1/badges", json=nobody)).status_code == 404
        assert (await tenant.post({**tenant.result(networks["id"], "x@example.org"), **nobody})).status_code == 404
        assert (await tenant.post(tenant.result(networks["id"], "x@example.org", "10"))).status_code == 201
    assert len(service.house.slots._leased[tenant.issuer.id]) == leased
