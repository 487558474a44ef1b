"""A deployment for the length of one command: database up, migrated, and put away again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from stackcred_issuer.services.deployment import Deployment

T = TypeVar("T")


def with_house(use: Callable[[Deployment], Awaitable[T]]) -> T:
    """Run one use case of the deployment that the environment describes."""
    from stackcred_issuer.bootstrap import database, open_deployment
    from stackcred_issuer.settings import load_settings
    from stackcred_issuer.store.migrate import migrate

    settings = load_settings()

    async def run(url: str) -> T:
        async with open_deployment(settings, url) as house:
            return await use(house)

    with database(settings) as url:
        migrate(url)
        return asyncio.run(run(url))
