"""`stackcred client`: secrets, shown once."""

from __future__ import annotations

from tests.cli.conftest import Terminal

from stackcred_issuer.services.caller import Scope

KEYS = ["clientId", "clientSecret", "apiKey", "scopes"]


def test_with_json_the_secrets_are_the_whole_of_stdout(terminal: Terminal) -> None:
    terminal.well("issuer", "create", "acme", "--name", "Acme")
    made = terminal.well("client", "create", "acme", "--name", "LMS")
    assert list(made) == KEYS
    assert made["scopes"] == sorted(Scope)
    assert made["apiKey"].startswith("sck_")
    assert made["clientSecret"].startswith("scs_")
    alone = terminal.well("client", "create")  # there is one issuer, so it need not be named
    assert alone["clientId"] != made["clientId"]
    narrow = terminal.well("client", "create", "acme", "--scope", "badges:read", "--scope", "assessments")
    assert narrow["scopes"] == ["assessments", "badges:read"]


def test_people_are_told_to_keep_them(terminal: Terminal) -> None:
    shown = terminal("client", "create", "acme")
    assert shown.status == 0
    assert "not shown again" in shown.out
    assert "sck_" in shown.out


def test_what_is_not_there_is_named_with_what_is(terminal: Terminal) -> None:
    nobody = terminal("client", "create", "nobody")
    assert (nobody.status, nobody.out) == (2, "")
    assert "acme" in nobody.err
    scope = terminal("client", "create", "acme", "--scope", "everything")
    assert scope.status == 2
    assert "badges:read" in scope.err
    assert scope.err.count("\n") == 1
