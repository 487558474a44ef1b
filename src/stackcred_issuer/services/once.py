"""Exactly once: a repeated post gets the first answer, byte for byte; the same id with another body is refused."""

from __future__ import annotations

from dataclasses import dataclass, field

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.store.posts import PostKind, PostRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: an HTTP-like status and the exact bytes. repeated: to an earlier post."""

    status: int
    body: bytes
    repeated: bool = field(default=False, compare=False)


@dataclass(slots=True)
class Once:
    """The ids one post is known by, claimed inside the transaction that does its work."""

    caller: Caller
    body_digest: bytes
    _claimed: list[tuple[PostKind, str]] = field(default_factory=list)

    async def claim(
        self, uow: UnitOfWork, *, source: str | None = None, idempotency: str | None = None
    ) -> Answer | None:
        """The first answer if any id was used before, else None: the ids are ours until the transaction ends."""
        earlier = None
        keys: tuple[tuple[PostKind, str | None], ...] = (("idempotency", idempotency), ("source", source))
        for kind, key in keys:
            if key is None:
                continue
            found = await uow.posts.claim(self.caller.client_id, kind, key, self.caller.issuer_id, self.body_digest)
            if found is None:
                self._claimed.append((kind, key))
            else:
                earlier = earlier or first_answer(found, self.body_digest)
        if earlier is not None:
            await self.keep(uow, earlier)
        return earlier

    async def keep(self, uow: UnitOfWork, answer: Answer) -> None:
        """Store the answer under every id claimed here."""
        for kind, key in self._claimed:
            await uow.posts.answer(self.caller.client_id, kind, key, answer.status, answer.body)


def first_answer(found: PostRecord, body_digest: bytes) -> Answer:
    """What an earlier post under the same id was answered. Raises CONFLICT when it had another body."""
    if found.body_digest != body_digest:
        name = "sourceId" if found.kind == "source" else "Idempotency-Key"
        raise StackcredError(
            ErrorCode.CONFLICT,
            f"The {name} {found.key!r} was used before with another body; give a new post a new id.",
            pointer="/sourceId" if found.kind == "source" else None,
        )
    return Answer(found.status, found.answer, repeated=True)
