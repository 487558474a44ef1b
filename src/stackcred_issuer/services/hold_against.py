"""Hold one rule against many learners, a page at a time: what each holds now and what the rule says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.stacking.evaluation.evaluate import Outcome, evaluate
from stackcred_issuer.domain.stacking.evaluation.gathered import evaluate_gathered
from stackcred_issuer.domain.stacking.kept_facts import Kinds
from stackcred_issuer.domain.stacking.mentions import ANY, mentions
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

PAGE = 250  # learners held in memory at once; where badges were never looked over before, some 50 MiB


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
    kinds: Kinds | None = None,
) -> list[Held]:
    """Every learner by the version that governs their award; nothing is written but reports of new verifications.

    rules: every version, the first one first; the last one may be a draft that is not published.
    kinds: what pages before this one have read.
    """
    issuer_id, as_of = certification.issuer_id, house.signing_instant()
    awards = await uow.awards.current_of(certification.id, learner_ids)
    governed = {learner_id: governing(rules, awards.get(learner_id), uow.now) for learner_id in learner_ids}
    books = {rule.version: await _Book.of(uow, rule, issuer_id) for rule in set(governed.values())}
    others = await heard_of(uow, issuer_id, learner_ids)
    alone = [learner_id for learner_id in learner_ids if learner_id not in others]
    facts = await facts_in_sets(house, uow, issuer_id, alone, _named(books.values()), kinds or Kinds())
    found = []
    for learner_id in learner_ids:
        award, book = awards.get(learner_id), books[governed[learner_id].version]
        purpose = "keep" if holds(award) else "award"
        if learner_id in facts:
            outcome = evaluate(book.rule, facts[learner_id], as_of, purpose=purpose, rules=book.others)
        else:
            learner = await uow.learners.get(issuer_id, learner_id)
            gathered, trust = await trusted_facts(house, uow, learner, book.rule)
            outcome = evaluate_gathered(book.rule, gathered, trust, as_of, purpose=purpose, rules=book.others)
        found.append(Held(learner_id, award, outcome))
    return found


@dataclass(frozen=True, slots=True)
class _Book:
    """A rule, and those it refers to."""

    rule: Rule
    others: dict[str, Rule]

    @classmethod
    async def of(cls, uow: UnitOfWork, record: RuleRecord, issuer_id: UUID) -> _Book:
        rule = parse_rule(parse_object(record.document))
        return cls(rule, rule_book(await rules_for(uow, rule, issuer_id)))


def _named(books: Iterable[_Book]) -> frozenset[str] | None:
    """The achievements that any of these rules looks at; None where one of them may look at all."""
    named = frozenset[str]().union(*(mentions(rule) for book in books for rule in (book.rule, *book.others.values())))
    return None if ANY in named else named
