"""What this process remembers of issuers, so that posts need not read it each time.

Whoever writes something on the strength of it holds the issuer's rights and looks whether the edition is still the
same (`store/rights.py`). Only what there is is remembered, never that there is nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_ISSUERS = 1_000  # the longest known is forgotten first
MAX_EACH = 2_000  # achievements, and secrets, of one issuer: some 10 KB each; then they are read anew


@dataclass(slots=True)
class KnownIssuer:
    """An issuer as of one edition. secrets: the digests of those that open something, and when they end."""

    edition: int
    issuer: IssuerRecord
    key: KeyRecord | None
    achievements: dict[str, AchievementRecord] = field(default_factory=dict)
    secrets: dict[bytes, datetime | None] = field(default_factory=dict)

    def admits(self, secret: bytes, now: datetime) -> bool:
        """Whether a secret that was read with it is in force."""
        ends = self.secrets.get(secret, now)
        return ends is None or now < ends


class KnownIssuers:
    """Issuers by id, in one process."""

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, KnownIssuer] = OrderedDict()

    async def read(
        self, uow: UnitOfWork, issuer_id: UUID, urls: Iterable[str], secrets: Iterable[bytes]
    ) -> KnownIssuer:
        """The issuer with those of these achievements and secrets that there are; what is not known yet is read."""
        known = self._known.get(issuer_id) or await _read(uow, issuer_id)
        await _complete(uow, known, set(urls) - known.achievements.keys(), set(secrets) - known.secrets.keys())
        self._known[issuer_id] = known
        self._known.move_to_end(issuer_id)
        if len(self._known) > MAX_ISSUERS:
            self._known.popitem(last=False)
        return known

    def forget(self, issuer_id: UUID) -> None:
        """It has changed."""
        self._known.pop(issuer_id, None)


async def _read(uow: UnitOfWork, issuer_id: UUID) -> KnownIssuer:
    """The edition first: what changes while the rest is read makes it one of the past."""
    edition = await uow.rights.edition(issuer_id)
    return KnownIssuer(edition, await uow.issuers.get(issuer_id), await uow.keys.active(issuer_id))


async def _complete(uow: UnitOfWork, known: KnownIssuer, urls: set[str], secrets: set[bytes]) -> None:
    """What is read later than the edition is at least as new."""
    issuer_id = known.issuer.id
    if urls:
        if len(known.achievements) + len(urls) > MAX_EACH:
            known.achievements.clear()
        found = await uow.achievements.by_urls((issuer_id, url) for url in urls)
        known.achievements |= {url: record for (_, url), record in found.items()}
    if secrets:
        if len(known.secrets) + len(secrets) > MAX_EACH:
            known.secrets.clear()
        known.secrets |= await uow.clients.in_force(secrets, uow.now)
