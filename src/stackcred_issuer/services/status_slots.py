"""Status indexes leased ahead, so that issuing rarely waits for the status ledger.

A slot that was handed out and not used is burnt: an index is never given to two badges, not even after a
crash between signing and committing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable
from uuid import UUID

from stackcred_issuer.domain.status.status_list import REVOCATION, SUSPENSION
from stackcred_issuer.gateways.clock import Clock, Entropy
from stackcred_issuer.store.engine import Store
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.tables.credentials import INDEX_BYTES, LIST_BITS
from stackcred_issuer.store.unit_of_work import UnitOfWork

BLOCK = 256  # indexes leased at once: small enough to waste at a restart, large enough to make a lease rare


class StatusSlots:
    """Hands out random, never repeated status indexes of each issuer's lists."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._leased: defaultdict[UUID, deque[SlotRecord]] = defaultdict(deque)
        self._leasing: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(self, issuer_id: UUID) -> SlotRecord:
        """The next slot. Leases a block in a transaction of its own when none is left."""
        leased = self._leased[issuer_id]
        if not leased:
            async with self._leasing[issuer_id]:
                if not leased:
                    leased.extend(await self._lease(issuer_id))
        return leased.popleft()

    def give_back(self, issuer_id: UUID, slot: SlotRecord) -> None:
        """Return a slot that nothing was signed with."""
        self._leased[issuer_id].append(slot)

    async def _lease(self, issuer_id: UUID) -> list[SlotRecord]:
        async with self._store.begin(self._clock.now()) as uow:
            slots = await uow.statuses.lease(issuer_id, BLOCK)
            if not slots:
                await self._add_register(uow, issuer_id)
                slots = await uow.statuses.lease(issuer_id, BLOCK)
            return slots

    async def new_register(self, issuer_id: UUID) -> dict[str, UUID]:
        """One more pair of lists, empty; its lists by purpose."""
        async with self._store.begin(self._clock.now()) as uow:
            return await self._add_register(uow, issuer_id)

    async def _add_register(self, uow: UnitOfWork, issuer_id: UUID) -> dict[str, UUID]:
        lists = {REVOCATION: self._entropy.new_id(), SUSPENSION: self._entropy.new_id()}
        await uow.statuses.add_register(
            register_id=self._entropy.new_id(),
            issuer_id=issuer_id,
            index_order=_order(self._entropy.shuffled(LIST_BITS)),
            revocation_list=lists[REVOCATION],
            suspension_list=lists[SUSPENSION],
        )
        return lists


def _order(indexes: Iterable[int]) -> bytes:
    return b"".join(index.to_bytes(INDEX_BYTES, "big") for index in indexes)
