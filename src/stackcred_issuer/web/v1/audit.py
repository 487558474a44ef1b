"""The audit log: an append-only hash chain of ids and digests."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import browse
from stackcred_issuer.services.browse import MAX_PAGE
from stackcred_issuer.services.check_audit import check_audit
from stackcred_issuer.store.audit_chain import AuditRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.paging import answer

router = APIRouter(prefix="/v1/audit", tags=["audit"], route_class=ClientRoute, dependencies=[Depends(bearer)])


@router.get("", summary="Entries after a sequence number, oldest first")
async def list_entries(
    house: House,
    caller: Client,
    after: Annotated[int, Query(ge=0, description="The last seq of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
) -> Response:
    entries = await browse.list_audit(house, caller, after, limit)
    following = f"{house.urls.base}/v1/audit?after={entries[-1].seq}&limit={limit}" if len(entries) == limit else None
    return answer({"items": [shape(entry) for entry in entries], "next": following})


@router.get("/verify", summary="Recompute the whole chain")
async def verify_chain(house: House, caller: Client) -> Response:
    report = await check_audit(house, caller)
    return answer({"ok": report.ok, "entries": report.entries, "brokenAt": report.broken_at, "detail": report.detail})


def shape(entry: AuditRecord) -> JsonObject:
    return {
        "seq": entry.seq,
        "at": format_instant(entry.at),
        "type": entry.type,
        "actor": entry.actor,
        "subject": entry.subject,
        "digestMultibase": entry.digest,
        "learner": str(entry.learner) if entry.learner else None,
        "achievement": entry.achievement,
        "cause": entry.cause,
        "previous": entry.previous.hex(),
        "hash": entry.hash.hex(),
    }
