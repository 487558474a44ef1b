"""An OpenID Connect provider behind a real socket: signs everybody in at once, by code with PKCE."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.support.live import listening

KEY = ECKey.generate_key("P-256", parameters={"kid": "provider-key"})
CLIENT, SECRET = "badges", "s3cret: with / signs"


@dataclass
class Provider:
    """address: its issuer URL. method: how clients log in; codes: what each stands for."""

    address: str
    method: str
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)

    def authorize(self, location: str) -> str:
        """What somebody who follows `location` and types a password brings back: a code."""
        assert location.startswith(f"{self.address}/authorize?"), location
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return code

    def described(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": [self.method],
        }

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "7",
            "exp": now + 60,
            "iat": now,
            "nonce": asked["nonce"],
            "email": "ana@school.example",
        } | self.claims
        return jwt.encode({"alg": "ES256", "kid": KEY.kid}, claims, KEY)


@asynccontextmanager
async def provider(method: str) -> AsyncIterator[Provider]:
    """One that listens until the end of the block."""
    app = FastAPI()
    async with listening(app) as address:
        place = Provider(address, method)
        _serve(app, place)
        yield place


def _serve(app: FastAPI, place: Provider) -> None:
    @app.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return place.described()

    @app.get("/keys")
    async def keys() -> dict[str, Any]:
        return {"keys": [KEY.as_dict(private=False)]}

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = place.codes.pop(form["code"], None)
        if asked is None or not _logged_in(place, request, form) or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        hashed = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(hashed).rstrip(b"=").decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": place.id_token(asked)})


def _logged_in(place: Provider, request: Request, form: dict[str, str]) -> bool:
    if place.method == "client_secret_post":
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
    expected = base64.b64encode(b"badges:s3cret%3A%20with%20%2F%20signs").decode()
    return request.headers.get("authorization") == f"Basic {expected}"
