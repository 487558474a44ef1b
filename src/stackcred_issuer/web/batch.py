"""For programs that receive many documents at once, such as applicant-tracking systems. Nothing is written."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from stackcred_issuer.domain.credential.identity import EMAIL_TYPE
from stackcred_issuer.domain.csv_cells import table
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.stacking.roles.coverage import COLUMNS
from stackcred_issuer.domain.stacking.roles.role import read_role
from stackcred_issuer.services.carriers import Piece
from stackcred_issuer.services.carriers.base import MAX_PIECES
from stackcred_issuer.services.carriers.requested import NamedPieces, read_batch, read_match
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.examine import MAX_SECONDS, Bench
from stackcred_issuer.services.match_role import MAX_APPLICANTS, MAX_REGISTRIES, Candidate, match_applicants
from stackcred_issuer.services.verify_credential import credential_at
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.negotiation import accepted
from stackcred_issuer.web.places import BATCHES
from stackcred_issuer.web.receipts import Kind, receipt_answer
from stackcred_issuer.web.results import as_document, as_table
from stackcred_issuer.web.routes import House, PublicRoute
from stackcred_issuer.web.v1.batch_examples import BATCH_BODY, MATCH_BODY

router = APIRouter(tags=["verify"], route_class=PublicRoute)
CSV = "text/csv"
MAX_FIELDS = 8


@router.post("/v1/verify/batch", summary="Verify many documents at once", openapi_extra=BATCH_BODY)
async def post_batch(request: Request, house: House, receipt: Kind = None) -> Response:
    """200 with one result for each document, in their order; one that cannot be read spoils no other.

    JSON (`documents`), or a form with any number of `file` fields, zip archives among them. `Accept: text/csv` gives a
    table instead. At most 500 documents, 50 of them as addresses.
    """
    with BATCHES.one():
        pieces = await _batch(request, house)
        found = await bench_for(house).examine(pieces)
    if receipt is not None:
        return await receipt_answer(request, house, [one.report for one in found if one.report], receipt)
    if _wants_table(request):
        return _table("verification.csv", as_table(found))
    return Response(dump_json(as_document(found)), media_type="application/json")


@router.post("/v1/match", summary="Hold a job role against applicants", openapi_extra=MATCH_BODY)
async def post_match(request: Request, house: House) -> Response:
    """200 with an answer per applicant and requirement: the verified badges that cover it, and what is missing.

    The issuers of this deployment are trusted with what they issue; `trust` names registries for all others. `holder`
    (mail addresses, DIDs) makes sure that the badges are the applicant's own. `Accept: text/csv` gives a table.
    """
    with BATCHES.one():
        asked = await house.sandbox.run(read_match, await _json(request, house), house.settings.max_batch_bytes)
        role = read_role(asked.role, pointer="/role")
        if len(asked.applicants) > MAX_APPLICANTS or len(asked.trust) > MAX_REGISTRIES:
            raise StackcredError(
                ErrorCode.TOO_LARGE,
                f"Send at most {MAX_APPLICANTS} applicants and {MAX_REGISTRIES} registries at once.",
            )
        candidates = [_candidate(one) for one in asked.applicants]
        found = await match_applicants(house, bench_for(house), role, candidates, asked.trust)
    if _wants_table(request):
        return _table("match.csv", table(COLUMNS, found.rows()))
    return Response(dump_json(found.to_json()), media_type="application/json")


def bench_for(house: Deployment) -> Bench:
    """A request's share of examination, with this deployment's way to fetch addresses."""
    return Bench(house, partial(credential_at, house), MAX_SECONDS, MAX_PIECES)


async def files_of(request: Request, house: Deployment, *, text_fields: bool = False) -> list[Piece]:
    """The files of a form, and with text_fields what was pasted as `text` or given as `url`.

    Raises MALFORMED, TOO_LARGE.
    """
    limit = house.settings.max_batch_bytes
    await read_body(request, limit)
    try:
        form = await request.form(max_files=MAX_PIECES, max_fields=MAX_FIELDS, max_part_size=limit)
        pieces = [
            Piece(_printable(upload.filename) or f"file {number}", await upload.read())
            for number, upload in enumerate(form.getlist("file"), 1)
            if isinstance(upload, UploadFile)
        ]
        for name in ("text", "url") if text_fields else ():
            value = form.get(name)
            if isinstance(value, str) and value.strip():
                text = value.strip()
                data = text.encode()  # refuses what a charset of the sender's choice made of it
                pieces.append(Piece(text, url=text) if name == "url" else Piece("text", data))
    except HTTPException as error:
        raise StackcredError(ErrorCode.MALFORMED, f"The form cannot be read: {error.detail}") from None
    except UnicodeError:
        raise StackcredError(ErrorCode.MALFORMED, "The form cannot be read: send its text as UTF-8.") from None
    return [piece for piece in pieces if piece.data.strip() or piece.url]


def _printable(name: str | None) -> str:
    return (name or "").encode("utf-8", "replace").decode()


async def _batch(request: Request, house: Deployment) -> list[Piece]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        data = await _json(request, house)
        return await house.sandbox.run(read_batch, data, house.settings.max_batch_bytes)
    return await files_of(request, house)


async def _json(request: Request, house: Deployment) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(415, "Send the body as JSON, with Content-Type: application/json.")
    return await read_body(request, house.settings.max_batch_bytes)


def _candidate(one: NamedPieces) -> Candidate:
    identities = tuple(("did" if name.startswith("did:") else EMAIL_TYPE, name) for name in one.holder)
    return Candidate(one.name, one.pieces, identities)


def _wants_table(request: Request) -> bool:
    return next((media for media, _ in accepted(request)), "*/*") == CSV


def _table(name: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{CSV}; charset=utf-8", headers=headers)
