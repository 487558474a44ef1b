"""A learner brings badges that others gave them, sees what came of each, and takes them back."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services import bring_own
from stackcred_issuer.services.bring_own import Brought
from stackcred_issuer.services.carriers import Piece
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.foreign_badges import ForeignBadgeRecord
from stackcred_issuer.web.batch import files_of
from stackcred_issuer.web.evidence_views import size_in_words
from stackcred_issuer.web.learner_route import LearnerRoute, SignedIn, UploadRoute, private_page
from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.elsewhere_views import BroughtGroupView, BroughtView, ElsewherePageView, State
from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.learner_views import ChoiceView
from stackcred_issuer.web.pages.parts import LinkView
from stackcred_issuer.web.places import BATCHES
from stackcred_issuer.web.routes import House

router = APIRouter(prefix="/learn/elsewhere", route_class=LearnerRoute, include_in_schema=False)
uploads = APIRouter(prefix="/learn/elsewhere", route_class=UploadRoute, include_in_schema=False)
MAX_AT_ONCE = 20  # badges of one form: each is verified, and other servers are asked for it
_NOTHING = N_("Nothing was sent: choose a badge file, paste its text, or give its address.")
_HERE = (ErrorCode.RATE_LIMITED, ErrorCode.UNAUTHENTICATED, ErrorCode.NOT_FOUND)  # told by status, not in the page


@router.get("")
async def show(house: House, holder: SignedIn) -> Response:
    return await _page(house, holder)


@uploads.post("")
async def bring(request: Request, house: House, holder: SignedIn) -> Response:
    """Each by itself: what was taken stays, what was not is told with its reason."""
    with BATCHES.one():
        try:
            pieces, learner_id = await _sent(request, house, await bring_own.brought_by(house, holder))
        except StackcredError as error:
            if error.code in _HERE:
                raise
            field = (error.pointer or "/file").removeprefix("/")
            return await _page(house, holder, 422, errors={field: error.detail})
        refused, taken = [], 0
        for piece in pieces:
            try:
                record = await bring_own.bring_own(house, holder, learner_id, piece.data, url=piece.url)
                taken += 1
            except StackcredError as error:
                if error.code in _HERE:
                    raise
                refused.append((piece.source, error.detail))
    if taken == 1 and not refused:
        return RedirectResponse(f"/learn/elsewhere#badge-{record.id}", 303)
    url = next((piece.url for piece in pieces if piece.url), "")
    return await _page(house, holder, 422 if refused else 200, refused=tuple(refused), taken=taken, url=url)


@router.post("/{badge_id}/withdraw")
async def withdraw(house: House, holder: SignedIn, badge_id: UUID) -> Response:
    await bring_own.withdraw_own(house, holder, badge_id)
    return RedirectResponse(f"/learn/elsewhere#badge-{badge_id}", 303)


async def _sent(request: Request, house: Deployment, known: list[Brought]) -> tuple[list[Piece], UUID]:
    """What to bring, and to whom. Raises INVALID for a choice that is none, MALFORMED, TOO_LARGE."""
    pieces = await files_of(request, house, text_fields=True)
    chosen = str((await request.form()).get("learner", ""))
    learner = next((one.learner for one in known if len(known) == 1 or str(one.learner.id) == chosen), None)
    if not pieces:
        raise StackcredError(ErrorCode.MALFORMED, _(_NOTHING))
    if len(pieces) > MAX_AT_ONCE:
        raise StackcredError(ErrorCode.TOO_LARGE, _("Bring at most %(most)s at once.", most=MAX_AT_ONCE))
    if learner is None:
        raise StackcredError(ErrorCode.INVALID, _("Choose an institution from the list."), pointer="/learner")
    return pieces, learner.id


async def _page(
    house: Deployment,
    holder: Holder,
    status: int = 200,
    *,
    refused: tuple[tuple[str, str], ...] = (),
    taken: int = 0,
    url: str = "",
    errors: dict[str, str] | None = None,
) -> Response:
    found = await bring_own.brought_by(house, holder)
    view = ElsewherePageView(
        groups=tuple(_group(one) for one in found if one.badges),
        institutions=tuple(ChoiceView(str(one.learner.id), one.issuer.name, ticked=False) for one in found),
        refused=refused,
        taken=taken,
        url=url,
        max_size=size_in_words(house.settings.max_body_bytes),
        errors=errors or {},
    )
    return private_page(render.render_elsewhere(view), status)


def _group(one: Brought) -> BroughtGroupView:
    institution = LinkView(one.issuer.name, f"/issuers/{one.issuer.slug}")
    return BroughtGroupView(institution, tuple(_badge(badge) for badge in one.badges))


def _badge(record: ForeignBadgeRecord) -> BroughtView:
    state: State = record.status if record.standing == "held" else record.standing
    return BroughtView(
        id=str(record.id),
        name=record.name or record.achievement,
        issuer=LinkView(record.foreign_issuer, _address(record.foreign_issuer)),
        achievement=LinkView(record.achievement, _address(record.achievement)),
        state=state,
        reason=record.reason or record.status_reason,
        brought=record.received_at,
        checked=record.checked_at,
        counts=state == "active",
    )


def _address(name: str) -> str:
    return name if name.startswith("https://") else ""
