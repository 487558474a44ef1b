"""A learner brings a badge of another issuer: verified in the sandbox, kept verbatim, counted once, if it is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.lints.ids import is_absolute
from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.stacking.bearer import belongs_to
from stackcred_issuer.domain.stacking.facts import holding_of
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.verification.badge import VerifiedBadge, is_authentic
from stackcred_issuer.domain.verification.presented import ACHIEVEMENT_TYPES, types_of
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.verify import restore
from stackcred_issuer.services.browse import Cursor, Page
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.verify_credential import credential_at, taken_out_and_verified
from stackcred_issuer.store.foreign_badges import ForeignBadgeRecord, ForeignStatus, Standing
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_FOREIGN_BADGES = 500  # of one learner, whatever came of them: a lifetime of learning, and no dumping ground
FIRST_RETRY, LAST_RETRY = timedelta(minutes=5), timedelta(days=1)  # after a failure: doubled each time, up to a day
_STATUSES: dict[Verdict, ForeignStatus] = {Verdict.REVOKED: "revoked", Verdict.SUSPENDED: "suspended"}
_NOT_THEIRS = "it was given to somebody else: none of the learner's identifiers is that of its recipient"
_TWICE = "the same badge was brought before; it counts once"
_IMPOSTOR = "its id is an address of this service, whose issuers did not sign it"
_OURS = "it is one of our own badges and counts from our own record"


async def bring_badge(
    house: Deployment, caller: Caller, learner_id: UUID, data: bytes, *, url: str | None = None
) -> tuple[ForeignBadgeRecord, bool]:
    """The badge as it is kept, and whether it is new; the very same bytes again change nothing.

    url: fetch it from there instead of `data`. Raises NOT_FOUND, MALFORMED, UNREACHABLE when authenticity cannot
    be established now, PROOF_INVALID when it does not hold, INVALID for what is no badge for one achievement.
    """
    caller.need(Scope.BADGES)
    async with house.store.begin(house.clock.now()) as uow:
        learner = await uow.learners.get(caller.issuer_id, learner_id)
    return await take_in(house, learner, data, url=url, actor=caller.actor)


async def take_in(
    house: Deployment, learner: LearnerRecord, data: bytes, *, url: str | None, actor: str
) -> tuple[ForeignBadgeRecord, bool]:
    """The same, whoever brings it. actor: as the record names them. Raises as `bring_badge`."""
    brought = data if url is None else await credential_at(house, url)
    document, report = await taken_out_and_verified(house, brought)
    badge = _authentic(document, report)
    if any("\0" in text for tokens, node in walk(badge.document) for text in (node, *tokens) if isinstance(text, str)):
        raise StackcredError(ErrorCode.INVALID, "The badge has U+0000 in a text, which no database keeps.")
    facts = _facts(badge)
    async with house.store.begin(house.clock.now()) as uow:
        learner = await uow.learners.get(learner.issuer_id, learner.id)
        await uow.learners.lock(learner.id)
        earlier = await uow.foreign_badges.with_digest(learner.id, badge.digest)
        if earlier is not None:
            return earlier, False
        if await uow.foreign_badges.count(learner.id) >= MAX_FOREIGN_BADGES:
            raise StackcredError(ErrorCode.TOO_LARGE, f"A learner may bring at most {MAX_FOREIGN_BADGES} badges.")
        record = await _record(house, uow, learner, document, badge, facts)
        await uow.foreign_badges.add(record)
        _tell(uow, EventType.FOREIGN_BADGE_RECEIVED, record, actor)
        return record, True


async def withdraw_foreign_badge(house: Deployment, caller: Caller, learner_id: UUID, badge_id: UUID) -> None:
    """Let it count no more; what was decided by it is decided again."""
    caller.need(Scope.BADGES)
    async with house.store.begin(house.clock.now()) as uow:
        await let_go(uow, await uow.learners.get(caller.issuer_id, learner_id), badge_id, caller.actor)


async def let_go(uow: UnitOfWork, learner: LearnerRecord, badge_id: UUID, actor: str) -> None:
    """The same, whoever asks for it. Raises NOT_FOUND."""
    await uow.learners.lock(learner.id)
    record = await uow.foreign_badges.get(learner.issuer_id, learner.id, badge_id)
    if record.standing != "withdrawn":
        await uow.foreign_badges.withdraw(record.id, "it was withdrawn")
        _tell(uow, EventType.FOREIGN_BADGE_WITHDRAWN, record, actor)


async def list_foreign_badges(
    house: Deployment, caller: Caller, learner_id: UUID, cursor: Cursor
) -> Page[ForeignBadgeRecord]:
    caller.need(Scope.BADGES_READ)
    async with house.store.begin(house.clock.now()) as uow:
        await uow.learners.get(caller.issuer_id, learner_id)
        rows = await uow.foreign_badges.page(learner_id, cursor.after, cursor.limit + 1)
    shown = rows[: cursor.limit]
    return Page(shown, shown[-1].id if len(rows) > cursor.limit else None)


async def get_foreign_badge(house: Deployment, caller: Caller, learner_id: UUID, badge_id: UUID) -> ForeignBadgeRecord:
    caller.need(Scope.BADGES_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.foreign_badges.get(caller.issuer_id, learner_id, badge_id)


def status_in(report: Report) -> tuple[ForeignStatus, str | None]:
    """What a report says of a badge's status today, and why it is not active.

    Whether it has expired is decided at each evaluation, from its own dates, and only told here; a badge whose
    signature no longer holds is as good as revoked, and what could not be found out is unknown.
    """
    if report.verdict in _STATUSES:
        return _STATUSES[report.verdict], _why(report)
    if report.verdict is Verdict.INVALID:
        return "revoked", f"it no longer verifies: {_why(report)}"
    if not is_authentic(report) or report.result_of("status") is not Result.PASS:
        return "unknown", _why(report)
    return "active", _why(report) or None


def next_check(now: datetime, every: timedelta, failures: int) -> datetime:
    """When to ask again: regularly, and after failures later and later, up to a day."""
    if failures == 0:
        return now + every
    return now + min(FIRST_RETRY * (1 << min(failures - 1, 16)), LAST_RETRY)


def _authentic(document: bytes, report: Report) -> VerifiedBadge:
    """Raises PROOF_INVALID for what does not hold, UNREACHABLE for what could not be found out."""
    badge = restore(document, report.to_json())
    if badge is not None:
        return badge
    if report.verdict is Verdict.INVALID:
        raise StackcredError(ErrorCode.PROOF_INVALID, f"This badge does not verify: {_why(report)}")
    raise StackcredError(
        ErrorCode.UNREACHABLE, f"Whether this badge is genuine could not be found out; try again. {_why(report)}"
    )


def _facts(badge: VerifiedBadge) -> JsonObject:
    """The badge as a holding. Raises INVALID for what a rule could not read."""
    if not types_of(badge.document) & ACHIEVEMENT_TYPES:
        raise StackcredError(
            ErrorCode.INVALID, "This is not a badge: bring one OpenBadgeCredential or AchievementCredential."
        )
    facts = holding_of(badge, status="active")
    try:
        parse_holdings([facts])
        if not is_absolute(facts["id"]):
            raise StackcredError(ErrorCode.INVALID, "its id is not one absolute address, so nothing can name it.")
    except StackcredError as error:
        raise StackcredError(
            ErrorCode.INVALID, f"The badge verifies, but cannot count for a rule: {error.detail}"
        ) from None
    return facts


async def _record(
    house: Deployment,
    uow: UnitOfWork,
    learner: LearnerRecord,
    document: bytes,
    badge: VerifiedBadge,
    facts: JsonObject,
) -> ForeignBadgeRecord:
    status, why = status_in(badge.report)
    failures = 1 if status == "unknown" else 0
    every = timedelta(seconds=house.settings.foreign_status_seconds)
    record = ForeignBadgeRecord(
        id=house.entropy.new_id(),
        issuer_id=learner.issuer_id,
        learner_id=learner.id,
        foreign_issuer=facts["issuer"],
        credential_id=facts["id"],
        achievement=facts["achievement"],
        name=_name(badge.document),
        document=document,
        digest=badge.digest,
        report=badge.report.to_json(),
        standing="held",
        reason=None,
        status=status,
        status_reason=why,
        received_at=uow.now,
        checked_at=badge.report.verified_at,
        next_check_at=next_check(uow.now, every, failures),
        failures=failures,
    )
    standing, reason = await _standing(uow, learner, badge, record, house)
    return replace(record, standing=standing, reason=reason)


async def _standing(
    uow: UnitOfWork, learner: LearnerRecord, badge: VerifiedBadge, record: ForeignBadgeRecord, house: Deployment
) -> tuple[Standing, str | None]:
    """Whether it becomes a holding: theirs, and not held already (requirement 41: issuer id and credential id)."""
    known = await uow.learners.identifiers(learner.id)
    if learner.did is not None:
        known = [*known, ("did", learner.did)]
    if not belongs_to(badge.document, known):
        return "not_theirs", _NOT_THEIRS
    if house.urls.owns(record.credential_id) and await uow.issuers.by_did(record.foreign_issuer) is None:
        return "not_theirs", _IMPOSTOR
    if await _is_ours(uow, learner, record, house):
        return "duplicate", _OURS
    others: Sequence[ForeignBadgeRecord] = await uow.foreign_badges.of_learner(learner.id)
    same = (record.foreign_issuer, record.credential_id)
    if any(one.standing == "held" and (one.foreign_issuer, one.credential_id) == same for one in others):
        return "duplicate", _TWICE
    return "held", None


async def _is_ours(uow: UnitOfWork, learner: LearnerRecord, record: ForeignBadgeRecord, house: Deployment) -> bool:
    """A badge that this issuer gave this learner is in the record already."""
    own = await uow.issuers.get(learner.issuer_id)
    badges = await uow.badges.of_learner(learner.id) if record.foreign_issuer == own.did else []
    return any(house.urls.badge(found.id) == record.credential_id for found in badges)


def _tell(uow: UnitOfWork, kind: EventType, record: ForeignBadgeRecord, actor: str) -> None:
    held = record.standing == "held"
    uow.record(
        Event(
            type=kind,
            issuer_id=record.issuer_id,
            subject=str(record.id),
            actor=actor,
            digest=record.digest,
            learner_id=record.learner_id if held else None,
            achievement=record.achievement if held else None,
        )
    )


def _why(report: Report) -> str:
    return " ".join(check.detail for check in report.checks if check.result is not Result.PASS)


def _name(document: JsonObject) -> str | None:
    name = document.get("name")
    return name[:500].replace("\0", "") if isinstance(name, str) else None
