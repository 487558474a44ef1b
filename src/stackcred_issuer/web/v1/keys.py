"""Keys: the public history of an issuer's keys. There is no way to a private key through the API."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import browse
from stackcred_issuer.services.caller import Scope
from stackcred_issuer.services.manage_keys import rotate_key
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.paging import answer

router = APIRouter(prefix="/v1/keys", tags=["keys"], route_class=ClientRoute, dependencies=[Depends(bearer)])


@router.get("", summary="The issuer's keys, oldest first")
async def list_keys(house: House, caller: Client) -> Response:
    keys = await browse.list_keys(house, caller)
    return answer({"items": [shape(key) for key in keys], "next": None})


@router.post("/rotate", status_code=201, summary="A new signing key; the former one is retired")
async def rotate(house: House, caller: Client) -> Response:
    """What the former key signed goes on verifying."""
    caller.need(Scope.KEYS)
    return answer(shape(await rotate_key(house, caller.issuer_id, actor=caller.actor)), 201)


def shape(record: KeyRecord) -> JsonObject:
    return {
        "id": str(record.id),
        "publicKeyMultibase": record.multikey,
        "type": record.key_type,
        "state": record.state,
        "createdAt": format_instant(record.created_at),
        "retiredAt": format_instant(record.retired_at) if record.retired_at else None,
        "compromisedAt": format_instant(record.compromised_at) if record.compromised_at else None,
    }
