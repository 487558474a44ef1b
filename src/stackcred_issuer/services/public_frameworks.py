"""What anybody may see of competency frameworks: the statements that badges align to, and which badges cover them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.competency.framework import Competency, Framework
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.frameworks import CompetencyRecord, FrameworkRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

PAGE = 200  # competencies on one page
MAX_ABOVE = 20  # steps up a tree that are shown


@dataclass(frozen=True, slots=True)
class FrameworkFacts:
    """A framework, who keeps it here, and its competencies from a position on. more: whether others follow."""

    framework: FrameworkRecord
    issuer: IssuerRecord
    competencies: Sequence[CompetencyRecord]
    more: bool


@dataclass(frozen=True, slots=True)
class CompetencyFacts:
    """A competency in its framework. above: from the root down. achievements: (URL, name) of those aligned to it."""

    framework: FrameworkRecord
    issuer: IssuerRecord
    competency: CompetencyRecord
    above: Sequence[CompetencyRecord]
    parts: Sequence[CompetencyRecord]
    achievements: Sequence[tuple[str, str]]


async def framework_facts(house: Deployment, framework_id: UUID, after: int) -> FrameworkFacts:
    """The competencies after a position (-1 for the first ones), PAGE of them. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        framework = await _framework(house, uow, framework_id)
        found = await uow.frameworks.competency_page(framework.id, after, PAGE + 1)
        issuer = await uow.issuers.get(framework.issuer_id)
        return FrameworkFacts(framework, issuer, found[:PAGE], len(found) > PAGE)


async def whole_framework(house: Deployment, framework_id: UUID) -> tuple[FrameworkRecord, Framework]:
    """The framework as imported, with what was said of its competencies since. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        record = await _framework(house, uow, framework_id)
        kept = [one for one in await uow.frameworks.competencies(record.id) if one.vanished_at is None]
    inside = tuple(as_competency(one) for one in kept)
    return record, Framework(record.identifier, record.uri, record.title, record.creator, inside)


async def competency_facts(house: Deployment, framework_id: UUID, identifier: str) -> CompetencyFacts:
    """Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        framework = await _framework(house, uow, framework_id)
        competency = await uow.frameworks.competency(framework.id, identifier)
        aligned = await uow.frameworks.alignments(framework.issuer_id)
        return CompetencyFacts(
            framework,
            await uow.issuers.get(framework.issuer_id),
            competency,
            await _above(uow, competency),
            await uow.frameworks.parts(framework.id, identifier),
            sorted({(url, name) for url, name, target in aligned if target == competency.uri}),
        )


def as_competency(record: CompetencyRecord) -> Competency:
    return Competency(
        identifier=record.identifier,
        uri=record.uri,
        statement=record.statement,
        code=record.code,
        abbreviated=record.abbreviated,
        kind=record.kind,
        level=record.level,
        parent=record.parent,
        position=record.position,
        tasks=tuple(record.tasks),
        outcomes=tuple(record.outcomes),
        replaced_by=record.replaced_by,
    )


async def _framework(house: Deployment, uow: UnitOfWork, framework_id: UUID) -> FrameworkRecord:
    found = await uow.frameworks.public(framework_id, house.urls.framework(framework_id))
    if found is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "There is no such framework here; check the address.")
    return found


async def _above(uow: UnitOfWork, competency: CompetencyRecord) -> list[CompetencyRecord]:
    found: list[CompetencyRecord] = []
    parent = competency.parent
    while parent is not None and len(found) < MAX_ABOVE:
        found.insert(0, await uow.frameworks.competency(competency.framework_id, parent))
        parent = found[0].parent
    return found
