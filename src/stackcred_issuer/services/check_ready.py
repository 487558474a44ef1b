"""Whether this process can do its work now."""

from __future__ import annotations

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.services.deployment import Deployment


async def check_ready(house: Deployment) -> str | None:
    """None when the database answers, and the blob store has answered once; else what was said instead."""
    try:
        await house.store.ping()
        await house.blobs.need_once()
    except StackcredError as error:
        return error.detail
    except Exception as error:  # whatever a driver may raise: the answer is the same
        return type(error).__name__
    return None
