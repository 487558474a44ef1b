"""A PostgreSQL server from a wheel, for a demo, a test or a small deployment without a database server.

It listens on a Unix socket only, in a folder that nobody but its owner can enter. Every process that uses a
server holds a shared lock on its `users` file; the last one to leave stops it. The kernel drops the lock of
a process that was killed, so nothing has to be tidied up after a crash.
"""

from __future__ import annotations

import atexit
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

import psycopg
from psycopg import sql

from stackcred_issuer.store.address import with_database
from stackcred_issuer.store.postgres_home import PostgresHome


class EmbeddedServer:
    """A running server. url: its `postgres` database, as the superuser, without a password."""

    def __init__(self, home: PostgresHome, users: BufferedRandom) -> None:
        self.url = home.url
        self._home = home
        self._users: BufferedRandom | None = users

    def stop(self) -> None:
        """Leave the server; the last process that leaves stops it. Also happens when the process ends."""
        if self._users is None or not self._home.folder.exists():  # left already, or everything is deleted
            return
        with _locked(self._home):
            self._users.close()
            self._users = None
            with self._home.users.open("r+b") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self._home.stop()


def start(data_dir: Path) -> EmbeddedServer:
    """Start the server that belongs to `data_dir`, or join it if it runs. Takes under a second, 3 s at first.

    Its files are in `data_dir` itself, unless we are root and that lies below a folder other users cannot
    enter: PostgreSQL refuses to run as root, so it runs as the account `stackcred-postgres`, and its files
    are in `/var/lib/stackcred/<hash of data_dir>` instead of opening private folders to everybody.
    Raises StackcredError UNREACHABLE, with the end of the server's log, when it does not start.
    """
    home = PostgresHome.of(data_dir.expanduser().resolve())
    with _locked(home):
        home.ensure_running()
        users = home.users.open("a+b")
        fcntl.flock(users, fcntl.LOCK_SH)
    server = EmbeddedServer(home, users)
    atexit.register(server.stop)
    return server


def create_database(url: str, name: str, *, template: str = "template1") -> str:
    """Make the database unless it exists, and answer its URL. url: any database of the server."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
    return with_database(url, name)


def drop_database(url: str, name: str) -> None:
    """Drop it if it exists, also under open connections. url: any other database of the server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _locked(home: PostgresHome) -> Iterator[None]:
    """Alone with this server's files, among all processes of the machine."""
    with (home.folder / "lock").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
