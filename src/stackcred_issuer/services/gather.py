"""Bring together everything a verification needs; deciding is the domain's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from stackcred_issuer.domain.verification.materials import Fetched, Materials, needs
from stackcred_issuer.domain.verification.presented import Presented
from stackcred_issuer.services.examining import Examining

MAX_ROUNDS = 4  # badge → status list → the list's issuer; nothing legitimate goes deeper
MAX_FETCHES = 40  # one presentation must not make us call half the web


async def gather(
    house: Examining,
    presented: Presented,
    *,
    known: Mapping[str, Fetched] | None = None,
    refresh: bool = False,
    until: float | None = None,
) -> dict[str, Fetched]:
    """Fetch what is wanted, round by round; what could not be had stands there with its reason.

    known: what was fetched before. refresh: see `needs`. until: in the loop's time, when other servers are waited
    for no longer; None: all rounds together may take as long as one fetch. What comes later is there at the next try.
    """
    fetched: dict[str, Fetched] = dict(known or {})
    materials = Materials(contexts=house.contexts, schemas={}, fetched=fetched)
    loop = asyncio.get_running_loop()
    ends = until if until is not None else loop.time() + house.settings.fetch_timeout_seconds
    for _ in range(MAX_ROUNDS):
        wanted = sorted(needs(presented, materials, refresh=refresh) - fetched.keys())[: MAX_FETCHES - len(fetched)]
        if not wanted:
            break
        found = await asyncio.gather(*(house.resolver.fetch(url, within=ends - loop.time()) for url in wanted))
        fetched.update(zip(wanted, found, strict=True))
    return fetched
