"""Signing keys: which there were and are, and where the private half lives. Never the private half itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import insert, update

from stackcred_issuer.store.repository import Repository, rows_by
from stackcred_issuer.store.tables import signing_keys

KeyUse = Literal["proof", "jws"]
KeyState = Literal["active", "retired", "compromised"]


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """multikey: the public half (`PublicKey.text`). uri: where a KeyStore finds the private half, such as `file:…`.

    use: `proof` for proofs inside documents, `jws` for signatures around them where these need another kind of key.
    """

    id: UUID
    issuer_id: UUID
    multikey: str
    key_type: str
    uri: str
    state: KeyState
    created_at: datetime
    retired_at: datetime | None = None
    compromised_at: datetime | None = None
    use: KeyUse = "proof"


_ADD = insert(signing_keys)
_IN_STATE = rows_by(signing_keys, KeyRecord, "issuer_id", "state", "use")
_BY_MULTIKEY = rows_by(signing_keys, KeyRecord, "multikey")
_OF_ISSUER = rows_by(signing_keys, KeyRecord, "issuer_id").order_by(signing_keys.c.created_at, signing_keys.c.id)


class Keys(Repository):
    """The key history of each issuer; at most one key of an issuer is active for each use. Rows are never deleted."""

    async def add(self, key: KeyRecord) -> None:
        """Raises CONFLICT when the key is known or the issuer has another active one of its use (retire it first)."""
        await self._add(_ADD, key)

    async def active(self, issuer_id: UUID, use: KeyUse = "proof") -> KeyRecord | None:
        """The key that signs now, for this use."""
        return await self._one(_IN_STATE, KeyRecord, issuer_id=issuer_id, state="active", use=use)

    async def of_issuer(self, issuer_id: UUID) -> list[KeyRecord]:
        """All of them, oldest first."""
        return await self._all(_OF_ISSUER, KeyRecord, issuer_id=issuer_id)

    async def by_multikey(self, multikey: str) -> KeyRecord | None:
        return await self._one(_BY_MULTIKEY, KeyRecord, multikey=multikey)

    async def retire(self, key_id: UUID, at: datetime) -> None:
        """It signs no more; what it signed stays good. A compromised key stays compromised."""
        await self._connection.execute(
            update(signing_keys)
            .where(signing_keys.c.id == key_id, signing_keys.c.state == "active")
            .values(state="retired", retired_at=at)
        )

    async def compromise(self, key_id: UUID, at: datetime) -> None:
        """It never signs again and vouches for nothing; the first such instant is kept."""
        await self._connection.execute(
            update(signing_keys)
            .where(signing_keys.c.id == key_id, signing_keys.c.state != "compromised")
            .values(state="compromised", compromised_at=at)
        )
