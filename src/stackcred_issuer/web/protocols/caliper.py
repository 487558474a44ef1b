"""Caliper 1.2: envelopes of events, of which grades are recorded (requirement 114)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from stackcred_issuer.domain.lms.caliper import read_envelope
from stackcred_issuer.services.receive_reports import Incoming, receive_reports
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer, exact_body
from stackcred_issuer.web.v1.examples import ENVELOPE_BODY

PROTOCOL = "caliper"
router = APIRouter(prefix="/caliper", tags=["LMS protocols"], route_class=ClientRoute, dependencies=[Depends(bearer)])


@router.post("/events", summary="Caliper: send an envelope; grades in it are recorded", **ENVELOPE_BODY)
async def post_envelope(request: Request, house: House, caller: Client) -> Response:
    """All events are kept or none; an event that came before is no second result."""
    events = read_envelope(await exact_body(request, house))
    data: list[Any] = (await request.json())["data"]
    posts = [
        Incoming(event.id, body, event.report) for event, body in zip(events, data, strict=True) if event.id is not None
    ]
    await receive_reports(house, caller, PROTOCOL, posts)
    return Response(status_code=200)
