"""Everything the record holds about a person, for themselves."""

from __future__ import annotations

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder


async def export_person(house: Deployment, holder: Holder) -> JsonObject:
    """By issuer, each table with its rows; signed documents stand in them as they were parsed."""
    async with house.store.begin(house.clock.now()) as uow:
        return {
            "exportedAt": format_instant(uow.now),
            "issuers": [
                {
                    "issuer": {"id": issuer.did, "name": issuer.name},
                    "records": await uow.personal.everything(learner),
                }
                for learner in await uow.access.learners_of(holder)
                for issuer in [await uow.issuers.get(learner.issuer_id)]
            ],
        }
