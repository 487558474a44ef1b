"""Trust registries: whose badges count for a rule, and who may speak in which role."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services import browse, keep_trust
from stackcred_issuer.services.assessment_result import ShortText
from stackcred_issuer.store.trust import EntryRecord, RegistryRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer
from stackcred_issuer.web.v1.trust_examples import ENTRY, REGISTRY

router = APIRouter(
    prefix="/v1/trust-registries", tags=["trust registries"], route_class=ClientRoute, dependencies=[Depends(bearer)]
)


class NewRegistry(BaseModel):
    """A registry's name, and its first entries."""

    model_config = ConfigDict(extra="forbid")

    name: ShortText
    entries: list[dict[str, Any]] = Field(default_factory=list, max_length=keep_trust.MAX_ENTRIES)


@router.post("", status_code=201, summary="Create a trust registry")
async def post_registry(
    house: House, caller: Client, wanted: Annotated[NewRegistry, Body(openapi_examples=REGISTRY)]
) -> Response:
    """Name its `url` in a rule's `trust`: the badges of the issuers in it count then, beside your own."""
    view = await keep_trust.create_registry(house, caller, wanted.name, wanted.entries)
    return answer(view_shape(view, house.urls), 201, {"Location": f"/v1/trust-registries/{view.registry.id}"})


@router.get("", summary="List trust registries")
async def list_registries(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    page = await browse.list_trust_registries(house, caller, cursor)
    return page_answer(request, page, lambda record: shape(record, house.urls))


@router.get("/{registry_id}", summary="One trust registry with its entries")
async def get_registry(house: House, caller: Client, registry_id: UUID) -> Response:
    return answer(view_shape(await keep_trust.get_registry(house, caller, registry_id), house.urls))


@router.delete("/{registry_id}", status_code=204, summary="Delete a trust registry that no rule names")
async def delete_registry(house: House, caller: Client, registry_id: UUID) -> Response:
    await keep_trust.delete_registry(house, caller, registry_id)
    return Response(status_code=204)


@router.get("/{registry_id}/entries", summary="The entries of a trust registry, the oldest first")
async def list_entries(house: House, caller: Client, registry_id: UUID) -> Response:
    view = await keep_trust.get_registry(house, caller, registry_id)
    return answer({"items": [entry_shape(entry) for entry in view.entries], "next": None})


@router.post("/{registry_id}/entries", status_code=201, summary="Trust an issuer, or a person in a role")
async def post_entry(
    house: House, caller: Client, registry_id: UUID, entry: Annotated[dict[str, Any], Body(openapi_examples=ENTRY)]
) -> Response:
    """A badge counts when it was awarded within `from` (inclusive) and `until` (exclusive)."""
    record, version = await keep_trust.add_entry(house, caller, registry_id, entry)
    return answer({**entry_shape(record), "version": version}, 201)


@router.delete("/{registry_id}/entries/{entry_id}", summary="Take an entry back: nothing counts by it any more")
async def delete_entry(house: House, caller: Client, registry_id: UUID, entry_id: UUID) -> Response:
    """The certifications that rest on it are decided again."""
    return answer(view_shape(await keep_trust.end_entry(house, caller, registry_id, entry_id), house.urls))


def shape(record: RegistryRecord, urls: PublicUrls) -> JsonObject:
    return {
        "id": str(record.id),
        "url": urls.trust_registry(record.id),
        "name": record.name,
        "version": record.version,
        "createdAt": format_instant(record.created_at),
    }


def entry_shape(entry: EntryRecord) -> JsonObject:
    return {"id": str(entry.id), **entry.document, "createdAt": format_instant(entry.created_at)}


def view_shape(view: keep_trust.RegistryView, urls: PublicUrls) -> JsonObject:
    entries = [entry_shape(entry) for entry in view.entries]
    return {**shape(view.registry, urls), "digestMultibase": view.digest, "entries": entries}
