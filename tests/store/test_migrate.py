"""The migrations make exactly the tables the store declares, from nothing, once, and back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from procrastinate.schema import SchemaManager
from sqlalchemy import create_engine

from stackcred_issuer.store.address import engine_url
from stackcred_issuer.store.migrate import drift, migrate
from stackcred_issuer.store.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
SHAPE = """
    SELECT 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'kind', relname, relpersistence::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""


@pytest.fixture
def empty_database_url(fresh_database_url: str) -> str:
    with psycopg.connect(fresh_database_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return fresh_database_url


def _shape(database_url: str) -> set[tuple[str, str, str]]:
    """Every column, constraint and index of ours, as PostgreSQL describes it."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(SHAPE).fetchall()
    return {(row[0], row[1], row[2]) for row in rows if row[1] in metadata.tables}


def test_a_migrated_database_has_no_drift(database_url: str) -> None:
    assert drift(database_url) == []


def test_drift_is_noticed(fresh_database_url: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("ALTER TABLE badges DROP COLUMN state_reason; DROP INDEX ix_badges_key_id_id")
    assert len(drift(fresh_database_url)) == 2


def test_checks_keys_and_indexes_are_the_declared_ones_too(empty_database_url: str) -> None:
    """Alembic compares neither checks nor deferrability; PostgreSQL's own description has all of it."""
    engine = create_engine(engine_url(empty_database_url))
    metadata.create_all(engine)
    engine.dispose()
    declared = _shape(empty_database_url)
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    migrate(empty_database_url)
    assert _shape(empty_database_url) == declared
    assert len(declared) > 200


def test_migrating_again_changes_nothing(fresh_database_url: str) -> None:
    before = _shape(fresh_database_url)
    migrate(fresh_database_url)
    assert _shape(fresh_database_url) == before


def test_concurrent_migrations_wait_for_each_other(empty_database_url: str) -> None:
    code = "import sys; from stackcred_issuer.store.migrate import migrate; migrate(sys.argv[1])"
    processes = [subprocess.Popen([sys.executable, "-c", code, empty_database_url]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert drift(empty_database_url) == []


def test_a_failing_migration_leaves_nothing_behind(empty_database_url: str) -> None:
    with psycopg.connect(empty_database_url) as connection:
        connection.execute("CREATE TABLE audit_heads (mine text)")  # the last migration stumbles over it
    with pytest.raises(psycopg.errors.DuplicateTable):
        migrate(empty_database_url)
    assert {table for _, table, _ in _shape(empty_database_url)} == {"audit_heads"}


def test_every_migration_can_be_taken_back(fresh_database_url: str) -> None:
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["database_url"] = fresh_database_url
    command.downgrade(config, "base")
    with psycopg.connect(fresh_database_url) as connection:
        left = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
            " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace"
            " AND typtype = 'e'"
        ).fetchall()
    assert left == [("alembic_version",)]
    migrate(fresh_database_url)
    assert drift(fresh_database_url) == []


def test_alembics_own_check_is_clean(database_url: str) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "alembic", "check"],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": database_url}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert "No new upgrade operations" in checked.stdout + checked.stderr


def test_the_queues_schema_is_the_one_the_migrations_made() -> None:
    """A newer procrastinate with a step of its own needs a migration here that runs that step."""
    steps = sorted(path.name for path in Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    assert steps[-1] == "03.04.00_50_post_add_retry_failed_job_procedure.sql"
