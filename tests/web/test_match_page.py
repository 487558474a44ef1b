"""An employer holds a role against applicants on a page: by lines or a file, by links, files and archives."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
import pytest_asyncio
from tests.support.service import Service
from tests.web.test_match_api import ALIGNED, ROLE, SUBNET, foreign

from stackcred_issuer.services.match_role import MAX_APPLICANTS

PAGE = {"Accept": "text/html"}


@pytest_asyncio.fixture
async def own(service: Service) -> str:
    """The address of a badge that covers the role."""
    tenant = await service.tenant()
    made = await tenant.achievement("Subnets", alignment=[ALIGNED])
    return str((await tenant.passed(made["id"], "ana@example.org"))["badge"]["url"])


async def ask(service: Service, *files: tuple[str, bytes], role: Any = None, **fields: str) -> httpx.Response:
    parts: list[Any] = [(name, (None, value)) for name, value in fields.items()]
    parts += [("file", file) for file in files]
    if role is not None:
        parts.append(("role", ("role.json", role if isinstance(role, bytes) else json.dumps(role).encode())))
    return await service.public.post("/match", files=parts, headers=PAGE)


def told(page: httpx.Response) -> dict[str, Any]:
    """The answer as data, which the page holds to be saved."""
    found = re.search(r'download="match.json" href="data:application/json;base64,([^"]+)"', page.text)
    assert found is not None, page.text
    answer: dict[str, Any] = json.loads(base64.b64decode(found[1]))
    return answer


def coverages(page: httpx.Response) -> dict[str, str]:
    return {one["applicant"]: one["coverage"] for one in told(page)["applicants"]}


async def test_a_role_in_lines_is_held_against_links(service: Service, own: str) -> None:
    page = await ask(service, name="Technician", asked=f"{SUBNET}\n", links=f"{own}\n{own}.json")
    assert page.status_code == 200
    assert coverages(page) == {own: "covered", f"{own}.json": "covered"}
    assert told(page)["role"]["name"] == "Technician"
    assert "Covered" in page.text


async def test_a_level_behind_the_address_is_the_least_that_will_do(service: Service, own: str) -> None:
    page = await ask(service, asked=f"{SUBNET} 3", links=own)
    (asked,) = told(page)["applicants"][0]["requirements"]
    assert (asked["levelMin"], asked["coverage"]) == (3, "missing")


async def test_a_role_as_a_file_is_held_against_files_and_the_folders_of_an_archive(service: Service, own: str) -> None:
    signed = (await service.public.get(f"{own}.json")).content
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("ana/badge.json", signed)
        archive.writestr("ben/badge.json", json.dumps(foreign()))
        archive.writestr("ben/letter.txt", "Dear all")
    page = await ask(service, ("eva.json", signed), ("all.zip", packed.getvalue()), role=ROLE)
    assert coverages(page) == {"eva.json": "covered", "ana": "covered", "ben": "claimed"}
    assert "letter.txt" in page.text


async def test_a_registry_that_is_named_makes_a_claim_count(service: Service) -> None:
    tenant = await service.tenant()
    document = json.dumps(foreign()).encode()
    entry = {"issuer": foreign()["issuer"]["id"], "achievements": ["*"]}
    made = await tenant.api.post("/v1/trust-registries", json={"name": "Colleges", "entries": [entry]})
    page = await ask(service, ("ben.json", document), role=ROLE, trust=made.json()["url"])
    assert coverages(page) == {"ben.json": "covered"}


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("asked", {}, "Say what you ask for"),
        ("asked", {"asked": f"{SUBNET} three"}, "Write a number behind the address"),
        ("role", {"role": b"no JSON"}, "role"),
        ("role", {"role": {"type": "JobRole", "id": "urn:x", "name": "x", "competencies": []}}, "/competencies"),
        ("file", {"asked": SUBNET}, "Bring somebody"),
        ("trust", {"asked": SUBNET, "links": "https://a.example/1", "trust": "https://nowhere.example"}, "registry"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_that_was_written_is_lost(
    service: Service, field: str, given: dict[str, Any], said: str
) -> None:
    page = await ask(service, name="Rôle", **given)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert said in page.text
    assert 'value="Rôle"' in page.text


async def test_so_many_applicants_and_no_more(service: Service) -> None:
    links = "\n".join(f"https://a.example/{number}" for number in range(MAX_APPLICANTS + 1))
    page = await ask(service, asked=SUBNET, links=links)
    assert page.status_code == 422
    assert f"at most {MAX_APPLICANTS}" in page.text
