"""Recompute an issuer's audit chain."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.audit import ChainReport


async def check_audit(house: Deployment, caller: Caller) -> ChainReport:
    """The caller's own issuer's chain, entry by entry."""
    caller.need(Scope.AUDIT)
    return await check_chain(house, caller.issuer_id)


async def check_chain(house: Deployment, issuer_id: UUID) -> ChainReport:
    """Any issuer's, for the operator."""
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.audit.verify(issuer_id)
