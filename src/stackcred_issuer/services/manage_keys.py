"""An issuer's keys over time: rotate, and the procedure for a compromise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.erased import is_erased
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.services.change_status import change_status
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.resign_badge import resign_badge
from stackcred_issuer.services.signers import new_key_record
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord, KeyUse
from stackcred_issuer.store.unit_of_work import UnitOfWork

Remedy = Literal["revoke", "resign"]
PAGE = 200  # badges per transaction: short locks, steady progress


@dataclass(frozen=True, slots=True)
class Remedied:
    """What a compromise came to: the new key and how many badges were revoked or signed anew."""

    key: KeyRecord
    badges: int


async def rotate_key(
    house: Deployment,
    issuer_id: UUID,
    *,
    key_type: KeyType | None = None,
    use: KeyUse = "proof",
    actor: str = "cli",
) -> KeyRecord:
    """A new active key for a use; the former one is retired: it signs nothing more and goes on verifying.

    key_type: None for the type of the former one, or Ed25519. Raises UNSUPPORTED for RSA as `proof`: no
    cryptosuite knows it.
    """
    if key_type is KeyType.RSA and use == "proof":
        raise StackcredError(
            ErrorCode.UNSUPPORTED, "An RSA key signs JWTs only; make it for the use `jws`.", pointer="/type"
        )
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await uow.issuers.get(issuer_id)
        await uow.rights.withdraw(issuer.id)
        active = await uow.keys.active(issuer.id, use)
        if active is not None:
            key_type = key_type or KeyType(active.key_type)
            await uow.keys.retire(active.id, uow.now)
            uow.record(Event(EventType.KEY_RETIRED, issuer.id, str(active.id), actor))
        return await _new_key(house, uow, issuer, actor, key_type or KeyType.ED25519, use)


async def compromise_key(
    house: Deployment,
    issuer_id: UUID,
    key_id: UUID,
    remedy: Remedy,
    *,
    actor: str = "cli",
    advance: Callable[[int], None] = lambda badges: None,
) -> Remedied:
    """The key never signs or verifies again, from this commit on; then its badges are revoked or signed anew.

    All of its badges: who was signing with it is waited for. Safe to run again after an interruption: what is done
    stays done. Raises NOT_FOUND; UNSUPPORTED for a did:key issuer, whose identity is the key.
    advance: told how many badges were dealt with, page by page.
    """
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await uow.issuers.get(issuer_id)
        await uow.rights.withdraw(issuer.id)
        key = next((found for found in await uow.keys.of_issuer(issuer.id) if found.id == key_id), None)
        if key is None:
            raise StackcredError(ErrorCode.NOT_FOUND, f"The issuer has no key {key_id}.")
        if key.state != "compromised":
            await uow.keys.compromise(key.id, uow.now)
            await uow.reports.forget_signed_by(key.id)
            await uow.statements.forget_signed_by(key.id)
            uow.record(Event(EventType.KEY_COMPROMISED, issuer.id, str(key.id), actor))
        active = await uow.keys.active(issuer.id) or await _new_key(
            house, uow, issuer, actor, _proof_type(key), "proof"
        )
    return Remedied(active, await _remedy(house, key, remedy, actor, advance))


async def _remedy(house: Deployment, key: KeyRecord, remedy: Remedy, actor: str, advance: Callable[[int], None]) -> int:
    done, after = 0, None
    while True:
        async with house.store.begin(house.clock.now()) as uow:
            page = await uow.badges.signed_by(key.id, after, PAGE)
            for badge in page:
                done += await _mend(house, uow, badge, key, remedy, actor)
        if not page:
            return done
        after = page[-1].id
        advance(len(page))


async def _mend(
    house: Deployment, uow: UnitOfWork, badge: BadgeRecord, key: KeyRecord, remedy: Remedy, actor: str
) -> int:
    if badge.state == "revoked" or is_erased(badge.document):
        return 0
    if remedy == "resign" and badge.kind == "badge":
        await resign_badge(house, uow, badge, actor=actor)
        return 1
    await change_status(
        house,
        uow,
        badge,
        "revoked",
        reason="the issuer's key was compromised",
        actor=actor,
        cause=str(key.id),
    )
    award = await uow.awards.by_badge(badge.id)
    if award is not None and remedy == "resign":
        # Its proof names the digests of badges that are signed anew: the rule shall award it again from those.
        await uow.awards.update(replace(award, state="revoked", updated_at=uow.now))
    return 1


def _proof_type(former: KeyRecord) -> KeyType:
    return KeyType(former.key_type) if former.use == "proof" else KeyType.ED25519


async def _new_key(
    house: Deployment, uow: UnitOfWork, issuer: IssuerRecord, actor: str, key_type: KeyType, use: KeyUse
) -> KeyRecord:
    if issuer.did_method == "key":
        raise StackcredError(
            ErrorCode.UNSUPPORTED,
            "A did:key issuer is its key and cannot change it; create a new issuer, or use did:web.",
        )
    stored = house.keystores.create(key_type)
    key = new_key_record(house.entropy.new_id(), issuer.id, stored, uow.now, use)
    await uow.keys.add(key)
    uow.record(Event(EventType.KEY_CREATED, issuer.id, str(key.id), actor))
    return key
