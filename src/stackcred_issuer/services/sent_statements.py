"""Give a platform back what it sent, as it sent it."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.lms import LmsPostRecord


async def sent_statement(house: Deployment, caller: Caller, protocol: str, source_id: str) -> JsonObject:
    """One of the caller's own posts. Raises NOT_FOUND, also for one that was voided."""
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        post = await uow.lms.by_source(caller.client_id, protocol, source_id)
    if post is None or post.body is None or post.state == "voided":
        raise StackcredError(ErrorCode.NOT_FOUND, "You have sent no statement with this id, or it was voided.")
    return post.body


async def sent_statements(
    house: Deployment, caller: Caller, protocol: str, after: UUID | None, limit: int
) -> Page[LmsPostRecord]:
    """The caller's own posts, in the order they came."""
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        rows = await uow.lms.latest(caller.client_id, protocol, after, limit + 1)
    return page_of(rows, Cursor(after, limit))
