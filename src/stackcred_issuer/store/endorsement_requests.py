"""Requests by link for somebody's word, and the people who were asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.repository import Repository, after_id, found, rows, rows_by
from stackcred_issuer.store.tables import endorsement_requests, endorsers

RequestState = Literal["open", "answered", "declined", "withdrawn"]


@dataclass(frozen=True, slots=True)
class EndorsementRequestRecord:
    """badge_id: the badge to be endorsed; None for an attestation about the learner. token_digest: SHA-256 of the
    link's token, which nobody keeps. name: of the one who was asked, as the platform gave it."""

    id: UUID
    issuer_id: UUID
    learner_id: UUID
    badge_id: UUID | None
    endorser_id: UUID
    endorser_did: str | None
    role: str
    claim: str | None
    name: str | None
    message: str | None
    token_digest: bytes
    state: RequestState
    statement_id: UUID | None
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None


_OWN = rows_by(endorsement_requests, EndorsementRequestRecord, "issuer_id", "id")
_BY_TOKEN = rows_by(endorsement_requests, EndorsementRequestRecord, "token_digest")
_BY_TOKEN_LOCKED = _BY_TOKEN.with_for_update()
_OF_LEARNER = rows_by(endorsement_requests, EndorsementRequestRecord, "learner_id").order_by(
    endorsement_requests.c.id.desc()
)
_OWN_LOCKED = _OWN.with_for_update()


class EndorsementRequests(Repository):
    """The open and closed requests of each issuer."""

    async def add(self, request: EndorsementRequestRecord) -> None:
        await self._add(insert(endorsement_requests), request)

    async def get(self, issuer_id: UUID, request_id: UUID, *, lock: bool = False) -> EndorsementRequestRecord:
        """Raises NOT_FOUND."""
        query = _OWN_LOCKED if lock else _OWN
        record = await self._one(query, EndorsementRequestRecord, issuer_id=issuer_id, id=request_id)
        return found(record, "request")

    async def by_token(self, digest: bytes, *, lock: bool = False) -> EndorsementRequestRecord | None:
        """The request of a link; lock: nobody else answers it meanwhile."""
        query = _BY_TOKEN_LOCKED if lock else _BY_TOKEN
        return await self._one(query, EndorsementRequestRecord, token_digest=digest)

    async def page(self, issuer_id: UUID, after: UUID | None, limit: int) -> list[EndorsementRequestRecord]:
        query = rows(endorsement_requests, EndorsementRequestRecord).where(
            endorsement_requests.c.issuer_id == issuer_id
        )
        return await self._all(after_id(query, endorsement_requests.c.id, after, limit), EndorsementRequestRecord)

    async def of_learner(self, learner_id: UUID) -> list[EndorsementRequestRecord]:
        """Everybody who was asked about them, the newest first."""
        return await self._all(_OF_LEARNER, EndorsementRequestRecord, learner_id=learner_id)

    async def close(self, request_id: UUID, state: RequestState, statement_id: UUID | None = None) -> None:
        query = update(endorsement_requests).where(endorsement_requests.c.id == request_id)
        await self._connection.execute(query.values(state=state, statement_id=statement_id, closed_at=self._now))

    async def endorser(self, issuer_id: UUID, key: str, new_id: UUID, name: str | None) -> UUID:
        """The one id of a person for this issuer, whoever asks them and how often. key: their e-mail or name."""
        add = upsert(endorsers).values(id=new_id, issuer_id=issuer_id, key=key, name=name, created_at=self._now)
        await self._connection.execute(add.on_conflict_do_nothing(index_elements=["issuer_id", "key"]))
        query = select(endorsers.c.id).where(endorsers.c.issuer_id == issuer_id, endorsers.c.key == key)
        found_id: UUID = (await self._connection.execute(query)).scalar_one()
        return found_id
