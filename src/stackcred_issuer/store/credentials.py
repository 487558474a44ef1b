"""Credentials signed for others through the VC-API, as they were signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, or_

from stackcred_issuer.store.repository import Repository, rows, rows_by
from stackcred_issuer.store.tables import issued_credentials


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """One signed credential.

    credential_id: its own `id`, if it has one. document: the JSON or compact JWS that was signed and sent, verbatim.
    register_id, status_index: its place in both status lists, if it has one.
    """

    id: UUID
    issuer_id: UUID
    credential_id: str | None
    document: bytes
    digest: str
    key_id: UUID
    issued_at: datetime
    register_id: UUID | None = None
    status_index: int | None = None
    revocation_list: UUID | None = None
    suspension_list: UUID | None = None


_ADD = insert(issued_credentials)
_BY_CREDENTIAL_ID = rows_by(issued_credentials, CredentialRecord, "issuer_id", "credential_id").order_by(
    issued_credentials.c.id.desc()
)
_OWN = rows_by(issued_credentials, CredentialRecord, "issuer_id", "id")


class Credentials(Repository):
    """What each issuer signed for others. Rows never change; their status is in the lists."""

    async def add(self, credential: CredentialRecord) -> None:
        """Raises CONFLICT when its status index was used before."""
        await self._add(_ADD, credential)

    async def by_credential_id(self, issuer_id: UUID, credential_id: str) -> CredentialRecord | None:
        """The newest with that `id`: whoever asks for signatures may ask twice."""
        return await self._one(_BY_CREDENTIAL_ID, CredentialRecord, issuer_id=issuer_id, credential_id=credential_id)

    async def by_id(self, issuer_id: UUID, record_id: UUID) -> CredentialRecord | None:
        return await self._one(_OWN, CredentialRecord, issuer_id=issuer_id, id=record_id)

    async def at_slot(self, issuer_id: UUID, list_id: UUID, index: int) -> CredentialRecord | None:
        """The one that has this index of one of the issuer's lists."""
        table = issued_credentials.c
        query = rows(issued_credentials, CredentialRecord).where(
            table.issuer_id == issuer_id,
            table.status_index == index,
            or_(table.revocation_list == list_id, table.suspension_list == list_id),
        )
        return await self._one(query, CredentialRecord)
