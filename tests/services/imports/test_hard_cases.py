"""What may happen in the middle of an import: a client is revoked, rows are poison, others write the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.services.clockwork import Clockwork, with_clock
from tests.services.imports.files import caller_of, checked, csv_of, imported, received, row, told
from tests.support.service import Service, Tenant

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.create_client import revoke_client
from stackcred_issuer.services.imports import record
from stackcred_issuer.services.imports.manage import FAULTS_KEPT, KEPT, confirm_import, get_import, tidy_imports
from stackcred_issuer.services.imports.receive import CHUNK_ROWS, MAX_OPEN
from stackcred_issuer.services.imports.work import REVOKED, work_on_imports
from stackcred_issuer.services.record_batch import record_batch
from stackcred_issuer.store.imports import Claimed, ImportRecord


async def badges(tenant: Tenant) -> int:
    return len((await tenant.api.get("/v1/badges?limit=200")).json()["items"])


async def content_left(service: Service, import_id: UUID) -> bool:
    """Whether any row of it can still be claimed with what it holds."""
    async with service.house.store.begin(service.house.clock.now()) as uow:
        claimed = await uow.imports.claim()
    return claimed is not None and claimed.of.id == import_id


async def test_an_import_stops_when_its_client_is_revoked(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    ready = await checked(service, caller, csv_of(*(row(number, networks) for number in range(20))), tmp_path)
    await confirm_import(service.house, caller, ready.record.id)
    await revoke_client(service.house, caller, caller.client_id)
    await work_on_imports(service.house)
    stopped = await get_import(service.house, caller, ready.record.id)
    assert (stopped.record.state, stopped.record.reason) == ("stopped", REVOKED)
    assert (told(stopped.outcomes), await badges(tenant)) == ({}, 0)
    assert not await content_left(service, ready.record.id)


async def test_a_stopped_import_keeps_what_it_has_recorded_and_records_no_more(
    service: Service, tmp_path: Path
) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    rows = [row(number, networks) for number in range(CHUNK_ROWS + 5)]
    ready = await checked(service, caller, csv_of(*rows), tmp_path)
    await confirm_import(service.house, caller, ready.record.id)
    async with service.house.store.begin(service.house.clock.now()) as uow:
        first = await uow.imports.claim()
        assert first is not None
        await record.record_chunk(service.house, first)
        await uow.imports.recorded(first.chunk)
    assert (await tenant.api.delete(f"/v1/imports/{ready.record.id}")).status_code == 204
    await work_on_imports(service.house)
    stopped = await get_import(service.house, caller, ready.record.id)
    assert (stopped.record.state, told(stopped.outcomes)) == ("stopped", {"issued": CHUNK_ROWS})


async def test_a_chunk_that_two_have_is_recorded_once(service: Service, tmp_path: Path) -> None:
    """As if a lock had been lost: the marks alone decide."""
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    ready = await checked(service, caller, csv_of(*(row(number, networks) for number in range(9))), tmp_path)
    await confirm_import(service.house, caller, ready.record.id)
    async with service.house.store.begin(service.house.clock.now()) as uow:
        claimed = await uow.imports.claim()
        assert claimed is not None
        results = await asyncio.gather(
            *(record.record_chunk(service.house, claimed) for _ in range(3)), return_exceptions=True
        )
        assert [type(result).__name__ for result in results].count("NotMarked") == 2
    await work_on_imports(service.house)
    done = await get_import(service.house, caller, ready.record.id)
    assert (done.record.state, told(done.outcomes), await badges(tenant)) == ("done", {"issued": 9}, 9)


async def test_two_files_about_the_same_people_at_once(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    files = [
        csv_of(*(row(number, networks, sourceId=f"{name}-{number}", assessedAt=at) for number in range(60)))
        for name, at in (("a", "2026-01-01"), ("b", "2026-02-01"))
    ]
    made: list[ImportRecord] = [(await received(service, caller, file, tmp_path))[0] for file in files]
    await work_on_imports(service.house)
    for one in made:
        await confirm_import(service.house, caller, one.id)
    await asyncio.gather(*(work_on_imports(service.house) for _ in range(4)))
    found = [await get_import(service.house, caller, one.id) for one in made]
    assert [one.record.state for one in found] == ["done", "done"]
    assert sum(one.done for one in found) == 120
    newest = (await tenant.api.get("/v1/assessments?limit=200")).json()["items"]
    assert {item["sourceId"][0] for item in newest if item["current"]} == {"b"}
    assert len((await tenant.api.get("/v1/learners?limit=200")).json()["items"]) == 60


def poison(post: dict[str, Any]) -> dict[str, Any]:
    """A post that is well-formed, and that no index of the database can hold."""
    value = "".join(chr(0x4E00 + number * 37 % 20_000) for number in range(500))
    return {**post, "learner": {**post["learner"], "identifiers": [{"type": value, "value": value[::-1]}]}}


async def test_a_row_that_the_database_refuses_holds_up_no_other(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    posts = [tenant.result(networks["id"], f"person{number}@example.org") for number in range(11)]
    posts[4] = poison(posts[4])
    lines = [dump_json(post) for post in posts]
    lines.append(dump_json({**posts[0], "sourceId": "nul", "narrative": "\0"}))
    done = await imported(service, caller, b"\n".join(lines), tmp_path, format="ndjson")
    assert done.record.state == "done"
    assert told(done.outcomes) == {"issued": 10, "refused": 2}
    assert [(kind.line, kind.code, kind.place) for kind in done.faults] == [
        (5, "invalid", ""),
        (12, "invalid", "/narrative"),
    ]
    assert await badges(tenant) == 10


async def test_a_row_that_breaks_us_is_left_out_and_logged(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()

    async def breaking(posts: Any, **options: Any) -> Any:
        if any(post.post.sourceId == "row-3" for post in posts):
            raise RuntimeError("a mistake of ours")
        return await record_batch(posts, **options)

    monkeypatch.setattr("stackcred_issuer.services.imports.record.record_batch", breaking)
    done = await imported(service, caller, csv_of(*(row(number, networks) for number in range(6))), tmp_path)
    assert (done.record.state, told(done.outcomes)) == ("done", {"issued": 5, "refused": 1})
    assert [(kind.line, kind.detail) for kind in done.faults] == [
        (5, "The row could not be recorded; it was logged. Post it by itself.")
    ]


async def test_what_nobody_confirms_is_forgotten_and_so_are_old_faults(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    waiting = await checked(service, caller, csv_of(row(1, networks)), tmp_path)
    done = await imported(service, caller, csv_of(row(2, networks, "x")), tmp_path)
    clock = Clockwork(service.house.clock.now())
    later = with_clock(replace(service.house), clock)
    for wait, state, faults in ((KEPT / 2, "ready", 1), (KEPT, "stopped", 1), (FAULTS_KEPT, "stopped", 0)):
        clock.forward(seconds=wait.total_seconds())
        await tidy_imports(later)
        assert (await get_import(service.house, caller, waiting.record.id)).record.state == state
        assert len((await get_import(service.house, caller, done.record.id)).faults) == faults


async def test_a_claimed_chunk_is_nobody_elses(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    await work_on_imports(service.house)
    rows = [row(number, networks) for number in range(CHUNK_ROWS + 1)]
    made, _ = await received(service, caller, csv_of(*rows), tmp_path)

    async def claim(within: list[Claimed | None]) -> None:
        async with service.house.store.begin(service.house.clock.now()) as uow:
            within.append(await uow.imports.claim())
            if len(within) < 3:
                await claim(within)

    within: list[Claimed | None] = []
    await claim(within)
    assert [one and (one.of.id, one.chunk.number) for one in within] == [(made.id, 0), (made.id, 1), None]


async def test_a_turn_ends_when_its_time_is_over(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    await work_on_imports(service.house)
    made, _ = await received(service, caller, csv_of(*(row(number, networks) for number in range(300))), tmp_path)
    assert await work_on_imports(service.house, seconds=0)
    halfway = await get_import(service.house, caller, made.id)
    assert (halfway.record.state, halfway.done) == ("checking", CHUNK_ROWS)
    assert not await work_on_imports(service.house)
    assert (await get_import(service.house, caller, made.id)).record.state == "ready"


async def test_the_same_file_sent_twice_at_once_is_one_import(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    content = csv_of(row(1, networks))
    made = await asyncio.gather(*(received(service, caller, content, tmp_path) for _ in range(4)))
    assert len({one.id for one, _ in made}) == 1
    assert sorted(new for _, new in made) == [False, False, False, True]


async def test_an_issuer_has_so_many_open_imports_and_no_more(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    for number in range(MAX_OPEN):
        await received(service, caller, csv_of(row(number, networks)), tmp_path)
    with pytest.raises(StackcredError, match="confirm or delete one of them"):
        await received(service, caller, csv_of(row(-1, networks)), tmp_path)
    known, new = await received(service, caller, csv_of(row(1, networks)), tmp_path)
    assert not new
    assert (await tenant.api.delete(f"/v1/imports/{known.id}")).status_code == 204
    assert (await received(service, caller, csv_of(row(-1, networks)), tmp_path))[1]
