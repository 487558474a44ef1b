"""`stackcred audit verify` finds what was changed in the record."""

from __future__ import annotations

import psycopg
from tests.cli.conftest import Terminal


def test_a_chain_that_was_tampered_with_is_found_at_its_place(terminal: Terminal) -> None:
    terminal.well("issuer", "create", "acme", "--name", "Acme")
    for _ in range(3):
        terminal.well("client", "create", "acme")
    good = terminal.well("audit", "verify", "acme")
    assert good == {"ok": True, "entries": 5, "brokenAt": None, "detail": "All 5 entries hold."}
    shown = terminal("audit", "verify")
    assert (shown.status, shown.out.strip()) == (0, good["detail"])
    with psycopg.connect(terminal.environment["DATABASE_URL"]) as connection:
        connection.execute("SET session_replication_role = replica")  # the table itself refuses changes
        connection.execute("UPDATE audit_entries SET actor = 'nobody' WHERE seq = 3")
    broken = terminal("audit", "verify", "acme", "--json")
    assert (broken.status, broken.err) == (1, "")
    assert (broken.json["ok"], broken.json["brokenAt"]) == (False, 3)
    assert terminal("audit", "verify", "acme").status == 1


def test_an_unknown_issuer_is_bad_input(terminal: Terminal) -> None:
    assert terminal("audit", "verify", "nobody").status == 2
