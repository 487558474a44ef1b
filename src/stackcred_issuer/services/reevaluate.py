"""Hold a rule against everybody it may concern: in sets, and one by one only where something follows."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from stackcred_issuer.domain.stacking.kept_facts import Kinds
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evaluate_certification import evaluate_certification
from stackcred_issuer.services.hold_against import PAGE, Held, hold_against
from stackcred_issuer.services.remember_progress import tell_progress_of_many


async def reevaluate(
    house: Deployment,
    issuer_id: UUID,
    certification_id: UUID,
    *,
    cause: str,
    advance: Callable[[int], None] = lambda count: None,
) -> int:
    """Re-evaluate all learners concerned, PAGE by PAGE. Returns how many there were; safe to repeat.

    A decision is made under the learner's lock, on what is true then; what is found here only says for whom one
    is needed. advance: told how many more are done.
    """
    last, seen, kinds = None, 0, Kinds()
    while True:
        async with house.store.begin(house.clock.now()) as uow:
            certification = await uow.certifications.get(issuer_id, certification_id)
            rules = await uow.certifications.rules(certification_id)
            learners = await uow.certifications.learners_concerned(issuer_id, certification_id, last, PAGE)
            found = await hold_against(house, uow, certification, rules, learners, kinds)
            told = ((held.learner_id, held.outcome) for held in found)
            await tell_progress_of_many(uow, certification, told, cause)
        for held in found:
            if _acts(held):
                await evaluate_certification(house, issuer_id, certification_id, held.learner_id, cause=cause)
        advance(len(learners))
        seen += len(learners)
        if len(learners) < PAGE:
            return seen
        last = learners[-1]


def _acts(held: Held) -> bool:
    """Whether a decision may follow: an award to make, to break or to mend, or to rest on other badges."""
    if held.change in ("gains", "loses"):
        return True
    if held.award is None or held.change != "keeps":
        return False
    kept = held.award.state == "active" and held.award.rule_version == held.outcome.rule_version
    return not kept or held.award.valid_until is not None
