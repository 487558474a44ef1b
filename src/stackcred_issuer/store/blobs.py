"""What is known of the files in the blob store: noted before their bytes are kept, forgotten after they are gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, union_all, update
from sqlalchemy.dialects.postgresql import insert as upsert

from stackcred_issuer.store.repository import Repository, rows, rows_by, values
from stackcred_issuer.store.tables import blob_uploads, blobs, evidence

BlobState = Literal["waiting", "clean", "refused"]


@dataclass(frozen=True, slots=True)
class BlobRecord:
    """state: what a virus scanner said of it; finding: the scanner's name for what it refused.

    digest: SHA-256, its name in the blob store. size: bytes.
    """

    digest: bytes
    size: int
    media_type: str
    state: BlobState
    finding: str | None
    kept_at: datetime
    judged_at: datetime | None

    @property
    def name(self) -> str:
        """In the blob store."""
        return self.digest.hex()


_ONE = rows_by(blobs, BlobRecord, "digest")
_NOTE = upsert(blobs)
_NOTED = _NOTE.on_conflict_do_update(index_elements=[blobs.c.digest], set_={"digest": _NOTE.excluded.digest})
_LOCK = select(blobs.c.digest).where(blobs.c.digest == bindparam("digest")).with_for_update()
_NEEDED = union_all(
    select(evidence.c.id).where(evidence.c.digest == bindparam("digest")),
    select(blob_uploads.c.id).where(blob_uploads.c.digest == bindparam("digest")),
)
_UNNEEDED = (
    select(blobs.c.digest)
    .where(
        ~select(evidence.c.id).where(evidence.c.digest == blobs.c.digest).exists(),
        ~select(blob_uploads.c.id).where(blob_uploads.c.digest == blobs.c.digest).exists(),
    )
    .limit(bindparam("most"))
)
_WAITING = rows(blobs, BlobRecord).where(blobs.c.state == "waiting").order_by(blobs.c.kept_at).limit(bindparam("most"))


class KeptBlobs(Repository):
    """One row for each content. Its bytes may be taken away by whoever holds its row by `claim_unneeded`."""

    async def begin_upload(self, upload_id: UUID, blob: BlobRecord) -> None:
        """Note that its bytes are about to be kept; until `end_upload` nobody takes them away.

        Waits for somebody who is taking the same content away, and notes it anew then.
        """
        await self._connection.execute(_NOTED, values(blob))
        begun = {"id": upload_id, "digest": blob.digest, "begun_at": self._now}
        await self._connection.execute(insert(blob_uploads), begun)

    async def end_upload(self, upload_id: UUID) -> None:
        await self._connection.execute(delete(blob_uploads).where(blob_uploads.c.id == upload_id))

    async def drop_uploads(self, before: datetime) -> None:
        """Those of processes that never said what became of them."""
        await self._connection.execute(delete(blob_uploads).where(blob_uploads.c.begun_at < before))

    async def get(self, digest: bytes) -> BlobRecord | None:
        return await self._one(_ONE, BlobRecord, digest=digest)

    async def claim_unneeded(self, digest: bytes) -> bool:
        """Whether nothing needs it; if so, nobody can need it before this transaction ends."""
        if (await self._connection.execute(_LOCK, {"digest": digest})).first() is None:
            return False
        return (await self._connection.execute(_NEEDED, {"digest": digest})).first() is None

    async def forget(self, digest: bytes) -> None:
        await self._connection.execute(delete(blobs).where(blobs.c.digest == digest))

    async def unneeded(self, most: int) -> list[bytes]:
        """Contents without evidence and without an upload under way."""
        return [row[0] for row in await self._connection.execute(_UNNEEDED, {"most": most})]

    async def waiting(self, most: int) -> list[BlobRecord]:
        """Those that no scanner has judged, the oldest first."""
        return await self._all(_WAITING, BlobRecord, most=most)

    async def judge(self, digest: bytes, state: BlobState, finding: str | None) -> bool:
        """Keep what a scanner said; False if it was judged meanwhile, or is gone."""
        told = {"state": state, "finding": finding, "judged_at": self._now}
        judged = update(blobs).where(blobs.c.digest == digest, blobs.c.state == "waiting").values(told)
        return (await self._connection.execute(judged.returning(blobs.c.digest))).first() is not None

    async def subjects(self, digest: bytes) -> list[tuple[UUID, UUID]]:
        """Issuer and id of all evidence with this content."""
        query = select(evidence.c.issuer_id, evidence.c.id).where(evidence.c.digest == digest)
        return [(row[0], row[1]) for row in await self._connection.execute(query.order_by(evidence.c.id))]

    async def of_learners(self, learner_ids: Iterable[UUID]) -> list[bytes]:
        """The contents of their evidence."""
        query = select(evidence.c.digest).where(
            evidence.c.learner_id.in_(list(learner_ids)), evidence.c.digest.is_not(None)
        )
        return [row[0] for row in await self._connection.execute(query.distinct())]
