"""The did:web documents of our issuers: every key they ever signed with, and what it is worth now."""

from __future__ import annotations

from collections.abc import Sequence

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.did import PublishedKey, did_web_document, local_document
from stackcred_issuer.domain.proof.keys import PublicKey
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord


async def publish_did(house: Deployment, slug: str | None) -> JsonObject:
    """The DID document of an issuer path, or of the host itself for None. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await (uow.issuers.root() if slug is None else uow.issuers.by_slug(slug))
        if issuer is None:
            raise StackcredError(ErrorCode.NOT_FOUND, "There is no issuer at this address.")
        return did_document_of(issuer, await uow.keys.of_issuer(issuer.id), house)


def did_document_of(issuer: IssuerRecord, keys: Sequence[KeyRecord], house: Deployment) -> JsonObject:
    """Retired keys stay listed so that old badges verify; a compromised one speaks for nobody any more."""
    if issuer.did_method == "key":
        own = local_document(issuer.did)
        assert own is not None
        return own
    published = [PublishedKey(PublicKey.from_text(key.multikey), revoked=key.compromised_at) for key in keys]
    return did_web_document(issuer.did, published)
