"""Verify what anybody brings: a body, a file, or an address. No login; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json, parse_json
from stackcred_issuer.domain.verification.report import Report
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.verify_credential import verify_address, verify_credential
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.receipts import Kind, receipt_answer
from stackcred_issuer.web.routes import House, PublicRoute
from stackcred_issuer.web.v1.examples import VERIFY_BODY

router = APIRouter(tags=["verify"], route_class=PublicRoute)
MULTIPART_OVERHEAD = 64 * 1024  # part headers and the other fields of the form


@dataclass(frozen=True, slots=True)
class Brought:
    """What the visitor gave: a credential's bytes, or the address of one."""

    data: bytes = b""
    url: str | None = None


@router.post("/v1/verify", summary="Verify a credential or presentation", openapi_extra=VERIFY_BODY)
async def post_verify(request: Request, house: House, receipt: Kind = None) -> Response:
    """200 with the report for anything readable, whatever its verdict; 4xx for what cannot be read."""
    report = await _judge(house, await _brought(request, house))
    if receipt is not None:
        return await receipt_answer(request, house, [report], receipt)
    return Response(dump_json(report.to_json()), media_type="application/json")


async def _judge(house: Deployment, brought: Brought) -> Report:
    if brought.url is not None:
        return await verify_address(house, brought.url)
    return await verify_credential(house, brought.data)


async def _brought(request: Request, house: Deployment) -> Brought:
    """Read the request in any of its forms. Raises MALFORMED, TOO_LARGE."""
    limit = house.settings.max_body_bytes
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return await _form(request, limit)
    data = await read_body(request, limit)
    return _only_url(data) or _some(Brought(data=data))


async def _form(request: Request, limit: int) -> Brought:
    await read_body(request, limit + MULTIPART_OVERHEAD)
    try:
        form = await request.form(max_files=1, max_fields=4, max_part_size=limit)
        text, url = _field(form, "text"), _field(form, "url")
    except HTTPException as error:
        raise StackcredError(ErrorCode.MALFORMED, f"The form cannot be read: {error.detail}") from None
    except UnicodeError:
        raise StackcredError(ErrorCode.MALFORMED, "The form cannot be read: send its text as UTF-8.") from None
    file = form.get("file")
    if isinstance(file, UploadFile) and (data := await file.read()):
        return Brought(data=data)
    if text:
        return Brought(data=text.encode())
    if url:
        return Brought(url=url)
    return _some(Brought())


def _field(form: FormData, name: str) -> str:
    """A text field, "" without it. Raises UnicodeError for what a charset of the sender's choice made of it."""
    value = form.get(name)
    if not isinstance(value, str):
        return ""
    value.encode()
    return value.strip()


async def brought(request: Request, house: Deployment) -> Brought:
    """What a request brings, for other endpoints that take a credential in any form."""
    return await _brought(request, house)


def _only_url(data: bytes) -> Brought | None:
    """An object with only `url` asks for the credential at that address."""
    if not data.lstrip().startswith(b"{") or b'"url"' not in data or len(data) > 10_000:
        return None
    value = parse_json(data)
    if isinstance(value, dict) and value.keys() == {"url"} and isinstance(value["url"], str):
        return Brought(url=value["url"])
    return None


def _some(brought: Brought) -> Brought:
    if not brought.data.strip():
        raise StackcredError(
            ErrorCode.MALFORMED, "Nothing was sent: choose a badge file, paste its text, or give its address."
        )
    return brought
