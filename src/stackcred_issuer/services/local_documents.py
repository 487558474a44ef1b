"""On our own addresses we answer from the record, not over the network (the same bytes the public gets)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote
from uuid import UUID

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services.publish_did import publish_did
from stackcred_issuer.services.publish_status_list import publish_status_list

if TYPE_CHECKING:
    from stackcred_issuer.services.deployment import Deployment


async def local_document(house: Deployment, url: str) -> JsonObject | None:
    """A DID document or status list of ours; None for every other address."""
    try:
        if url.startswith("did:web:"):
            return await _own_did(house, url)
        if url.startswith(house.urls.base + "/status-lists/"):
            list_id = UUID(url.removeprefix(house.urls.base + "/status-lists/"))
            return parse_object((await publish_status_list(house, list_id)).document)
    except (StackcredError, ValueError):
        return None
    return None


async def _own_did(house: Deployment, did: str) -> JsonObject | None:
    root = house.urls.did_web(None)
    if did == root:
        return await publish_did(house, None)
    prefix = root + ":issuers:"
    return await publish_did(house, unquote(did.removeprefix(prefix))) if did.startswith(prefix) else None
