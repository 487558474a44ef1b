"""The credential inside a picture that somebody brings, taken out in a bounded process."""

from __future__ import annotations

from stackcred_issuer.domain.credential.baking import credential_in, format_of
from stackcred_issuer.services.deployment import Deployment


async def credential_text(house: Deployment, data: bytes) -> bytes | str:
    """What is to be verified: the credential an image carries, or the bytes themselves when they are no image.

    Raises MALFORMED, UNSUPPORTED, INVALID, TOO_LARGE as `credential_in`, EXHAUSTED for what costs too much.
    """
    if format_of(data) is None:
        return data
    return await house.sandbox.run(credential_in, data)
