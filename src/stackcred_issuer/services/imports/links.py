"""The two addresses of an import's page: by one it is seen, by the other it is also recorded or stopped.

Both work without a login. The first is made to be passed on: whoever has it changes nothing. The second stands for the
client that sent the file, does what that client may do at that moment, and is told to nobody who may not do it.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import AsyncIterator
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.imports.manage import Progress, fault_pieces, progress_of
from stackcred_issuer.store.imports import ImportRecord

_SEEING, _DECIDING = "", "decide "  # in front of the id, in what a key is derived from


def page_url(house: Deployment, import_id: UUID) -> str:
    """Where its page is, for those who may see it."""
    return _url(house, import_id, _SEEING)


def controls_url(house: Deployment, import_id: UUID) -> str:
    """Where its page is, for those who may decide about it."""
    return _url(house, import_id, _DECIDING)


def may_decide(house: Deployment, import_id: UUID, key: str) -> bool:
    """Whether this is the key of the second address."""
    return _is_key(house, import_id, key, _DECIDING)


async def deciding_by_link(house: Deployment, import_id: UUID, key: str) -> Caller:
    """The client that sent the file, to act in its name. Raises NOT_FOUND for any other key, the first one's too.

    Raises FORBIDDEN where the client was revoked or may not record results any more.
    """
    record = await _record(house, import_id, key)
    if not may_decide(house, import_id, key):
        raise _unknown()
    async with house.store.looking(house.clock.now()) as uow:
        client = await uow.clients.get(record.issuer_id, record.client_id)
    if client.revoked_at is not None:
        raise StackcredError(ErrorCode.FORBIDDEN, "The client that sent this file was revoked; send it by another one.")
    return Caller(client.id, client.issuer_id, frozenset(map(Scope, client.scopes)))


async def import_by_link(house: Deployment, import_id: UUID, key: str) -> Progress:
    """How far it is. Raises NOT_FOUND, also for a wrong key."""
    record = await _record(house, import_id, key)
    async with house.store.looking(house.clock.now()) as uow:
        return await progress_of(uow, record)


async def faults_by_link(house: Deployment, import_id: UUID, key: str) -> AsyncIterator[str]:
    """Its faults as CSV. Raises as `import_by_link`."""
    return fault_pieces(house, await _record(house, import_id, key))


async def _record(house: Deployment, import_id: UUID, key: str) -> ImportRecord:
    if any(_is_key(house, import_id, key, purpose) for purpose in (_SEEING, _DECIDING)):
        async with house.store.looking(house.clock.now()) as uow:
            record = await uow.imports.find(import_id)
        if record is not None:
            return record
    raise _unknown()


def _unknown() -> StackcredError:
    detail = "There is no such import here; check that the address is complete."
    return StackcredError(ErrorCode.NOT_FOUND, detail)


def _url(house: Deployment, import_id: UUID, purpose: str) -> str:
    return f"{house.urls.base}/imports/{import_id}?key={_key(house, import_id, purpose)}"


def _is_key(house: Deployment, import_id: UUID, key: str, purpose: str) -> bool:
    return hmac.compare_digest(key.encode(), _key(house, import_id, purpose).encode())


def _key(house: Deployment, import_id: UUID, purpose: str) -> str:
    """Never stored: derived from the key store's own secret."""
    digest = hmac.digest(house.keystores.derive("imports"), f"{purpose}{import_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
