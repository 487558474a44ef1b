"""`stackcred keys`: history, rotation, and the procedure for a leaked key."""

from __future__ import annotations

import uuid

import pytest
from tests.cli.conftest import Terminal

MEMBERS = {"id", "publicKeyMultibase", "type", "use", "state", "createdAt"}


def new_issuer(terminal: Terminal, *more: str) -> str:
    slug = f"i-{uuid.uuid4().hex[:8]}"
    terminal.well("issuer", "create", slug, "--name", "School", *more)
    return slug


def test_a_rotation_retires_the_former_key(terminal: Terminal) -> None:
    slug = new_issuer(terminal)
    (first,) = terminal.well("keys", "list", slug)
    assert first.keys() == MEMBERS
    assert (first["type"], first["state"]) == ("Ed25519", "active")
    (second,) = terminal.well("keys", "rotate", slug)
    listed = terminal.well("keys", "list", slug)
    assert [(key["id"], key["state"]) for key in listed] == [(first["id"], "retired"), (second["id"], "active")]
    assert second["publicKeyMultibase"] in terminal("keys", "list", slug).out


def test_a_leaked_key_never_signs_again(terminal: Terminal) -> None:
    slug = new_issuer(terminal)
    (leaked,) = terminal.well("keys", "list", slug)
    done = terminal.well("keys", "compromise", leaked["id"], slug)
    assert (done["badges"], done["key"]["state"]) == (0, "active")
    states = {key["id"]: key["state"] for key in terminal.well("keys", "list", slug)}
    assert states == {leaked["id"]: "compromised", done["key"]["id"]: "active"}
    again = terminal("keys", "compromise", leaked["id"], slug, "--yes", "--remedy", "resign")
    assert again.status == 0
    assert done["key"]["publicKeyMultibase"] in again.out


def test_a_leak_is_not_declared_by_mistake(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    slug = new_issuer(terminal)
    (key,) = terminal.well("keys", "list", slug)
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: SIM115, PTH123 - nobody answers
    assert terminal("keys", "compromise", key["id"], slug).status == 1
    assert terminal.well("keys", "list", slug) == [key]


def test_what_cannot_be_is_one_sentence(terminal: Terminal) -> None:
    slug, keyed = new_issuer(terminal), new_issuer(terminal, "--did", "key")
    for arguments, status in (
        (("rotate", keyed), 1),
        (("rotate", "nobody"), 2),
        (("list", "nobody"), 2),
        (("compromise", "seven", slug, "--yes"), 2),
        (("compromise", str(uuid.uuid4()), slug, "--yes"), 2),
        (("compromise", str(uuid.uuid4()), slug, "--remedy", "pray", "--yes"), 2),
    ):
        refused = terminal("keys", *arguments)
        assert (refused.status, refused.out, refused.err.count("\n")) == (status, "", 1), refused
        problem = terminal("keys", *arguments, "--json")
        assert problem.status == status
        assert problem.json.keys() >= {"type", "code", "detail"}
