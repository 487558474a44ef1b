"""Bytes and rows together: no row without its bytes, and no bytes that stay behind for ever.

An upload is noted before its bytes are kept, and the note goes in the transaction that adds the evidence. Bytes are
taken away while their row is held, once nothing needs them: neither evidence nor a note. A process that is killed
leaves a note, which is dropped when it is old, and the bytes with it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.spool import Spool
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.wanted import taken_kind
from stackcred_issuer.store.blobs import BlobRecord

UPLOAD_ENDS = timedelta(hours=1)  # after its bytes were here: sending them on to the store takes seconds
SWEPT = 500  # contents that are taken away at once
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that are kept and wait for their evidence. id: of the note."""

    id: UUID
    digest: bytes


@asynccontextmanager
async def uploaded(house: Deployment, file: Spool) -> AsyncIterator[Upload]:
    """The bytes of a file, kept for as long as this lasts; the caller adds the evidence and ends the upload in one.

    Raises INVALID for a kind that is not taken or a content that a scanner refused, UNAVAILABLE without the store.
    """
    upload = Upload(house.entropy.new_id(), file.digest)
    await _note(house, upload, file)
    try:
        await house.blobs.put(file.digest.hex(), file.file)
        yield upload
    except BaseException:
        async with house.store.begin(house.clock.now()) as uow:
            await uow.blobs.end_upload(upload.id)
        await forget_files(house, [upload.digest])
        raise


async def _note(house: Deployment, upload: Upload, file: Spool) -> None:
    media_type = taken_kind(file).media_type
    async with house.store.begin(house.clock.now()) as uow:
        known = await uow.blobs.get(upload.digest)
        if known is not None and known.state == "refused":
            detail = f"A virus scanner refused this file ({known.finding}); it is not kept."
            raise StackcredError(ErrorCode.INVALID, detail, pointer="/file")
        fresh = BlobRecord(upload.digest, file.size, media_type, "waiting", None, uow.now, None)
        await uow.blobs.begin_upload(upload.id, fresh)


async def forget_files(house: Deployment, digests: Iterable[bytes]) -> None:
    """Take those away that nothing needs any more. What the store does not answer to is left to `sweep_files`."""
    for digest in digests:
        try:
            await _forget(house, digest)
        except StackcredError as error:
            log.warning("a file that nothing needs is still there", problem=error.detail)


async def sweep_files(house: Deployment) -> None:
    """Take away what killed processes and an absent store have left."""
    now = house.clock.now()
    async with house.store.begin(now) as uow:
        await uow.blobs.drop_uploads(now - UPLOAD_ENDS)
        unneeded = await uow.blobs.unneeded(SWEPT)
    await forget_files(house, unneeded)


async def _forget(house: Deployment, digest: bytes) -> None:
    """The row is held meanwhile, so that nobody begins to need it before the bytes are gone."""
    async with house.store.begin(house.clock.now()) as uow:
        if await uow.blobs.claim_unneeded(digest):
            await house.blobs.delete(digest.hex())
            await uow.blobs.forget(digest)
