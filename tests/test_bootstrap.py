"""The one place that opens everything puts everything away again, also when what ran in between has failed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.gateways.sandbox_work import add

from stackcred_issuer.bootstrap import DATABASE, database, open_deployment
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.services.check_ready import check_ready
from stackcred_issuer.settings import load_settings


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: the database's socket lies below it."""
    made = Path(tempfile.mkdtemp(prefix="sc-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_a_database_that_is_named_is_left_alone(folder: Path) -> None:
    settings = load_settings(database_url="postgresql://db.example/stackcred", data_dir=folder)
    with database(settings) as url:
        assert url == "postgresql://db.example/stackcred"
    assert list(folder.iterdir()) == []


def test_without_one_the_embedded_server_runs_as_long_as_it_is_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings = load_settings(data_dir=folder)
    for _ in range(2):  # what is kept is there the next time
        with database(settings) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == (DATABASE,)
            connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


async def test_a_deployment_is_whole_and_is_closed(database_url: str, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, keystore=f"file:{tmp_path / 'keys'}", base_url="https://badges.example")
    async with open_deployment(settings, database_url) as house:
        assert await check_ready(house) is None
        assert house.urls.base == "https://badges.example"
        assert await house.sandbox.run(add, 41) == 42
        assert house.signing_instant().microsecond == 0
    with pytest.raises(RuntimeError):
        await house.sandbox.run(add, 41)


async def test_it_is_closed_after_a_failure_too(database_url: str, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, keystore=f"file:{tmp_path / 'keys'}")
    with pytest.raises(ZeroDivisionError):
        async with open_deployment(settings, database_url) as house:
            raise ZeroDivisionError
    with pytest.raises(RuntimeError):
        await house.sandbox.run(add, 41)


async def test_a_deployment_whose_database_is_away_opens_and_is_not_ready(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, keystore=f"file:{tmp_path / 'keys'}")
    async with open_deployment(settings, "postgresql://nobody@127.0.0.1:1/none") as house:
        assert await check_ready(house) is not None


async def test_a_key_store_that_is_not_known_is_refused_by_name(database_url: str, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, keystore="vault:keys")
    with pytest.raises(StackcredError) as caught:
        async with open_deployment(settings, database_url) as house:
            house.keystores.create(KeyType.ED25519)
    assert caught.value.code is ErrorCode.INVALID
