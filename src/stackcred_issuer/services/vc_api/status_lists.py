"""A status list of an issuer's own, made on request."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.status.status_list import REVOCATION, SUSPENSION
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.find import find_endpoint
from stackcred_issuer.services.vc_api.requests import text


async def create_status_list(house: Deployment, caller: Caller | None, name: str | None, body: JsonObject) -> str:
    """The address of a new, empty list for `{statusPurpose}`. Credentials are given places in it by issuing.

    Raises INVALID for a purpose that is not kept here, NOT_FOUND.
    """
    purpose = text(body, "statusPurpose") or REVOCATION
    if purpose not in (REVOCATION, SUSPENSION):
        raise StackcredError(
            ErrorCode.INVALID, f"The purposes kept here are {REVOCATION} and {SUSPENSION}.", pointer="/statusPurpose"
        )
    async with house.store.begin(house.clock.now()) as uow:
        endpoint = await find_endpoint(house, uow, caller, name)
    lists = await house.slots.new_register(endpoint.issuer.id)
    return house.urls.status_list(lists[purpose])
