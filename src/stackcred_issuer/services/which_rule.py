"""By which rule version an award is judged, and where it stands in its period of renewal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.stacking.outcome import Outcome, Verdict
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


class Standing(Enum):
    """NONE: nothing is held. HELD: in its period, the end far away. RENEWABLE: near its end or in the grace after it.

    LAPSED: that is over too. RENEWED: what follows is a new period.
    """

    NONE = auto()
    HELD = auto()
    RENEWABLE = auto()
    LAPSED = auto()
    RENEWED = auto()


def holds(award: AwardRecord | None) -> bool:
    """Whether there is an award that could still be kept, broken or restored."""
    return award is not None and award.state != "revoked"


async def governing_rule(
    uow: UnitOfWork, certification_id: UUID, award: AwardRecord | None, now: datetime
) -> RuleRecord:
    """The newest version; for an award, the newest that does not spare those made before it."""
    latest = await uow.certifications.latest_rule(certification_id)
    assert latest is not None, "a certification is created with its first rule"
    if award is None or not holds(award) or award.rule_version == latest.version:
        return latest
    return governing(await uow.certifications.rules(certification_id), award, now)


def governing(rules: Sequence[RuleRecord], award: AwardRecord | None, now: datetime) -> RuleRecord:
    """The same from every version of a rule, the first one first."""
    if award is None or not holds(award):
        return rules[-1]
    found = rules[award.rule_version - 1]
    for later in rules[award.rule_version :]:
        spares = later.existing == "keep" or (later.existing == "until" and not _over(later, now))
        found = found if spares else later
    return found


def standing_of(award: AwardRecord | None, rule: Rule, now: datetime, notice_days: int) -> Standing:
    """Where an award stands. notice_days: how long before its end it may be renewed."""
    if award is None or not holds(award):
        return Standing.NONE
    if rule.renewal is None or award.valid_until is None or now < award.valid_until - timedelta(days=notice_days):
        return Standing.HELD
    grace = rule.renewal.grace
    end = award.valid_until if grace is None else grace.after(award.valid_until)
    return Standing.RENEWABLE if now <= end else Standing.LAPSED


def renewal(standing: Standing, kept: Outcome, renewed: Outcome, *, above: bool) -> tuple[Standing, Outcome]:
    """What a renewable or lapsed award comes to.

    kept: whether `requires` still holds. renewed: whether `renewal.requires` does. above: a certification that
    renews this one was renewed in this period. Once lapsed, nothing but meeting both brings it back.
    """
    whole = kept.verdict is Verdict.SATISFIED
    in_time = standing is Standing.RENEWABLE and kept.verdict is not Verdict.NOT_SATISFIED
    if renewed.verdict is Verdict.SATISFIED and (whole or in_time):
        return Standing.RENEWED, renewed
    if above and whole and standing is Standing.RENEWABLE:
        return Standing.RENEWED, kept
    return (standing if standing is Standing.LAPSED else Standing.HELD), kept


def end_of_period(rule: Rule, award: AwardRecord | None, now: datetime) -> datetime | None:
    """When the next award ends: a period after the former one's end, or after now where that has passed."""
    if rule.renewal is None:
        return None
    former = award.valid_until if award is not None and holds(award) else None
    return rule.renewal.period.after(max(former, now) if former is not None else now)


async def renewed_above(uow: UnitOfWork, certification: CertificationRecord, award: AwardRecord | None) -> bool:
    """Whether a certification that renews this one (`renewal.renews`) was renewed since this award was made."""
    if award is None:
        return False
    for certification_id in await renewers(uow, certification):
        above = await uow.awards.current(certification_id, award.learner_id)
        if above is not None and holds(above) and above.period > 1 and above.created_at > award.created_at:
            return True
    return False


async def renewers(uow: UnitOfWork, certification: CertificationRecord) -> list[UUID]:
    """The certifications whose renewal renews this one."""
    rules = await uow.certifications.latest_rules(certification.issuer_id)
    return [found.certification_id for found in rules if certification.target in renewed_by(found)]


def renewed_by(record: RuleRecord) -> tuple[str, ...]:
    """The achievements that a rule's renewal renews."""
    rule = parse_rule(parse_object(record.document))
    return rule.renewal.renews if rule.renewal is not None else ()


def _over(rule: RuleRecord, now: datetime) -> bool:
    return rule.existing_until is not None and rule.existing_until <= now
