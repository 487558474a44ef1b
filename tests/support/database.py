"""Databases for tests: one embedded server for all runs on the machine, copies of a migrated template."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from stackcred_issuer.store.address import with_database
from stackcred_issuer.store.embedded import create_database, drop_database
from stackcred_issuer.store.migrate import migrate

SERVER_HOME = Path(tempfile.gettempdir()) / f"stackcred-tests-{os.geteuid()}"
PREFIX = "test_"
ALONE = 0x7E57  # any number: the advisory lock under which databases are made and dropped


class Databases:
    """The databases of one test run. Its xdist workers share the template; other runs have their own.

    server_url: the server's `postgres` database. run: text that no other run has, without an underscore.
    While this is open it holds a lock named after the run, by which others see that the run is alive.
    """

    def __init__(self, server_url: str, run: str) -> None:
        self._server_url = server_url
        self._run = run
        self._presence = psycopg.connect(server_url, autocommit=True)
        self._presence.execute("SELECT pg_advisory_lock_shared(hashtext(%s))", [run])
        self._drop_abandoned()

    def close(self) -> None:
        self._presence.close()

    def make(self, name: str) -> str:
        """A migrated database; answers its URL."""
        with self._alone() as connection:
            template = self._named("template")
            if template not in _databases(connection, self._named("")):
                migrate(create_database(self._server_url, template))
            create_database(self._server_url, self._named(name), template=template)
            # Nothing here outlives the server, so commits need not wait for the disk.
            quick = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off")
            connection.execute(quick.format(sql.Identifier(self._named(name))))
        return with_database(self._server_url, self._named(name))

    def drop(self, name: str) -> None:
        """The last one of the run takes the template with it."""
        with self._alone() as connection:
            drop_database(self._server_url, self._named(name))
            if _databases(connection, self._named("")) == [self._named("template")]:
                drop_database(self._server_url, self._named("template"))

    def _named(self, name: str) -> str:
        return f"{PREFIX}{self._run}_{name}"

    def _drop_abandoned(self) -> None:
        """Drop what killed runs left."""
        with self._alone() as connection:
            for name in _databases(connection, PREFIX):
                run = name.removeprefix(PREFIX).partition("_")[0]
                alive = connection.execute("SELECT NOT pg_try_advisory_lock(hashtext(%s))", [run]).fetchone()
                if alive == (False,):
                    drop_database(self._server_url, name)

    @contextmanager
    def _alone(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [ALONE])
            yield connection


def _databases(connection: psycopg.Connection, prefix: str) -> list[str]:
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY datname", [prefix]
    )
    return [row[0] for row in rows]
