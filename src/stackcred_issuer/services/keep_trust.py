"""Trust registries: whose badges count and who may speak in which role. Every change is a version with a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, parse_object, pointer
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.trust import Trust, TrustEntry, parse_entry, read_snapshot, snapshot_document
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.trust import EntryRecord, RegistryRecord, SnapshotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_ENTRIES = 10_000  # of one registry: a national register of providers fits


@dataclass(frozen=True, slots=True)
class RegistryView:
    """A registry with its entries and the digest of its newest snapshot."""

    registry: RegistryRecord
    entries: Sequence[EntryRecord]
    digest: str


async def create_registry(house: Deployment, caller: Caller, name: str, entries: Sequence[Any]) -> RegistryView:
    """A registry with version 1. Raises INVALID with a pointer below /entries."""
    caller.need(Scope.TRUST)
    parsed = [parse_entry(value, pointer("entries", at)) for at, value in enumerate(entries)]
    _bound(len(parsed))
    async with house.store.begin(house.clock.now()) as uow:
        registry = RegistryRecord(house.entropy.new_id(), caller.issuer_id, name, 1, uow.now, None)
        await uow.trust.add(registry)
        for entry in parsed:
            await uow.trust.add_entry(_record(house, uow, registry, entry))
        return await _changed(house, uow, caller, registry, 1, issuer=None)


async def add_entry(house: Deployment, caller: Caller, registry_id: UUID, value: Any) -> tuple[EntryRecord, int]:
    """The new entry and the version that has it. Raises INVALID, NOT_FOUND."""
    caller.need(Scope.TRUST)
    entry = parse_entry(value)
    async with house.store.begin(house.clock.now()) as uow:
        registry = await uow.trust.get(caller.issuer_id, registry_id, lock=True)
        _bound(len(await uow.trust.entries(caller.issuer_id, registry_id)) + 1)
        record = _record(house, uow, registry, entry)
        await uow.trust.add_entry(record)
        await _changed(house, uow, caller, registry, registry.version + 1, issuer=entry.issuer)
        return record, registry.version + 1


async def end_entry(house: Deployment, caller: Caller, registry_id: UUID, entry_id: UUID) -> RegistryView:
    """Take an entry back: nothing counts by it any more. Raises NOT_FOUND."""
    caller.need(Scope.TRUST)
    async with house.store.begin(house.clock.now()) as uow:
        registry = await uow.trust.get(caller.issuer_id, registry_id, lock=True)
        standing = await uow.trust.entries(caller.issuer_id, registry_id)
        entry = next((found for found in standing if found.id == entry_id), None)
        if entry is None:
            raise StackcredError(ErrorCode.NOT_FOUND, "There is no such entry in this registry; list its entries.")
        await uow.trust.end_entry(entry_id)
        issuer = str(entry.document["issuer"])
        return await _changed(house, uow, caller, registry, registry.version + 1, issuer=issuer)


async def delete_registry(house: Deployment, caller: Caller, registry_id: UUID) -> None:
    """No rule can name it any more. Raises CONFLICT while the newest rule of a certification does."""
    caller.need(Scope.TRUST)
    async with house.store.begin(house.clock.now()) as uow:
        registry = await uow.trust.get(caller.issuer_id, registry_id, lock=True)
        url = house.urls.trust_registry(registry_id)
        rules = await uow.certifications.latest_rules(caller.issuer_id)
        if any(url in parse_object(rule.document).get("trust", ()) for rule in rules):
            raise StackcredError(
                ErrorCode.CONFLICT,
                "A certification's rule names this registry; publish a version that does not, then delete it.",
            )
        await uow.trust.end(registry.id)
        uow.record(Event(EventType.TRUST_CHANGED, caller.issuer_id, str(registry.id), caller.actor))


async def get_registry(house: Deployment, caller: Caller, registry_id: UUID) -> RegistryView:
    caller.need(Scope.TRUST_READ)
    async with house.store.begin(house.clock.now()) as uow:
        registry = await uow.trust.get(caller.issuer_id, registry_id)
        return await _view(uow, registry)


async def public_snapshot(house: Deployment, registry_id: UUID, version: int | None) -> SnapshotRecord:
    """One version of a registry, the newest for None: what awards were decided by is public. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        if version is None:
            found = next(iter(await uow.trust.newest([registry_id])), None)
        else:
            found = await uow.trust.snapshot(registry_id, version)
    if found is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "There is no such trust registry here; check the address.")
    return found


async def check_trust(house: Deployment, uow: UnitOfWork, issuer_id: UUID, named: Sequence[str]) -> None:
    """Refuse a rule that names a registry which the issuer does not have. Raises INVALID with a pointer."""
    ids = [_registry_id(house, url) for url in named]
    known = await uow.trust.known(issuer_id, [found for found in ids if found is not None])
    for at, (url, found) in enumerate(zip(named, ids, strict=True)):
        if found not in known:
            raise StackcredError(
                ErrorCode.INVALID,
                f"There is no trust registry {url!r}; list yours at {house.urls.base}/v1/trust-registries.",
                pointer=pointer("rule", "trust", at),
            )


async def trust_of(
    house: Deployment, uow: UnitOfWork, issuer_id: UUID, named: Sequence[str], foreign: Sequence[str] = ()
) -> Trust:
    """What a rule's `trust` stands for now.

    The issuer's own badges always count. Without a registry, those of the deployment's other issuers do too;
    foreign: the issuers there are to ask about.
    """
    own = {(await uow.issuers.get(issuer_id)).did}
    if not named:
        own |= {did for did in foreign if await uow.issuers.by_did(did) is not None}
    ids = [found for found in (_registry_id(house, url) for url in named) if found is not None]
    snapshots = [read_snapshot(parse_object(one.document)) for one in await uow.trust.newest(ids, issuer_id)]
    return Trust(frozenset(own), house.urls.base + "/achievements/", tuple(snapshots))


def _registry_id(house: Deployment, url: str) -> UUID | None:
    try:
        return UUID(url.removeprefix(house.urls.trust_registry_prefix))
    except ValueError:
        return None


async def _changed(
    house: Deployment, uow: UnitOfWork, caller: Caller, registry: RegistryRecord, version: int, *, issuer: str | None
) -> RegistryView:
    """Keep the snapshot, and let those follow whose badges the entry was about."""
    entries = await uow.trust.entries(registry.issuer_id, registry.id)
    parsed = [parse_entry(entry.document) for entry in entries]
    document = snapshot_document(house.urls.trust_registry(registry.id), registry.name, version, parsed)
    body = canonical_json(document)
    await uow.trust.snap(SnapshotRecord(registry.id, version, body, digest_multibase(body), uow.now))
    uow.record(
        Event(
            EventType.TRUST_CHANGED,
            registry.issuer_id,
            str(registry.id),
            caller.actor,
            digest=digest_multibase(body),
            cause=issuer,
        )
    )
    return await _view(uow, await uow.trust.get(registry.issuer_id, registry.id))


async def _view(uow: UnitOfWork, registry: RegistryRecord) -> RegistryView:
    snapshot = await uow.trust.snapshot(registry.id, registry.version)
    assert snapshot is not None, "a registry is created with its first snapshot"
    return RegistryView(registry, await uow.trust.entries(registry.issuer_id, registry.id), snapshot.digest)


def _record(house: Deployment, uow: UnitOfWork, registry: RegistryRecord, entry: TrustEntry) -> EntryRecord:
    document: JsonObject = entry.to_json()
    return EntryRecord(house.entropy.new_id(), registry.issuer_id, registry.id, document, uow.now, None)


def _bound(count: int) -> None:
    if count > MAX_ENTRIES:
        raise StackcredError(
            ErrorCode.TOO_LARGE, f"A registry has at most {MAX_ENTRIES} entries; make a second one.", pointer="/entries"
        )
