"""The credential attached to a PDF (ISO 32000 embedded files; PDF/A-3), as certificates and receipts carry theirs."""

from __future__ import annotations

import io
from collections.abc import Iterator

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import MAX_BYTES
from stackcred_issuer.services.carriers.base import Piece, is_written

MAX_ATTACHMENTS = 32  # of one PDF: a certificate has one, a portfolio some
_HEADER_WITHIN = 1024  # bytes before which readers look for it
_START = b"%PDF-"


def is_pdf(data: bytes) -> bool:
    """Whether these bytes begin like a PDF."""
    return _START in data[:_HEADER_WITHIN]


def attached(source: str, data: bytes) -> list[Piece]:
    """Every attachment that could be a credential. Nothing of the pages is looked at, nothing is run.

    Raises StackcredError MALFORMED for a broken PDF and for one without a credential, UNSUPPORTED for a locked one,
    TOO_LARGE for more than MAX_ATTACHMENTS.
    """
    found = [Piece(f"{source}/{name}", body) for name, body in _attachments(data) if is_written(body)]
    if not found:
        raise StackcredError(
            ErrorCode.MALFORMED,
            "No credential is attached to this PDF; bring the badge as the issuer gave it, not printed or scanned.",
        )
    return found


def _attachments(data: bytes) -> list[tuple[str, bytes]]:
    from pypdf import PdfReader  # here: most processes never see a PDF
    from pypdf.errors import FileNotDecryptedError, PyPdfError

    try:
        return list(_read(PdfReader(io.BytesIO(data))))
    except FileNotDecryptedError:
        raise StackcredError(ErrorCode.UNSUPPORTED, "This PDF is locked with a password; bring it without.") from None
    except StackcredError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, AssertionError):
        raise StackcredError(ErrorCode.MALFORMED, "This PDF is broken; download it anew and try again.") from None


def _read(reader: object) -> Iterator[tuple[str, bytes]]:
    attachments = reader.attachment_list  # type: ignore[attr-defined]
    for number, attachment in enumerate(attachments):
        if number >= MAX_ATTACHMENTS:
            raise StackcredError(ErrorCode.TOO_LARGE, f"This PDF has more than {MAX_ATTACHMENTS} attachments.")
        content = bytes(attachment.content)
        if len(content) <= MAX_BYTES:
            yield str(attachment.name), content
