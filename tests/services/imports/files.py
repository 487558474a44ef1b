"""Files of results, and what becomes of them in a service of the test's own process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.service import Service, Tenant

from stackcred_issuer.domain.csv_cells import table
from stackcred_issuer.gateways.spool import spooled
from stackcred_issuer.services.authenticate import authenticate
from stackcred_issuer.services.caller import ALL_SCOPES, Caller
from stackcred_issuer.services.create_client import create_client
from stackcred_issuer.services.imports.manage import Progress, confirm_import, get_import
from stackcred_issuer.services.imports.receive import Reading, receive_import
from stackcred_issuer.services.imports.work import work_on_imports
from stackcred_issuer.store.imports import ImportRecord

COLUMNS = ("sourceId", "email", "achievement", "activityId", "assessedAt", "score")
MAX_BYTES = 10_000_000


async def caller_of(service: Service, tenant: Tenant) -> Caller:
    made = await create_client(service.house, tenant.issuer.id, "LMS", ALL_SCOPES)
    return await authenticate(service.house, made.api_key)


def row(number: int, achievement: dict[str, Any], score: str = "90", **cells: str) -> tuple[str, ...]:
    """A pass of person `number`, unless it says otherwise."""
    whole = {
        "sourceId": f"row-{number}",
        "email": f"person{number}@example.org",
        "achievement": achievement["id"],
        "activityId": "practical",
        "assessedAt": "2026-03-01T09:00:00Z",
        "score": score,
    }
    return tuple((whole | cells)[column] for column in COLUMNS)


def csv_of(*rows: tuple[str, ...]) -> bytes:
    return table(COLUMNS, rows).encode()


async def received(
    service: Service, caller: Caller, content: bytes, folder: Path, reading: Reading | None = None
) -> tuple[ImportRecord, bool]:
    with spooled(folder, MAX_BYTES) as spool:
        spool.write(content)
        return await receive_import(service.house, caller, "results.csv", spool, reading or Reading())


async def checked(service: Service, caller: Caller, content: bytes, folder: Path, **how: Any) -> Progress:
    """The file as the dry run sees it."""
    record, _ = await received(service, caller, content, folder, Reading(**how))
    await work_on_imports(service.house)
    return await get_import(service.house, caller, record.id)


async def imported(service: Service, caller: Caller, content: bytes, folder: Path, **how: Any) -> Progress:
    """The file, confirmed and recorded."""
    ready = await checked(service, caller, content, folder, **how)
    await confirm_import(service.house, caller, ready.record.id)
    await work_on_imports(service.house)
    return await get_import(service.house, caller, ready.record.id)


def told(counts: Any) -> dict[str, int]:
    """The counts that are not zero."""
    return {word: count for word, count in counts.items() if count}
