"""The issuers of an instance that conformance suites are pointed at: one for each suite and key type."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.services.caller import Scope
from stackcred_issuer.services.create_client import NewSecrets, create_client
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.profiles import CONFORMANCE, Profile
from stackcred_issuer.store.issuers import IssuerRecord


@dataclass(frozen=True, slots=True)
class Prepared:
    """An issuer that can be pointed at. secrets: of a new client of it, where a login is asked for."""

    profile: Profile
    issuer: IssuerRecord
    secrets: NewSecrets | None


async def prepare(house: Deployment) -> list[Prepared]:
    """Make those issuers that are missing, each with a key of its own that is also its DID, and clients for them."""
    return [await _prepare(house, profile) for profile in CONFORMANCE]


async def _prepare(house: Deployment, profile: Profile) -> Prepared:
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await uow.issuers.by_slug(profile.name)
    if issuer is None:
        name = f"Conformance: {profile.name}"
        issuer = await create_issuer(
            house, NewIssuer(profile.name, name, "key", key_type=profile.key_type, jws_only=profile.is_jwt)
        )
    if not house.settings.vc_api_login:
        return Prepared(profile, issuer, None)
    secrets = await create_client(house, issuer.id, "conformance suite", frozenset({Scope.CREDENTIALS}))
    return Prepared(profile, issuer, secrets)
