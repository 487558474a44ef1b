"""In which language a page answers: `?lang=`, which is remembered; else what was chosen before; else the browser's."""

from __future__ import annotations

from http.cookies import SimpleCookie

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stackcred_issuer.web.negotiation import weighted
from stackcred_issuer.web.pages import language

COOKIE = "language"
REMEMBERED_SECONDS = 365 * 24 * 60 * 60


class SpokenLanguage:
    """Makes every page of a request in one language, and says which."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)  # a machine: spared the rest
            return
        request = Request(scope)
        wanted = _known(request.query_params.get("lang"))
        code = wanted or _known(request.cookies.get(COOKIE)) or _preferred(request)

        async def send_with_language(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Language"] = code
                    headers.add_vary_header("Accept-Language")
                    headers.add_vary_header("Cookie")
                    if wanted:
                        headers.append("Set-Cookie", _cookie(wanted, secure=scope["scheme"] == "https"))
            await send(message)

        with language.speaking(code):
            await self._app(scope, receive, send_with_language)


def _known(code: str | None) -> str | None:
    return code if code in language.languages() else None


def _preferred(request: Request) -> str:
    """The first of the browser's languages that we speak; `ar-EG` is `ar` (RFC 4647 §3.4)."""
    for tag, _ in weighted(request.headers.get("accept-language", "")):
        if spoken := _known(tag.partition("-")[0]):
            return spoken
    return language.SOURCE


def _cookie(code: str, *, secure: bool) -> str:
    cookie: SimpleCookie = SimpleCookie({COOKIE: code})
    cookie[COOKIE].update({"path": "/", "max-age": str(REMEMBERED_SECONDS), "samesite": "Lax", "httponly": "yes"})
    cookie[COOKIE]["secure"] = "yes" if secure else ""
    return cookie[COOKIE].OutputString()
