"""Posts that were answered: what makes a repeat get the first answer, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.message import Statement, sql_of
from stackcred_issuer.store.repository import Repository, found_by_given, given, given_keys, insert_all, rows, rows_by
from stackcred_issuer.store.tables import posts

PostKind = Literal["source", "idempotency"]
PostKey = tuple[UUID, PostKind, str]  # client, kind, key


@dataclass(frozen=True, slots=True)
class PostRecord:
    """body_digest: SHA-256 of what was posted. status, answer: the HTTP answer it got, byte for byte."""

    client_id: UUID
    kind: PostKind
    key: str
    issuer_id: UUID
    body_digest: bytes
    status: int
    answer: bytes
    created_at: datetime


_CLAIM = upsert(posts).on_conflict_do_nothing().returning(posts.c.key)
_EARLIER = rows_by(posts, PostRecord, "client_id", "kind", "key")
_NAME = (posts.c.client_id, posts.c.kind, posts.c.key)
_NAMED = sql_of(rows(found_by_given(posts, *_NAME), PostRecord))
_ADD_ANSWERED = sql_of(insert_all(posts, PostRecord).on_conflict_do_nothing().returning(posts.c.key))
_ANSWER = (
    update(posts)
    .where(
        posts.c.client_id == bindparam("of_client"),
        posts.c.kind == bindparam("of_kind"),
        posts.c.key == bindparam("of_key"),
    )
    .values(status=bindparam("with_status"), answer=bindparam("with_answer"))
)


class Posts(Repository):
    """One row per client, kind and key."""

    async def claim(
        self, client_id: UUID, kind: PostKind, key: str, issuer_id: UUID, body_digest: bytes
    ) -> PostRecord | None:
        """None: the key is this transaction's now. Else the earlier post with its answer.

        Waits for a concurrent owner: if it commits, its record is the answer; else the key is ours.
        """
        name = {"client_id": client_id, "kind": kind, "key": key}
        post = {**name, "issuer_id": issuer_id, "body_digest": body_digest, "created_at": self._now}
        while True:
            if (await self._connection.execute(_CLAIM, post)).first() is not None:
                return None
            record = await self._one(_EARLIER, PostRecord, **name)
            if record is not None:  # else it was cleaned away between the two statements: try again
                return _answered(record)

    async def answer(self, client_id: UUID, kind: PostKind, key: str, status: int, answer: bytes) -> None:
        """Keep the answer of a key this transaction claimed."""
        await self._connection.execute(
            _ANSWER,
            {
                "of_client": client_id,
                "of_kind": kind,
                "of_key": key,
                "with_status": status,
                "with_answer": answer,
            },
        )

    def answered_statement(self, names: Iterable[PostKey]) -> Statement[dict[PostKey, PostRecord]]:
        """The earlier posts among these, as far as they are committed."""
        return Statement(
            _NAMED, given_keys(_NAME, names), lambda found: {tuple(row[:3]): PostRecord(*row) for row in found}
        )

    def add_answered_statement(self, answered: Sequence[PostRecord]) -> Statement[bool]:
        """Claim the keys together with their answers; False if one of them is taken, and then undo everything.

        Waits for concurrent owners. In the order of the keys, so that none waits in a circle.
        """
        ordered = sorted(answered, key=lambda post: (post.client_id, post.kind, post.key))
        return Statement(_ADD_ANSWERED, given(ordered), lambda claimed: len(claimed) == len(ordered))


def _answered(record: PostRecord) -> PostRecord:
    """Only a transaction that claims a key twice, or commits without an answer, could meet another one."""
    assert record.answer is not None, "every claimed post is answered by the transaction that claims it"
    return record
