"""Events as a list to pull, for those who cannot be pushed to."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response

from stackcred_issuer.services.browse import MAX_PAGE
from stackcred_issuer.services.events import list_events
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.paging import answer

router = APIRouter(prefix="/v1/events", tags=["events"], route_class=ClientRoute, dependencies=[Depends(bearer)])


@router.get("", summary="Events after a number, oldest first; ask again at `next` for what has come since")
async def get_events(
    house: House,
    caller: Client,
    after: Annotated[int, Query(ge=0, description="The last seq you have read.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
    type: Annotated[list[str] | None, Query(max_length=50, description="Only these types; repeat it.")] = None,
) -> Response:
    types = type or []
    page = await list_events(house, caller, after, limit, types)
    query = urlencode({"after": page.read_to, "limit": limit, "type": types}, doseq=True)
    following = f"{house.urls.base}/v1/events?{query}"
    return answer({"items": page.events, "more": page.more, "next": following})
