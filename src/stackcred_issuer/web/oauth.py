"""The token endpoint: client_credentials, by Basic or by form (RFC 6749 §2.3.1, §4.4, §5.2)."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated
from urllib.parse import unquote_plus

from fastapi import APIRouter, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.authenticate import issue_token, token_for
from stackcred_issuer.services.client_assertion import ASSERTION_TYPE, authenticate_assertion
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.routes import Handler, House
from stackcred_issuer.web.v1.examples import TOKEN_BODY

MAX_FORM_BYTES = 16 * 1024  # four short fields and an assertion

_UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_ERRORS = {ErrorCode.UNAUTHENTICATED: (401, "invalid_client"), ErrorCode.INVALID: (400, "invalid_scope")}
_FORM = "application/x-www-form-urlencoded"


class TokenRoute(APIRoute):
    """Takes a small form (RFC 6749 §4.4.2), bounded before it is parsed; what is no such form is an invalid_request."""

    def get_route_handler(self) -> Handler:
        endpoint = super().get_route_handler()

        async def handle(request: Request) -> Response:
            await read_body(request, MAX_FORM_BYTES)
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != _FORM:
                return _refusal(400, "invalid_request", f"Send a form, as {_FORM}.")
            try:
                return await endpoint(request)
            except (RequestValidationError, HTTPException):
                return _refusal(400, "invalid_request", "A field of the form is too long, or there are too many.")

        return handle


router = APIRouter(prefix="/oauth", tags=["oauth"], route_class=TokenRoute)


@router.post("/token", summary="Exchange client id and secret for an access token", openapi_extra=TOKEN_BODY)
async def token(
    request: Request,
    house: House,
    grant_type: Annotated[str, Form(max_length=100)] = "",
    client_id: Annotated[str, Form(max_length=255)] = "",
    client_secret: Annotated[str, Form(max_length=255)] = "",
    client_assertion_type: Annotated[str, Form(max_length=100)] = "",
    client_assertion: Annotated[str, Form(max_length=8_000)] = "",
    scope: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    address = request.client.host if request.client else "unknown"
    await house.limiter.check(f"token:{address}", house.settings.token_requests_per_minute)
    if grant_type != "client_credentials":
        code = "unsupported_grant_type" if grant_type else "invalid_request"
        return _refusal(400, code, "Send grant_type=client_credentials.")
    given_id, given_secret = _basic(request) or (client_id, client_secret)
    if not client_assertion and not (given_id and given_secret):
        return _refusal(401, "invalid_client", "Send client_id and client_secret, by form or by Basic.")
    if client_assertion and client_assertion_type != ASSERTION_TYPE:
        return _refusal(400, "invalid_request", f"Send client_assertion_type={ASSERTION_TYPE}.")
    try:
        if client_assertion:
            caller = await authenticate_assertion(house, client_assertion, _audiences(house))
            made = await token_for(house, caller, scope or None)
        else:
            made = await issue_token(house, given_id, given_secret, scope or None)
    except StackcredError as error:
        status, code = _ERRORS[error.code]
        return _refusal(status, code, error.detail)
    body = {
        "access_token": made.token,
        "token_type": "Bearer",
        "expires_in": made.expires_in,
        "scope": " ".join(sorted(name.value for name in made.scopes)),
    }
    return Response(dump_json(body), 200, media_type="application/json", headers=_UNCACHED)


def _audiences(house: House) -> frozenset[str]:
    """What an assertion for us may name: the token endpoint, or the service."""
    return frozenset({f"{house.urls.base}/oauth/token", house.urls.base})


def _refusal(status: int, code: str, description: str) -> Response:
    headers = {**_UNCACHED, "WWW-Authenticate": 'Basic realm="stackcred"'} if status == 401 else _UNCACHED
    body = dump_json({"error": code, "error_description": description})
    return Response(body, status, media_type="application/json", headers=headers)


def _basic(request: Request) -> tuple[str, str] | None:
    """Client id and secret of a Basic header; None without one, ("", "") for one that cannot be read."""
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)
