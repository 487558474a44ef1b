"""Publish pathways, show them to everybody, and tell learners how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, parse_object, pointer
from stackcred_issuer.domain.pathway.model import Pathway, parse_pathway
from stackcred_issuer.domain.pathway.progress import Progress, progress
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.earned import earned
from stackcred_issuer.services.find_achievement import find_achievement
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.certifications import CertificationRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.pathways import PathwayRecord, PathwayVersionRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_OFFERED = 50  # pathways of one issuer that a learner is shown


@dataclass(frozen=True, slots=True)
class PathwayFacts:
    """A version of a pathway, and who publishes it."""

    record: PathwayRecord
    version: PathwayVersionRecord
    issuer: IssuerRecord
    pathway: Pathway


@dataclass(frozen=True, slots=True)
class OwnPathway:
    """A pathway with somebody's progress on it."""

    facts: PathwayFacts
    progress: Progress


async def create_pathway(house: Deployment, caller: Caller, document: JsonObject) -> PathwayFacts:
    """With version 1. Steps name achievements or certifications by id or URL. Raises INVALID with a pointer."""
    caller.need(Scope.CERTIFICATIONS)
    async with house.store.begin(house.clock.now()) as uow:
        record = PathwayRecord(house.entropy.new_id(), caller.issuer_id, 1, uow.now, None)
        version = await _version(house, uow, caller, record, 1, document)
        await uow.pathways.add(record)
        return await _published(uow, caller, record, version)


async def publish_pathway(house: Deployment, caller: Caller, pathway_id: UUID, document: JsonObject) -> PathwayFacts:
    """The next version; those before it stay as they are. Raises NOT_FOUND, INVALID with a pointer."""
    caller.need(Scope.CERTIFICATIONS)
    async with house.store.begin(house.clock.now()) as uow:
        record = await uow.pathways.get(caller.issuer_id, pathway_id, lock=True)
        version = await _version(house, uow, caller, record, record.latest_version + 1, document)
        return await _published(uow, caller, record, version)


async def end_pathway(house: Deployment, caller: Caller, pathway_id: UUID) -> None:
    """It is offered no more; its page and its versions stay."""
    caller.need(Scope.CERTIFICATIONS)
    async with house.store.begin(house.clock.now()) as uow:
        record = await uow.pathways.get(caller.issuer_id, pathway_id)
        await uow.pathways.end(record)
        uow.record(Event(EventType.PATHWAY_PUBLISHED, record.issuer_id, str(record.id), caller.actor))


async def list_pathways(house: Deployment, caller: Caller, cursor: Cursor) -> Page[PathwayRecord]:
    caller.need(Scope.CERTIFICATIONS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return page_of(await uow.pathways.page(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def public_pathway(house: Deployment, pathway_id: UUID, version: int | None = None) -> PathwayFacts:
    """The newest version, or one that was. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        record = await uow.pathways.public(pathway_id)
        return await _facts(uow, record, await uow.pathways.version(record.id, version or record.latest_version))


async def offered_pathways(
    house: Deployment, issuer_id: UUID, achievement: str | None = None
) -> Sequence[PathwayFacts]:
    """Those of an issuer that are not ended. achievement: its URL, for those with a step that earns it."""
    async with house.store.begin(house.clock.now()) as uow:
        versions = await uow.pathways.offered(issuer_id, MAX_OFFERED)
        found = [await _facts(uow, await uow.pathways.public(one.pathway_id), one) for one in versions]
    return [one for one in found if achievement is None or _earns(one.pathway, achievement)]


async def own_pathways(house: Deployment, holder: Holder) -> Sequence[OwnPathway]:
    """The pathways on which somebody has begun, those they are furthest on first."""
    found = []
    async with house.store.begin(house.clock.now()) as uow:
        for learner in await uow.access.learners_of(holder):
            versions = await uow.pathways.offered(learner.issuer_id, MAX_OFFERED)
            have = await earned(house, uow, learner) if versions else frozenset()
            for version in versions:
                facts = await _facts(uow, await uow.pathways.public(version.pathway_id), version)
                found.append(OwnPathway(facts, progress(facts.pathway, have)))
    begun = [one for one in found if one.progress.done]
    return sorted(begun, key=lambda one: -one.progress.done / max(one.progress.needed, 1))


async def own_pathway(house: Deployment, holder: Holder, pathway_id: UUID) -> OwnPathway:
    """With the progress of whoever is signed in; nobody's badges count where the issuer does not know them."""
    facts = await public_pathway(house, pathway_id)
    async with house.store.begin(house.clock.now()) as uow:
        learners = await uow.access.learners_of(holder)
        known = [learner for learner in learners if learner.issuer_id == facts.issuer.id]
        have: frozenset[str] = frozenset().union(*[await earned(house, uow, learner) for learner in known])
    return OwnPathway(facts, progress(facts.pathway, have))


def _earns(pathway: Pathway, achievement: str) -> bool:
    return any(step.achievement == achievement for step in pathway.steps)


async def _facts(uow: UnitOfWork, record: PathwayRecord, version: PathwayVersionRecord) -> PathwayFacts:
    pathway = parse_pathway(parse_object(version.document))
    return PathwayFacts(record, version, await uow.issuers.get(record.issuer_id), pathway)


async def _version(
    house: Deployment, uow: UnitOfWork, caller: Caller, record: PathwayRecord, number: int, document: JsonObject
) -> PathwayVersionRecord:
    whole = {**document, "steps": [await _step(house, uow, caller, *one) for one in enumerate(_steps(document))]}
    if whole.get("entry") is not None:
        urls = enumerate(whole["entry"].get("anyOf", []))
        known = [await _achievement(house, uow, caller, url, "entry", "anyOf", at) for at, url in urls]
        whole["entry"] = {**whole["entry"], "anyOf": [one.url for one in known]}
    parse_pathway(whole)
    body = canonical_json(whole)
    return PathwayVersionRecord(record.id, number, body, digest_multibase(body), uow.now)


def _steps(document: JsonObject) -> list[JsonObject]:
    """The steps as far as they can be looked at one by one; the rest of the document is judged whole."""
    steps = document.get("steps")
    if not isinstance(steps, list) or not all(isinstance(one, dict) for one in steps):
        raise StackcredError(ErrorCode.INVALID, "Give 'steps' as a list of objects.", pointer=pointer("steps"))
    named = (("steps", at, name) for at, one in enumerate(steps) for name in ("achievement", "certification"))
    for place in named:
        if not isinstance(steps[place[1]].get(place[2]) or "", str):
            raise StackcredError(ErrorCode.INVALID, "Name it by its id or URL.", pointer=pointer(*place))
    return steps


async def _published(
    uow: UnitOfWork, caller: Caller, record: PathwayRecord, version: PathwayVersionRecord
) -> PathwayFacts:
    await uow.pathways.publish(version)
    uow.record(Event(EventType.PATHWAY_PUBLISHED, record.issuer_id, str(record.id), caller.actor, version.digest))
    return await _facts(uow, await uow.pathways.public(record.id), version)


async def _step(house: Deployment, uow: UnitOfWork, caller: Caller, index: int, step: JsonObject) -> JsonObject:
    """With the URLs of what it names, and the name it has."""
    named = [name for name in ("achievement", "certification") if step.get(name) is not None]
    if len(named) != 1:
        detail = "A step names one thing to earn: an achievement, or the certification that awards it."
        raise StackcredError(ErrorCode.INVALID, detail, pointer=pointer("steps", index))
    if named == ["achievement"]:
        achievement = await _achievement(house, uow, caller, step["achievement"], "steps", index, "achievement")
        certification = await uow.certifications.by_target(caller.issuer_id, achievement.url)
    else:
        certification = await _certification(house, uow, caller, step["certification"], index)
        achievement = await uow.achievements.get(caller.issuer_id, certification.achievement_id)
    resolved: dict[str, Any] = {**step, "achievement": achievement.url, "name": step.get("name")}
    resolved["name"] = resolved["name"] or str(achievement.document["name"])[:200]
    resolved["certification"] = house.urls.certification(certification.id) if certification is not None else None
    return resolved


async def _achievement(
    house: Deployment, uow: UnitOfWork, caller: Caller, named: str, *place: str | int
) -> AchievementRecord:
    try:
        return await find_achievement(house, uow, caller.issuer_id, named)
    except StackcredError as error:
        raise StackcredError(ErrorCode.INVALID, error.detail, pointer=pointer(*place)) from None


async def _certification(
    house: Deployment, uow: UnitOfWork, caller: Caller, named: str, index: int
) -> CertificationRecord:
    try:
        found = UUID(named.removeprefix(f"{house.urls.base}/certifications/"))
        return await uow.certifications.get(caller.issuer_id, found)
    except (ValueError, StackcredError):
        detail = "There is no such certification here; give its id or URL."
        raise StackcredError(ErrorCode.INVALID, detail, pointer=pointer("steps", index, "certification")) from None
