"""How a request of the VC-API is let in, and what its URL chooses."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_object
from stackcred_issuer.services.authenticate import authenticate
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.web.limits import read_body
from stackcred_issuer.web.routes import Handler, bearer_token, house_of

_BAD_INPUT = frozenset({ErrorCode.KEY_UNUSABLE, ErrorCode.CONFLICT, ErrorCode.TOO_LARGE})
"""Codes with a status of their own elsewhere; here bad input is 400 or 422 (requirement 99)."""


class VcApiRoute(APIRoute):
    """For clients with the scope `credentials`; for anybody where the deployment says so, counted by address."""

    def get_route_handler(self) -> Handler:
        endpoint = super().get_route_handler()

        async def handle(request: Request) -> Response:
            house = house_of(request)
            request.state.caller = await _let_in(request, house)
            try:
                return await endpoint(request)
            except StackcredError as error:
                if error.code not in _BAD_INPUT:
                    raise
                raise StackcredError(
                    ErrorCode.INVALID, error.detail, pointer=error.pointer, findings=error.findings
                ) from None

        return handle


async def _let_in(request: Request, house: Deployment) -> Caller | None:
    if not house.settings.vc_api_login:
        address = request.client.host if request.client else "unknown"
        await house.limiter.check(f"address:{address}", house.settings.public_requests_per_minute)
        return None
    caller = await authenticate(house, bearer_token(request))
    await house.limiter.check(f"client:{caller.client_id}", house.settings.client_requests_per_minute)
    caller.need(Scope.CREDENTIALS)
    return caller


def caller_of(request: Request) -> Caller | None:
    """Who `VcApiRoute` has let in; None where there is no login."""
    caller: Caller | None = request.state.caller
    return caller


MaybeCaller = Annotated[Caller | None, Depends(caller_of)]


async def body_of(request: Request, house: Deployment) -> JsonObject:
    """The body, whatever content type it names. Raises MALFORMED, TOO_LARGE."""
    return parse_object(await read_body(request, house.settings.max_body_bytes))


def answer(value: JsonObject, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(dump_json(value), status, media_type="application/json", headers=headers)


def choice_of(request: Request, name: str, default: str, allowed: tuple[str, ...]) -> str:
    """What the URL's query chooses, else the deployment. Raises INVALID for anything that cannot be chosen."""
    chosen = request.query_params.get(name, default)
    if chosen not in allowed:
        raise StackcredError(ErrorCode.INVALID, f"?{name}= is one of {', '.join(allowed)}.")
    return chosen
