"""A picture that holds a credential (baked, OB 3.0), or shows a QR code with one or with its address.

A baked credential is taken out as bytes. Only where there is none are the pixels decoded, under limits of their own, to
look for a QR code: call this in the sandbox.
"""

from __future__ import annotations

import io
from contextlib import suppress

from stackcred_issuer.domain.credential.baking import credential_in, format_of
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.carriers.base import Piece, is_address, is_written

MAX_PIXELS = 25_000_000  # a photo of a current phone; decoded in shades of grey it takes 25 MB
MAX_SIDE = 10_000
MAX_CODES = 8  # of one picture: a certificate shows one
_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_FORMATS = ("PNG", "JPEG")  # what screenshots and cameras make; every decoder more is a risk more


def is_picture(data: bytes) -> bool:
    """Whether these bytes begin like a picture that is looked at: PNG, JPEG or SVG."""
    return data.startswith(_STARTS) or format_of(data) is not None


def pictured(source: str, data: bytes) -> list[Piece]:
    """The one credential of a picture, or the addresses in its QR codes.

    Raises StackcredError MALFORMED for a broken picture and one with neither, TOO_LARGE beyond a limit, and as
    `credential_in` for a picture that carries a credential badly.
    """
    if format_of(data) is None:
        return _codes(source, data)
    try:
        return [Piece(source, credential_in(data).encode())]
    except StackcredError as error:
        if error.code is ErrorCode.MALFORMED and data.startswith(_STARTS):
            with suppress(StackcredError):  # what stands against the credential says more than that there is no code
                return _codes(source, data)
        raise


def _codes(source: str, data: bytes) -> list[Piece]:
    import zxingcpp  # here: most pictures carry their credential, and nothing is decoded for those
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            _check_size(*picture.size)
            codes = zxingcpp.read_barcodes(
                picture.convert("L"), formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
            )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise StackcredError(
            ErrorCode.MALFORMED, "This picture is broken; take or download it anew and try again."
        ) from None
    texts = list(dict.fromkeys(code.text.strip().encode() for code in codes[:MAX_CODES]))
    found = [_piece(source, text) for text in texts if is_address(text) or is_written(text)]
    if not found:
        raise StackcredError(
            ErrorCode.MALFORMED, "This picture carries no badge and shows no QR code of one; bring the badge file."
        )
    return found


def _piece(source: str, text: bytes) -> Piece:
    return Piece(source, url=text.decode()) if is_address(text) else Piece(source, text)


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise StackcredError(
            ErrorCode.TOO_LARGE, f"This picture has {width} × {height} pixels; make it smaller and try again."
        )
