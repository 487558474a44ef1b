"""Pull what an LTI platform knows of a course: who is in it, and how they were graded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from pydantic import ValidationError

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, parse_json
from stackcred_issuer.domain.lms.lti import read_members, read_result
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.lti_launch import caller_for, learner_of
from stackcred_issuer.services.lti_services import PlatformServices, results_of
from stackcred_issuer.services.receive_reports import Incoming, receive_reports
from stackcred_issuer.store.lti import CourseRecord, PlatformRecord

PROTOCOL = "ags-pull"
PULL_EVERY = timedelta(hours=1)
AT_ONCE = 20  # courses of one run of the job


@dataclass(slots=True)
class _Tally:
    """What came of a pull. refused: members who could not be registered."""

    members: int = 0
    refused: int = 0
    line_items: int = 0
    results: int = 0
    new: int = 0
    states: dict[str, int] = field(default_factory=dict)

    def to_json(self, problem: str | None) -> JsonObject:
        return {
            "members": self.members,
            "membersRefused": self.refused,
            "lineItems": self.line_items,
            "results": self.results,
            "newResults": self.new,
            "became": self.states,
            "problem": problem,
        }


async def pull_course(house: Deployment, caller: Caller, course_id: UUID) -> CourseRecord:
    """Pull a course now; what came of it stands in its outcome. Raises NOT_FOUND."""
    caller.need(Scope.ASSESSMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        course = await uow.lti.course(caller.issuer_id, course_id)
    return await _pull(house, course)


async def pull_due_courses(house: Deployment) -> int:
    """Every course that was not pulled for PULL_EVERY; how many were."""
    now = house.clock.now()
    async with house.store.begin(now) as uow:
        due = await uow.lti.due(now - PULL_EVERY, AT_ONCE)
    for course in due:
        await _pull(house, course)
    return len(due)


async def _pull(house: Deployment, course: CourseRecord) -> CourseRecord:
    tally, problem = _Tally(), None
    async with house.store.begin(house.clock.now()) as uow:
        platform = await uow.lti.get(course.issuer_id, course.platform_id)
    try:
        services = await PlatformServices.open(house, platform)
        if course.memberships_url is not None:
            await _members(house, services, platform, course.memberships_url, tally)
        if course.line_items_url is not None:
            await _line_items(house, services, platform, course, tally)
    except StackcredError as error:
        problem = error.detail
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.lti.pulled(course, tally.to_json(problem))


async def _members(
    house: Deployment, services: PlatformServices, platform: PlatformRecord, url: str, tally: _Tally
) -> None:
    """Make everybody in the course known, so that results and badges find them."""
    async for page in services.pages(url, "lti-nrps.v2.membershipcontainer"):
        container = parse_json(page)
        for person in read_members(container if isinstance(container, dict) else {}):
            tally.members += 1
            try:
                async with house.store.begin(house.clock.now()) as uow:
                    await learner_of(house, uow, platform, person)
            except (StackcredError, ValidationError) as error:
                if isinstance(error, StackcredError) and error.code is ErrorCode.UNAVAILABLE:
                    raise
                tally.refused += 1  # two learners by its word, or an address that is none


async def _line_items(
    house: Deployment, services: PlatformServices, platform: PlatformRecord, course: CourseRecord, tally: _Tally
) -> None:
    async for page in services.pages(str(course.line_items_url), "lis.v2.lineitemcontainer"):
        for item in _objects(page):
            address = item.get("id")
            if isinstance(address, str):
                tally.line_items += 1
                activity = item.get("resourceId")
                await _results(
                    house,
                    services,
                    platform,
                    _LineItem(course, address, activity if isinstance(activity, str) and activity else address),
                    tally,
                )


@dataclass(frozen=True, slots=True)
class _LineItem:
    """activity: what it is mapped by: the tool's own id of the resource, the same in every course, or its address."""

    course: CourseRecord
    address: str
    activity: str


async def _results(
    house: Deployment, services: PlatformServices, platform: PlatformRecord, item: _LineItem, tally: _Tally
) -> None:
    """Record the results that are new or have changed since the last pull."""
    async with house.store.begin(house.clock.now()) as uow:
        known = await uow.lti.known_results(item.course, item.address)
    async for page in services.pages(results_of(item.address), "lis.v2.resultcontainer"):
        for result, plain in zip(_objects(page, exact=True), _objects(page), strict=True):
            report = read_result(result, platform=str(platform.id), activity=item.activity, at=house.clock.now())
            if report is None:
                continue
            tally.results += 1
            user, digest = str(plain["userId"]), hashlib.sha256(canonical_json(plain)).digest()
            before, changes = known.get(user, (b"", 0))
            if digest == before:
                continue
            # The id is the same until the change is noted as seen: a pull that was cut off repeats it, once.
            source_id = f"{item.course.id}|{item.address}|{user}|{changes + 1}|{digest.hex()}"
            posts = await receive_reports(house, caller_for(platform), PROTOCOL, [Incoming(source_id, plain, report)])
            async with house.store.begin(house.clock.now()) as uow:
                await uow.lti.saw_result(item.course, item.address, user, digest, changes + 1)
            tally.new += 1
            tally.states[posts[0].state] = tally.states.get(posts[0].state, 0) + 1


def _objects(page: bytes, *, exact: bool = False) -> list[JsonObject]:
    found = parse_json(page, exact_numbers=exact)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
