"""Line items of a tool and the scores it posts for them, as LTI Assignment and Grade Services 2.0 has them."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.lms.ags import AgsScore, read_score
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.receive_reports import Incoming, receive_reports
from stackcred_issuer.store.line_items import LineItemRecord, LineItemResultRecord

PROTOCOL = "ags"


async def add_line_item(house: Deployment, caller: Caller, context: str, document: JsonObject) -> LineItemRecord:
    caller.need(Scope.AGS_LINEITEM)
    async with house.store.begin(house.clock.now()) as uow:
        item = LineItemRecord(house.entropy.new_id(), caller.issuer_id, caller.client_id, context, document, uow.now)
        await uow.line_items.add(item)
    return item


async def get_line_item(house: Deployment, caller: Caller, context: str, item_id: UUID) -> LineItemRecord:
    """One of the caller's own. Raises NOT_FOUND."""
    caller.need(Scope.AGS_LINEITEM_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.line_items.get(caller.client_id, context, item_id)


async def list_line_items(
    house: Deployment, caller: Caller, context: str, wanted: dict[str, str], cursor: Cursor
) -> Page[LineItemRecord]:
    caller.need(Scope.AGS_LINEITEM_READ)
    async with house.store.begin(house.clock.now()) as uow:
        rows = await uow.line_items.page(caller.client_id, context, wanted, cursor.after, cursor.limit + 1)
    return page_of(rows, cursor)


async def change_line_item(
    house: Deployment, caller: Caller, context: str, item_id: UUID, document: JsonObject
) -> LineItemRecord:
    caller.need(Scope.AGS_LINEITEM)
    async with house.store.begin(house.clock.now()) as uow:
        await uow.line_items.replace(await uow.line_items.get(caller.client_id, context, item_id), document)
        return await uow.line_items.get(caller.client_id, context, item_id)


async def drop_line_item(house: Deployment, caller: Caller, context: str, item_id: UUID) -> None:
    """With its scores; badges that were issued for them stay."""
    caller.need(Scope.AGS_LINEITEM)
    async with house.store.begin(house.clock.now()) as uow:
        await uow.line_items.drop(await uow.line_items.get(caller.client_id, context, item_id))


async def post_score(
    house: Deployment, caller: Caller, context: str, item_id: UUID, exact: JsonObject, body: JsonObject
) -> None:
    """Keep a score; a final one is recorded as a result, and a badge may follow.

    exact: the body with exact numbers. Raises INVALID, NOT_FOUND, and CONFLICT for one that is older than the
    last of the same user.
    """
    caller.need(Scope.AGS_SCORE)
    async with house.store.begin(house.clock.now()) as uow:
        item = await uow.line_items.get(caller.client_id, context, item_id)
        score = read_score(exact, issuer=str(caller.client_id), line_item=activity_of(house, item))
        if not await uow.line_items.put_result(_result(item, score)):
            detail = "A later score of this user is here already; a score needs a timestamp after the last one's."
            raise StackcredError(ErrorCode.CONFLICT, detail, pointer="/timestamp")
    if score.report is not None:
        source_id = f"{item.id}|{score.user}|{format_instant(score.at)}"
        needed = Caller(caller.client_id, caller.issuer_id, frozenset({Scope.ASSESSMENTS}))
        await receive_reports(house, needed, PROTOCOL, [Incoming(source_id, body, score.report)])


async def list_results(
    house: Deployment, caller: Caller, context: str, item_id: UUID, user_id: str | None, after: str | None, limit: int
) -> list[LineItemResultRecord]:
    """The latest score of each user, or of one."""
    caller.need(Scope.AGS_RESULT_READ)
    async with house.store.begin(house.clock.now()) as uow:
        item = await uow.line_items.get(caller.client_id, context, item_id)
        return await uow.line_items.results(item, user_id, after, limit)


def activity_of(house: Deployment, item: LineItemRecord) -> str:
    """What the line item is mapped by: the tool's own id of the resource, the same in every course, or its address."""
    return str(item.document.get("resourceId") or house.urls.line_item(item.context, item.id))


def _result(item: LineItemRecord, score: AgsScore) -> LineItemResultRecord:
    members = {
        "resultScore": None if score.given is None else float(score.given),
        "resultMaximum": None if score.maximum is None else float(score.maximum),
        "comment": score.comment,
    }
    said = {name: value for name, value in members.items() if value is not None}
    return LineItemResultRecord(item.id, score.user, item.issuer_id, score.at, said)
