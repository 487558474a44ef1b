"""Which key signs for an issuer now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.keystores import StoredKey, bind
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord, KeyUse
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def jws_signer(house: Deployment, uow: UnitOfWork, issuer: IssuerRecord) -> tuple[KeyRecord, Signer]:
    """The key for signatures around documents: one made for that, else the one for proofs.

    Raises as `active_signer`.
    """
    key = await signing_key(uow, issuer.id, "jws")
    if key is None:
        return await active_signer(house, uow, issuer)
    return key, bind(house.keystores.load(key.uri), issuer.did)


async def active_signer(house: Deployment, uow: UnitOfWork, issuer: IssuerRecord) -> tuple[KeyRecord, Signer]:
    """The issuer's active key for proofs and its signer. Raises KEY_UNUSABLE when there is none."""
    return signer_with(house, issuer, await signing_key(uow, issuer.id))


async def signing_key(uow: UnitOfWork, issuer_id: UUID, use: KeyUse = "proof") -> KeyRecord | None:
    """The active key, which nobody can take out of use before what this transaction signs with it is on record."""
    await uow.rights.hold([issuer_id])
    return await uow.keys.active(issuer_id, use)


def signer_with(house: Deployment, issuer: IssuerRecord, key: KeyRecord | None) -> tuple[KeyRecord, Signer]:
    """The same for an active key that was looked up already, None if there is none."""
    if key is None:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE,
            f"The issuer {issuer.slug!r} has no active key; make one with: stackcred keys rotate {issuer.slug}",
        )
    return key, bind(house.keystores.load(key.uri), issuer.did)


def new_key_record(key_id: UUID, issuer_id: UUID, stored: StoredKey, now: datetime, use: KeyUse = "proof") -> KeyRecord:
    """A fresh key as the record knows it: its public half and where the private one lies."""
    return KeyRecord(
        id=key_id,
        issuer_id=issuer_id,
        multikey=stored.public_key.text,
        key_type=stored.public_key.type.value,
        uri=stored.uri,
        state="active",
        created_at=now,
        use=use,
    )
