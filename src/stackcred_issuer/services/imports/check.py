"""The dry run of a chunk: what each row would do to the record as it is now. Nothing is signed or written."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.seal import SealedCredential
from stackcred_issuer.domain.jsonvalue import load_json
from stackcred_issuer.domain.lms.import_outcome import LETTERS
from stackcred_issuer.domain.proof.keys import PublicKey
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.imports.rows import Row, rows_of
from stackcred_issuer.services.once import Answer
from stackcred_issuer.services.result_facts import ResultFacts, read_facts
from stackcred_issuer.services.result_plan import Plan, plan_result
from stackcred_issuer.services.result_post import ResultPost
from stackcred_issuer.store.imports import Claimed, FaultRecord
from stackcred_issuer.store.statuses import SlotRecord

_NOWHERE = SlotRecord(UUID(int=0), UUID(int=0), UUID(int=0), 0)  # a place in a status list that is never published


@dataclass(frozen=True, slots=True)
class Checked:
    """A letter for each row (domain/lms/import_outcome), a number for each sourceId, and what is wrong with some."""

    expected: str
    sources: list[int]
    faults: list[FaultRecord]


async def check_chunk(house: Deployment, claimed: Claimed) -> Checked:
    """Each row is held against the record alone, so two rows about one and the same assessment both count as new."""
    rows = await rows_of(house, claimed)
    posts = [row.post for row in rows if isinstance(row.post, ResultPost)]
    async with house.store.looking(house.clock.now()) as uow:
        facts = await read_facts(house, uow, posts)
    results = []
    for row in rows:
        await asyncio.sleep(0)  # each takes its time: let others come in meanwhile
        results.append(_rehearsed(facts, row))
    faults = [
        row.fault("check", result)
        for row, result in zip(rows, results, strict=True)
        if isinstance(result, StackcredError)
    ]
    return Checked("".join(map(letter_of, results)), [_number(row.source_id) for row in rows], faults)


def letter_of(result: Answer | StackcredError) -> str:
    """What became of a post."""
    if isinstance(result, StackcredError):
        return LETTERS["refused"]
    return LETTERS["repeated"] if result.repeated else LETTERS[load_json(result.body)["outcome"]]


def _number(source_id: str) -> int:
    """64 bits that two ids of a million share once in thirty million files."""
    return int.from_bytes(hashlib.blake2b(source_id.encode(), digest_size=8).digest(), signed=True)


class _Unsigned:
    """Stands in for a signer where everything but its signature matters: the private key is never asked."""

    def __init__(self, signer: Signer) -> None:
        self.public_key: PublicKey = signer.public_key
        self.controller: str = signer.controller
        self.verification_method: str = signer.verification_method

    def sign(self, data: bytes) -> bytes:
        """No signature of anybody's."""
        return bytes(64)


def _rehearsed(facts: ResultFacts, row: Row) -> Answer | StackcredError:
    """The answer that the row's post would get now."""
    if isinstance(row.post, StackcredError):
        return row.post

    def rehearsed(draft: Draft, signer: Signer, created: datetime) -> SealedCredential:
        return facts.house.rehearsals.seal(draft, _Unsigned(signer), created)

    facts.met.clear()
    try:
        plan = plan_result(facts, row.post, {row.post: _NOWHERE}, rehearsed)
    except StackcredError as error:
        return error
    assert isinstance(plan, Plan), "nobody was met yet, so nobody is left for later"
    return plan.answer
