"""Lists are pages: `?limit=` rows after `?after=` an id, and the address of the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.services.browse import MAX_PAGE, Cursor, Page
from stackcred_issuer.web.routes import house_of


def _cursor(
    after: Annotated[UUID | None, Query(description="The last id of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> Cursor:
    return Cursor(after, limit)


Paging = Annotated[Cursor, Depends(_cursor)]


def page_answer(request: Request, page: Page[Any], shape: Callable[[Any], JsonObject]) -> Response:
    """`{"items": […], "next": URL | null}`."""
    following = None
    if page.next is not None:
        here = urlsplit(house_of(request).urls.base)  # never the Host header: anybody may write what they like there
        address = request.url.replace(scheme=here.scheme, netloc=here.netloc)
        following = str(address.include_query_params(after=page.next))
    return answer({"items": [shape(item) for item in page.items], "next": following})


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON, written once."""
    return Response(dump_json(value), status, media_type="application/json", headers=headers)
