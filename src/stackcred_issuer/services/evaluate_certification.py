"""Decide a certification for one learner, and let the award follow: make, keep, break, restore.

The learner's row is locked first, so nothing a decision rests on can change before it is recorded.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal
from uuid import UUID

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import canonical_json, parse_object
from stackcred_issuer.domain.stacking.evaluation.evaluate import Outcome
from stackcred_issuer.domain.stacking.evaluation.gathered import read_gathered
from stackcred_issuer.domain.stacking.facts import VerifiedFacts
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book
from stackcred_issuer.services.change_status import State, change_status
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_rules import rules_for
from stackcred_issuer.services.gathered_facts import trusted_facts
from stackcred_issuer.services.issue_award import issue_award
from stackcred_issuer.services.remember_progress import tell_progress
from stackcred_issuer.services.which_rule import (
    Standing,
    end_of_period,
    governing_rule,
    holds,
    renewal,
    renewed_above,
    standing_of,
)
from stackcred_issuer.store.awards import AwardRecord, AwardState
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

_STATES: dict[str, Literal["suspended", "revoked", "flagged"]] = {
    "suspend": "suspended",
    "revoke": "revoked",
    "flag": "flagged",
}
_BROKEN = "the stack no longer holds"  # how the reason of a suspension begins that the rule has made


async def evaluate_certification(
    house: Deployment, issuer_id: UUID, certification_id: UUID, learner_id: UUID, *, cause: str
) -> str:
    """Evaluate as of now and act on it. Returns the verdict; idempotent: a second run finds nothing to do."""
    slot = await house.slots.take(issuer_id)
    decision = None
    try:
        async with house.store.begin(house.clock.now()) as uow:
            await uow.rights.hold([issuer_id])
            await uow.learners.lock(learner_id)
            decision = await _Decision.prepare(house, uow, issuer_id, certification_id, learner_id, slot, cause)
            await decision.act()
            await tell_progress(uow, decision.certification, learner_id, decision.outcome, cause)
            return str(decision.outcome.verdict)
    finally:
        if decision is None or not decision.signed:
            house.slots.give_back(issuer_id, slot)


@dataclass(slots=True)
class _Decision:
    """One outcome and the award it concerns."""

    house: Deployment
    uow: UnitOfWork
    certification: CertificationRecord
    rule: Rule
    published: RuleRecord
    learner_id: UUID
    award: AwardRecord | None
    facts: VerifiedFacts
    outcome: Outcome
    standing: Standing
    slot: SlotRecord
    cause: str
    as_of: datetime
    signed: bool = False

    @classmethod
    async def prepare(
        cls,
        house: Deployment,
        uow: UnitOfWork,
        issuer_id: UUID,
        certification_id: UUID,
        learner_id: UUID,
        slot: SlotRecord,
        cause: str,
    ) -> _Decision:
        certification = await uow.certifications.get(issuer_id, certification_id)
        award = await uow.awards.current(certification_id, learner_id)
        published = await governing_rule(uow, certification_id, award, house.clock.now())
        rule = parse_rule(parse_object(published.document))
        gathered, trust = await trusted_facts(house, uow, await uow.learners.get(issuer_id, learner_id), rule)
        as_of = house.signing_instant()
        book = rule_book(await rules_for(uow, rule, issuer_id))
        read = partial(read_gathered, rule, gathered, trust, as_of, rules=book)
        standing = standing_of(award, rule, as_of, house.settings.renewal_notice_days)
        purpose = "award" if standing is Standing.NONE else "keep"
        reading = await asyncio.to_thread(partial(read, purpose=purpose))
        if standing in (Standing.RENEWABLE, Standing.LAPSED):
            renewed = await asyncio.to_thread(partial(read, purpose="renew"))
            above = await renewed_above(uow, certification, award)
            standing, chosen = renewal(standing, reading.outcome, renewed.outcome, above=above)
            reading = renewed if chosen is renewed.outcome else reading
        return cls(
            house=house,
            uow=uow,
            certification=certification,
            rule=rule,
            published=published,
            learner_id=learner_id,
            award=award,
            facts=reading.facts,
            outcome=reading.outcome,
            standing=standing,
            slot=slot,
            cause=cause,
            as_of=as_of,
        )

    async def act(self) -> None:
        """Award, renew, restore, or break.

        An indeterminate outcome changes nothing, nor does one that a person overruled.
        """
        held = self.award if holds(self.award) else None
        if held is not None and await self._withdrawn(held):
            return
        if self.standing is Standing.LAPSED:
            return
        if self.outcome.verdict == "satisfied":
            anew = held is None or self.standing is Standing.RENEWED
            await (self._make() if anew or held is None else self._restore(held))
        elif self.outcome.verdict == "not_satisfied" and held:
            await self._broken(held)

    async def _withdrawn(self, award: AwardRecord) -> bool:
        """Revoked by a person, not by its rule: the rule does not award it again."""
        return (await self._badge(award)).state == "revoked"

    async def _make(self) -> None:
        """A first award, or the next period: after one that its rule revoked, or by renewal."""
        valid_until = end_of_period(self.rule, self.award, self.as_of)
        badge = await issue_award(
            self.house,
            self.uow,
            self.certification,
            self.published,
            self.learner_id,
            self.outcome,
            self.slot,
            valid_until=valid_until,
        )
        self.signed = True
        award = AwardRecord(
            id=self.house.entropy.new_id(),
            issuer_id=self.certification.issuer_id,
            certification_id=self.certification.id,
            learner_id=self.learner_id,
            period=self.award.period + 1 if self.award else 1,
            badge_id=badge.id,
            rule_version=self.published.version,
            rule_digest=self.published.digest,
            evaluation=evaluation_bytes(self.outcome),
            latest_evaluation=evaluation_bytes(self.outcome),
            state="active",
            cause=self.cause,
            broken_at=None,
            created_at=self.as_of,
            updated_at=self.as_of,
            valid_until=valid_until,
        )
        await self.uow.awards.add(award, self._claimed())
        await self._keep_holdings(award.id)
        self._record(EventType.AWARD_PROLONGED if self.standing is Standing.RENEWED else EventType.AWARD_MADE, award)

    async def _restore(self, award: AwardRecord) -> None:
        """Satisfied while held: end grace, flag or suspension, and keep the newest witness."""
        claimed = self._claimed()
        if award.state == "active" and self._same_witness(award):
            return
        if award.state == "suspended" and await self._suspended_by_rule(award):
            await self._change(award, "active", "the stack is whole again")
        await self._update(award, state="active", broken_at=None, claims=claimed)
        self._record(EventType.AWARD_RENEWED, award)

    async def _broken(self, award: AwardRecord) -> None:
        """Not satisfied while held: once the grace its rule allows is over, do what `whenBroken` says."""
        if award.state in ("flagged", "suspended"):
            return
        broken_at = award.broken_at or self.as_of
        if self._in_grace(broken_at):
            if award.state == "active":
                await self._update(award, state="grace", broken_at=broken_at)
                self._record(EventType.AWARD_FLAGGED, award)
            return
        state = _STATES[self.rule.when_broken.action]
        if state != "flagged":
            await self._change(award, state, f"{_BROKEN}: {_reasons(self.outcome)}")
        await self._update(award, state=state, broken_at=broken_at)
        self._record(EventType.AWARD_FLAGGED, award)

    def _in_grace(self, broken_at: datetime) -> bool:
        grace = self.rule.when_broken.grace
        return grace is not None and self.as_of < grace.after(broken_at)

    async def _badge(self, award: AwardRecord) -> BadgeRecord:
        return await self.uow.badges.get(award.issuer_id, award.badge_id)

    async def _suspended_by_rule(self, award: AwardRecord) -> bool:
        """A badge that a person suspended before its stack broke stays suspended when the stack is whole again."""
        return ((await self._badge(award)).state_reason or "").startswith(_BROKEN)

    async def _change(self, award: AwardRecord, state: State, reason: str) -> None:
        badge = await self._badge(award)
        await change_status(self.house, self.uow, badge, state, reason=reason, actor="rule", cause=self.cause)

    async def _update(
        self,
        award: AwardRecord,
        *,
        state: AwardState,
        broken_at: datetime | None,
        claims: set[UUID] | None = None,
    ) -> None:
        changed = replace(
            award,
            state=state,
            broken_at=broken_at,
            latest_evaluation=evaluation_bytes(self.outcome),
            cause=self.cause,
            updated_at=self.as_of,
        )
        await self.uow.awards.update(changed, claims)
        await self._keep_holdings(award.id)
        await self.uow.awards.forget_holdings(
            award.id, {parse_object(award.evaluation)["holdingsDigest"], self.outcome.holdings_digest}
        )

    async def _keep_holdings(self, award_id: UUID) -> None:
        """What was decided on, so that anybody can check it later."""
        document = canonical_json(self.facts.documents)
        await self.uow.awards.keep_holdings(award_id, self.outcome.holdings_digest, document)

    def _same_witness(self, award: AwardRecord) -> bool:
        """Whether it rests on the badges it rested on, ours and others'."""
        claims = parse_object(award.latest_evaluation)["claims"]
        return {claim["credential"] for claim in claims} == {claim.credential for claim in self.outcome.claims}

    def _claimed(self) -> set[UUID]:
        """Which of our badges the witness rests on."""
        prefix = self.house.urls.badge_prefix
        return {UUID(url.removeprefix(prefix)) for url in self.outcome.claimed if url.startswith(prefix)}

    def _record(self, kind: EventType, award: AwardRecord) -> None:
        self.uow.record(
            Event(
                type=kind,
                issuer_id=award.issuer_id,
                subject=str(award.id),
                actor="rule",
                digest=self.published.digest,
                cause=self.cause,
            )
        )


def evaluation_bytes(outcome: Outcome) -> bytes:
    """The outcome as it is kept, digested and served."""
    return canonical_json(outcome.to_json())


def _reasons(outcome: Outcome) -> str:
    return "; ".join(f"{found.label or found.id}: {found.reason}" for found in outcome.requirements)
