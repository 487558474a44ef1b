"""What others say of a learner: by word of those whom an institution asked, and of those whom they asked themselves.

Whom a learner asks speaks in the role `feedback`, which counts for no rule: nobody has looked who they really are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.stacking.evaluation.gathered import FEEDBACK
from stackcred_issuer.services.badge_access import own_badge
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.endorse import RequestWanted, close_request, open_request
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.endorsement_requests import EndorsementRequestRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.repository import MAX_PAGE
from stackcred_issuer.store.statements import StatementRecord

ACTOR = "learner"
MAX_OPEN = 20  # requests of one learner that wait for an answer: enough for an application, too few for a mailing
DAYS = 30


@dataclass(frozen=True, slots=True)
class Feedback:
    """Of one issuer: statements about the person, the newest first, and requests that wait. badges: theirs, by id."""

    issuer: IssuerRecord
    statements: Sequence[StatementRecord]
    waiting: Sequence[EndorsementRequestRecord]
    badges: Mapping[UUID, BadgeRecord]


async def feedback_of(house: Deployment, holder: Holder) -> list[Feedback]:
    """By issuer that knows the person."""
    found = []
    async with house.store.begin(house.clock.now()) as uow:
        for learner in await uow.access.learners_of(holder):
            said = await uow.statements.page(
                learner.issuer_id, equivalences=False, learner_id=learner.id, limit=MAX_PAGE
            )
            asked = await uow.endorsement_requests.of_learner(learner.id)
            waiting = [one for one in asked if one.state == "open" and uow.now < one.expires_at]
            badges = {badge.id: badge for badge in await uow.badges.of_learner(learner.id)}
            issuer = await uow.issuers.get(learner.issuer_id)
            found.append(Feedback(issuer, sorted(said, key=lambda one: one.id, reverse=True), waiting, badges))
    return found


async def ask_for_feedback(
    house: Deployment, holder: Holder, badge_id: UUID, *, name: str, email: str, message: str
) -> str:
    """The link to send to whoever is asked about a badge of one's own; told this once.

    Raises NOT_FOUND for another's badge, CONFLICT for a revoked one or beyond MAX_OPEN, INVALID with a pointer.
    """
    badge = await own_badge(house, holder, badge_id)
    if badge.state == "revoked":
        raise StackcredError(ErrorCode.CONFLICT, "This badge is revoked; choose another one.", pointer="/badge")
    wanted = _wanted(name=name, email=email, message=message)
    async with house.store.begin(house.clock.now()) as uow:
        await uow.learners.lock(badge.learner_id)
        asked = await uow.endorsement_requests.of_learner(badge.learner_id)
        if sum(one.state == "open" and uow.now < one.expires_at for one in asked) >= MAX_OPEN:
            detail = f"{MAX_OPEN} requests wait for an answer; withdraw one that you do not need any more."
            raise StackcredError(ErrorCode.CONFLICT, detail, pointer="/email")
        _, link = await open_request(house, uow, badge.issuer_id, ACTOR, badge.learner_id, badge, wanted)
        return link


async def withdraw_feedback(house: Deployment, holder: Holder, request_id: UUID) -> None:
    """End a link of one's own asking; one that is over already stays so. Raises NOT_FOUND for any other."""
    async with house.store.begin(house.clock.now()) as uow:
        for learner in await uow.access.learners_of(holder):
            for one in await uow.endorsement_requests.of_learner(learner.id):
                if one.id == request_id and one.role == FEEDBACK:
                    request = await uow.endorsement_requests.get(learner.issuer_id, request_id, lock=True)
                    if request.state == "open":
                        await close_request(uow, request, "withdrawn", ACTOR)
                    return
    raise StackcredError(ErrorCode.NOT_FOUND, "There is no such request of yours; your feedback page lists them.")


def _wanted(*, name: str, email: str, message: str) -> RequestWanted:
    given = {"name": name, "email": email, "message": message or None}
    for field, word in (("name", "their name"), ("email", "their mail address")):
        if not given[field]:
            raise StackcredError(ErrorCode.INVALID, f"Give {word}.", pointer=f"/{field}")
    try:
        return RequestWanted.model_validate({**given, "role": FEEDBACK, "expiresInDays": DAYS})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        details = {"email": "This is no mail address; write it like maria@example.org."}
        raise StackcredError(
            ErrorCode.INVALID, details.get(field, "This is too long; make it shorter."), pointer=f"/{field}"
        ) from None
