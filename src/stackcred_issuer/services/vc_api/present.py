"""Sign a presentation as its holder."""

from __future__ import annotations

import asyncio

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.envelope import enveloped_presentation
from stackcred_issuer.domain.issuance.presentation import Asked, seal_presentation_jws, sign_presentation
from stackcred_issuer.domain.issuance.seal import suite_of
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.verification.checks.presentation_structure import findings_of_presentation
from stackcred_issuer.gateways.bundled import ContextChoice, load_contexts
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.find import Endpoint, find_endpoint
from stackcred_issuer.services.vc_api.requests import member, options_of, text, texts


async def create_presentation(
    house: Deployment, caller: Caller | None, name: str | None, body: JsonObject
) -> JsonObject:
    """The signed presentation for `{presentation, options?: {challenge?, domain?}}`; a JWS comes enveloped.

    Raises NOT_FOUND, MALFORMED, INVALID for what is no presentation, KEY_UNUSABLE for another's, EXHAUSTED.
    """
    options = options_of(body)
    presentation = member(body, "presentation")
    asked = Asked(text(options, "challenge"), texts(options, "domain") or ())
    async with house.store.begin(house.clock.now()) as uow:
        endpoint = await find_endpoint(house, uow, caller, name)
    await house.sandbox.run(examine, presentation, ContextChoice.of(house.settings))
    return await asyncio.to_thread(_signed, house, endpoint, presentation, asked)


def _signed(house: Deployment, endpoint: Endpoint, presentation: JsonObject, asked: Asked) -> JsonObject:
    profile, signer = endpoint.profile, endpoint.signer
    if profile.is_jwt:
        return enveloped_presentation(seal_presentation_jws(presentation, signer, asked))
    suite = suite_of(signer) if profile.is_selective else profile.suite
    return sign_presentation(
        presentation, signer, suite=suite, created=house.signing_instant(), contexts=house.contexts, asked=asked
    )


def examine(presentation: JsonObject, choice: ContextChoice) -> None:
    """In a worker process: that it is built as a presentation, all of it covered by a signature, and not too costly."""
    findings = list(findings_of_presentation(presentation))
    if findings:
        raise StackcredError(ErrorCode.INVALID, f"{findings[0].detail}.", findings=findings)
    canonicalize(presentation, load_contexts(choice))
