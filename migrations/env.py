"""How alembic reaches the database: DATABASE_URL, or the address that `store/migrate` hands over."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import create_engine, pool, text

from stackcred_issuer.store.address import engine_url
from stackcred_issuer.store.migrate import is_ours
from stackcred_issuer.store.tables import metadata

LOCK = 0x57ACC_12ED  # any number, the same in every version: two migrations of one database must not overlap


def database_url() -> str:
    url = context.config.attributes.get("database_url") or os.environ.get("DATABASE_URL")
    if not url:
        raise SystemExit("Set DATABASE_URL to the database that alembic shall look at.")
    return str(url)


def run() -> None:
    engine = create_engine(engine_url(database_url()), poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.configure(connection=connection, target_metadata=metadata, include_object=is_ours)
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database, not as a script: leave out --sql.")
run()
