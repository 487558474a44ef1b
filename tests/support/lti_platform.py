"""A learning platform that launches tools by LTI 1.3 and lets them read members and grades, behind a real socket."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from tests.support.live import listening

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
KEY = RSAKey.generate_key(2048, parameters={"kid": "platform-key"})
ISSUER = "https://moodle.example"
TOOL = "tool-at-moodle"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
PAGE = 2  # members and results on one page, so that lists have several


@dataclass
class Platform:
    """address: where it listens. members, results: of its one course; tool_keys: whom it gives tokens to."""

    address: str
    members: list[dict[str, Any]] = field(default_factory=list)
    results: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    tool_keys: Any = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    status: int = 200  # of its services

    def registration(self, **changes: Any) -> dict[str, Any]:
        return {
            "name": "Example Moodle",
            "platform": ISSUER,
            "authorizationUrl": f"{self.address}/auth",
            "tokenUrl": f"{self.address}/token",
            "jwksUrl": f"{self.address}/certs",
            "clientId": TOOL,
            "deploymentIds": ["1"],
        } | changes

    def id_token(self, made_for: str, *, key: RSAKey = KEY, **changes: Any) -> str:
        """What it says of a launch; a change to None leaves the claim out."""
        now = int(time.time())
        services = [f"https://purl.imsglobal.org/spec/lti-ags/scope/{name}" for name in ("lineitem", "result.readonly")]
        claims = {
            "iss": ISSUER,
            "aud": TOOL,
            "sub": "u1",
            "exp": now + 300,
            "iat": now,
            "nonce": made_for,
            "name": "Ana Cruz",
            "email": "ana@school.example",
            CLAIM + "message_type": "LtiResourceLinkRequest",
            CLAIM + "version": "1.3.0",
            CLAIM + "deployment_id": "1",
            CLAIM + "roles": [LEARNER],
            CLAIM + "context": {"id": "course-7", "title": "Networks I"},
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
                "scope": services,
                "lineitems": f"{self.address}/course-7/lineitems?type_id=3",
            },
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": f"{self.address}/course-7/members",
                "service_versions": ["2.0"],
            },
        } | changes
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": key.kid}, said, key)


@asynccontextmanager
async def platform() -> AsyncIterator[Platform]:
    """One that listens until the end of the block."""
    app = FastAPI()
    async with listening(app) as address:
        place = Platform(address)
        _serve(app, place)
        yield place


def _serve(app: FastAPI, place: Platform) -> None:
    @app.get("/certs")
    async def certs() -> dict[str, Any]:
        return {"keys": [KEY.as_dict(private=False) | {"alg": "RS256", "use": "sig"}]}

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        claims = jwt.decode(form["client_assertion"], KeySet.import_key_set(place.tool_keys)).claims
        good = claims["iss"] == claims["sub"] == TOOL and claims["aud"] == f"{place.address}/token"
        if not good or form["grant_type"] != "client_credentials" or "result.readonly" not in form["scope"]:
            return Response(status_code=400)
        place.tokens.append(f"token-{len(place.tokens)}")
        return _json({"access_token": place.tokens[-1], "token_type": "Bearer", "expires_in": 3600})

    @app.get("/course-7/members")
    async def members(request: Request, page: int = 0) -> Response:
        shown = place.members[page * PAGE : (page + 1) * PAGE]
        return _page(place, request, {"id": "x", "context": {"id": "course-7"}, "members": shown}, place.members, page)

    @app.get("/course-7/lineitems")
    async def lineitems(request: Request, page: int = 0) -> Response:
        items = [{"id": f"{place.address}/items/{name}?type_id=3", "label": name} for name in place.results]
        return _page(place, request, items[page * PAGE : (page + 1) * PAGE], items, page)

    @app.get("/items/{name}/results")
    async def results(request: Request, name: str, page: int = 0) -> Response:
        found = place.results[name]
        return _page(place, request, found[page * PAGE : (page + 1) * PAGE], found, page)


def _page(place: Platform, request: Request, body: Any, whole: list[Any], page: int) -> Response:
    place.asked.append(request.url.path)
    if request.headers.get("authorization", "").removeprefix("Bearer ") not in place.tokens:
        return Response(status_code=401)
    answer = _json(body, place.status)
    if len(whole) > (page + 1) * PAGE:
        answer.headers["Link"] = f'<{request.url.include_query_params(page=page + 1)}>; rel="next"'
    return answer


def _json(body: Any, status: int = 200) -> Response:

    return JSONResponse(body, status)
