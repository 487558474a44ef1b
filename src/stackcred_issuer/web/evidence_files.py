"""An evidence file as an answer: to be kept as a file, and nothing that a browser would open or run."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Response
from fastapi.responses import StreamingResponse

from stackcred_issuer.domain.evidence.kinds import KINDS
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.seen import open_file
from stackcred_issuer.store.blobs import BlobRecord
from stackcred_issuer.store.evidence import EvidenceEntry
from stackcred_issuer.web.badge_files import attachment

_LOCKED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_ENDINGS = {kind.media_type: kind.ending for kind in KINDS}


async def evidence_file(house: Deployment, entry: EvidenceEntry, *, added_it: bool = False) -> Response:
    """The gate was passed before. Raises as `open_file`."""
    return evidence_answer(entry, await open_file(house, entry, added_it=added_it))


def evidence_answer(entry: EvidenceEntry, pieces: AsyncIterator[bytes]) -> Response:
    """An opened file."""
    assert entry.blob is not None
    ending = ending_of(entry.blob)
    named = {"Content-Disposition": attachment(plain_title(entry), f"evidence-{entry.record.id}", ending)}
    headers = {**_LOCKED, **named, "Content-Length": str(entry.blob.size)}
    return StreamingResponse(pieces, media_type=entry.blob.media_type, headers=headers)


def ending_of(blob: BlobRecord) -> str:
    """Of its name, by its content."""
    return _ENDINGS.get(blob.media_type, "bin")


def plain_title(entry: EvidenceEntry) -> str:
    """Its name without the ending that the file has in any case."""
    assert entry.blob is not None
    name, ending = entry.record.name, f".{ending_of(entry.blob)}"
    return name[: -len(ending)] if name.casefold().endswith(ending) else name
