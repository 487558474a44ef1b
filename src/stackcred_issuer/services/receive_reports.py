"""Take what a learning platform reports in its own protocol: each post once, unknown ones parked, none lost."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, parse_json
from stackcred_issuer.domain.lms.report import Report
from stackcred_issuer.domain.lms.results import results_for
from stackcred_issuer.services.assessment_result import AssessmentResult
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.change_status import change_status
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.record_result import record_result
from stackcred_issuer.store.lms import LmsPostRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

UNKNOWN_ACTIVITY = "No achievement is known for this activity; PUT one at /v1/lms/activities."
UNKNOWN_ACCOUNT = "Nobody is known by this account; POST a learner who has it to /v1/learners."
FRESH = "It has just come in."  # what a crash leaves like this is recorded by the next sweep of parked posts
EMAIL = "emailAddress"
_REFUSALS = frozenset({ErrorCode.INVALID, ErrorCode.LINT_REFUSED, ErrorCode.CONFLICT, ErrorCode.NOT_FOUND})


@dataclass(frozen=True, slots=True)
class Incoming:
    """One post. body: as it came, for its digest and for who asks later. report: None for what is no result.

    voids: the source id of an earlier post that this one takes back.
    """

    source_id: str
    body: JsonObject
    report: Report | None = None
    voids: str | None = None


async def receive_reports(
    house: Deployment, caller: Caller, protocol: str, posts: Sequence[Incoming]
) -> list[LmsPostRecord]:
    """Keep the posts, all or none, then record the results among them; what became of each.

    Raises CONFLICT when an id was used before with another body.
    """
    caller.need(Scope.ASSESSMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        kept = [await _keep(house, uow, caller, protocol, post) for post in posts]
    return [await _apply(house, post) if post.state == "parked" else post for post in kept]


async def apply_parked(
    house: Deployment, issuer_id: UUID | None, *, activity: str | None = None, limit: int = 200
) -> int:
    """Record parked posts for which the mapping is known by now; how many were tried.

    activity: all posts of this one, known account or not, so that each says what it waits for.
    """
    async with house.store.begin(house.clock.now()) as uow:
        ready = await uow.lms.ready(issuer_id, limit, activity)
    for post in ready:
        await _apply(house, post)
    return len(ready)


async def _keep(house: Deployment, uow: UnitOfWork, caller: Caller, protocol: str, post: Incoming) -> LmsPostRecord:
    digest = hashlib.sha256(canonical_json(post.body)).digest()
    fresh = LmsPostRecord(
        id=house.entropy.new_id(),
        issuer_id=caller.issuer_id,
        client_id=caller.client_id,
        protocol=protocol,
        source_id=post.source_id,
        body_digest=digest,
        body=post.body,
        state="parked" if post.report else "ignored",
        reason=FRESH if post.report else None,
        activity=post.report.activity if post.report else None,
        report=post.report.to_json() if post.report else None,
        assessment_id=None,
        received_at=uow.now,
    )
    kept = await uow.lms.claim(fresh)
    if kept.body_digest != digest:
        detail = f"The id {post.source_id!r} was used before with another body; give a new post a new id."
        raise StackcredError(ErrorCode.CONFLICT, detail)
    if post.voids is not None and kept is fresh:
        await _void(house, uow, caller, protocol, post.voids)
    return kept


async def _apply(house: Deployment, post: LmsPostRecord) -> LmsPostRecord:
    """Record a post's result, or park it with the reason. Safe to repeat: its result has one id."""
    assert post.report is not None
    report = Report.from_json(post.report)
    caller = Caller(post.client_id, post.issuer_id, frozenset({Scope.ASSESSMENTS}))
    async with house.store.begin(house.clock.now()) as uow:
        result = await _result(uow, post, report)
    if isinstance(result, str):
        return await _settled(house, post, "parked", reason=result)
    try:
        answer = await record_result(house, caller, result)
    except StackcredError as error:
        if error.code not in _REFUSALS:
            raise
        return await _settled(house, post, "parked", reason=error.detail)
    recorded = parse_json(answer.body)
    return await _settled(house, post, "recorded", assessment_id=UUID(recorded["assessment"]))


async def _result(uow: UnitOfWork, post: LmsPostRecord, report: Report) -> AssessmentResult | str:
    """The result to record, or why it cannot be yet."""
    mapped = await uow.lms.activity(post.issuer_id, report.activity)
    if mapped is None:
        return UNKNOWN_ACTIVITY
    account = report.account
    if account.type != EMAIL and not await uow.lms.knows(post.issuer_id, account.type, account.value):
        return UNKNOWN_ACCOUNT
    achievement = await uow.achievements.get(post.issuer_id, mapped.achievement_id)
    try:
        results = results_for(achievement.document, report, mapped.result_description)
    except StackcredError as error:
        return error.detail
    learner: dict[str, Any] = (
        {"email": account.value}
        if account.type == EMAIL
        else {"identifiers": [{"type": account.type, "value": account.value}]}
    )
    body = {
        "sourceId": f"{post.protocol}:{post.id}",
        "learner": learner,
        "achievement": str(mapped.achievement_id),
        "activityId": report.activity[:500],
        "assessedAt": format_instant(report.at),
        "results": results,
    }
    return AssessmentResult.model_validate(body)


async def _settled(house: Deployment, post: LmsPostRecord, state: Any, **members: Any) -> LmsPostRecord:
    async with house.store.begin(house.clock.now()) as uow:
        await uow.lms.settle(post, state, **members)
        return await uow.lms.get(post.issuer_id, post.id)


async def _void(house: Deployment, uow: UnitOfWork, caller: Caller, protocol: str, source_id: str) -> None:
    """Take an earlier post back: it is parked no more, and a badge that stands on it is revoked."""
    voided = await uow.lms.by_source(caller.client_id, protocol, source_id)
    if voided is None or voided.state == "voided":
        return
    if voided.assessment_id is not None:
        assessment = await uow.assessments.get(caller.issuer_id, voided.assessment_id)
        if assessment.current and assessment.badge_id is not None:
            await uow.learners.lock(assessment.learner_id)
            badge = await uow.badges.get(caller.issuer_id, assessment.badge_id)
            if badge.state != "revoked":
                reason = "the platform took the result back"
                await change_status(
                    house, uow, badge, "revoked", reason=reason, actor=caller.actor, cause=str(voided.id)
                )
    await uow.lms.settle(voided, "voided")
