"""The transaction that many posts of results share.

Everything is read, decided, linted and signed first, and no transaction is open while a key signs. Then it is written
with one statement for each table, in one order of locks for all processes: rights, ids of posts, identifiers, learners,
status lists, audit chain. What another process changed between reading and locking makes the batch start again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.batch_writer import Contended, Later
from stackcred_issuer.services.change_status import change_status
from stackcred_issuer.services.once import Answer
from stackcred_issuer.services.result_facts import ResultFacts, read_evidence, read_facts, read_standing
from stackcred_issuer.services.result_plan import Plan, plan_result
from stackcred_issuer.services.result_post import ResultPost
from stackcred_issuer.store.message import Statement
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

ATTEMPTS = 5  # of one batch, when other processes write the same posts or learners at the same time

Result = Answer | StackcredError | Later
Mark = Callable[[UnitOfWork, Sequence[Result]], Statement[bool]]
"""What else the transaction writes, given the results; it runs with the rights held. False undoes everything."""


class NotMarked(StackcredError):
    """The mark of a batch did not hold: whoever made it must look at its own record again."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "What this batch belongs to has changed meanwhile.")


class _Overtaken(Exception):
    """Another process wrote first what this batch was about to write."""


async def record_batch(posts: Sequence[ResultPost], *, mark: Mark | None = None) -> list[Result]:
    """Record posts to one deployment, no two with a common key. Returns for each its answer or its own error.

    LATER for a post about a learner whom an earlier one of the batch is about. Raises what makes the whole
    transaction fail, NotMarked among it; nothing is recorded then.
    """
    for _ in range(ATTEMPTS):
        try:
            return await _Batch(posts, mark).run()
        except _Overtaken:
            continue
    raise Contended


@dataclass(slots=True)
class _Batch:
    """One attempt. unused: slots that were taken and nothing was signed with."""

    posts: Sequence[ResultPost]
    mark: Mark | None = None
    plans: list[Plan] = field(default_factory=list)
    slots: dict[ResultPost, SlotRecord] = field(default_factory=dict)

    async def run(self) -> list[Result]:
        house = self.posts[0].house
        try:
            for post in self.posts:
                self.slots[post] = await house.slots.take(post.issuer_id)
            async with house.store.looking(house.clock.now()) as uow:
                facts = await read_facts(house, uow, self.posts)
            results = [await self._decide(facts, post) for post in self.posts]
            async with house.store.begin(house.clock.now()) as uow:
                await self._claim(uow, facts, results)
                await self._write(uow, facts)
            return results
        finally:
            for post, slot in self.slots.items():
                house.slots.give_back(post.issuer_id, slot)

    async def _decide(self, facts: ResultFacts, post: ResultPost) -> Result:
        """Plan one post, and sign what it will issue; nothing is written."""
        await asyncio.sleep(0)  # signing takes its time: let requests come in meanwhile
        try:
            plan = plan_result(facts, post, self.slots)
        except StackcredError as error:
            return error
        if isinstance(plan, Plan):
            self.plans.append(plan)
            return plan.answer
        return plan

    async def _claim(self, uow: UnitOfWork, facts: ResultFacts, results: Sequence[Result]) -> None:
        """Ids of posts and identifiers must be free, and what is remembered of issuers must still hold.

        The latter also where nothing will be written, since it made us refuse.
        """
        fresh = [plan.learner for plan in self.plans if plan.learner is not None and plan.created]
        known_by = {name: plan.learner.id for plan in self.plans if plan.learner for name in plan.new_identifiers}
        marks = [self.mark(uow, results)] if self.mark is not None else []
        editions, *free = await uow.send(
            uow.rights.hold_statement(facts.issuers),
            uow.posts.add_answered_statement([row for plan in self.plans for row in plan.posts]),
            uow.learners.add_all_statement(fresh),
            uow.learners.claim_statement(known_by),
            *marks,
        )
        stale = [one for one, known in facts.issuers.items() if editions[one] != known.edition]
        for issuer_id in stale:
            facts.house.known_issuers.forget(issuer_id)
        if stale or False in free[:3]:
            raise _Overtaken
        if False in free[3:]:
            raise NotMarked

    async def _write(self, uow: UnitOfWork, facts: ResultFacts) -> None:
        await self._lock(uow, facts)
        for plan in self.plans:
            await _replace(uow, plan)
        uow.at_the_end(
            uow.badges.add_all_statement([plan.badge for plan in self.plans if plan.badge is not None]),
            uow.assessments.add_all_statement([plan.assessment for plan in self.plans if plan.assessment is not None]),
            *(
                uow.evidence.attach_statement(plan.evidence, plan.badge.id)
                for plan in self.plans
                if plan.badge is not None and plan.evidence
            ),
        )

    async def _lock(self, uow: UnitOfWork, facts: ResultFacts) -> None:
        """From here on nobody else decides about these learners; what was read of them must still hold."""
        met = {plan.learner.id for plan in self.plans if plan.learner is not None and not plan.created}
        if not met:
            return
        if not await uow.learners.lock_all(met):
            raise _Overtaken
        if await read_standing(uow, facts.standing.sittings) != facts.standing:
            raise _Overtaken
        if await read_evidence(uow, self.posts) != facts.evidence:
            raise _Overtaken
        named = await uow.learners.identifiers_of(met)
        if any(not set(facts.identifiers[one]).issubset(named.get(one, ())) for one in met):
            raise _Overtaken  # somebody was erased: nothing may be added to what is left of them


async def _replace(uow: UnitOfWork, plan: Plan) -> None:
    """What the new result takes the place of, and the plan's events in their order."""
    if plan.superseded is not None:
        await uow.assessments.supersede(plan.superseded)
    for event in plan.before:
        uow.record(event)
    if plan.revocation is not None and plan.assessment is not None:
        badge, reason = plan.revocation.badge, plan.revocation.reason
        cause, actor = str(plan.assessment.id), plan.post.caller.actor
        await change_status(plan.post.house, uow, badge, "revoked", reason=reason, actor=actor, cause=cause)
    for event in plan.after:
        uow.record(event)
