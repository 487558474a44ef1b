"""The demo, as `make demo ARGS=--exit` runs it: from nothing, and once more on what it left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.cli.test_serve import free_port, wait_for

PATIENCE = 120  # seconds on a busy machine; about 8 on an idle one


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path: the database's socket lies below it."""
    folder = Path(tempfile.mkdtemp(prefix="sc-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_it_plays_the_whole_story_twice_and_leaves(home: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STACKCRED_")}
    environment |= {"HOME": str(home), "STACKCRED_DATA_DIR": str(home / "data"), "COLUMNS": "200"}
    environment.pop("DATABASE_URL", None)
    for _ in range(2):
        command = [sys.executable, "-m", "stackcred_issuer", "demo", "--exit", "--port", str(free_port())]
        done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
        for shown in ("/badges/", "/verify", "/docs", "revoked", "suspended"):
            assert shown in done.stdout, shown
    wait_for(lambda: not processes_of(home), 10)


def processes_of(home: Path) -> list[str]:
    """The command lines of what still runs there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return [line for line in found if str(home) in line]
