"""The command line as one types it: in this process, on a database of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.support.database import Databases

from stackcred_issuer.cli import main
from stackcred_issuer.cli.output import console

BASE_URL = "http://localhost:8000"


@dataclass
class Result:
    """What a command left: its exit status and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The whole of stdout."""
        return json.loads(self.out)


@dataclass
class Terminal:
    """Runs `stackcred …` with an environment of its own."""

    environment: dict[str, str]
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    folder: Path
    more: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str) -> Result:
        with self.monkeypatch.context() as patch:
            for name, value in {**self.environment, **self.more}.items():
                patch.setenv(name, value)
            patch.setattr("sys.argv", ["stackcred", *arguments])
            # A console looks for its width only when it is made.
            patch.setattr(console, "width", int(self.environment.get("COLUMNS", "80")))
            self.capsys.readouterr()
            try:
                main()
                status = 0
            except SystemExit as left:
                status = left.code if isinstance(left.code, int) else int(left.code is not None)
        shown = self.capsys.readouterr()
        return Result(status, shown.out, shown.err)

    def well(self, *arguments: str) -> Any:
        """The JSON that a command prints on success."""
        result = self(*arguments, "--json")
        assert (result.status, result.err) == (0, ""), result
        return result.json


@pytest.fixture(scope="module")
def command_database(databases: Databases, worker_id: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """One database for the commands of a file."""
    name = f"{worker_id}-cli-{request.module.__name__.rpartition('.')[2]}"
    yield databases.make(name)
    databases.drop(name)


@pytest.fixture(scope="module")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the keys of that database lie."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def terminal(
    command_database: str,
    keys_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    environment = {
        "DATABASE_URL": command_database,
        "STACKCRED_BASE_URL": BASE_URL,
        "STACKCRED_KEYSTORE": f"file:{keys_folder}",
        "COLUMNS": "200",
    }
    return Terminal(environment, monkeypatch, capsys, tmp_path)
