"""The database's address in the two spellings that are needed."""

from __future__ import annotations

from sqlalchemy import URL, make_url


def engine_url(database_url: str) -> URL:
    """For SQLAlchemy: always psycopg 3, whether the setting says postgres:, postgresql: or names a driver."""
    text = database_url.replace("postgres://", "postgresql://", 1)
    return make_url(text).set(drivername="postgresql+psycopg")


def psycopg_url(database_url: str) -> str:
    """For psycopg itself: a libpq URI."""
    return engine_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def with_database(database_url: str, name: str) -> str:
    """The same server, another database."""
    return engine_url(database_url).set(database=name, drivername="postgresql").render_as_string(hide_password=False)
