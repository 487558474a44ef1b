"""Decide what one post does to the record, from facts that were read before; sign the badge it earns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from stackcred_issuer.domain.credential.pass_rule import PassDecision, passed
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.services.assessment_result import AssessmentResult, Outcome
from stackcred_issuer.services.batch_writer import Later
from stackcred_issuer.services.evidence.named import need_named
from stackcred_issuer.services.find_achievement import achievement_url, no_achievement
from stackcred_issuer.services.issue_badge import Issuance, Sealer, achieved, issued_event, sealed_badge
from stackcred_issuer.services.known_issuers import KnownIssuer
from stackcred_issuer.services.once import Answer, first_answer
from stackcred_issuer.services.register_learner import created_event, learner_keys
from stackcred_issuer.services.result_facts import ResultFacts
from stackcred_issuer.services.result_post import ResultPost
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.assessments import AssessmentRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.learners import LearnerRecord, OwnIdentifier, two_learners
from stackcred_issuer.store.posts import PostRecord
from stackcred_issuer.store.statuses import SlotRecord


@dataclass(frozen=True, slots=True)
class Revocation:
    """A badge that the new result takes back."""

    badge: BadgeRecord
    reason: str


@dataclass(slots=True)
class Plan:
    """What one post writes. A repeat writes only the ids it was not known by (`posts`).

    created: whether the learner is new. superseded: the result that is current no longer.
    evidence: files that the new badge names, which belong to it from now on.
    before, after: events on both sides of the revocation's own.
    """

    post: ResultPost
    answer: Answer
    posts: list[PostRecord]
    learner: LearnerRecord | None = None
    created: bool = False
    new_identifiers: list[OwnIdentifier] = field(default_factory=list)
    badge: BadgeRecord | None = None
    superseded: UUID | None = None
    revocation: Revocation | None = None
    assessment: AssessmentRecord | None = None
    evidence: list[UUID] = field(default_factory=list)
    before: list[Event] = field(default_factory=list)
    after: list[Event] = field(default_factory=list)


def plan_result(
    facts: ResultFacts, post: ResultPost, slots: dict[ResultPost, SlotRecord], sealer: Sealer | None = None
) -> Plan | Later:
    """The plan for a post; LATER if an earlier one of the batch is about the same learner.

    A slot that is signed with is taken out of `slots`. sealer: see `sealed_badge`. Raises as `record_result`.
    """
    secret = post.caller.secret
    if secret is not None and not facts.issuers[post.issuer_id].admits(secret, facts.now):
        facts.house.callers.forget(secret)
        raise StackcredError(
            ErrorCode.UNAUTHENTICATED, "The API key or token has expired or was revoked; ask for a new one."
        )
    for name in post.names:
        if name in facts.earlier:
            answer = first_answer(facts.earlier[name], post.digest)
            return Plan(post, answer, _posts(facts, post, answer))
    return _Planning(facts, post, slots, sealer).plan()


def _posts(facts: ResultFacts, post: ResultPost, answer: Answer) -> list[PostRecord]:
    """The answer under every id that has none yet."""
    return [
        PostRecord(client, kind, key, post.issuer_id, post.digest, answer.status, answer.body, facts.now)
        for client, kind, key in post.names
        if (client, kind, key) not in facts.earlier
    ]


@dataclass(slots=True)
class _Planning:
    """A post that nobody has answered before."""

    facts: ResultFacts
    post: ResultPost
    slots: dict[ResultPost, SlotRecord]
    sealer: Sealer | None

    def plan(self) -> Plan | Later:
        achievement = self._achievement()
        decision = passed(achievement.document, self.post.body.get("results", []))
        plan = Plan(self.post, Answer(201, b""), [])
        learner = self._learner(plan)
        if learner.id in self.facts.met:
            return Later.LATER
        evidence = need_named(self.facts.house.urls, self.post.post.evidence, self.facts.evidence, learner.id)
        self.facts.met.add(learner.id)
        former = self.facts.standing.current.get((learner.id, achievement.id, self.post.post.activity()))
        record = self._assessment(learner, achievement, decision, former)
        outcome: Outcome = "older"
        badge: BadgeRecord | None = None
        if record.current:
            outcome, badge = self._effect(plan, record, achievement, learner, former)
            plan.evidence = evidence if plan.badge is not None else []
            plan.superseded = former.id if former is not None else None
        plan.assessment = replace(record, badge_id=badge.id if badge else None)
        caller = self.post.caller
        plan.after.append(Event(EventType.RESULT_RECORDED, caller.issuer_id, str(record.id), caller.actor))
        plan.answer = Answer(201, dump_json(self._answer(record, decision, outcome, badge)))
        plan.posts = _posts(self.facts, self.post, plan.answer)
        return plan

    @property
    def _issuer(self) -> KnownIssuer:
        return self.facts.issuers[self.post.issuer_id]

    def _achievement(self) -> AchievementRecord:
        reference = self.post.post.achievement
        found = self._issuer.achievements.get(achievement_url(self.facts.house, reference))
        if found is None:
            raise no_achievement(self.facts.house, reference)
        return found

    def _learner(self, plan: Plan) -> LearnerRecord:
        """Whom the identifiers name: known, or new with this post."""
        learner_keys(self.post.post.learner)
        names = self.post.identifiers
        owners = {owner.id: owner for owner in map(self.facts.owners.get, names) if owner is not None}
        if len(owners) > 1:
            raise two_learners()
        plan.created = not owners
        plan.learner = learner = next(iter(owners.values())) if owners else self._new_learner()
        plan.new_identifiers = [name for name in dict.fromkeys(names) if name not in self.facts.owners]
        if plan.created:
            plan.before.append(created_event(self.post.caller, learner))
        return learner

    def _new_learner(self) -> LearnerRecord:
        said = self.post.post.learner
        return LearnerRecord(
            self.facts.house.entropy.new_id(), self.post.issuer_id, said.name, said.did, self.facts.now
        )

    def _assessment(
        self,
        learner: LearnerRecord,
        achievement: AchievementRecord,
        decision: PassDecision,
        former: AssessmentRecord | None,
    ) -> AssessmentRecord:
        """The post as a record; it is the current result if it was assessed after the one that is."""
        post = self.post.post
        assessed_at = parse_instant(post.assessedAt)
        return AssessmentRecord(
            id=self.facts.house.entropy.new_id(),
            issuer_id=self.post.issuer_id,
            client_id=self.post.caller.client_id,
            learner_id=learner.id,
            achievement_id=achievement.id,
            activity_id=post.activity(),
            source_id=post.sourceId,
            assessed_at=assessed_at,
            received_at=self.facts.now,
            passed=decision.passed,
            current=former is None or assessed_at > former.assessed_at,
            body=self.post.body,
            badge_id=None,
        )

    def _effect(
        self,
        plan: Plan,
        record: AssessmentRecord,
        achievement: AchievementRecord,
        learner: LearnerRecord,
        former: AssessmentRecord | None,
    ) -> tuple[Outcome, BadgeRecord | None]:
        """What a newest result does: issue, revoke, reissue, or nothing."""
        held = None
        if former is not None and former.badge_id is not None:
            held = self.facts.standing.badges[former.badge_id]
        if not record.passed:
            if held is None or held.state == "revoked":
                return "failed", None
            plan.revocation = Revocation(held, "a newer assessment was not passed")
            return "revoked", held
        if held is not None and former is not None and _facts(former.body) == self.post.post.facts():
            return "unchanged", held
        badge = self._issue(plan, achievement, learner, record)
        if held is None:
            return "issued", badge
        if held.state != "revoked":
            plan.revocation = Revocation(held, f"replaced by {self.facts.house.urls.badge(badge.id)}")
        return "reissued", badge

    def _issue(
        self, plan: Plan, achievement: AchievementRecord, learner: LearnerRecord, record: AssessmentRecord
    ) -> BadgeRecord:
        issuance = Issuance(
            issuer=self._issuer.issuer,
            achievement=achievement,
            learner=learner,
            achieved=achieved(self.post.post),
            slot=self.slots[self.post],
            actor=self.post.caller.actor,
            assessment_id=record.id,
        )
        known = self.facts.identifiers.get(learner.id, [])
        identifiers = sorted({*known, *((kind, value) for _, kind, value in plan.new_identifiers)})
        plan.badge = sealed_badge(self.facts.house, issuance, self._issuer.key, identifiers, sealer=self.sealer)
        del self.slots[self.post]  # signed with: burnt, whatever becomes of the transaction
        plan.before.append(issued_event(issuance, plan.badge))
        return plan.badge

    def _answer(
        self, record: AssessmentRecord, decision: PassDecision, outcome: Outcome, badge: BadgeRecord | None
    ) -> JsonObject:
        answer: JsonObject = {
            "assessment": str(record.id),
            "learner": str(record.learner_id),
            "passed": decision.passed,
            "reasons": list(decision.reasons),
            "outcome": outcome,
            "badge": None,
        }
        if badge is not None:
            answer["badge"] = {
                "id": str(badge.id),
                "url": self.facts.house.urls.badge(badge.id),
                "digestMultibase": badge.digest,
                "issuedAt": format_instant(badge.issued_at),
            }
        return answer


def _facts(body: JsonObject) -> JsonObject:
    return AssessmentResult.model_validate(body).facts()
