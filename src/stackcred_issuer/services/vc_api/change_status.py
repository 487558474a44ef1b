"""Set or clear the status of a credential that was signed for somebody."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.status.bitstring import Bitstring
from stackcred_issuer.domain.status.status_list import ENTRY_TYPE, REVOCATION, SUSPENSION, parse_index
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.find import Endpoint, find_endpoint
from stackcred_issuer.services.vc_api.requests import member, text
from stackcred_issuer.store.credentials import CredentialRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def change_credential_status(
    house: Deployment, caller: Caller | None, name: str | None, body: JsonObject
) -> JsonObject:
    """`{credentialId, credentialStatus: {type, statusPurpose, statusListIndex?, statusListCredential?}, status}`.

    Found by its place when the entry names one, else by `credentialId`. Returns `{status, statusPurpose}`.
    Raises NOT_FOUND, MALFORMED, CONFLICT: revocation is permanent (Bitstring Status List 1.0 §2.1).
    """
    entry, on = member(body, "credentialStatus"), body.get("status", True)
    if not isinstance(on, bool):
        raise StackcredError(ErrorCode.MALFORMED, "Send status as true or false.", pointer="/status")
    if entry.get("type", ENTRY_TYPE) != ENTRY_TYPE:
        raise StackcredError(ErrorCode.INVALID, f"Only {ENTRY_TYPE} is kept here.", pointer="/credentialStatus/type")
    async with house.store.begin(house.clock.now()) as uow:
        endpoint = await find_endpoint(house, uow, caller, name)
        found = await _find(house, uow, endpoint, entry, text(body, "credentialId"))
        purpose = text(entry, "statusPurpose") or (endpoint.profile.purposes or (REVOCATION,))[0]
        await _set(uow, found, purpose, on)
        uow.record(
            Event(
                type=EventType.CREDENTIAL_STATUS_CHANGED,
                issuer_id=found.issuer_id,
                subject=str(found.id),
                actor=caller.actor if caller is not None else "anybody",
                digest=found.digest,
            )
        )
    return {"status": on, "statusPurpose": purpose}


async def _find(
    house: Deployment, uow: UnitOfWork, endpoint: Endpoint, entry: JsonObject, credential_id: str | None
) -> CredentialRecord:
    found = None
    if entry.get("statusListIndex") is not None:
        list_id = _list_id(house, text(entry, "statusListCredential"))
        index = parse_index(entry["statusListIndex"])
        if list_id is not None:
            found = await uow.credentials.at_slot(endpoint.issuer.id, list_id, index)
    elif credential_id is not None:
        found = await uow.credentials.by_credential_id(endpoint.issuer.id, credential_id)
    if found is None:
        raise StackcredError(
            ErrorCode.NOT_FOUND, "No credential of this issuer has this id or place in a status list; check both."
        )
    return found


def _list_id(house: Deployment, url: str | None) -> UUID | None:
    try:
        return UUID((url or "").removeprefix(house.urls.base).rpartition("/")[2])
    except ValueError:
        return None


async def _set(uow: UnitOfWork, found: CredentialRecord, purpose: str, on: bool) -> None:
    lists = {REVOCATION: found.revocation_list, SUSPENSION: found.suspension_list}
    list_id, index = lists.get(purpose), found.status_index
    if list_id is None or index is None:
        raise StackcredError(
            ErrorCode.NOT_FOUND, f"No status {purpose!r} is kept for this credential.", pointer="/credentialStatus"
        )
    current = await uow.statuses.list(list_id)
    if current is not None and purpose == REVOCATION and not on and Bitstring(current.bits).get(index):
        raise StackcredError(ErrorCode.CONFLICT, "This credential is revoked, which is permanent.", pointer="/status")
    await uow.statuses.set(list_id, index, on)
