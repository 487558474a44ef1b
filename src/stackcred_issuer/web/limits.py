"""Bounds on what a request may bring, applied while it arrives."""

from __future__ import annotations

from fastapi import Request

from stackcred_issuer.domain.errors import ErrorCode, StackcredError


async def read_body(request: Request, max_bytes: int) -> bytes:
    """The whole body, refused as soon as it is known to be larger than `max_bytes`. Raises TOO_LARGE."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise _too_large(max_bytes)
    if hasattr(request, "_body"):
        return await request.body()
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_bytes:
            raise _too_large(max_bytes)
        chunks.append(chunk)
    request._body = b"".join(chunks)
    return request._body


def _too_large(max_bytes: int) -> StackcredError:
    return StackcredError(ErrorCode.TOO_LARGE, f"The body is larger than {max_bytes} bytes; send less at once.")
