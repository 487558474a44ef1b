"""A deployment for the length of one command: database up, migrated, and put away again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from stackcred_issuer.services.deployment import Deployment

if TYPE_CHECKING:
    from stackcred_issuer.settings import Settings

T = TypeVar("T")


def with_house(use: Callable[[Deployment], Awaitable[T]]) -> T:
    """Run one use case of the deployment that the environment describes."""
    from stackcred_issuer.bootstrap import open_deployment
    from stackcred_issuer.settings import load_settings

    settings = load_settings()

    async def run(url: str) -> T:
        async with open_deployment(settings, url) as house:
            return await use(house)

    with migrated_database(settings) as url:
        return asyncio.run(run(url))


@contextmanager
def migrated_database(settings: Settings) -> Iterator[str]:
    """The database's URL, with every migration applied. Raises UNAVAILABLE when it does not answer."""
    from stackcred_issuer.bootstrap import database
    from stackcred_issuer.store.faults import in_words
    from stackcred_issuer.store.migrate import migrate

    with in_words(), database(settings) as url:
        migrate(url)
        yield url
