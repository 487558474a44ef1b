"""What is on record that a batch of posts is decided by: read with one statement for each kind of thing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.named import Named, named_ids
from stackcred_issuer.services.find_achievement import achievement_url
from stackcred_issuer.services.known_issuers import KnownIssuer
from stackcred_issuer.services.result_post import ResultPost
from stackcred_issuer.store.assessments import AssessmentRecord, Sitting
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.evidence import EvidenceEntry
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
class ResultFacts:
    """The record as it was at `now`, as far as the posts of one batch need it; of issuers, what is remembered.

    met: the learners that an earlier post of the batch is about already. evidence: the files of ours that posts name.
    """

    house: Deployment
    now: datetime
    issuers: dict[UUID, KnownIssuer]
    earlier: dict[PostKey, PostRecord]
    owners: dict[OwnIdentifier, LearnerRecord]
    identifiers: dict[UUID, list[Identifier]]
    standing: Standing
    met: set[UUID]
    evidence: Named


async def read_facts(house: Deployment, uow: UnitOfWork, posts: Sequence[ResultPost]) -> ResultFacts:
    """Everything, without a lock: what must not change meanwhile is read again under one."""
    issuers = {issuer_id: await _known(house, uow, issuer_id, posts) for issuer_id in {p.issuer_id for p in posts}}
    identifiers = {name for post in posts for name in post.identifiers}
    earlier, owners = await uow.send(
        uow.posts.answered_statement({name for post in posts for name in post.names}),
        uow.learners.owners_statement(identifiers),
    )
    known = {learner.id for learner in owners.values()}
    sittings = frozenset(
        (owners[name].id, achievement.id, post.post.activity())
        for post in posts
        for name in post.identifiers
        if name in owners
        if (achievement := issuers[post.issuer_id].achievements.get(achievement_url(house, post.post.achievement)))
    )
    return ResultFacts(
        house=house,
        now=uow.now,
        issuers=issuers,
        earlier=earlier,
        owners=owners,
        identifiers=await uow.learners.identifiers_of(known) if known else {},
        standing=await read_standing(uow, sittings),
        met=set(),
        evidence=await _evidence(house, uow, posts),
    )


async def _evidence(house: Deployment, uow: UnitOfWork, posts: Sequence[ResultPost]) -> Named:
    """Hardly any post names one, so hardly any batch asks."""
    found: dict[UUID, EvidenceEntry] = {}
    for post in posts:
        ids = named_ids(house.urls, post.post.evidence)
        if ids:
            found |= await uow.evidence.among(post.issuer_id, ids)
    return found


async def _known(house: Deployment, uow: UnitOfWork, issuer_id: UUID, posts: Sequence[ResultPost]) -> KnownIssuer:
    own = [post for post in posts if post.issuer_id == issuer_id]
    urls = {achievement_url(house, post.post.achievement) for post in own}
    secrets = {post.caller.secret for post in own if post.caller.secret is not None}
    return await house.known_issuers.read(uow, issuer_id, urls, secrets)


async def read_standing(uow: UnitOfWork, sittings: Collection[Sitting]) -> Standing:
    """Current results of these assessments, and their badges."""
    current = await uow.assessments.current_of(sittings) if sittings else {}
    held = [result.badge_id for result in current.values() if result.badge_id is not None]
    return Standing(frozenset(sittings), current, await uow.badges.of_ids(held))
