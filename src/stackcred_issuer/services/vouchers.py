"""Which institutions here trust an issuer with what it gave, by their registries of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.stacking.trust import parse_entry
from stackcred_issuer.services.deployment import Deployment

MAX_ENTRIES = 100  # that are looked at: a reader needs a few names, not all


@dataclass(frozen=True, slots=True)
class Voucher:
    """registry: its name. url: its newest version. institution: whose it is."""

    registry: str
    url: str
    institution: str


async def vouchers(
    house: Deployment, issuer: str, achievement: str, achievement_type: str | None, awarded: datetime
) -> list[Voucher]:
    """Registries that trust the issuer with this achievement at that instant; each once."""
    found: dict[str, Voucher] = {}
    async with house.store.begin(house.clock.now()) as uow:
        for registry, record in await uow.trust.naming(issuer, MAX_ENTRIES):
            entry = parse_entry(record.document)
            ours = achievement.startswith(house.urls.base)
            if entry.covers(awarded) and entry.allows(achievement, achievement_type, ours=ours):
                institution = await uow.issuers.get(registry.issuer_id)
                url = house.urls.trust_registry(registry.id)
                found.setdefault(url, Voucher(registry.name, url, institution.name))
    return list(found.values())
