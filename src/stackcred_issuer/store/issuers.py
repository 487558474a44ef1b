"""Issuers: the tenants. Every other row belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import insert

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.store.audit_chain import GENESIS
from stackcred_issuer.store.repository import Repository, found, rows, rows_by
from stackcred_issuer.store.tables import audit_heads, issuers


@dataclass(frozen=True, slots=True)
class IssuerRecord:
    """slug: its path below `/issuers/`. profile: its OB 3.0 Profile. is_root: the host's own did:web."""

    id: UUID
    slug: str
    name: str
    did: str
    did_method: Literal["web", "key"]
    is_root: bool
    profile: JsonObject
    created_at: datetime


_ADD = insert(issuers)
_ROWS = rows(issuers, IssuerRecord)
_BY_ID = rows_by(issuers, IssuerRecord, "id")
_BY_SLUG = rows_by(issuers, IssuerRecord, "slug")
_BY_DID = rows_by(issuers, IssuerRecord, "did")


class Issuers(Repository):
    """Tenants, by id, slug or DID."""

    async def add(self, issuer: IssuerRecord) -> None:
        """Also starts its audit chain. Raises CONFLICT when slug or DID is taken, or a second is root."""
        await self._add(_ADD, issuer)
        await self._connection.execute(insert(audit_heads).values(issuer_id=issuer.id, seq=0, hash=GENESIS))

    async def get(self, issuer_id: UUID) -> IssuerRecord:
        """Raises NOT_FOUND."""
        return found(await self._one(_BY_ID, IssuerRecord, id=issuer_id), "issuer")

    async def by_slug(self, slug: str) -> IssuerRecord | None:
        return await self._one(_BY_SLUG, IssuerRecord, slug=slug)

    async def by_did(self, did: str) -> IssuerRecord | None:
        return await self._one(_BY_DID, IssuerRecord, did=did)

    async def root(self) -> IssuerRecord | None:
        """The issuer that answers for the host itself, if one does."""
        return await self._one(_ROWS.where(issuers.c.is_root), IssuerRecord)

    async def all(self) -> list[IssuerRecord]:
        """Every tenant, oldest first."""
        return await self._all(_ROWS.order_by(issuers.c.created_at, issuers.c.id), IssuerRecord)
