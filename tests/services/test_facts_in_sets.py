"""Many holders are looked over by kept facts: complete, as of the present documents, and with the status of now."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from tests.support.service import Service, Tenant

from stackcred_issuer.domain.stacking.holdings import Holdings
from stackcred_issuer.domain.stacking.kept_facts import Kinds
from stackcred_issuer.services.facts_in_sets import facts_in_sets
from stackcred_issuer.services.verified_facts import own_badges


async def holder(service: Service) -> tuple[Tenant, UUID, list[dict[str, str]]]:
    """Somebody with two badges that nobody has verified yet, and their achievements."""
    tenant = await service.tenant()
    made = [await tenant.achievement(name) for name in ("First", "Second")]
    for achievement in made:
        learner = (await tenant.passed(achievement["id"], "ana@example.org"))["learner"]
    return tenant, UUID(learner), made


async def looked_over(
    service: Service, tenant: Tenant, learner: UUID, achievements: frozenset[str] | None = None
) -> Holdings:
    async with service.house.store.begin(service.house.clock.now()) as uow:
        found = await facts_in_sets(service.house, uow, tenant.issuer.id, [learner], achievements, Kinds())
    return found[learner]


async def changed(service: Service, statement: str, learner: UUID) -> int:
    async with service.house.store.begin(service.house.clock.now()) as uow:
        return (await uow._connection.execute(text(statement), {"learner": learner})).rowcount


async def test_what_was_never_verified_is_verified_and_kept(service: Service) -> None:
    tenant, learner, made = await holder(service)
    found = await looked_over(service, tenant, learner)
    assert {item.facts.achievement for item in found.items} == {one["url"] for one in made}
    kept = (
        "UPDATE verification_reports SET report = '{}' FROM badges WHERE badges.id = badge_id AND learner_id = :learner"
    )
    assert await changed(service, kept, learner) == 2  # nobody reads the reports again
    assert await looked_over(service, tenant, learner) == found


async def test_facts_are_kept_with_the_first_verification(service: Service) -> None:
    tenant, learner, _ = await holder(service)
    async with service.house.store.begin(service.house.clock.now()) as uow:
        await own_badges(service.house, uow, await uow.learners.get(tenant.issuer.id, learner))
    async with service.house.store.begin(service.house.clock.now()) as uow:
        held, lacking = await uow.badge_facts.held_by([learner], None)
    assert (len(held[learner]), lacking) == (2, frozenset())


async def test_only_the_achievements_that_matter_are_read(service: Service) -> None:
    tenant, learner, made = await holder(service)
    found = await looked_over(service, tenant, learner, frozenset([made[0]["url"]]))
    assert [item.facts.achievement for item in found.items] == [made[0]["url"]]


async def test_facts_of_another_edition_or_of_another_document_are_read_anew(service: Service) -> None:
    tenant, learner, _ = await holder(service)
    found = await looked_over(service, tenant, learner)
    of_learner = "FROM badges WHERE badges.id = badge_id AND learner_id = :learner"
    for stale in ("edition = 0", "digest = 'zOther'"):
        assert (
            await changed(service, f"UPDATE badge_facts SET {stale}, awarded = '2020-01-01' {of_learner}", learner) == 2
        )
        assert await looked_over(service, tenant, learner) == found


async def test_a_status_is_that_of_now(service: Service) -> None:
    tenant, learner, _ = await holder(service)
    await looked_over(service, tenant, learner)
    badge = (await tenant.learner(str(learner)))["badges"][0]
    await tenant.api.post(f"/v1/badges/{badge['id']}/revoke", json={"reason": "mistake"})
    found = await looked_over(service, tenant, learner)
    assert {item.id: item.status for item in found.items}[badge["id"]] == "revoked"


async def test_what_a_compromised_key_has_signed_is_not_held(service: Service) -> None:
    tenant, learner, _ = await holder(service)
    await looked_over(service, tenant, learner)
    key = (await tenant.api.get("/v1/keys")).json()["items"][0]
    async with service.house.store.begin(service.house.clock.now()) as uow:
        await uow.keys.compromise(UUID(key["id"]), uow.now)
        await uow.reports.forget_signed_by(UUID(key["id"]))
    assert (await looked_over(service, tenant, learner)).items == ()
