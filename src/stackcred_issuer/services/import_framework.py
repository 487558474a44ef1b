"""Import a competency framework, or its newer text: known competencies are updated in place, none is forgotten."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from uuid import UUID

from stackcred_issuer.domain.competency.case import read_package
from stackcred_issuer.domain.competency.framework import Competency, Framework
from stackcred_issuer.domain.competency.table import read_table
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.frameworks import CompetencyRecord, FrameworkRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

CASE_TYPES = "application/json, application/ld+json;q=0.9"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many competencies are new, say something else than before, or are no longer in the framework."""

    framework: FrameworkRecord
    added: int
    changed: int
    unchanged: int
    vanished: int


async def import_package(house: Deployment, caller: Caller, package: JsonObject) -> Imported:
    """A CASE CFPackage given as a document. Raises INVALID with findings, TOO_LARGE."""
    caller.need(Scope.COMPETENCIES)
    return await _keep(house, caller, read_package(package, "/package"), None)


async def import_from(house: Deployment, caller: Caller, url: str) -> Imported:
    """A CASE CFPackage at an address. Raises UNREACHABLE, MALFORMED, INVALID, TOO_LARGE."""
    caller.need(Scope.COMPETENCIES)
    fetched = await house.http.fetch(url, accept=CASE_TYPES)
    return await _keep(house, caller, read_package(parse_object(fetched.body)), url)


async def import_table(house: Deployment, caller: Caller, text: str, *, identifier: str, title: str) -> Imported:
    """A table of competencies (domain/competency/table). Its identifier is how a later import knows it again."""
    caller.need(Scope.COMPETENCIES)
    async with house.store.begin(house.clock.now()) as uow:
        known = await uow.frameworks.by_identifier(caller.issuer_id, identifier)
    framework_id = known.id if known else house.entropy.new_id()
    uri = known.uri if known else house.urls.framework(framework_id)
    framework = read_table(text, identifier=identifier, uri=uri, title=title)
    return await _keep(house, caller, framework, None, framework_id)


async def _keep(
    house: Deployment, caller: Caller, framework: Framework, source: str | None, framework_id: UUID | None = None
) -> Imported:
    """framework_id: of a new one, where its address was made from it."""
    async with house.store.begin(house.clock.now()) as uow:
        new_id = framework_id or house.entropy.new_id()
        record = await _framework(uow, caller, framework, source, new_id)
        known = {found.identifier: found for found in await uow.frameworks.competencies(record.id)}
        wanted = [_record(house, record, one, known.get(one.identifier)) for one in framework.competencies]
        now_in = {one.identifier for one in wanted}
        gone = [found for name, found in known.items() if name not in now_in]
        ended = [
            replace(found, position=len(wanted) + place, vanished_at=found.vanished_at or uow.now)
            for place, found in enumerate(gone)
        ]
        fresh = [one for one in wanted if one.identifier not in known]
        moved = [one for one in (*wanted, *ended) if one.identifier in known and one != known[one.identifier]]
        await uow.frameworks.put([*fresh, *moved])
        uow.record(Event(EventType.FRAMEWORK_IMPORTED, caller.issuer_id, str(record.id), caller.actor))
        changed = sum(1 for one in moved if one.identifier in now_in)
        return Imported(record, len(fresh), changed, len(wanted) - len(fresh) - changed, len(gone))


async def _framework(
    uow: UnitOfWork, caller: Caller, framework: Framework, source: str | None, new_id: UUID
) -> FrameworkRecord:
    """The framework's row, new or updated, and ours alone until the transaction ends."""
    known = await uow.frameworks.by_identifier(caller.issuer_id, framework.identifier)
    record = FrameworkRecord(
        id=known.id if known else new_id,
        issuer_id=caller.issuer_id,
        identifier=framework.identifier,
        uri=framework.uri,
        title=framework.title,
        creator=framework.creator,
        source=source or (known.source if known else None),
        created_at=known.created_at if known else uow.now,
        imported_at=uow.now,
    )
    await (uow.frameworks.replace(record) if known else uow.frameworks.add(record))
    return record


def _record(
    house: Deployment, framework: FrameworkRecord, one: Competency, known: CompetencyRecord | None
) -> CompetencyRecord:
    """What the import says of a competency; of tasks and outcomes it may say nothing, then ours stay."""
    said = asdict(one)
    tasks, outcomes = said.pop("tasks"), said.pop("outcomes")
    return CompetencyRecord(
        id=known.id if known else house.entropy.new_id(),
        issuer_id=framework.issuer_id,
        framework_id=framework.id,
        tasks=list(tasks) if tasks is not None else (known.tasks if known else []),
        outcomes=list(outcomes) if outcomes is not None else (known.outcomes if known else []),
        vanished_at=None,
        **said,
    )
