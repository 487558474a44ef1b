"""A learner's page of what others say, and the form that asks somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.stacking.evaluation.gathered import FEEDBACK
from stackcred_issuer.services import feedback
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.feedback import Feedback
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.endorsement_requests import EndorsementRequestRecord
from stackcred_issuer.store.statements import StatementRecord
from stackcred_issuer.web.badge_files import name_of
from stackcred_issuer.web.learner_route import LearnerRoute, SignedIn, plain, private_page
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.feedback_views import FeedbackPageView, WaitingView, WordView
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.learner_views import ChoiceView
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.pages.wording import role as role_word
from stackcred_issuer.web.routes import House

router = APIRouter(prefix="/learn/feedback", route_class=LearnerRoute, include_in_schema=False)
_FIELDS = ("badge", "name", "email", "message")


@router.get("")
async def show(house: House, holder: SignedIn, badge: str = "") -> Response:
    """badge: the one that is chosen in the form."""
    return await _page(house, holder, given={"badge": badge})


@router.post("")
async def ask(
    house: House,
    holder: SignedIn,
    badge: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    message: Annotated[str, Form()] = "",
) -> Response:
    """The page with the link, this once; or the form with what to correct."""
    given = dict(zip(_FIELDS, map(plain, (badge, name, email, message)), strict=True))
    try:
        wanted = {field: given[field] for field in ("name", "email", "message")}
        link = await feedback.ask_for_feedback(house, holder, _id(given["badge"]), **wanted)
    except StackcredError as error:
        field = (error.pointer or "").removeprefix("/")
        if field not in _FIELDS:
            raise
        return await _page(house, holder, 422, given=given, errors={field: error.detail})
    return await _page(house, holder, 201, link=link)


@router.post("/{request_id}/withdraw")
async def withdraw(house: House, holder: SignedIn, request_id: UUID) -> Response:
    await feedback.withdraw_feedback(house, holder, request_id)
    return RedirectResponse("/learn/feedback", 303)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise StackcredError(ErrorCode.INVALID, "Choose one of your badges.", pointer="/badge") from None


async def _page(
    house: Deployment,
    holder: Holder,
    status: int = 200,
    *,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    link: str | None = None,
) -> Response:
    found, filled = await feedback.feedback_of(house, holder), {**dict.fromkeys(_FIELDS, ""), **(given or {})}
    view = FeedbackPageView(
        said=tuple(_word(house, one, of) for of in found for one in of.statements),
        waiting=tuple(_waiting(one, of) for of in found for one in of.waiting),
        choices=tuple(_choices(found, filled["badge"])),
        days=feedback.DAYS,
        link=link,
        given=filled,
        errors=errors or {},
    )
    return private_page(render.render_feedback(view), status)


def _choices(found: Sequence[Feedback], chosen: str) -> Iterator[ChoiceView]:
    for of in found:
        for badge in sorted(of.badges.values(), key=lambda one: one.issued_at, reverse=True):
            if badge.state == "active":
                yield ChoiceView(str(badge.id), name_of(badge), str(badge.id) == chosen)


def _word(house: Deployment, record: StatementRecord, of: Feedback) -> WordView:
    document = parse_object(record.document)
    spoken: JsonObject = next(iter(document.get("evidence", [])), {})
    return WordView(
        role=_role(record.role),
        by=str(spoken.get("name") or _("Somebody whom your institution knows")),
        at=record.issued_at,
        comment=str(document["credentialSubject"]["endorsementComment"]),
        url=f"{house.urls.base}/endorsements/{record.id}",
        state=record.state,
        relationship=spoken.get("narrative"),
        claim=record.claim,
        about=_about(of.badges.get(record.badge_id) if record.badge_id else None),
    )


def _waiting(request: EndorsementRequestRecord, of: Feedback) -> WaitingView:
    badge = of.badges.get(request.badge_id) if request.badge_id else None
    by, own = request.name or _("Somebody your institution asked"), request.role == FEEDBACK
    return WaitingView(str(request.id), _role(request.role), by, request.expires_at, own, _about(badge))


def _role(role: str | None) -> str:
    return role_word(role or "statement").capitalize()


def _about(badge: BadgeRecord | None) -> LinkView | None:
    return LinkView(name_of(badge), f"/learn/badges/{badge.id}") if badge is not None else None
