"""A status list as a signed credential: signed anew when a bit changed or its validity runs low."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.issuance.seal import suite_of
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.status.bitstring import Bitstring
from stackcred_issuer.domain.status.status_list import list_credential
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.signers import active_signer, jws_signer
from stackcred_issuer.store.statuses import PublishedListRecord, StatusListRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

LIFETIME = timedelta(days=2)  # a verifier that is cut off from us goes on for a weekend
RENEW_BEFORE = timedelta(days=1)  # what we hand out is valid for at least this long


async def status_list_as_of(house: Deployment, list_id: UUID, moment: datetime) -> PublishedListRecord:
    """The list as it stood at a moment (Bitstring Status List 1.0 §3.3 `timestamp`).

    Only the list of now is kept, so what can be said truthfully reaches back to its signature: raises MALFORMED
    for an earlier moment and for one to come, NOT_FOUND as `publish_status_list`.
    """
    published = await publish_status_list(house, list_id)
    if not published.signed_at <= moment <= house.clock.now():
        raise StackcredError(
            ErrorCode.MALFORMED,
            f"This list is known from {format_instant(published.signed_at)} until now; ask for a moment between, or "
            "leave the timestamp out.",
            pointer="/timestamp",
        )
    return published


async def publish_status_list(house: Deployment, list_id: UUID) -> PublishedListRecord:
    """The current signed list. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        current = await uow.statuses.list(list_id)
        if current is None:
            raise StackcredError(ErrorCode.NOT_FOUND, f"There is no status list {list_id}.")
        published = await uow.statuses.published(list_id)
        fresh = published is not None and published.version == current.version
        if published is not None and published.compact and fresh and published.valid_until - uow.now > RENEW_BEFORE:
            return published
        return await _sign(house, uow, current)


async def _sign(house: Deployment, uow: UnitOfWork, current: StatusListRecord) -> PublishedListRecord:
    issuer = await uow.issuers.get(current.issuer_id)
    _, signer = await active_signer(house, uow, issuer)
    signed_at = house.signing_instant()
    unsigned = list_credential(
        house.urls.status_list(current.id),
        issuer.did,
        current.purpose,
        Bitstring(current.bits),
        signed_at,
        signed_at + LIFETIME,
        house.settings.status_list_ttl_seconds * 1000,
    )
    _, around = await jws_signer(house, uow, issuer)
    body = dump_json(
        add_proof(unsigned, suite=suite_of(signer), signer=signer, created=signed_at, contexts=house.contexts)
    )
    record = PublishedListRecord(
        list_id=current.id,
        version=current.version,
        document=body,
        etag=digest_multibase(body),
        signed_at=signed_at,
        valid_until=signed_at + LIFETIME,
        compact=sign_jws(unsigned, around),
    )
    await uow.statuses.publish(record)
    uow.record(
        Event(
            type=EventType.STATUS_PUBLISHED,
            issuer_id=issuer.id,
            subject=str(current.id),
            actor="system",
            digest=record.etag,
        )
    )
    return record
