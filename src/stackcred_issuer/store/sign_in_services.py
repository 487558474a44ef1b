"""The sign-in services that issuers have of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert

from stackcred_issuer.store.repository import Repository, after_id, found, rows, rows_by
from stackcred_issuer.store.tables import sign_in_services

MAX_SHOWN = 50  # on the sign-in page


@dataclass(frozen=True, slots=True)
class SignInServiceRecord:
    """provider: its issuer URL (OpenID Connect). secret: our client secret there, sealed."""

    id: UUID
    issuer_id: UUID
    name: str
    provider: str
    client_id: str
    secret: bytes
    created_at: datetime


_ANY = rows_by(sign_in_services, SignInServiceRecord, "id")
_OWN = rows_by(sign_in_services, SignInServiceRecord, "issuer_id", "id")
_SHOWN = rows(sign_in_services, SignInServiceRecord).order_by(sign_in_services.c.name).limit(MAX_SHOWN)


class SignInServices(Repository):
    """One row for each service of each issuer."""

    async def add(self, service: SignInServiceRecord) -> None:
        await self._add(insert(sign_in_services), service)

    async def find(self, service_id: UUID) -> SignInServiceRecord | None:
        """Whoever's it is: who signs in names no tenant."""
        return await self._one(_ANY, SignInServiceRecord, id=service_id)

    async def get(self, issuer_id: UUID, service_id: UUID) -> SignInServiceRecord:
        """Raises NOT_FOUND."""
        record = await self._one(_OWN, SignInServiceRecord, issuer_id=issuer_id, id=service_id)
        return found(record, "sign-in service")

    async def shown(self) -> list[SignInServiceRecord]:
        """Those offered on the sign-in page, by name."""
        return await self._all(_SHOWN, SignInServiceRecord)

    async def page(self, issuer_id: UUID, after: UUID | None = None, limit: int = 100) -> list[SignInServiceRecord]:
        query = rows(sign_in_services, SignInServiceRecord).where(sign_in_services.c.issuer_id == issuer_id)
        return await self._all(after_id(query, sign_in_services.c.id, after, limit), SignInServiceRecord)

    async def drop(self, service: SignInServiceRecord) -> None:
        await self._connection.execute(delete(sign_in_services).where(sign_in_services.c.id == service.id))
