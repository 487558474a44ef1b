"""Whether this process can do its work now."""

from __future__ import annotations

from stackcred_issuer.services.deployment import Deployment


async def check_ready(house: Deployment) -> str | None:
    """None when the database answers, else what it said."""
    try:
        await house.store.ping()
    except Exception as error:  # whatever a driver may raise: the answer is the same
        return type(error).__name__
    return None
