"""One setting, however it is spelt, reaches the same database by both ways."""

from __future__ import annotations

import psycopg
import pytest

from stackcred_issuer.store.address import engine_url, psycopg_url, with_database


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg"])
def test_every_spelling_means_psycopg(scheme: str) -> None:
    url = f"{scheme}://ana:p%40ss@db.example:6432/badges?sslmode=require"
    assert engine_url(url).drivername == "postgresql+psycopg"
    assert psycopg_url(url) == "postgresql://ana:p%40ss@db.example:6432/badges?sslmode=require"


def test_a_socket_folder_survives(database_url: str) -> None:
    with psycopg.connect(psycopg_url(database_url)) as connection:
        assert connection.info.host.startswith("/")
    assert "host=%2Ftmp%2Fx" in psycopg_url("postgresql://postgres@/a?host=/tmp/x&port=5432")


def test_another_database_of_the_same_server() -> None:
    assert with_database("postgresql+psycopg://u:p@h/one?port=1", "two") == "postgresql://u:p@h/two?port=1"
