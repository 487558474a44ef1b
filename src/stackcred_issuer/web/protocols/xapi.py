"""xAPI 1.0.3 and 2.0: the statements resource, for results; cmi5's are among them (requirements 112, 113).

This is no general learning record store: it keeps what clients send and gives it back to them by id or in order,
but offers no queries by actor or verb, no documents and no attachments.
"""

from __future__ import annotations

import base64
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPBasic

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.lms.xapi import Statement, read_statement
from stackcred_issuer.services.authenticate import authenticate_secret
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.receive_reports import Incoming, receive_reports
from stackcred_issuer.services.sent_statements import sent_statement, sent_statements
from stackcred_issuer.web.problems import STATUS, problem
from stackcred_issuer.web.routes import Client, ClientRoute, Handler, House, bearer, exact_body
from stackcred_issuer.web.v1.examples import STATEMENT_BODY
from stackcred_issuer.web.v1.paging import answer

PROTOCOL = "xapi"
VERSION_HEADER = "X-Experience-API-Version"
VERSIONS = ("1.0.3", "2.0.0")
MAX_STATEMENTS = 500  # of one post
_basic = HTTPBasic(auto_error=False, description="Client id and secret, for platforms that know Basic only.")
Id = Annotated[UUID, Query(alias="statementId")]


class XapiRoute(ClientRoute):
    """Says the version with every answer, takes Basic too, and answers a bad statement with 400 as xAPI wants."""

    async def caller(self, request: Request, house: Deployment) -> Caller:
        kind, _, encoded = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return await super().caller(request, house)
        try:
            client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            client_id = secret = ""
        return await authenticate_secret(house, client_id, secret)

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def versioned(request: Request) -> Response:
            try:
                version = _version(request)
                response = await handle(request)
            except StackcredError as error:
                if error.code is not ErrorCode.INVALID:
                    raise
                title = STATUS[ErrorCode.MALFORMED][1]
                response, version = problem(request, 400, error.code, title, error.detail, at=error.pointer), "2.0.0"
            response.headers[VERSION_HEADER] = version
            return response

        return versioned


router = APIRouter(
    prefix="/xapi",
    tags=["LMS protocols"],
    route_class=XapiRoute,
    dependencies=[Depends(bearer), Depends(_basic)],
)


@router.post("/statements", summary="xAPI: store statements; results among them are recorded", **STATEMENT_BODY)
async def post_statements(request: Request, house: House, caller: Client) -> Response:
    """One statement or a list; answers their ids. All are kept or none."""
    sent = await exact_body(request, house)
    exact = sent if isinstance(sent, list) else [sent]
    if len(exact) > MAX_STATEMENTS:
        detail = f"Send at most {MAX_STATEMENTS} statements at once."
        raise StackcredError(ErrorCode.TOO_LARGE, detail)
    plain = await request.json()
    bodies = plain if isinstance(plain, list) else [plain]
    posts = []
    for index, (statement, body) in enumerate(zip(exact, bodies, strict=True)):
        place = (index,) if isinstance(sent, list) else ()
        posts.append(_incoming(house, read_statement(statement, place, house.clock.now()), body))
    await receive_reports(house, caller, PROTOCOL, posts)
    return answer([post.source_id for post in posts])


@router.put("/statements", status_code=204, summary="xAPI: store one statement under an id", **STATEMENT_BODY)
async def put_statement(request: Request, house: House, caller: Client, statement_id: Id) -> Response:
    read = read_statement(await exact_body(request, house), (), house.clock.now())
    if read.id not in (None, str(statement_id)):
        raise StackcredError(ErrorCode.INVALID, "The statement has another id than statementId.", pointer="/id")
    body = {**await request.json(), "id": str(statement_id)}
    await receive_reports(house, caller, PROTOCOL, [_incoming(house, read, body)])
    return Response(status_code=204)


@router.get("/statements", summary="xAPI: statements you have sent, by id or in order")
async def get_statements(
    house: House,
    caller: Client,
    statement_id: Annotated[UUID | None, Query(alias="statementId")] = None,
    after: Annotated[UUID | None, Query(description="As `more` of the page before has it.")] = None,
    limit: Annotated[int, Query(ge=0, le=500)] = 100,
) -> Response:
    now = {"X-Experience-API-Consistent-Through": format_instant(house.clock.now())}
    if statement_id is not None:
        return answer(await sent_statement(house, caller, PROTOCOL, str(statement_id)), headers=now)
    page = await sent_statements(house, caller, PROTOCOL, after, limit or 100)
    more = f"/xapi/statements?after={page.next}&limit={limit}" if page.next else ""
    return answer({"statements": [post.body for post in page.items], "more": more}, headers=now)


about = APIRouter(prefix="/xapi", tags=["LMS protocols"])


@about.get("/about", summary="xAPI: the versions spoken here")
async def get_about() -> Response:
    return answer({"version": list(VERSIONS)}, headers={VERSION_HEADER: VERSIONS[-1]})


def _version(request: Request) -> str:
    """The version to answer in. Raises INVALID for one that is not spoken here."""
    asked = request.headers.get(VERSION_HEADER, "")
    if asked == "1.0" or asked.startswith("1.0."):
        return VERSIONS[0]
    if asked.startswith("2.0"):
        return VERSIONS[1]
    detail = f"Send {VERSION_HEADER}: {' or '.join(VERSIONS)}."
    raise StackcredError(ErrorCode.INVALID, detail)


def _incoming(house: House, read: Statement, body: JsonObject) -> Incoming:
    statement_id = read.id or body.get("id") or str(house.entropy.new_id())
    kept: dict[str, Any] = {**body, "id": statement_id}
    return Incoming(statement_id, kept, read.report, read.voids)
