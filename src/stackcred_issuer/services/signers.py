"""Which key signs for an issuer now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.proof.did import did_jwk_of
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.domain.proof.multibase import base64url_decode
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.keystores import StoredKey, bind
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def active_signer(house: Deployment, uow: UnitOfWork, issuer: IssuerRecord) -> tuple[KeyRecord, Signer]:
    """The issuer's active key and its signer. Raises KEY_UNUSABLE when every key is retired or compromised."""
    key = await uow.keys.active(issuer.id)
    if key is None:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE,
            f"The issuer {issuer.slug!r} has no active key; make one with: stackcred keys rotate {issuer.slug}",
        )
    return key, bind(house.keystores.load(key.uri), issuer.did)


_SUITES = {
    KeyType.ED25519: "eddsa-rdfc-2022",
    KeyType.P256: "ecdsa-rdfc-2019",
    KeyType.P384: "ecdsa-rdfc-2019",
}


def suite_of(key_type: KeyType) -> str | None:
    """The cryptosuite that goes with a key where none is asked for; None for RSA, which signs JWSs only."""
    return _SUITES.get(key_type)


def new_key_record(key_id: UUID, issuer_id: UUID, stored: StoredKey, now: datetime) -> KeyRecord:
    """A fresh key as the record knows it: its public half and where the private one lies."""
    return KeyRecord(
        id=key_id,
        issuer_id=issuer_id,
        multikey=public_half(stored.public_key),
        key_type=stored.public_key.type.value,
        uri=stored.uri,
        state="active",
        created_at=now,
    )


def public_half(key: PublicKey) -> str:
    """A public key in one word: its Multikey, or for RSA, which has none, the name of its did:jwk."""
    return did_jwk_of(key).removeprefix("did:jwk:") if key.type is KeyType.RSA else key.multikey


def public_key_of(record: KeyRecord) -> PublicKey:
    """The public half of a key of the record."""
    if record.key_type == KeyType.RSA:
        return PublicKey.from_jwk(parse_object(base64url_decode(record.multikey)))
    return PublicKey.from_multikey(record.multikey)
