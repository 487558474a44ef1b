"""Verify credentials and presentations: 200 for what holds, 400 for everything else."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.verify import Kind, Manner, refusal, verify_brought
from stackcred_issuer.web.routes import House, bearer
from stackcred_issuer.web.vc_api.examples import VERIFY, VERIFY_PRESENTATION
from stackcred_issuer.web.vc_api.route import VcApiRoute, answer, body_of, choice_of

router = APIRouter(tags=["vc-api"], route_class=VcApiRoute, dependencies=[Depends(bearer)])
_NOT_ABOUT_IT = frozenset({ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE})


@router.post("/credentials/verify", summary="Verify a credential", openapi_extra=VERIFY)
async def verify_credential(request: Request, house: House) -> Response:
    """200 with `verified: true`, or 400 with `verified: false`; `problemDetails` says why, `results` what was checked.

    `options.checks: ["proof"]` asks whether the proof holds, whoever made it. `?checks=proof` does so by itself,
    `?strict=true` also asks for what the VC-API wants beyond the data model.
    """
    return await _verify(request, house, "credential")


@router.post("/presentations/verify", summary="Verify a presentation", openapi_extra=VERIFY_PRESENTATION)
async def verify_presentation(request: Request, house: House) -> Response:
    """The same; `options.domain` and `options.challenge` are what it must have been signed for."""
    return await _verify(request, house, "presentation")


async def _verify(request: Request, house: Deployment, kind: Kind) -> Response:
    try:
        found = await verify_brought(house, kind, await body_of(request, house), _manner(request, house))
    except StackcredError as error:
        if error.code in _NOT_ABOUT_IT:
            raise
        found = refusal(error)
    return answer(found.body, 200 if found.verified else 400)


def _manner(request: Request, house: Deployment) -> Manner:
    settings = house.settings
    checks = choice_of(request, "checks", settings.vc_api_checks, ("all", "proof"))
    strict = choice_of(request, "strict", str(settings.vc_api_strict).lower(), ("true", "false"))
    return Manner(proof_only=checks == "proof", strict=strict == "true")
