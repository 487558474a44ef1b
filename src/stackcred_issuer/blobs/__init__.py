"""Where large files lie, chosen by URL scheme. A new kind is one file and one line of BLOB_STORES."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import IO

from stackcred_issuer.blobs import folder
from stackcred_issuer.blobs.base import BlobStore
from stackcred_issuer.settings import Settings

__all__ = ["BLOB_STORES", "PIECE", "BlobStore", "Blobs"]

PIECE = 256 * 1024  # bytes in memory at once while a file goes out


def _folder(settings: Settings, place: str) -> BlobStore:
    return folder.FolderBlobs(Path(place))


def _bucket(settings: Settings, place: str) -> BlobStore:
    from stackcred_issuer.blobs.s3 import S3Blobs  # its library is heavy, and most deployments keep files in a folder

    bucket, _, prefix = place.removeprefix("//").partition("/")
    key_id, secret = settings.blobs_key_id, settings.blobs_secret
    return S3Blobs(bucket, prefix, endpoint=settings.blobs_endpoint, key_id=key_id, secret=secret)


BLOB_STORES: Mapping[str, Callable[[Settings, str], BlobStore]] = {folder.SCHEME: _folder, "s3": _bucket}
"""Scheme → how to open the store at the rest of the URL."""


class Blobs:
    """The deployment's blob store, for callers that wait for other things meanwhile. Raises as `BlobStore`."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self._answered = False

    @classmethod
    def of(cls, settings: Settings) -> Blobs:
        """The store that the settings name. Nothing is asked of it yet."""
        scheme, _, place = (settings.blobs or f"file:{settings.data_dir / 'blobs'}").partition(":")
        return cls(BLOB_STORES[scheme](settings, place))

    async def put(self, name: str, file: IO[bytes]) -> None:
        await asyncio.to_thread(self._store.put, name, file)

    async def open(self, name: str) -> AsyncIterator[bytes]:
        """The content, piece by piece."""
        return _pieces(await asyncio.to_thread(self._store.open, name))

    async def delete(self, name: str) -> None:
        await asyncio.to_thread(self._store.delete, name)

    async def tidy(self, seconds: float) -> None:
        await asyncio.to_thread(self._store.tidy, seconds)

    async def need_once(self) -> None:
        """Raises until the store has answered once: a wrong setting shows at the start, and an outage later stops
        nothing that needs no files."""
        if not self._answered:
            await asyncio.to_thread(self._store.check)
            self._answered = True


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    try:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
    finally:
        file.close()
