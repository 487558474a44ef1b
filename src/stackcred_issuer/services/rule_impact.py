"""What a rule would do if it were published: who gains, loses, keeps, or becomes indeterminate. Nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.stacking.diff import differences
from stackcred_issuer.domain.stacking.mentions import mentions
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.services.browse import Cursor
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.hold_against import PAGE, Held, hold_against
from stackcred_issuer.services.publish_rule import ForExisting, draft_rule
from stackcred_issuer.store.unit_of_work import UnitOfWork

CHANGES = ("gains", "loses", "keeps", "lacks", "indeterminate")
_TOLD = frozenset({"gains", "loses", "indeterminate"})


@dataclass(frozen=True, slots=True)
class Change:
    """What the rule would mean for one learner. reason: the outcome in a sentence."""

    learner_id: UUID
    name: str | None
    change: str
    reason: str


@dataclass(frozen=True, slots=True)
class Impact:
    """One page of learners. counts: by CHANGES. diff: against the version in force. next: go on after this id."""

    counts: dict[str, int]
    changes: Sequence[Change]
    diff: Sequence[str]
    seen: int
    next: UUID | None

    def to_json(self) -> JsonObject:
        return {
            "counts": self.counts,
            "changes": [
                {"learner": str(one.learner_id), "name": one.name, "change": one.change, "reason": one.reason}
                for one in self.changes
            ],
            "diff": list(self.diff),
            "next": str(self.next) if self.next else None,
        }


async def rule_impact(
    house: Deployment,
    caller: Caller,
    certification_id: UUID,
    rule: JsonObject,
    cursor: Cursor,
    existing: ForExisting = ForExisting(),  # noqa: B008  (frozen)
) -> Impact:
    """Hold a draft against the next learners concerned, at most PAGE. Raises as `publish_rule` for a bad rule."""
    caller.need(Scope.CERTIFICATIONS)
    limit = min(cursor.limit, PAGE)
    async with house.store.begin(house.clock.now()) as uow:
        certification = await uow.certifications.get(caller.issuer_id, certification_id)
        rules = await uow.certifications.rules(certification_id)
        draft = await draft_rule(house, uow, caller, certification, rule, existing)
        parsed = parse_rule(parse_object(draft.document))
        learners = await uow.certifications.learners_with(
            caller.issuer_id, certification_id, sorted(mentions(parsed)), cursor.after, limit
        )
        found = await hold_against(house, uow, certification, [*rules, draft], learners)
        counts = Counter(held.change for held in found)
        return Impact(
            {change: counts[change] for change in CHANGES},
            await _told(uow, caller.issuer_id, [held for held in found if held.change in _TOLD]),
            differences(parse_rule(parse_object(rules[-1].document)), parsed),
            len(learners),
            learners[-1] if len(learners) == limit else None,
        )


async def count_concerned(house: Deployment, caller: Caller, certification_id: UUID, rule: JsonObject) -> int:
    """How many learners `rule_impact` goes through in all its pages. Raises as it does."""
    caller.need(Scope.CERTIFICATIONS)
    async with house.store.begin(house.clock.now()) as uow:
        certification = await uow.certifications.get(caller.issuer_id, certification_id)
        draft = await draft_rule(house, uow, caller, certification, rule, ForExisting())
        named = mentions(parse_rule(parse_object(draft.document)))
        return await uow.certifications.count_learners_with(caller.issuer_id, certification_id, sorted(named))


async def _told(uow: UnitOfWork, issuer_id: UUID, changed: Sequence[Held]) -> list[Change]:
    named = await uow.learners.names(issuer_id, [held.learner_id for held in changed])
    return [Change(held.learner_id, named[held.learner_id], held.change, held.outcome.summary()) for held in changed]
