"""What is on record that a batch of posts is decided by: read with one statement for each kind of thing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_achievement import achievement_url
from stackcred_issuer.services.result_post import ResultPost
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.assessments import AssessmentRecord, Sitting
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.learners import Identifier, LearnerRecord, OwnIdentifier
from stackcred_issuer.store.posts import PostKey, PostRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Standing:
    """What learners have of the assessments that are posted: their current results, and the badges for them."""

    sittings: frozenset[Sitting]
    current: dict[Sitting, AssessmentRecord]
    badges: dict[UUID, BadgeRecord]


@dataclass(frozen=True, slots=True)
class Permission:
    """What the posts may be recorded and signed by: secrets that are in force, and each issuer's active key."""

    secrets: set[bytes]
    keys: dict[UUID, KeyRecord]


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """The record as it was at `now`, as far as the posts of one batch need it.

    met: the learners that an earlier post of the batch is about already.
    """

    house: Deployment
    now: datetime
    permission: Permission
    earlier: dict[PostKey, PostRecord]
    issuers: dict[UUID, IssuerRecord]
    achievements: dict[tuple[UUID, str], AchievementRecord]
    owners: dict[OwnIdentifier, LearnerRecord]
    identifiers: dict[UUID, list[Identifier]]
    standing: Standing
    met: set[UUID]


async def read_facts(house: Deployment, uow: UnitOfWork, posts: Sequence[ResultPost]) -> ResultFacts:
    """Everything, without a lock: what must not change meanwhile is read again under one."""
    issuer_ids = {post.issuer_id for post in posts}
    urls = {post: (post.issuer_id, achievement_url(house, post.post.achievement)) for post in posts}
    identifiers = {name for post in posts for name in post.identifiers}
    achievements = await uow.achievements.by_urls(set(urls.values()))
    owners = await uow.learners.owners(identifiers) if identifiers else {}
    known = {learner.id for learner in owners.values()}
    sittings = frozenset(
        (owners[name].id, achievements[urls[post]].id, post.post.activity())
        for post in posts
        for name in post.identifiers
        if name in owners and urls[post] in achievements
    )
    return ResultFacts(
        house=house,
        now=uow.now,
        permission=await read_permission(uow, posts),
        earlier=await uow.posts.answered({name for post in posts for name in post.names}),
        issuers=await uow.issuers.of_ids(issuer_ids),
        achievements=achievements,
        owners=owners,
        identifiers=await uow.learners.identifiers_of(known) if known else {},
        standing=await read_standing(uow, sittings),
        met=set(),
    )


async def read_permission(uow: UnitOfWork, posts: Sequence[ResultPost]) -> Permission:
    """It holds until the transaction ends if the rights of the posts' issuers are held before."""
    secrets = {post.caller.secret for post in posts if post.caller.secret is not None}
    return Permission(
        secrets=await uow.clients.in_force(secrets, uow.now) if secrets else set(),
        keys=await uow.keys.active_of({post.issuer_id for post in posts}),
    )


async def read_standing(uow: UnitOfWork, sittings: Collection[Sitting]) -> Standing:
    """Current results of these assessments, and their badges."""
    current = await uow.assessments.current_of(sittings) if sittings else {}
    held = [result.badge_id for result in current.values() if result.badge_id is not None]
    return Standing(frozenset(sittings), current, await uow.badges.of_ids(held))
