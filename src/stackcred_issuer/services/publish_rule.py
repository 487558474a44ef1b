"""Certifications and their stacking rules. A rule version never changes; a new one never changes an old meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, parse_object, pointer
from stackcred_issuer.domain.stacking.checks.possible import check_possible
from stackcred_issuer.domain.stacking.mentions import mentions
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.domain.stacking.rules import check_references, rule_book
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_achievement import find_achievement
from stackcred_issuer.services.find_rules import rules_for
from stackcred_issuer.services.keep_trust import check_trust
from stackcred_issuer.store.certifications import CertificationRecord, Existing, RuleRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PublishedRule:
    """A certification with the rule version that was just published."""

    certification: CertificationRecord
    rule: RuleRecord


async def create_certification(house: Deployment, caller: Caller, achievement: str, rule: JsonObject) -> PublishedRule:
    """A certification on an achievement, with version 1 of its rule.

    `rule` may leave out type, id, version and target; the service gives them. Raises CONFLICT when the
    achievement has a certification already, INVALID with a pointer below /rule for a bad rule.
    """
    caller.need(Scope.CERTIFICATIONS)
    async with house.store.begin(house.clock.now()) as uow:
        target = await find_achievement(house, uow, caller.issuer_id, achievement)
        certification = CertificationRecord(
            id=house.entropy.new_id(),
            issuer_id=caller.issuer_id,
            achievement_id=target.id,
            target=target.url,
            created_at=uow.now,
        )
        await uow.certifications.add(certification)
        uow.record(Event(EventType.CERTIFICATION_CREATED, caller.issuer_id, str(certification.id), caller.actor))
        document = _whole(certification, 1, house.urls.certification(certification.id), rule, free_id=True)
        published = await _publish(house, uow, caller, certification, document)
        return PublishedRule(certification, published)


@dataclass(frozen=True, slots=True)
class ForExisting:
    """What a new version means for awards made before it; `until` is given exactly where the choice is `until`."""

    choice: Existing = "reevaluate"
    until: datetime | None = None

    def check(self, now: datetime) -> None:
        """Raises INVALID with a pointer."""
        if (self.choice == "until") != (self.until is not None):
            raise StackcredError(
                ErrorCode.INVALID,
                "Give `existingUntil` together with `existing`: `until`, and only then.",
                pointer="/existingUntil",
            )
        if self.until is not None and self.until <= now:
            raise StackcredError(
                ErrorCode.INVALID, "This instant has passed; use `reevaluate`.", pointer="/existingUntil"
            )


async def publish_rule(
    house: Deployment,
    caller: Caller,
    certification_id: UUID,
    rule: JsonObject,
    existing: ForExisting = ForExisting(),
) -> PublishedRule:
    """The next version of a certification's rule."""
    caller.need(Scope.CERTIFICATIONS)
    async with house.store.begin(house.clock.now()) as uow:
        certification = await uow.certifications.get(caller.issuer_id, certification_id)
        record = await draft_rule(house, uow, caller, certification, rule, existing)
        return PublishedRule(certification, await _store(uow, caller, certification, record))


async def draft_rule(
    house: Deployment,
    uow: UnitOfWork,
    caller: Caller,
    certification: CertificationRecord,
    rule: JsonObject,
    existing: ForExisting,
) -> RuleRecord:
    """The next version as it would be published: checked, and not stored. Raises INVALID with a pointer."""
    existing.check(uow.now)
    latest = await uow.certifications.latest_rule(certification.id)
    assert latest is not None, "a certification is created with its first rule"
    document = _whole(certification, latest.version + 1, parse_object(latest.document)["id"], rule)
    record = await _checked(house, uow, caller, certification, document)
    return replace(record, existing=existing.choice, existing_until=existing.until)


async def _publish(
    house: Deployment,
    uow: UnitOfWork,
    caller: Caller,
    certification: CertificationRecord,
    document: JsonObject,
) -> RuleRecord:
    return await _store(uow, caller, certification, await _checked(house, uow, caller, certification, document))


async def _checked(
    house: Deployment,
    uow: UnitOfWork,
    caller: Caller,
    certification: CertificationRecord,
    document: JsonObject,
) -> RuleRecord:
    rule = parse_rule(document, pointer="/rule")
    check_possible(rule, pointer="/rule")
    check_references(rule, rule_book(await rules_for(uow, rule, caller.issuer_id)))
    await _check_mentions(house, uow, caller, rule)
    await check_trust(house, uow, caller.issuer_id, rule.trust)
    await _check_cycles(uow, caller.issuer_id, rule)
    return RuleRecord(certification.id, rule.version, canonical_json(rule.document), rule.digest, uow.now)


async def _store(uow: UnitOfWork, caller: Caller, certification: CertificationRecord, record: RuleRecord) -> RuleRecord:
    rule = parse_rule(parse_object(record.document))
    await uow.certifications.publish_rule(record, sorted({*mentions(rule), *rule.trust}))
    uow.record(
        Event(
            EventType.RULE_PUBLISHED,
            certification.issuer_id,
            str(certification.id),
            caller.actor,
            digest=record.digest,
        )
    )
    return record


def _whole(
    certification: CertificationRecord,
    version: int,
    rule_id: str,
    given: JsonObject,
    *,
    free_id: bool = False,
) -> JsonObject:
    """The rule with the members only we can give; a caller that names them must name the same.

    free_id: a first version may bring an id of its own, such as that of a framework's published rule.
    """
    ours = {
        "type": "StackingRule",
        "id": given.get("id", rule_id) if free_id else rule_id,
        "version": version,
        "target": certification.target,
    }
    for name, value in ours.items():
        if given.get(name, value) != value:
            raise StackcredError(
                ErrorCode.INVALID,
                f"`{name}` would be {value!r}; leave it out or give exactly that.",
                pointer=pointer("rule", name),
            )
    return {**given, **ours}


async def _check_mentions(house: Deployment, uow: UnitOfWork, caller: Caller, rule: Rule) -> None:
    """A rule on an achievement of ours that does not exist could never be met; other issuers' are theirs to know."""
    for url in sorted(mentions(rule) - {"*"}):
        if house.urls.owns(url):
            await find_achievement(house, uow, caller.issuer_id, url, pointer="/rule/requires")


async def _check_cycles(uow: UnitOfWork, issuer_id: UUID, rule: Rule) -> None:
    """Refuse a certification that, through others, would need its own award."""
    stands_on = {rule.target: mentions(rule) - {"*"}}
    for record in await uow.certifications.latest_rules(issuer_id):
        other = parse_rule(parse_object(record.document))
        stands_on.setdefault(other.target, mentions(other) - {"*"})
    seen: set[str] = set()
    waiting = list(stands_on[rule.target])
    while waiting:
        achievement = waiting.pop()
        if achievement == rule.target:
            raise StackcredError(
                ErrorCode.INVALID,
                "The rule goes in a circle: it needs, by way of other certifications, its own award.",
                pointer="/rule/requires",
            )
        if achievement not in seen:
            seen.add(achievement)
            waiting.extend(stands_on.get(achievement, ()))
