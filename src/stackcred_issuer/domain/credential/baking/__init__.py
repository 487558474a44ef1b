"""Baking: a credential carried inside its picture (OB 3.0, "Baked Badge"). A new image format is one file and a line.

Pure bytes in, pure bytes out: no picture is ever drawn, decoded or executed here.
"""

from __future__ import annotations

from stackcred_issuer.domain.credential.baking.base import (
    MAX_IMAGE_BYTES,
    Baked,
    ImageFormat,
    Standard,
    malformed,
    payload_of,
    standard_of,
)
from stackcred_issuer.domain.credential.baking.png import PNG
from stackcred_issuer.domain.credential.baking.svg import SVG
from stackcred_issuer.domain.errors import ErrorCode, StackcredError

FORMATS: tuple[ImageFormat, ...] = (PNG, SVG)
__all__ = ["FORMATS", "Baked", "Standard", "bake", "credential_in", "format_of", "unbake"]


def format_of(data: bytes) -> ImageFormat | None:
    """The format of an image by its first bytes, whatever its name or media type; None for what is no image."""
    return next((found for found in FORMATS if found.recognises(data)), None)


def bake(image: bytes, credential: str | bytes) -> bytes:
    """The image with the credential in it, instead of whichever it carried; everything else byte for byte.

    image: PNG or SVG of at most MAX_IMAGE_BYTES. credential: compact JWS or JSON text, UTF-8.
    Raises StackcredError MALFORMED for a broken image or credential, UNSUPPORTED for other image formats,
    INVALID for an image that could act when opened, TOO_LARGE beyond a limit.
    """
    text = payload_of(credential)
    return _known(image).bake(image, text, standard_of(text))


def unbake(image: bytes) -> Baked:
    """The one credential in an image, as text, not believed in any way.

    Raises StackcredError MALFORMED for a broken image and for none or several credentials, UNSUPPORTED for
    other formats, INVALID for an image that could act when opened, TOO_LARGE beyond a limit.
    """
    return _known(image).unbake(image)


def credential_in(image: bytes) -> str:
    """The text of the credential in an image, to be verified.

    Raises as `unbake`, and UNSUPPORTED for Open Badges 2.0, whose assertions are not verified here.
    """
    baked = unbake(image)
    if baked.standard is Standard.OPEN_BADGES_2:
        raise StackcredError(
            ErrorCode.UNSUPPORTED,
            "This image carries an Open Badges 2.0 assertion, which is not verified here; "
            "ask its issuer for an Open Badges 3.0 credential.",
        )
    return baked.text


def _known(image: bytes) -> ImageFormat:
    if len(image) > MAX_IMAGE_BYTES:
        raise StackcredError(
            ErrorCode.TOO_LARGE, f"The image has {len(image)} bytes; at most {MAX_IMAGE_BYTES} are read."
        )
    found = format_of(image)
    if found is None:
        if not image.strip():
            raise malformed("The image is empty; choose a PNG or SVG file.")
        raise StackcredError(ErrorCode.UNSUPPORTED, "This is neither PNG nor SVG; bring an image of these formats.")
    return found
