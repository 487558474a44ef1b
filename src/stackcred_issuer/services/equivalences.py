"""What counts as what: substitutions, recognition of prior learning, waivers; signed, scoped, revocable."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.draft_statement import SUBSTITUTION, equivalence_evidence
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.services.assessment_result import InstantText, Narrative, ShortText
from stackcred_issuer.services.browse import Cursor, Page
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_achievement import find_achievement
from stackcred_issuer.services.gathered_facts import subject_of
from stackcred_issuer.services.issue_badge import optional_instant
from stackcred_issuer.services.issue_statement import Said, issue_statement
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.statements import StatementRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

_TITLES = {
    "Substitution": "Substitution",
    "RecognitionOfPriorLearning": "Recognition of prior learning",
    "Waiver": "Waiver",
}


class EquivalenceWanted(BaseModel):
    """A substitution names `achievement` (and its `issuer`), or one `badge` of a learner; recognition and waiver
    name a `learner`. countsAs: an achievement's id or URL. certifications: the only ones it is for. until: the
    instant from which it no longer holds."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["Substitution", "RecognitionOfPriorLearning", "Waiver"]
    countsAs: ShortText
    comment: Narrative
    achievement: ShortText | None = None
    issuer: ShortText | None = None
    badge: ShortText | None = None
    learner: UUID | None = None
    certifications: list[UUID] = Field(default_factory=list, max_length=100)
    until: InstantText | None = None


async def issue_equivalence(house: Deployment, caller: Caller, wanted: EquivalenceWanted) -> StatementRecord:
    """Sign and record it; certifications that it may turn are decided again. Raises INVALID, NOT_FOUND."""
    caller.need(Scope.TRUST)
    _check(wanted)
    slot = await house.slots.take(caller.issuer_id)
    signing = False
    try:
        async with house.store.begin(house.clock.now()) as uow:
            said = await _said(house, uow, caller, wanted)
            signing = True
            return await issue_statement(house, uow, caller.issuer_id, said, slot, actor=caller.actor)
    finally:
        if not signing:
            house.slots.give_back(caller.issuer_id, slot)


async def list_statements(
    house: Deployment, caller: Caller, cursor: Cursor, *, equivalences: bool, learner_id: UUID | None = None
) -> Page[StatementRecord]:
    """Equivalences (scope trust:read), or endorsements and attestations (endorsements:read)."""
    caller.need(Scope.TRUST_READ if equivalences else Scope.ENDORSEMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        rows = await uow.statements.page(
            caller.issuer_id,
            equivalences=equivalences,
            learner_id=learner_id,
            after=cursor.after,
            limit=cursor.limit + 1,
        )
    shown = rows[: cursor.limit]
    return Page(shown, shown[-1].id if len(rows) > cursor.limit else None)


async def get_statement(house: Deployment, caller: Caller, statement_id: UUID, *, equivalence: bool) -> StatementRecord:
    caller.need(Scope.TRUST_READ if equivalence else Scope.ENDORSEMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        record = await uow.statements.get(caller.issuer_id, statement_id)
    if (record.kind == "equivalence") is not equivalence:
        raise StackcredError(ErrorCode.NOT_FOUND, "There is no such statement here; check its id.")
    return record


def _check(wanted: EquivalenceWanted) -> None:
    about = [name for name in ("achievement", "badge") if getattr(wanted, name)]
    if wanted.kind == SUBSTITUTION:
        if len(about) != 1:
            _refuse("A substitution is about either an achievement or one badge; name one of them.", "/achievement")
        if wanted.achievement and not wanted.issuer:
            _refuse("Name the issuer whose badges count: anybody could issue for the same achievement.", "/issuer")
        if wanted.badge and wanted.learner is None:
            _refuse("Name the learner whose badge this is.", "/learner")
    elif about or wanted.issuer or wanted.learner is None:
        _refuse(f"A {_TITLES[wanted.kind].lower()} names a learner, and no badge, achievement or issuer.", "/learner")


def _refuse(detail: str, pointer: str) -> None:
    raise StackcredError(ErrorCode.INVALID, detail, pointer=pointer)


async def _said(house: Deployment, uow: UnitOfWork, caller: Caller, wanted: EquivalenceWanted) -> Said:
    learner: LearnerRecord | None = None
    if wanted.learner is not None:
        learner = await uow.learners.get(caller.issuer_id, wanted.learner)
        await uow.learners.lock(learner.id)
    counts_as = (await find_achievement(house, uow, caller.issuer_id, wanted.countsAs, pointer="/countsAs")).url
    rules = [await _rule_id(uow, caller, certification) for certification in wanted.certifications]
    subject = wanted.achievement or wanted.badge
    if subject is None:
        assert learner is not None, "checked before"
        subject = subject_of(learner)
    learners = [subject_of(learner)] if learner is not None and wanted.kind == SUBSTITUTION else []
    return Said(
        kind="equivalence",
        title=_TITLES[wanted.kind],
        subject=subject,
        comment=wanted.comment,
        evidence=equivalence_evidence(wanted.kind, counts_as, wanted.issuer, learners, rules),
        learner=learner,
        counts_as=counts_as,
        valid_until=optional_instant(wanted.until),
    )


async def _rule_id(uow: UnitOfWork, caller: Caller, certification_id: UUID) -> str:
    certification = await uow.certifications.get(caller.issuer_id, certification_id)
    rule = await uow.certifications.latest_rule(certification.id)
    assert rule is not None, "a certification is created with its first rule"
    return str(parse_object(rule.document)["id"])
