"""A school with one of everything, for tests that ask the service and change nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql
from tests.support.service import Service, Tenant, all_of

ANA = "ana@example.org"
_COUNTED_APART = ["rate_windows", "status_registers"]  # requests made, and indexes leased ahead of any use


@dataclass
class School:
    """A tenant with three achievements, a certification on the first, and a learner who has earned both.

    Tests share it: they may add to it, but change nothing that is there. `spare` has no certification.
    """

    tenant: Tenant
    networks: dict[str, Any]
    certificate: dict[str, Any]
    certification: dict[str, Any]
    passed: dict[str, Any]
    award: dict[str, Any]
    spare: dict[str, Any]

    @property
    def badge(self) -> str:
        """The badge's id."""
        return str(self.passed["badge"]["id"])


async def school_of(service: Service) -> School:
    tenant = await service.tenant()
    networks, certificate = await tenant.achievement(), await tenant.achievement("Certificate")
    certification = await tenant.certification(certificate, all_of(networks))
    passed = await tenant.passed(networks["id"], ANA)
    await service.settle()
    (award,) = (await tenant.learner(passed["learner"]))["awards"]
    return School(tenant, networks, certificate, certification, passed, award, await tenant.achievement("Spare"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def school(service: Service) -> AsyncIterator[School]:
    yield await school_of(service)


class Record:
    """Everything the database holds, in one number per table."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._query = _fingerprints(connection)

    def fingerprint(self) -> dict[str, tuple[int, int]]:
        """Rows and a checksum over them, by table; binary columns stand there by their digests or not at all."""
        return {name: (rows, total) for name, rows, total in self._connection.execute(self._query)}


@pytest.fixture(scope="session")
def record(database_url: str) -> Iterator[Record]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield Record(connection)


def _fingerprints(connection: psycopg.Connection) -> sql.Composed:
    columns: dict[str, list[str]] = {}
    found = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
        "AND data_type <> 'bytea' AND table_name <> ALL(%s) ORDER BY 1, 2",
        [_COUNTED_APART],
    )
    for table, column in found:
        columns.setdefault(table, []).append(column)
    return sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}, count(*), coalesce(sum(hashtext(concat_ws('|', {}))::bigint), 0)::bigint FROM {}").format(
            sql.Literal(table), sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table)
        )
        for table, names in columns.items()
    )
