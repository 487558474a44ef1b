"""Files as one ZIP to keep: packed on the disk, since with evidence in it an archive does not fit into memory."""

from __future__ import annotations

import asyncio
import tempfile
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import IO

from fastapi import Response
from fastapi.responses import StreamingResponse

from stackcred_issuer.domain.file_names import file_name
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.seen import open_file
from stackcred_issuer.store.evidence import EvidenceEntry
from stackcred_issuer.web.badge_files import attachment
from stackcred_issuer.web.evidence_files import ending_of, plain_title
from stackcred_issuer.web.learner_route import NO_STORE

_PIECE = 256 * 1024
_FOLDER = "evidence"


async def archive_response(
    house: Deployment, title: str, files: Sequence[tuple[str, bytes]], evidence: Sequence[EvidenceEntry] = ()
) -> Response:
    """These files by their names, and the files of this evidence in a folder of their own. Raises UNAVAILABLE."""
    folder = house.settings.data_dir / "spool"
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    packed = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed when it was sent
    try:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            await asyncio.to_thread(_write, archive, files)
            await _add_evidence(house, archive, evidence)
    except BaseException:
        packed.close()
        raise
    size = packed.seek(0, 2)
    headers = {"Content-Disposition": attachment(title, title, "zip"), "Content-Length": str(size), **NO_STORE}
    return StreamingResponse(_pieces(packed), media_type="application/zip", headers=headers)


def _write(archive: zipfile.ZipFile, files: Sequence[tuple[str, bytes]]) -> None:
    for name, content in files:
        archive.writestr(name, content)


async def _add_evidence(house: Deployment, archive: zipfile.ZipFile, evidence: Sequence[EvidenceEntry]) -> None:
    """Files that a scanner refused stay out; the record says that they were there."""
    names: list[str] = []
    for entry in evidence:
        if entry.blob is None or entry.blob.state == "refused":
            continue
        names.append(file_name(plain_title(entry), ending_of(entry.blob), names))
        with archive.open(f"{_FOLDER}/{names[-1]}", "w") as into:
            async for piece in await open_file(house, entry, added_it=True):
                await asyncio.to_thread(into.write, piece)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
