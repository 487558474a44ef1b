"""Whether what a credential rests on is still what its digests say (VC Data Model 2.0 §5.3)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.digests import fits, has_digest
from stackcred_issuer.gateways.bundled import published_bytes
from stackcred_issuer.services.deployment import Deployment

MAX_RESOURCES = 8  # each may be a fetch; credentials in the field have one to three
PATIENCE_SECONDS = 1.0  # for all of them: nobody waits long for what is not their own


@dataclass(frozen=True, slots=True)
class Resource:
    """One related resource; `unknown` when it could not be had, or has no digest that we can compare."""

    id: str
    result: Literal["match", "mismatch", "unknown"]

    def to_json(self) -> JsonObject:
        return {"id": self.id, "result": self.result}


async def related_resources(house: Deployment, document: JsonObject) -> list[Resource]:
    """What became of each; the first MAX_RESOURCES only."""
    found = [one for one in as_list(document.get("relatedResource")) if isinstance(one, dict)]
    named = [one for one in found if isinstance(one.get("id"), str) and has_digest(one)][:MAX_RESOURCES]
    return list(await asyncio.gather(*(_judge(house, one) for one in named)))


async def _judge(house: Deployment, resource: JsonObject) -> Resource:
    url = str(resource["id"])
    data = published_bytes(url) or await _fetched(house, url)
    if data is None:
        return Resource(url, "unknown")
    return Resource(url, "match" if fits(resource, data) else "mismatch")


async def _fetched(house: Deployment, url: str) -> bytes | None:
    if house.urls.owns(url) or url in house.contexts:  # ours are bound by what we signed; contexts are never fetched
        return None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return (await house.http.fetch(url, accept="*/*")).body
    except (StackcredError, TimeoutError):
        return None
