"""An import tells beforehand what it will do, does it once, and says what is wrong with which row."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.services.imports.files import caller_of, checked, csv_of, imported, received, row, told
from tests.support.service import Service

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.imports.manage import get_import


async def test_the_dry_run_tells_what_the_run_then_does(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    unknown = {"id": "00000000-0000-0000-0000-00000000dead"}
    content = csv_of(
        row(1, networks), row(2, networks, "40"), row(3, unknown), row(4, networks, email="nobody"), row(5, networks)
    )
    ready = await checked(service, caller, content, tmp_path)
    assert (ready.record.state, ready.record.rows) == ("ready", 5)
    assert told(ready.expected) == {"issued": 2, "failed": 1, "refused": 2}
    assert told(ready.outcomes) == {}
    assert [(fault.line, fault.place, fault.code) for fault in ready.faults] == [
        (4, "achievement", "not_found"),
        (5, "email", "invalid"),
    ]
    assert (await tenant.api.get("/v1/badges")).json()["items"] == []
    done = await imported(service, caller, content, tmp_path)
    assert done.record.state == "done"
    assert told(done.outcomes) == told(ready.expected)
    assert done.faults == ready.faults
    assert len((await tenant.api.get("/v1/badges")).json()["items"]) == 2


async def test_the_same_file_is_one_import_and_nothing_happens_twice(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    first = await imported(service, caller, csv_of(row(1, networks), row(2, networks)), tmp_path)
    again, new = await received(service, caller, csv_of(row(1, networks), row(2, networks)), tmp_path)
    assert (again.id, new) == (first.record.id, False)
    more = await imported(service, caller, csv_of(row(1, networks), row(2, networks), row(3, networks)), tmp_path)
    assert told(more.expected) == told(more.outcomes) == {"issued": 1, "repeated": 2}
    assert len((await tenant.api.get("/v1/badges")).json()["items"]) == 3


async def test_rows_about_one_learner_follow_one_another(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    other = await tenant.achievement("Servers")
    one = {"email": "ana@example.org"}
    content = csv_of(
        row(1, networks, "80", **one),
        row(2, networks, "90", assessedAt="2026-03-02T09:00:00Z", **one),
        row(3, networks, "20", assessedAt="2026-03-03T09:00:00Z", **one),
        row(4, other, **one),
        row(5, networks, assessedAt="2026-01-01T09:00:00Z", **one),
    )
    done = await imported(service, caller, content, tmp_path)
    assert told(done.outcomes) == {"issued": 2, "reissued": 1, "revoked": 1, "older": 1}
    assert len((await tenant.api.get("/v1/learners")).json()["items"]) == 1


async def test_json_lines_are_posts(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    posts = [tenant.result(networks["id"], f"person{number}@example.org") for number in range(3)]
    lines = [dump_json(post) for post in posts] + [b"", b'{"sourceId": "x"', b"[]"]
    done = await imported(service, caller, b"\n".join(lines), tmp_path, format="ndjson")
    assert told(done.outcomes) == {"issued": 3, "refused": 2}
    assert [(fault.line, fault.code) for fault in done.faults] == [(5, "malformed"), (6, "malformed")]


async def test_a_file_without_ids_is_about_one_assessment_of_each_learner(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    constants = {"achievement": networks["id"], "assessedAt": "2026-03-01"}
    table = b"Mail;Punkte\r\nana@example.org;80\r\nbo@example.org;20\r\n"
    mapping = {"Mail": "email", "Punkte": "score"}
    done = await imported(service, caller, table, tmp_path, mapping=mapping, constants=constants)
    assert told(done.outcomes) == {"issued": 1, "failed": 1}
    grown = table + b"cy@example.org;76\r\n"
    more = await imported(service, caller, grown, tmp_path, mapping=mapping, constants=constants)
    assert told(more.expected) == told(more.outcomes) == {"issued": 1, "older": 2}


async def test_an_id_that_comes_twice_is_told_beforehand(service: Service, tmp_path: Path) -> None:
    tenant = await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    rows = [row(number, networks) for number in range(300)]  # more than one chunk
    same, other = rows[0], row(1, networks, "76")
    ready = await checked(service, caller, csv_of(*rows, same, other, row(2, networks, "x")), tmp_path)
    assert told(ready.expected) == {"issued": 300, "twice": 2, "refused": 1}
    done = await imported(service, caller, csv_of(*rows, same, other, row(2, networks, "x")), tmp_path)
    assert told(done.outcomes) == {"issued": 300, "repeated": 1, "refused": 2}


async def test_another_issuer_does_not_see_it(service: Service, tmp_path: Path) -> None:
    tenant, other = await service.tenant(), await service.tenant()
    caller, networks = await caller_of(service, tenant), await tenant.achievement()
    done = await imported(service, caller, csv_of(row(1, networks)), tmp_path)
    with pytest.raises(StackcredError) as refused:
        await get_import(service.house, await caller_of(service, other), done.record.id)
    assert refused.value.code is ErrorCode.NOT_FOUND
