"""For load balancers: alive, and able to serve."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Response

from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.check_ready import check_ready
from stackcred_issuer.web.routes import House

router = APIRouter(tags=["health"])
log = structlog.get_logger(__name__)


@router.get("/healthz", summary="The process answers")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz", summary="The database answers, and the blob store has answered once")
async def readyz(house: House) -> Response:
    problem = await check_ready(house)
    if problem is None:
        return Response(b'{"status":"ok"}', media_type="application/json")
    log.warning("not ready", problem=problem)
    return Response(dump_json({"status": "unavailable"}), 503, media_type="application/json")
