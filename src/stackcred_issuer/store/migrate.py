"""Bring a database's tables to this version, or say how the two differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, pool

import stackcred_issuer
from stackcred_issuer.store.address import engine_url
from stackcred_issuer.store.tables import metadata


def migrate(database_url: str) -> None:
    """Apply every migration that is missing, all or none; concurrent callers wait for each other."""
    config = Config()
    config.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    config.attributes["database_url"] = database_url
    command.upgrade(config, "head")


def drift(database_url: str) -> list[str]:
    """What differs between a migrated database and the tables the store declares, one line each."""
    engine = create_engine(engine_url(database_url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        return [repr(difference) for difference in compare_metadata(context, metadata)]


def run_script(script: str) -> None:
    """Run SQL statements inside a migration, through psycopg itself: SQLAlchemy sends one at a time."""
    raw = op.get_bind().connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    raw.execute(script.encode())


def is_ours(item: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Whether alembic shall compare this; the queue looks after its own tables."""
    table = name if kind == "table" else getattr(getattr(item, "table", None), "name", None)
    return not (table or "").startswith("procrastinate_")


def _scripts() -> Path:
    """The migrations in the wheel, or in the repository for an editable install."""
    package = Path(stackcred_issuer.__file__).parent
    shipped = package / "_data" / "migrations"
    return shipped if shipped.is_dir() else package.parents[1] / "migrations"
