"""What every image format agrees on: the credential as text, which standard it follows, and the limits."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import MAX_BYTES, as_list, parse_json, parse_object

MAX_IMAGE_BYTES = 8 * 1024 * 1024  # a drawing of half of it with the largest credential inside
MAX_CREDENTIAL_BYTES = MAX_BYTES  # of the text: more could not be verified
_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)


class Standard(StrEnum):
    """Which standard an image names for what it carries."""

    OPEN_BADGES_3 = "Open Badges 3.0"
    CLR_2 = "CLR 2.0"
    OPEN_BADGES_2 = "Open Badges 2.0"


@dataclass(frozen=True, slots=True)
class Baked:
    """What an image carries. text: as it stands there; JSON, compact JWS, or in Open Badges 2.0 perhaps a URL."""

    text: str
    standard: Standard


class ImageFormat(Protocol):
    """One way to carry a credential in a picture."""

    @property
    def name(self) -> str:
        """`png` or `svg`: also the ending of its files."""

    @property
    def media_type(self) -> str: ...

    def recognises(self, data: bytes) -> bool:
        """Whether these bytes begin like an image of this format."""

    def bake(self, image: bytes, text: str, standard: Standard) -> bytes:
        """The image with this text as its only credential."""

    def unbake(self, image: bytes) -> Baked:
        """The one credential in the image."""


def payload_of(credential: str | bytes) -> str:
    """The text to bake: compact JWS, or JSON as it stands. Raises MALFORMED, TOO_LARGE."""
    try:
        text = (credential.decode("utf-8") if isinstance(credential, bytes) else credential).strip()
    except UnicodeDecodeError as error:
        raise malformed(f"The credential is not UTF-8 (byte {error.start}).") from None
    if not is_compact_jws(text):
        parse_object(text)
    elif len(text) > MAX_CREDENTIAL_BYTES:
        raise too_large()
    return text


def standard_of(text: str) -> Standard:
    """CLR 2.0 for a learner record, else Open Badges 3.0, by the `type` of the document or of the JWS payload."""
    document = _claims(text) if is_compact_jws(text) else parse_object(text)
    inner = document.get("vc")
    types = [*as_list(document.get("type")), *as_list(inner.get("type") if isinstance(inner, dict) else None)]
    return Standard.CLR_2 if "ClrCredential" in types else Standard.OPEN_BADGES_3


def is_compact_jws(text: str) -> bool:
    """Whether a text has the form of a compact JWS (RFC 7515 §7.1)."""
    return _COMPACT_JWS.fullmatch(text) is not None


def the_one(found: list[Baked], where: str) -> Baked:
    """The only credential, Open Badges 2.0 aside where there is a newer one. Raises MALFORMED for none or several."""
    newer = [one for one in found if one.standard is not Standard.OPEN_BADGES_2]
    chosen = newer or found
    if not chosen:
        raise malformed(
            f"This {where} carries no credential. Phones and messengers strip it when they handle a picture: "
            "bring the original file."
        )
    if len(chosen) > 1:
        raise malformed(f"This {where} carries {len(chosen)} credentials; bring an image with exactly one.")
    if not chosen[0].text:
        raise malformed(f"The credential in this {where} is empty; ask its issuer for the badge.")
    return chosen[0]


def malformed(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, detail)


def too_large() -> StackcredError:
    return StackcredError(
        ErrorCode.TOO_LARGE,
        f"The credential in the image is larger than the {MAX_CREDENTIAL_BYTES} bytes that are read.",
    )


def _claims(compact: str) -> dict[str, Any]:
    """The payload of a JWS, unverified. Raises MALFORMED."""
    part = compact.split(".")[1]
    try:
        claims = parse_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except binascii.Error:
        raise malformed("The payload of the JWS is not base64url.") from None
    if not isinstance(claims, dict):
        raise malformed("The payload of the JWS is no JSON object.")
    return claims
