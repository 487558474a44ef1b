"""What goes wrong with any command is one sentence, and never a secret."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.cli.conftest import Terminal

AWAY = "postgresql://operator:hunter2@127.0.0.1:1/stackcred"


@pytest.mark.parametrize(
    "command", [["issuer", "list"], ["migrate"], ["keys", "list"], ["audit", "verify"], ["client", "create"]]
)
def test_a_database_that_is_away_is_one_sentence(terminal: Terminal, command: list[str]) -> None:
    terminal.more = {"DATABASE_URL": AWAY}
    result = terminal(*command)
    assert (result.status, result.out, result.err.count("\n")) == (1, "", 1), result
    assert "database does not answer" in result.err
    assert "hunter2" not in result.err


def test_wrong_settings_are_all_named_and_their_values_are_not(terminal: Terminal) -> None:
    terminal.more = {"STACKCRED_PORT": "hunter2", "STACKCRED_BASE_URL": "ftp://hunter2"}
    result = terminal("issuer", "list")
    assert (result.status, result.out) == (2, "")
    for name in ("STACKCRED_PORT", "STACKCRED_BASE_URL"):
        assert name in result.err
    assert "hunter2" not in result.err
    assert terminal("issuer", "list", "--json").json["code"] == "invalid"


def test_a_key_folder_that_cannot_be_is_one_sentence(terminal: Terminal) -> None:
    terminal.more = {"STACKCRED_KEYSTORE": "file:/proc/keys-of-nobody"}
    result = terminal("issuer", "create", "acme", "--name", "Acme")
    assert (result.status, result.out, result.err.count("\n")) == (1, "", 1), result
    assert "/proc/keys-of-nobody" in result.err


def test_migrate_says_that_the_database_is_up_to_date(terminal: Terminal) -> None:
    assert terminal("migrate").out.strip() == "The database is up to date."
    assert terminal.well("migrate") == {"ok": True}


def test_the_module_runs_as_the_command_does() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "stackcred_issuer", "--help"], capture_output=True, text=True, timeout=60
    )
    assert shown.returncode == 0
    for name in (
        "serve",
        "worker",
        "demo",
        "migrate",
        "verify",
        "evaluate",
        "recheck",
        "issuer",
        "client",
        "keys",
        "audit",
    ):
        assert name in shown.stdout


def test_an_unknown_command_is_bad_input(terminal: Terminal) -> None:
    result = terminal("fly")
    assert (result.status, result.out) == (2, "")
    assert "fly" in result.err
