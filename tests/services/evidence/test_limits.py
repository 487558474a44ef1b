"""One person may have so much evidence and no more, however many send it at once."""

from __future__ import annotations

import asyncio
import hashlib
from uuid import UUID

import pytest
from tests.support.service import Service

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.spool import spooled
from stackcred_issuer.services.erase_person import erase_person
from stackcred_issuer.services.evidence import add
from stackcred_issuer.services.evidence.add import add_own
from stackcred_issuer.services.evidence.own import own_evidence
from stackcred_issuer.services.evidence.wanted import NewEvidence, is_web_address
from stackcred_issuer.store.access import Holder


async def holder_of(service: Service) -> Holder:
    tenant = await service.tenant()
    email = f"limited-{tenant.issuer.slug}@example.org"
    await tenant.api.post("/v1/learners", json={"email": email})
    return Holder(email, None)


async def added(service: Service, holder: Holder, content: bytes | None) -> ErrorCode | None:
    try:
        if content is None:
            await add_own(service.house, holder, NewEvidence("A text", narrative="x"), None)
            return None
        with spooled(service.house.settings.data_dir / "spool", 10_000) as spool:
            spool.write(content)
            await add_own(service.house, holder, NewEvidence("A file"), spool)
    except StackcredError as error:
        return error.code
    return None


async def test_so_many_pieces_and_no_more(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add, "MAX_EVIDENCE", 3)
    holder = await holder_of(service)
    results = await asyncio.gather(*(added(service, holder, None) for _ in range(8)))
    assert (results.count(None), results.count(ErrorCode.CONFLICT)) == (3, 5)
    assert len(await own_evidence(service.house, holder)) == 3


async def test_so_many_bytes_and_no_more(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(service.house.settings.__dict__, "max_person_evidence_bytes", 3000)
    holder = await holder_of(service)
    files = [b"%PDF-".ljust(1000, b"x") + str(number).encode() for number in range(6)]
    results = await asyncio.gather(*(added(service, holder, file) for file in files))
    assert (results.count(None), results.count(ErrorCode.TOO_LARGE)) == (2, 4)
    refused = files[results.index(ErrorCode.TOO_LARGE)]
    assert len(await own_evidence(service.house, holder)) == 2
    async with service.house.store.begin(service.house.clock.now()) as uow:
        assert await uow.blobs.get(hashlib.sha256(refused).digest()) is None  # nothing stays of what was refused


async def test_nothing_is_added_to_what_is_left_of_an_erased_learner(service: Service) -> None:
    tenant = await service.tenant()
    holder = Holder(f"leaving-{tenant.issuer.slug}@example.org", None)
    for _ in range(4):
        learner = (await tenant.api.post("/v1/learners", json={"email": holder.email})).json()["id"]
        file = b"%PDF-1.7 of " + learner.encode()
        await asyncio.gather(
            added(service, holder, file), added(service, holder, None), erase_person(service.house, holder, "kept")
        )
        async with service.house.store.begin(service.house.clock.now()) as uow:
            assert await uow.evidence.of_learners([UUID(learner)]) == []
            assert await uow.blobs.get(hashlib.sha256(file).digest()) is None
        query = {"learner": learner, "name": "x"}
        assert (await tenant.api.post("/v1/evidence", params=query, content=file)).status_code == 404


async def test_a_person_whom_no_issuer_knows_keeps_nothing(service: Service) -> None:
    assert await added(service, Holder("stranger@example.org", None), b"%PDF-1.7") is ErrorCode.FORBIDDEN


async def test_files_come_at_a_rate_that_can_be_scanned(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add, "UPLOADS_PER_MINUTE", 2)
    holder = await holder_of(service)
    results = [await added(service, holder, b"%PDF-1.7" + bytes(number + 1)) for number in range(5)]
    assert ErrorCode.RATE_LIMITED in results


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://example.org/work", True),
        ("http://example.org:8080/?a=1#b", True),
        ("https://مثال.example/عمل", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("//example.org", False),
        ("https://user:secret@example.org", False),
        ("https://example.org/a b", False),
        ("https://example.org/\u202e", False),
        ("https://[::1", False),
        ("https://example.org/" + "a" * 2000, False),
    ],
)
def test_a_link_leads_to_the_web(text: str, good: bool) -> None:
    assert is_web_address(text) is good
