"""What every test may ask for: a migrated PostgreSQL, and the store on it.

Tests that share `store` make their own issuer: tenants do not see one another. Whole-app tests and tests of
the migrations take `fresh_database_url`, a database of their own.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest
import pytest_asyncio
from tests.support.database import SERVER_HOME, Databases

from stackcred_issuer.store import embedded
from stackcred_issuer.store.engine import Store

if TYPE_CHECKING:
    from tests.support.service import Service
    from tests.support.vc_api import Instance

# The suite says the same of the same code every time; HYPOTHESIS_PROFILE=explore looks for what nobody has seen yet.
hypothesis.settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard to try, where a test can go on for as long as one likes."""
    parser.addoption("--credentials", type=int, default=300, help="how many credentials two processors must agree on")
    parser.addoption("--seed", type=int, default=1, help="which credentials these are")
    parser.addoption("--hostile", choices=["sample", "all"], default="sample", help="how much of the hostile corpus")
    parser.addoption("--rules", type=int, default=120, help="how many random stacking rules the oracles judge")


_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def databases(testrun_uid: str) -> Iterator[Databases]:
    """The databases of this run, on a server that all runs and workers share."""
    server = embedded.start(SERVER_HOME)
    databases = Databases(server.url, testrun_uid[:12])
    yield databases
    databases.close()
    server.stop()


@pytest.fixture(scope="session")
def database_url(databases: Databases, worker_id: str) -> Iterator[str]:
    """One migrated database per worker, for tests that keep to their own issuer."""
    yield databases.make(worker_id)
    databases.drop(worker_id)


@pytest.fixture
def fresh_database_url(databases: Databases, worker_id: str) -> Iterator[str]:
    """A migrated database for this test alone."""
    name = f"{worker_id}_{next(_numbers)}"
    yield databases.make(name)
    databases.drop(name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def store(database_url: str) -> AsyncIterator[Store]:
    """The store on this worker's database."""
    store = Store.connect(database_url)
    yield store
    await store.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The whole service on this worker's database; take a tenant of your own."""
    from tests.support.service import running  # here, so that tests of one floor do not load the whole house

    async with running(database_url, tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture(scope="session")
def instance(databases: Databases, worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A conformance instance on a database of its own, over real HTTP."""
    from tests.support.vc_api import serving, vector_contexts

    name, folder = f"{worker_id}_vc_api", tmp_path_factory.mktemp("instance")
    with serving(databases.make(name), folder, conformance_contexts=vector_contexts(folder)) as instance:
        yield instance
    databases.drop(name)
