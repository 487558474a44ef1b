"""Look at competency frameworks: their statements, and which badges cover them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.frameworks import CompetencyRecord, FrameworkRecord


@dataclass(frozen=True, slots=True)
class Covered:
    """A competency and the achievements (URL, name) that align to it."""

    competency: CompetencyRecord
    achievements: Sequence[tuple[str, str]]


async def list_frameworks(house: Deployment, caller: Caller, cursor: Cursor) -> Page[FrameworkRecord]:
    caller.need(Scope.COMPETENCIES_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return page_of(await uow.frameworks.page(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def get_framework(house: Deployment, caller: Caller, framework_id: UUID) -> FrameworkRecord:
    caller.need(Scope.COMPETENCIES_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.frameworks.get(caller.issuer_id, framework_id)


async def list_competencies(
    house: Deployment, caller: Caller, framework_id: UUID, after: int, limit: int
) -> tuple[FrameworkRecord, list[CompetencyRecord]]:
    """Those after a position, in document order, with their framework."""
    caller.need(Scope.COMPETENCIES_READ)
    async with house.store.begin(house.clock.now()) as uow:
        framework = await uow.frameworks.get(caller.issuer_id, framework_id)
        return framework, await uow.frameworks.competency_page(framework_id, after, limit)


async def describe_competency(
    house: Deployment,
    caller: Caller,
    framework_id: UUID,
    identifier: str,
    *,
    tasks: Sequence[str] | None,
    outcomes: Sequence[str] | None,
) -> tuple[FrameworkRecord, CompetencyRecord]:
    """Say in employers' terms what a competency means at work; what is None stays as it is."""
    caller.need(Scope.COMPETENCIES)
    said = {"tasks": tasks, "outcomes": outcomes}
    async with house.store.begin(house.clock.now()) as uow:
        framework = await uow.frameworks.get(caller.issuer_id, framework_id)
        competency = await uow.frameworks.competency(framework_id, identifier)
        members = {name: list(value) for name, value in said.items() if value is not None}
        if members:
            await uow.frameworks.describe(competency, **members)
            uow.record(Event(EventType.COMPETENCY_DESCRIBED, caller.issuer_id, str(competency.id), caller.actor))
        return framework, await uow.frameworks.competency(framework_id, identifier)


async def coverage(house: Deployment, caller: Caller, framework_id: UUID) -> list[Covered]:
    """Every present competency with what covers it; one that nothing covers has an empty list."""
    caller.need(Scope.COMPETENCIES_READ)
    async with house.store.begin(house.clock.now()) as uow:
        await uow.frameworks.get(caller.issuer_id, framework_id)
        present = [one for one in await uow.frameworks.competencies(framework_id) if one.vanished_at is None]
        aligned: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for url, name, target in await uow.frameworks.alignments(caller.issuer_id):
            aligned[target].append((url, name))
    return [Covered(one, sorted(aligned.get(one.uri, []))) for one in present]
