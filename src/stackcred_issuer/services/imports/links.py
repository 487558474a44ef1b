"""The address of an import's page: whoever has it sees how far the import is without a login, and changes nothing."""

from __future__ import annotations

import base64
import hmac
from collections.abc import AsyncIterator
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.imports.manage import Progress, fault_pieces, progress_of
from stackcred_issuer.store.imports import ImportRecord


def page_url(house: Deployment, import_id: UUID) -> str:
    """Where its page is."""
    return f"{house.urls.base}/imports/{import_id}?key={_key(house, import_id)}"


async def import_by_link(house: Deployment, import_id: UUID, key: str) -> Progress:
    """How far it is. Raises NOT_FOUND, also for a wrong key."""
    record = await _record(house, import_id, key)
    async with house.store.looking(house.clock.now()) as uow:
        return await progress_of(uow, record)


async def faults_by_link(house: Deployment, import_id: UUID, key: str) -> AsyncIterator[str]:
    """Its faults as CSV. Raises as `import_by_link`."""
    return fault_pieces(house, await _record(house, import_id, key))


async def _record(house: Deployment, import_id: UUID, key: str) -> ImportRecord:
    if hmac.compare_digest(key.encode(), _key(house, import_id).encode()):
        async with house.store.looking(house.clock.now()) as uow:
            record = await uow.imports.find(import_id)
        if record is not None:
            return record
    raise StackcredError(ErrorCode.NOT_FOUND, "There is no such import here; check that the address is complete.")


def _key(house: Deployment, import_id: UUID) -> str:
    """Never stored: derived from the key store's own secret."""
    digest = hmac.digest(house.keystores.derive("imports"), str(import_id).encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
