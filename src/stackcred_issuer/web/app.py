"""The FastAPI application: routes, problems, headers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from stackcred_issuer import __version__
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.web import (
    batch,
    docs,
    endorse,
    evidence,
    frameworks,
    health,
    imports_page,
    learn,
    match_page,
    oauth,
    own_badges,
    own_certifications,
    own_data,
    own_did,
    own_elsewhere,
    own_evidence,
    own_feedback,
    own_files,
    own_shares,
    pathways,
    problems,
    public,
    receipts,
    shared,
    vc_api,
    verify,
    verify_page,
)
from stackcred_issuer.web.head import HeadRequests
from stackcred_issuer.web.headers import SecurityHeaders
from stackcred_issuer.web.language import SpokenLanguage
from stackcred_issuer.web.pages.render import STATIC_DIR, STATIC_PATH
from stackcred_issuer.web.protocols import ROUTERS as PROTOCOLS
from stackcred_issuer.web.v1 import ROUTERS

DESCRIPTION = """
Assessment results become signed **Open Badges 3.0**; badges add up to certifications that carry their own proof.

Send your API key as `Authorization: Bearer sck_…`, or exchange client id and secret at `/oauth/token`.
Errors are RFC 9457 problems with a `code`, a sentence, and the JSON `pointer` of the member at fault.
"""


def create_app(opening: AbstractAsyncContextManager[Deployment]) -> FastAPI:
    """The application over a deployment that is opened when serving starts and closed when it ends."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening as house:
            app.state.house = house
            await house.sandbox.warm()  # the first visitor should not wait for it
            yield

    app = FastAPI(
        title="stackcred issuer",
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        responses={"default": _PROBLEM},
    )
    problems.install(app)
    app.add_middleware(HeadRequests)
    app.add_middleware(SpokenLanguage)
    app.add_middleware(SecurityHeaders)
    pages = (
        verify.router,
        batch.router,
        verify_page.router,
        match_page.router,
        receipts.router,
        imports_page.router,
        learn.router,
        own_shares.router,
        own_files.router,
        own_data.router,
        own_did.router,
        own_badges.router,
        own_certifications.router,
        own_evidence.router,
        own_feedback.router,
        own_elsewhere.router,
        own_elsewhere.uploads,
        own_evidence.uploads,
        evidence.router,
        shared.router,
        docs.router,
        endorse.router,
        frameworks.router,
        pathways.public,
        pathways.own,
        public.router,
    )
    for router in (*ROUTERS, *PROTOCOLS, oauth.router, vc_api.router, health.router, *pages):
        app.include_router(router)
    app.mount(docs.SWAGGER_PATH, StaticFiles(directory=docs.SWAGGER_DIR), name="swagger")
    app.mount(STATIC_PATH, StaticFiles(directory=STATIC_DIR), name="static")
    return app


_PROBLEM: dict[str, Any] = {
    "description": "A problem (RFC 9457): what is wrong, where, and what to do next.",
    "content": {
        problems.MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "pointer": {"type": "string"},
                    "errors": {"type": "array", "items": {"type": "object"}},
                },
            }
        }
    },
}
