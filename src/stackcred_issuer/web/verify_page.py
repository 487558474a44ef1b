"""The verify page: one document or many, as files, text or addresses; what was found stands under the form."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext

from fastapi import APIRouter, Request, Response

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.carriers import Piece
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.examine import Examined
from stackcred_issuer.services.issue_receipt import has_receipts
from stackcred_issuer.services.verify_credential import verify_address
from stackcred_issuer.web.batch import bench_for, files_of
from stackcred_issuer.web.pages.embedded import download
from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.parts import AgainView, ResultRowView, ResultsView, VerdictWord
from stackcred_issuer.web.pages.read_report import read_report
from stackcred_issuer.web.pages.render import render_verify
from stackcred_issuer.web.pages.views import VerifyPageView
from stackcred_issuer.web.places import BATCHES
from stackcred_issuer.web.receipts import MAX_EMBEDDED
from stackcred_issuer.web.results import as_document, as_table, reason, summary
from stackcred_issuer.web.routes import House, PublicRoute
from stackcred_issuer.web.vouching import vouched

router = APIRouter(tags=["verify"], route_class=PublicRoute)
MULTIPART_OVERHEAD = 64 * 1024  # part headers and the other fields of the form
_NOTHING = N_("Nothing was sent: choose a badge file, paste its text, or give its address.")
_EXPECTED = (ErrorCode.RATE_LIMITED,)  # told by status, not in the page: the visitor's browser tries again


@router.get("/verify", include_in_schema=False)
async def verify_page(house: House, url: str | None = None) -> Response:
    """The page; with `?url=` the report on that address, so that a verification can be linked to."""
    if url is None:
        return _page(VerifyPageView())
    try:
        report = await verify_address(house, url)
    except StackcredError as error:
        return _page(VerifyPageView(url=url, error=error.detail, field="url"), 400)
    again = AgainView("url", url) if await has_receipts(house) else None
    return _page(VerifyPageView(url=url, report=await vouched(house, read_report(report.to_json())), again=again))


@router.post("/verify", include_in_schema=False)
async def verify_form(request: Request, house: House) -> Response:
    """The same page with the report, or the table of results; what cannot be read is explained there."""
    url, pieces = "", list[Piece]()
    try:
        with BATCHES.one() if _is_large(request, house) else nullcontext():
            pieces = await files_of(request, house, text_fields=True)
            url = next((piece.url for piece in pieces if piece.url is not None), "")
            if not pieces:
                raise StackcredError(ErrorCode.MALFORMED, _NOTHING)
            found = await bench_for(house).examine(pieces)
    except StackcredError as error:
        if error.code in _EXPECTED:
            raise
        return _page(VerifyPageView(url=url, error=error.detail, field=_field(pieces)), 400)
    return await _answer(house, found, url, _field(pieces))


async def _answer(house: Deployment, found: Sequence[Examined], url: str, field: str | None) -> Response:
    if len(found) != 1:
        return _page(VerifyPageView(url=url, results=_results(house, found)))
    (one,) = found
    if one.report is None:
        detail = one.error.detail if one.error else _(_NOTHING)
        return _page(VerifyPageView(url=url, error=detail, field=field), 400)
    again = _again(one) if await has_receipts(house) else None
    return _page(VerifyPageView(url=url, report=await vouched(house, read_report(one.report.to_json())), again=again))


def _again(one: Examined) -> AgainView | None:
    """The document for another request: nothing that is verified is kept here."""
    if len(one.data) > MAX_EMBEDDED:
        return None
    return AgainView("document", base64.b64encode(one.data).decode())


def _is_large(request: Request, house: Deployment) -> bool:
    """Whether a request brings more than one document may have, or does not say how much."""
    announced = request.headers.get("content-length", "")
    return not announced.isdigit() or int(announced) > house.settings.max_body_bytes + MULTIPART_OVERHEAD


def _field(pieces: Sequence[Piece]) -> str | None:
    """The field of the form that a single piece came from."""
    if len(pieces) != 1:
        return None
    if pieces[0].url is not None:
        return "url"
    return "text" if pieces[0].source == "text" else "file"


def _results(house: Deployment, found: Sequence[Examined]) -> ResultsView:
    counts = Counter[VerdictWord | None](one.report.verdict.value if one.report else None for one in found)
    return ResultsView(
        rows=tuple(_row(number, one) for number, one in enumerate(found, 1)),
        counts=tuple((count, verdict) for verdict, count in counts.most_common()),
        at=house.clock.now(),
        downloads=(
            download(_("Table (CSV)"), "verification.csv", "text/csv", as_table(found).encode()),
            download(
                _("Data (JSON)"), "verification.json", "application/json", dump_json(as_document(found, whole=False))
            ),
        ),
    )


def _row(number: int, one: Examined) -> ResultRowView:
    told = summary(one.report) if one.report else {}
    return ResultRowView(
        number=number,
        source=one.source,
        verdict=one.report.verdict.value if one.report else None,
        name=told.get("name"),
        issuer=told.get("issuer") or told.get("issuerId"),
        reason=reason(one) or None,
    )


def _page(view: VerifyPageView, status: int = 200) -> Response:
    return Response(render_verify(view), status, media_type="text/html")
