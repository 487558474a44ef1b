"""`stackcred issuer`: tenants from the terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Terminal

MEMBERS = {"id", "slug", "name", "did", "root"}


def test_an_issuer_has_an_address_of_this_service_or_is_its_own_key(terminal: Terminal) -> None:
    web = terminal.well("issuer", "create", "acme", "--name", "Acme College")
    assert web.keys() == MEMBERS
    assert (web["did"], web["root"]) == ("did:web:localhost%3A8000:issuers:acme", False)
    own = terminal.well("issuer", "create", "keyed", "--name", "Keyed", "--did", "key")
    assert own["did"].startswith("did:key:z6Mk")
    root = terminal.well("issuer", "create", "host", "--name", "Host", "--root")
    assert (root["did"], root["root"]) == ("did:web:localhost%3A8000", True)
    assert terminal.well("issuer", "list") == [web, own, root]


def test_people_are_told_what_comes_next(terminal: Terminal) -> None:
    made = terminal("issuer", "create", "people", "--name", "People")
    assert made.status == 0
    assert "did:web:localhost%3A8000:issuers:people" in made.out
    assert "stackcred client create people" in made.out
    listed = terminal("issuer", "list")
    assert "People" in listed.out


def test_more_profile_members_come_from_a_file(terminal: Terminal) -> None:
    profile = terminal.folder / "profile.json"
    profile.write_text(json.dumps({"description": "A school", "email": "office@school.example"}), "utf-8")
    terminal.well("issuer", "create", "profiled", "--name", "Profiled", "--profile", str(profile))
    profile.write_text('{"phone": 7}', "utf-8")
    refused = terminal("issuer", "create", "badly", "--name", "Badly", "--profile", str(profile))
    assert refused.status == 2
    assert "/phone" in refused.err


def test_an_issuer_that_cannot_be_leaves_no_key_behind(terminal: Terminal) -> None:
    terminal.well("issuer", "create", "once", "--name", "Once")
    keys = keys_of(terminal)
    for arguments, status in (
        (("once", "--name", "Again"), 1),
        (("Bad Slug", "--name", "x"), 2),
        (("x" * 61, "--name", "x"), 2),
        (("ok", "--name", "a\x00b"), 2),
        (("ok", "--name", "x", "--did", "ion"), 2),
        (("ok", "--name", "x", "--profile", "/no/such/file"), 2),
    ):
        refused = terminal("issuer", "create", *arguments)
        assert refused.status == status, refused
        assert (refused.out, refused.err.count("\n")) == ("", 1), refused
    assert keys_of(terminal) == keys


def keys_of(terminal: Terminal) -> list[str]:
    folder = Path(terminal.environment["STACKCRED_KEYSTORE"].removeprefix("file:"))
    return sorted(path.name for path in folder.iterdir())
