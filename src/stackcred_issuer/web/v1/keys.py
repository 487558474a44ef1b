"""Keys: the public history of an issuer's keys. There is no way to a private key through the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response
from pydantic import BaseModel, ConfigDict

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.services import browse
from stackcred_issuer.services.caller import Scope
from stackcred_issuer.services.manage_keys import rotate_key
from stackcred_issuer.store.keys import KeyRecord, KeyUse
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.examples import NEW_KEY
from stackcred_issuer.web.v1.paging import answer

router = APIRouter(prefix="/v1/keys", tags=["keys"], route_class=ClientRoute, dependencies=[Depends(bearer)])


class NewKey(BaseModel):
    """What kind of key is wanted, and for what: proofs inside documents, or JWTs around them."""

    model_config = ConfigDict(extra="forbid")

    type: KeyType | None = None
    use: KeyUse = "proof"


@router.get("", summary="The issuer's keys, oldest first")
async def list_keys(house: House, caller: Client) -> Response:
    keys = await browse.list_keys(house, caller)
    return answer({"items": [shape(key) for key in keys], "next": None})


@router.post("/rotate", status_code=201, summary="A new signing key; the former one is retired")
async def rotate(
    house: House, caller: Client, wanted: Annotated[NewKey | None, Body(openapi_examples=NEW_KEY)] = None
) -> Response:
    """What the former key signed goes on verifying. Without a body: a key of the former's type, for proofs."""
    caller.need(Scope.KEYS)
    asked = wanted or NewKey()
    made = await rotate_key(house, caller.issuer_id, key_type=asked.type, use=asked.use, actor=caller.actor)
    return answer(shape(made), 201)


def shape(record: KeyRecord) -> JsonObject:
    key = PublicKey.from_text(record.multikey)
    return {
        "id": str(record.id),
        **({"publicKeyJwk": key.to_jwk()} if key.type is KeyType.RSA else {"publicKeyMultibase": record.multikey}),
        "type": record.key_type,
        "use": record.use,
        "state": record.state,
        "createdAt": format_instant(record.created_at),
        "retiredAt": format_instant(record.retired_at) if record.retired_at else None,
        "compromisedAt": format_instant(record.compromised_at) if record.compromised_at else None,
    }
