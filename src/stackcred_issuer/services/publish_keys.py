"""Our issuers' keys as JWKs: for readers of JWTs, who look for a key set or follow a `kid` (OB 3.0 key provenance)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.did import published_jwk
from stackcred_issuer.domain.proof.keys import PublicKey
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord


async def key_set(house: Deployment, slug: str | None) -> JsonObject:
    """`{"keys": […]}` of an issuer, or for None of every issuer of this host; none that was compromised.

    Raises NOT_FOUND.
    """
    async with house.store.begin(house.clock.now()) as uow:
        issuers = await uow.issuers.all() if slug is None else [_found(await uow.issuers.by_slug(slug))]
        keys = [_jwks(house, issuer, await uow.keys.of_issuer(issuer.id)) for issuer in issuers]
    return {"keys": [jwk for some in keys for jwk in some]}


async def one_key(house: Deployment, slug: str, thumbprint: str) -> JsonObject:
    """The bare JWK at an https key id. Raises NOT_FOUND, also for a key that was compromised."""
    address = house.urls.key(slug, thumbprint)
    jwk = next((jwk for jwk in (await key_set(house, slug))["keys"] if jwk["kid"] == address), None)
    if jwk is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "There is no key at this address, or it speaks for nobody any more.")
    found: JsonObject = jwk
    return found


def _jwks(house: Deployment, issuer: IssuerRecord, records: Iterable[KeyRecord]) -> list[JsonObject]:
    found = []
    for record in records:
        if record.state == "compromised":
            continue
        with suppress(StackcredError):  # one record that cannot be read takes no other key from the set
            key = PublicKey.from_text(record.multikey)
            found.append(published_jwk(key, kid=house.urls.key(issuer.slug, key.thumbprint), issuer=issuer.did))
    return found


def _found(issuer: IssuerRecord | None) -> IssuerRecord:
    if issuer is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "There is no issuer at this address.")
    return issuer
