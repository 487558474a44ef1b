"""How a request is let in: size, rate and identity first, strict parsing after, then the endpoint."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_json, refuse_nul
from stackcred_issuer.domain.stacking.limits import MAX_RULE_JSON_DEPTH
from stackcred_issuer.services.authenticate import authenticate
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.web.limits import read_body

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
T = TypeVar("T")


def house_of(request: Request) -> Deployment:
    """The deployment this process serves."""
    house: Deployment = request.app.state.house
    return house


def caller_of(request: Request) -> Caller:
    """The client `ClientRoute` has authenticated."""
    caller: Caller = request.state.caller
    return caller


async def _house(request: Request) -> Deployment:
    return house_of(request)


async def _caller(request: Request) -> Caller:
    return caller_of(request)


House = Annotated[Deployment, Depends(_house)]  # coroutines: FastAPI would send plain functions through a thread
Client = Annotated[Caller, Depends(_caller)]
bearer = HTTPBearer(auto_error=False, description="An API key (`sck_…`) or an access token from /oauth/token.")


class ClientRoute(APIRoute):
    """For clients of an issuer: authenticated and counted before a byte of the body is parsed."""

    async def caller(self, request: Request, house: Deployment) -> Caller:
        """Who asks, by API key or token. Raises UNAUTHENTICATED."""
        return await authenticate(house, bearer_token(request))

    async def parse(self, request: Request, house: Deployment) -> None:
        """The body as JSON, by our rules."""
        await _parse_strictly(request, house)

    def endpoint_handler(self) -> Handler:
        """What answers once the request is let in: FastAPI, which gives the endpoint what its signature asks for."""
        return super().get_route_handler()

    def get_route_handler(self) -> Handler:
        endpoint = self.endpoint_handler()

        async def handle(request: Request) -> Response:
            house = house_of(request)
            caller = await self.caller(request, house)
            await house.limiter.check(f"client:{caller.client_id}", house.settings.client_requests_per_minute)
            request.state.caller = caller
            await self.parse(request, house)
            return await endpoint(request)

        return handle


class BytesRoute(ClientRoute):
    """For clients of an issuer that bring a credential in whatever form; the endpoint reads the body itself."""

    async def parse(self, request: Request, house: Deployment) -> None:
        """Nothing before the endpoint."""


class PublicRoute(APIRoute):
    """For anybody: counted by address."""

    def get_route_handler(self) -> Handler:
        endpoint = super().get_route_handler()

        async def handle(request: Request) -> Response:
            house = house_of(request)
            address = request.client.host if request.client else "unknown"
            await house.limiter.check(f"address:{address}", house.settings.public_requests_per_minute)
            return await endpoint(request)

        return handle


def parsed(adapter: TypeAdapter[T], value: Any, *place: str) -> T:
    """A value of the request by its type, with the errors that FastAPI would raise; `place` such as "body"."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise RequestValidationError([{**one, "loc": (*place, *one["loc"])} for one in errors]) from None


def bearer_token(request: Request) -> str:
    """The key or token of a request. Raises UNAUTHENTICATED without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise StackcredError(ErrorCode.UNAUTHENTICATED, "Send your API key or token as: Authorization: Bearer <key>.")
    return token.strip()


async def _parse_strictly(request: Request, house: Deployment) -> None:
    """Parse the body by our rules and leave it where FastAPI will look for it."""
    if request.method in ("GET", "HEAD", "DELETE"):
        return
    body = await read_body(request, house.settings.max_body_bytes)
    if body:
        _need_json(request)
        limit = house.settings.max_body_bytes
        request._json = parse_json(body, max_bytes=limit, max_depth=MAX_RULE_JSON_DEPTH)
        if rb"\u0000" in body:
            refuse_nul(request._json)


def _need_json(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(415, "Send the body as JSON, with Content-Type: application/json.")


async def exact_body(request: Request, house: Deployment) -> JsonObject:
    """The body once more, with numbers as the exact decimals of its text: a rule's digest covers those."""
    body: JsonObject = parse_json(
        await request.body(),
        max_bytes=house.settings.max_body_bytes,
        max_depth=MAX_RULE_JSON_DEPTH,
        exact_numbers=True,
    )
    return body
