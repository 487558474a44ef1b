"""A form with one file, taken in piece by piece: in memory there is never more than a piece of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.spool import Spool, spooled
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.web.learner_route import plain

MAX_FIELDS = 12
MAX_TEXTS = 160 * 1024  # bytes of all fields and part headers: a narrative in a script of three bytes a character
UPLOAD_SECONDS = 600  # the largest file on a slow mobile line; a place must not be held for ever
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came. file: None where none was chosen. file_name: as its sender calls it, without the ending."""

    texts: Mapping[str, str]
    file: Spool | None
    file_name: str


@contextmanager
def evidence_spool(house: Deployment) -> Iterator[Spool]:
    """A place for an evidence file while it comes in. Raises TOO_LARGE, /file."""
    with spooled(house.settings.data_dir / "spool", house.settings.max_evidence_bytes, "make it smaller") as spool:
        yield spool


async def read_upload(request: Request, spool: Spool, max_bytes: int) -> Filled:
    """A multipart form with one file named `file` into the spool. Raises MALFORMED, TOO_LARGE."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise StackcredError(ErrorCode.MALFORMED, "Send the form of this page, as multipart/form-data.")
    pieces = _capped(request, max_bytes + MAX_TEXTS)
    parser = MultiPartParser(request.headers, pieces, max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_TEXTS)
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            form = await parser.parse()
    except TimeoutError:
        detail = f"The file did not arrive within {UPLOAD_SECONDS // 60} minutes; send it again on a faster line."
        raise StackcredError(ErrorCode.INVALID, detail, pointer="/file") from None
    except (MultiPartException, HTTPException, KeyError, UnicodeError):
        raise StackcredError(ErrorCode.MALFORMED, "The form cannot be read; send it again from this page.") from None
    try:
        return await _filled(form, spool)
    finally:
        await form.close()


async def _filled(form: FormData, spool: Spool) -> Filled:
    texts = {name: plain(value) for name, value in form.multi_items() if isinstance(value, str)}
    chosen = form.get("file")
    if not isinstance(chosen, UploadFile) or not chosen.filename:
        return Filled(texts, None, "")
    while piece := await chosen.read(_PIECE):
        await asyncio.to_thread(spool.write, piece)
    return Filled(texts, spool, plain(PurePath(chosen.filename.replace("\\", "/")).stem))


async def _capped(request: Request, max_bytes: int) -> AsyncGenerator[bytes, None]:
    """The body, refused as soon as it is known to be larger."""
    announced, size = request.headers.get("content-length", ""), 0
    if announced.isdigit() and int(announced) > max_bytes:
        raise _too_large(max_bytes)
    async for piece in request.stream():
        size += len(piece)
        if size > max_bytes:
            raise _too_large(max_bytes)
        yield piece


def _too_large(max_bytes: int) -> StackcredError:
    most = (max_bytes - MAX_TEXTS) // 2**20
    return StackcredError(ErrorCode.TOO_LARGE, f"The file is larger than {most} MB; make it smaller.", pointer="/file")
