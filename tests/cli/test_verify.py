"""`stackcred verify`: the report on what a file, an address or standard input holds, and an exit status to go by."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from typing import Any
from uuid import UUID

import pytest
from tests.cli.conftest import Terminal
from tests.domain.verification.making import badge, key, signed, signer_of

from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.services.caller import ALL_SCOPES, Caller
from stackcred_issuer.services.issue_directly import DirectBadge, issue_directly
from stackcred_issuer.services.keep_achievement import create_achievement
from stackcred_issuer.settings import load_settings

STRANGER = key(7)
GOOD = signed(badge(STRANGER.controller), STRANGER)


def saved(terminal: Terminal, document: Any) -> str:
    path = terminal.folder / "badge.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("document", "status", "verdict"),
    [
        (GOOD, 0, "valid"),
        ({**GOOD, "name": "Welding 9"}, 1, "invalid"),
        (signed(badge(STRANGER.controller, validUntil="2026-01-02T00:00:00Z"), STRANGER), 1, "expired"),
        (signed(badge("did:web:nowhere.invalid"), signer_of("did:web:nowhere.invalid")), 3, "undetermined"),
    ],
)
def test_the_exit_status_is_the_verdict(terminal: Terminal, document: Any, status: int, verdict: str) -> None:
    path = saved(terminal, document)
    result = terminal("verify", path, "--json")
    assert (result.status, result.err) == (status, "")
    assert result.json["verdict"] == verdict
    shown = terminal("verify", path)
    assert (shown.status, shown.err) == (status, "")
    assert verdict in shown.out
    for check in result.json["checks"]:
        assert check["name"] in shown.out


def test_standard_input_is_read_for_a_dash(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(GOOD).encode())))
    assert terminal.well("verify", "-")["verdict"] == "valid"


def test_a_badge_of_this_service_is_found_by_its_address(terminal: Terminal) -> None:
    issuer = terminal.well("issuer", "create", "acme", "--name", "Acme")
    url = asyncio.run(issued(terminal, issuer["id"]))
    assert terminal.well("verify", url)["verdict"] == "valid"
    assert terminal("verify", f"{url}.json?x=1").status == 0


async def issued(terminal: Terminal, issuer_id: str) -> str:
    """A badge made without the web: its address."""
    environment = terminal.environment
    settings = load_settings(base_url=environment["STACKCRED_BASE_URL"], keystore=environment["STACKCRED_KEYSTORE"])
    caller = Caller(UUID(int=0), UUID(issuer_id), ALL_SCOPES)
    async with open_deployment(settings, environment["DATABASE_URL"]) as house:
        document = {"name": "Networks", "description": "Cables.", "criteria": {"narrative": "Ten outlets."}}
        achievement = await create_achievement(house, caller, document)
        wanted = DirectBadge.model_validate({"learner": {"email": "a@b.example"}, "achievement": str(achievement.id)})
        return str(json.loads((await issue_directly(house, caller, wanted)).body)["url"])


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ("/no/such/file", 2, "No such file"),
        ("/", 2, "cannot be read"),
        ("http://localhost:8000/badges/x", 2, "not a badge's"),
        ("https://127.0.0.1/badge", 1, "not public"),
        ("http://badges.invalid/1", 1, "badges.invalid"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(terminal: Terminal, what: str, status: int, words: str) -> None:
    result = terminal("verify", what)
    assert (result.status, result.out, result.err.count("\n")) == (status, "", 1), result
    assert result.err.startswith("stackcred: ")
    assert words in result.err
    problem = terminal("verify", what, "--json")
    assert problem.status == status
    assert words in problem.json["detail"]


def test_a_file_that_is_no_credential_is_bad_input(terminal: Terminal) -> None:
    path = terminal.folder / "photo"
    path.write_bytes(b"\x89PNG")
    result = terminal("verify", str(path))
    assert (result.status, result.err.count("\n")) == (2, 1)
