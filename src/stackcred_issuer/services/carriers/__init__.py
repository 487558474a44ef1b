"""What credentials come in: text, pictures, PDFs, archives. Pure functions on bytes, to be called in the sandbox."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.carriers.attached import attached, is_pdf
from stackcred_issuer.services.carriers.base import Piece
from stackcred_issuer.services.carriers.pictured import is_picture, pictured
from stackcred_issuer.services.carriers.written import apart, listed
from stackcred_issuer.services.carriers.zipped import is_zip, unpack

__all__ = ["Piece", "is_carrier", "is_zip", "pieces_in", "unpack"]


def is_carrier(data: bytes) -> bool:
    """Whether a credential would have to be taken out of this first: a picture or a PDF."""
    return is_picture(data) or is_pdf(data)


def pieces_in(source: str, data: bytes, *, each: bool = False) -> list[Piece]:
    """What one file holds. each: credentials inside presentations, records and bundles one by one.

    Raises StackcredError MALFORMED, UNSUPPORTED, INVALID or TOO_LARGE with what to do next.
    """
    found = _pieces(source, data)
    return [one for piece in found for one in apart(piece)] if each else found


def _pieces(source: str, data: bytes) -> list[Piece]:
    if is_zip(data):
        raise StackcredError(ErrorCode.UNSUPPORTED, "This is an archive inside another; unpack it first.")
    if is_picture(data):
        return pictured(source, data)
    if is_pdf(data):
        return attached(source, data)
    return listed(source, data)
