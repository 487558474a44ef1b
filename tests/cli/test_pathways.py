"""`stackcred pathway`: publish, list and end from a terminal."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Terminal
from tests.support.service import achievement

from stackcred_issuer.cli.running import with_house
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_client import find_client
from stackcred_issuer.services.find_issuer import find_issuer
from stackcred_issuer.services.keep_achievement import create_achievement

_numbers = itertools.count(1)


@dataclass(frozen=True)
class College:
    """slug: of an issuer with one client. achievement: the id of its only one."""

    slug: str
    achievement: str


@pytest.fixture
def college(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> College:
    slug = f"college-{next(_numbers)}"
    terminal.well("issuer", "create", slug, "--name", "Acme College")
    terminal.well("client", "create", slug, "--name", "LMS")
    for name, value in terminal.environment.items():
        monkeypatch.setenv(name, value)

    async def make(house: Deployment) -> str:
        caller = await find_client(house, (await find_issuer(house, slug)).id, "LMS")
        return str((await create_achievement(house, caller, achievement("Networks"))).id)

    return College(slug, with_house(make))


def _file(terminal: Terminal, document: Any) -> str:
    path: Path = terminal.folder / "pathway.json"
    path.write_text(json.dumps(document), "utf-8")
    return str(path)


def test_a_pathway_is_published_listed_and_ended(terminal: Terminal, college: College) -> None:
    file = _file(terminal, {"name": "Into networks", "steps": [{"id": "one", "achievement": college.achievement}]})
    of = ("--issuer", college.slug)
    first = terminal.well("pathway", "publish", file, *of)
    assert first["version"] == 1
    second = terminal.well("pathway", "publish", file, "--version-of", first["id"], *of)
    assert (second["id"], second["version"]) == (first["id"], 2)
    assert [one["version"] for one in terminal.well("pathway", "list", *of)] == [2]
    third = terminal("pathway", "publish", file, "--version-of", first["id"], *of)
    assert first["url"] in third.out.replace("\n", "")
    assert terminal("pathway", "end", first["id"], *of).status == 0
    assert terminal.well("pathway", "list", *of)[0]["endedAt"]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"name": "X"}, "/steps"),
        ({"name": "X", "steps": ["one"]}, "/steps"),
        ({"name": "X", "steps": [{"id": "one", "achievement": 7}]}, "/steps/0/achievement"),
        ({"name": "X", "steps": [{"id": "one", "achievement": "nonsense"}]}, "/steps/0/achievement"),
    ],
)
def test_a_document_that_is_none_is_refused_with_its_place(
    terminal: Terminal, college: College, document: Any, place: str
) -> None:
    refused = terminal("pathway", "publish", _file(terminal, document), "--issuer", college.slug)
    assert refused.status == 2
    assert place in refused.err
    assert terminal.well("pathway", "list", "--issuer", college.slug) == []
