"""Hold one rule against many learners, a page at a time: what each holds now and what the rule says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.stacking.evaluate import Outcome, evaluate
from stackcred_issuer.domain.stacking.gathered import evaluate_gathered
from stackcred_issuer.domain.stacking.outcome import Verdict
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.facts_in_sets import facts_in_sets
from stackcred_issuer.services.find_rules import rules_for
from stackcred_issuer.services.gathered_facts import trusted_facts
from stackcred_issuer.services.react_to_trust import heard_of
from stackcred_issuer.services.which_rule import governing, holds
from stackcred_issuer.store.awards import AwardRecord
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

PAGE = 250  # learners held in memory at once: with 20 badges of 4 KiB and their reports some 50 MiB


@dataclass(frozen=True, slots=True)
class Held:
    """One learner: the award of the latest period, and what the rule that governs it says now."""

    learner_id: UUID
    award: AwardRecord | None
    outcome: Outcome

    @property
    def holding(self) -> bool:
        return holds(self.award)

    @property
    def change(self) -> str:
        """gains, loses, keeps, lacks, or indeterminate."""
        verdict = self.outcome.verdict
        if verdict is Verdict.INDETERMINATE:
            return "indeterminate"
        if verdict is Verdict.SATISFIED:
            return "keeps" if self.holding else "gains"
        return "loses" if self.holding else "lacks"


async def hold_against(
    house: Deployment,
    uow: UnitOfWork,
    certification: CertificationRecord,
    rules: Sequence[RuleRecord],
    learner_ids: Sequence[UUID],
) -> list[Held]:
    """Every learner by the version that governs their award; nothing is written but reports of new verifications.

    rules: every version, the first one first; the last one may be a draft that is not published.
    """
    awards = await uow.awards.current_of(certification.id, learner_ids)
    others = await heard_of(uow, certification.issuer_id, learner_ids)
    facts = await facts_in_sets(house, uow, certification.issuer_id, [one for one in learner_ids if one not in others])
    parsed: dict[int, tuple[Rule, dict[str, Rule]]] = {}
    as_of = house.signing_instant()
    found = []
    for learner_id in learner_ids:
        award = awards.get(learner_id)
        record = governing(rules, award, uow.now)
        if record.version not in parsed:
            rule = parse_rule(parse_object(record.document))
            parsed[record.version] = rule, rule_book(await rules_for(uow, rule, certification.issuer_id))
        rule, book = parsed[record.version]
        purpose = "keep" if holds(award) else "award"
        if learner_id in facts:
            outcome = evaluate(rule, facts[learner_id], as_of, purpose=purpose, rules=book)
        else:
            learner = await uow.learners.get(certification.issuer_id, learner_id)
            gathered, trust = await trusted_facts(house, uow, learner, rule)
            outcome = evaluate_gathered(rule, gathered, trust, as_of, purpose=purpose, rules=book)
        found.append(Held(learner_id, award, outcome))
    return found
