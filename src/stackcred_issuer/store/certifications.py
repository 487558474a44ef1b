"""Certifications: an achievement that is awarded when a rule is met, and every version of that rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, func, insert, or_, select, update

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.store.repository import MAX_PAGE, Repository, after_id, found, rows, rows_by
from stackcred_issuer.store.tables import (
    awards,
    badges,
    certification_rules,
    certifications,
    foreign_badges,
    learners,
    rule_mentions,
    statements,
)

Existing = Literal["reevaluate", "keep", "until"]
ANY_ACHIEVEMENT = "*"  # a rule that does not pin its achievements mentions them all


@dataclass(frozen=True, slots=True)
class CertificationRecord:
    """target: the URL of the achievement it awards. latest_version: of its rule, 0 before the first."""

    id: UUID
    issuer_id: UUID
    achievement_id: UUID
    target: str
    created_at: datetime
    latest_version: int = 0


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """document: the rule verbatim. digest: its digestMultibase. version: 1, 2, 3 …, immutable.

    existing: what it means for awards made before it: `reevaluate` by it, `keep` them under the version they
    were made under, or keep them so `until` an instant and then re-evaluate.
    """

    certification_id: UUID
    version: int
    document: bytes
    digest: str
    published_at: datetime
    existing: Existing = "reevaluate"
    existing_until: datetime | None = None


_OWN = rows_by(certifications, CertificationRecord, "issuer_id", "id")
_ANY = rows_by(certifications, CertificationRecord, "id")
_BY_TARGET = rows_by(certifications, CertificationRecord, "issuer_id", "target")
_RULE = rows_by(certification_rules, RuleRecord, "certification_id", "version")
_RULES = rows_by(certification_rules, RuleRecord, "certification_id").order_by(certification_rules.c.version)
_LATEST = rows(certification_rules, RuleRecord).join(
    certifications,
    and_(
        certification_rules.c.certification_id == certifications.c.id,
        certification_rules.c.version == certifications.c.latest_version,
    ),
)
_LATEST_RULE = _LATEST.where(certifications.c.id == bindparam("id"))
_LATEST_RULES = _LATEST.where(certifications.c.issuer_id == bindparam("issuer_id")).order_by(certifications.c.id)
_ALL_RULES = (
    rows(certification_rules, RuleRecord)
    .join(certifications, certification_rules.c.certification_id == certifications.c.id)
    .where(certifications.c.issuer_id == bindparam("issuer_id"))
    .order_by(certification_rules.c.certification_id, certification_rules.c.version)
)
_IN_LATEST = and_(
    rule_mentions.c.certification_id == certifications.c.id,
    rule_mentions.c.version == certifications.c.latest_version,
)
_MENTIONING = (
    select(certifications.c.id)
    .join(rule_mentions, _IN_LATEST)
    .where(
        certifications.c.issuer_id == bindparam("issuer_id"),
        or_(rule_mentions.c.achievement == bindparam("url"), rule_mentions.c.achievement == ANY_ACHIEVEMENT),
    )
    .distinct()
    .order_by(certifications.c.id)
)


_AMONG_MENTIONS = (
    select(certifications.c.id, func.count().label("named"))
    .join(rule_mentions, _IN_LATEST)
    .where(
        certifications.c.issuer_id == bindparam("issuer_id"),
        or_(
            rule_mentions.c.achievement.in_(bindparam("urls", expanding=True)),
            rule_mentions.c.achievement == ANY_ACHIEVEMENT,
        ),
    )
    .group_by(certifications.c.id)
    .order_by(func.count().desc(), certifications.c.id)
    .limit(bindparam("limit"))
    .subquery()
)
_MENTIONING_MOST = (
    rows(certifications, CertificationRecord)
    .join(_AMONG_MENTIONS, _AMONG_MENTIONS.c.id == certifications.c.id)
    .order_by(_AMONG_MENTIONS.c.named.desc(), certifications.c.id)
)
_BY_TARGETS = rows(certifications, CertificationRecord).where(
    certifications.c.issuer_id == bindparam("issuer_id"),
    certifications.c.target.in_(bindparam("targets", expanding=True)),
)
_LATEST_OF = _LATEST.where(certifications.c.id.in_(bindparam("ids", expanding=True)))


class Certifications(Repository):
    """The certifications of each issuer, their rules, and which achievements those mention."""

    async def add(self, certification: CertificationRecord) -> None:
        """Raises CONFLICT when the achievement has a certification."""
        await self._add(insert(certifications), certification)

    async def get(self, issuer_id: UUID, certification_id: UUID) -> CertificationRecord:
        """Raises NOT_FOUND."""
        certification = await self._one(_OWN, CertificationRecord, issuer_id=issuer_id, id=certification_id)
        return found(certification, "certification")

    async def public(self, certification_id: UUID) -> CertificationRecord | None:
        """Any tenant's, for its public page."""
        return await self._one(_ANY, CertificationRecord, id=certification_id)

    async def by_target(self, issuer_id: UUID, target: str) -> CertificationRecord | None:
        """The certification that awards the achievement with this URL."""
        return await self._one(_BY_TARGET, CertificationRecord, issuer_id=issuer_id, target=target)

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[CertificationRecord]:
        query = rows(certifications, CertificationRecord).where(certifications.c.issuer_id == issuer_id)
        return await self._all(after_id(query, certifications.c.id, after, limit), CertificationRecord)

    async def publish_rule(self, rule: RuleRecord, mentions: Iterable[str]) -> None:
        """Add the next version with the achievement URLs it mentions, ANY_ACHIEVEMENT for all.

        Raises CONFLICT unless `rule.version` follows the latest one.
        """
        moved = await self._connection.execute(
            update(certifications)
            .where(
                certifications.c.id == rule.certification_id,
                certifications.c.latest_version == rule.version - 1,
            )
            .values(latest_version=rule.version)
        )
        if not moved.rowcount:
            raise StackcredError(
                ErrorCode.CONFLICT,
                f"Version {rule.version} does not follow the latest rule; read the rules again and repeat.",
            )
        await self._add(insert(certification_rules), rule)
        mentioned = [
            {"certification_id": rule.certification_id, "version": rule.version, "achievement": url}
            for url in sorted(set(mentions))
        ]
        if mentioned:
            await self._connection.execute(insert(rule_mentions), mentioned)

    async def latest_rule(self, certification_id: UUID) -> RuleRecord | None:
        return await self._one(_LATEST_RULE, RuleRecord, id=certification_id)

    async def rule(self, certification_id: UUID, version: int) -> RuleRecord | None:
        return await self._one(_RULE, RuleRecord, certification_id=certification_id, version=version)

    async def rules(self, certification_id: UUID) -> list[RuleRecord]:
        """All versions, the first one first."""
        return await self._all(_RULES, RuleRecord, certification_id=certification_id)

    async def all_rules(self, issuer_id: UUID) -> list[RuleRecord]:
        """Every version of every rule of the issuer."""
        return await self._all(_ALL_RULES, RuleRecord, issuer_id=issuer_id)

    async def latest_rules(self, issuer_id: UUID) -> list[RuleRecord]:
        """The latest rule of every certification of the issuer, by certification id."""
        return await self._all(_LATEST_RULES, RuleRecord, issuer_id=issuer_id)

    async def mentioning(self, issuer_id: UUID, achievement_url: str) -> list[UUID]:
        """Ids of the certifications whose latest rule mentions this achievement, or all achievements."""
        parameters = {"issuer_id": issuer_id, "url": achievement_url}
        return list((await self._connection.execute(_MENTIONING, parameters)).scalars())

    async def mentioning_most(self, issuer_id: UUID, urls: Iterable[str], limit: int) -> list[CertificationRecord]:
        """Certifications whose latest rule mentions any of these achievements, or all, those that name most first."""
        asked = {"issuer_id": issuer_id, "urls": list(urls), "limit": limit}
        return await self._all(_MENTIONING_MOST, CertificationRecord, **asked)

    async def by_targets(self, issuer_id: UUID, targets: Iterable[str]) -> list[CertificationRecord]:
        """The certifications that award any of these achievements, in no order."""
        return await self._all(_BY_TARGETS, CertificationRecord, issuer_id=issuer_id, targets=list(targets))

    async def latest_of(self, certification_ids: Iterable[UUID]) -> dict[UUID, RuleRecord]:
        """The latest rule of each of these."""
        found = await self._all(_LATEST_OF, RuleRecord, ids=list(certification_ids))
        return {rule.certification_id: rule for rule in found}

    async def rules_due(self) -> list[tuple[UUID, RuleRecord]]:
        """Rules whose `until` is over: from now on they re-evaluate. Each with its issuer, given once."""
        query = (
            update(certification_rules)
            .where(
                certification_rules.c.certification_id == certifications.c.id,
                certification_rules.c.existing == "until",
                certification_rules.c.existing_until <= self._now,
            )
            .values(existing="reevaluate")
            .returning(certifications.c.issuer_id, *rows(certification_rules, RuleRecord).selected_columns)
        )
        return [(row[0], RuleRecord(*row[1:])) for row in await self._connection.execute(query)]

    async def learners_concerned(
        self, issuer_id: UUID, certification_id: UUID, after: UUID | None = None, limit: int = MAX_PAGE
    ) -> list[UUID]:
        """Ids of the learners who hold a badge that the latest rule mentions, or the certification itself, and of
        those who brought badges of other issuers or of whom somebody has spoken.

        By id, at most `limit` (1 … MAX_PAGE) that follow `after`.
        """
        mentioned = (
            select(rule_mentions.c.achievement)
            .join(certifications, _IN_LATEST)
            .where(certifications.c.id == certification_id, certifications.c.issuer_id == issuer_id)
        )
        urls = list((await self._connection.execute(mentioned)).scalars())
        return await self.learners_with(issuer_id, certification_id, urls, after, limit)

    async def learners_with(
        self,
        issuer_id: UUID,
        certification_id: UUID,
        urls: Iterable[str],
        after: UUID | None = None,
        limit: int = MAX_PAGE,
    ) -> list[UUID]:
        """The same for a rule that mentions these achievement URLs and may not be published yet."""
        query = _concerned(issuer_id, certification_id, urls)
        return list((await self._connection.execute(after_id(query, learners.c.id, after, limit))).scalars())

    async def count_learners_with(self, issuer_id: UUID, certification_id: UUID, urls: Iterable[str]) -> int:
        """How many `learners_with` gives in all."""
        concerned = _concerned(issuer_id, certification_id, urls).subquery()
        return int((await self._connection.execute(select(func.count()).select_from(concerned))).scalar_one())


def _concerned(issuer_id: UUID, certification_id: UUID, urls: Iterable[str]) -> Select[tuple[UUID]]:
    """The learners whom a rule that mentions these achievement URLs may concern."""
    wanted = list(urls)
    holds_badge = exists().where(badges.c.learner_id == learners.c.id, badges.c.issuer_id == issuer_id)
    if ANY_ACHIEVEMENT not in wanted:
        counting = select(statements.c.subject).where(
            statements.c.issuer_id == issuer_id, statements.c.counts_as.in_(wanted)
        )
        named = or_(badges.c.achievement_url.in_(wanted), badges.c.achievement_url.in_(counting))
        holds_badge = holds_badge.where(named)
    holds_award = exists().where(
        awards.c.learner_id == learners.c.id,
        awards.c.certification_id == certification_id,
        awards.c.issuer_id == issuer_id,
    )
    brings = exists().where(foreign_badges.c.learner_id == learners.c.id, foreign_badges.c.issuer_id == issuer_id)
    spoken_of = exists().where(statements.c.learner_id == learners.c.id, statements.c.issuer_id == issuer_id)
    concerned = or_(holds_badge, holds_award, brings, spoken_of)
    return select(learners.c.id).where(learners.c.issuer_id == issuer_id, concerned)
