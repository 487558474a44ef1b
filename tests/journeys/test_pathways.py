"""A pathway is published, shown to everybody, and tells learners how far they are."""

from __future__ import annotations

import hashlib
from typing import Any
from xml.etree import ElementTree

import base58
import pytest
import pytest_asyncio
from tests.support.service import BASE_URL, Service, Tenant, all_of
from tests.support.strangers import COLLEGE, WELDING, bring, foreign, learner_of

from stackcred_issuer.services.sign_in import new_session
from stackcred_issuer.store.access import Holder

HTML = {"Accept": "text/html"}
ANA = "ana@example.org"


@pytest_asyncio.fixture
async def tenant(service: Service) -> Tenant:
    return await service.tenant()


async def _publish(tenant: Tenant, *steps: dict[str, Any], **members: Any) -> dict[str, Any]:
    answer = await tenant.api.post("/v1/pathways", json={"name": "Into networks", "steps": list(steps), **members})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _signed_in(service: Service, email: str = ANA) -> dict[str, str]:
    async with service.house.store.begin(service.house.clock.now()) as uow:
        session = await new_session(service.house, uow, Holder(email, None))
    return {"Cookie": f"learner={session}", **HTML}


async def test_everybody_sees_the_way_and_machines_get_the_document(service: Service, tenant: Tenant) -> None:
    networks, certificate = await tenant.achievement(), await tenant.achievement("Certificate")
    certification = await tenant.certification(certificate, all_of(networks))
    made = await _publish(
        tenant,
        {"id": "first", "achievement": networks["id"]},
        {"id": "second", "certification": certification["id"], "name": "The certificate", "after": ["first"]},
        exits=[{"name": "Technician", "after": ["second"], "roles": ["Help desk"]}],
        entry={"description": "Anybody.", "anyOf": [networks["url"]]},
    )
    page = await service.public.get(f"/pathways/{made['id']}", headers=HTML)
    for words in ("Into networks", "Networks", "The certificate", "Technician", "Help desk", "Anybody.", "<svg"):
        assert words in page.text
    assert f'href="/certifications/{certification["id"]}"' in page.text
    document = await service.public.get(f"/pathways/{made['id']}")
    digest = "z" + base58.b58encode(b"\x12\x20" + hashlib.sha256(document.content).digest()).decode()
    assert digest == made["digestMultibase"]
    assert document.json() == made["pathway"]
    assert document.json()["steps"][1]["achievement"] == certificate["url"]
    drawing = await service.public.get(f"/pathways/{made['id']}/picture.svg")
    assert "script" not in {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawing.text).iter()}
    assert "Technician" in drawing.text
    ctdl = (await service.public.get(f"/pathways/{made['id']}/ctdl.json")).json()
    assert ctdl["@graph"][0]["@id"] == f"{BASE_URL}/pathways/{made['id']}"


async def test_a_learner_sees_how_far_they_are(service: Service, tenant: Tenant) -> None:
    first, second = await tenant.achievement(), await tenant.achievement("Servers")
    made = await _publish(
        tenant,
        {"id": "first", "achievement": first["id"]},
        {"id": "second", "achievement": second["id"], "after": ["first"]},
    )
    headers = await _signed_in(service)
    assert made["id"] not in (await service.public.get("/learn/pathways", headers=headers)).text
    passed = await tenant.passed(first["id"], ANA)
    listed = await service.public.get("/learn/pathways", headers=headers)
    assert f'href="/learn/pathways/{made["id"]}"' in listed.text
    assert "1 of 2 steps done" in listed.text
    own = await service.public.get(f"/learn/pathways/{made['id']}", headers=headers)
    assert own.headers["cache-control"] == "no-store"
    assert "Networks (done); Servers (next)" in own.text
    await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/revoke", json={"reason": "a mistake"})
    own = await service.public.get(f"/learn/pathways/{made['id']}", headers=headers)
    assert "0 of 2 steps done" in own.text
    stranger = await service.public.get(f"/learn/pathways/{made['id']}", headers=HTML)
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/learn")


async def test_what_others_gave_counts_on_a_pathway_by_the_issuers_signed_word(
    service: Service, tenant: Tenant
) -> None:
    ours, prior = await tenant.achievement("Our welding"), await tenant.achievement("Safety")
    made = await _publish(
        tenant, {"id": "welding", "achievement": ours["id"]}, {"id": "safety", "achievement": prior["id"]}
    )
    learner = await learner_of(tenant, "brings@example.org")
    await bring(tenant, learner, foreign("brings@example.org"))
    headers, path = await _signed_in(service, "brings@example.org"), f"/learn/pathways/{made['id']}"
    assert "0 of 2 steps done" in (await service.public.get(path, headers=headers)).text
    said = {"kind": "Substitution", "achievement": WELDING, "issuer": COLLEGE.controller, "countsAs": ours["id"]}
    stated = await tenant.api.post("/v1/equivalences", json={**said, "comment": "The same outcomes."})
    assert stated.status_code == 201, stated.text
    assert "1 of 2 steps done" in (await service.public.get(path, headers=headers)).text
    recognised = {"kind": "RecognitionOfPriorLearning", "learner": learner, "countsAs": prior["id"], "comment": "Work."}
    assert (await tenant.api.post("/v1/equivalences", json=recognised)).status_code == 201
    assert "2 of 2 steps done" in (await service.public.get(path, headers=headers)).text
    await tenant.api.post(f"/v1/equivalences/{stated.json()['id']}/revoke", json={"reason": "content changed"})
    assert "1 of 2 steps done" in (await service.public.get(path, headers=headers)).text


async def test_it_is_linked_from_its_issuer_and_from_the_certification_it_leads_to(
    service: Service, tenant: Tenant
) -> None:
    networks, certificate = await tenant.achievement(), await tenant.achievement("Certificate")
    certification = await tenant.certification(certificate, all_of(networks))
    aside = await tenant.certification(await tenant.achievement("Aside"), all_of(networks))
    made = await _publish(tenant, {"id": "last", "certification": certification["id"]})
    link, path = f'href="/pathways/{made["id"]}"', f"/certifications/{certification['id']}"
    pages = [f"/issuers/{tenant.issuer.slug}", path]
    for page in pages:
        assert link in (await service.public.get(page, headers=HTML)).text
    assert link not in (await service.public.get(f"/certifications/{aside['id']}", headers=HTML)).text
    await tenant.passed(networks["id"], "linked@example.org")
    own = await service.public.get(f"/learn{path}", headers=await _signed_in(service, "linked@example.org"))
    assert f'href="/learn/pathways/{made["id"]}"' in own.text
    await tenant.api.delete(f"/v1/pathways/{made['id']}")
    for page in pages:
        assert link not in (await service.public.get(page, headers=HTML)).text


async def test_the_portfolio_draws_the_pathway_one_is_furthest_on(service: Service, tenant: Tenant) -> None:
    found = [await tenant.achievement(name) for name in ("First", "Second", "Third")]
    steps = [{"id": f"s{number}", "achievement": one["id"]} for number, one in enumerate(found)]
    far, near, over = [await _publish(tenant, *steps[:count]) for count in (3, 2, 1)]
    headers = await _signed_in(service, "drawn@example.org")
    assert "On the way" not in (await service.public.get("/learn", headers=headers)).text
    await tenant.passed(found[0]["id"], "drawn@example.org")
    page = (await service.public.get("/learn", headers=headers)).text
    assert page.count("<svg xmlns") == 1
    assert "First (done); Second (next)" in page
    for one in (far, near, over):
        assert f'href="/learn/pathways/{one["id"]}"' in page
    assert "Third" not in page.partition("<svg xmlns")[2].partition("</svg>")[0]


async def test_a_version_never_changes_and_an_ended_pathway_keeps_its_page(service: Service, tenant: Tenant) -> None:
    first = await tenant.achievement()
    made = await _publish(tenant, {"id": "first", "achievement": first["id"]})
    wanted = {"name": "Another name", "steps": [{"id": "first", "achievement": first["id"]}]}
    again = await tenant.api.post(f"/v1/pathways/{made['id']}/versions", json=wanted)
    assert (again.status_code, again.json()["version"]) == (201, 2)
    assert (await service.public.get(f"/pathways/{made['id']}")).json()["name"] == "Another name"
    assert (await service.public.get(f"/pathways/{made['id']}?version=1")).json() == made["pathway"]
    assert (await service.public.get(f"/pathways/{made['id']}?version=3")).status_code == 404
    assert (await tenant.api.delete(f"/v1/pathways/{made['id']}")).status_code == 204
    assert "offered no more" in (await service.public.get(f"/pathways/{made['id']}", headers=HTML)).text
    [listed] = (await tenant.api.get("/v1/pathways")).json()["items"]
    assert (listed["version"], listed["endedAt"] is not None) == (2, True)


@pytest.mark.parametrize(
    ("step", "pointer"),
    [
        ({"id": "a"}, "/steps/0"),
        ({"id": "a", "achievement": "x", "certification": "y"}, "/steps/0"),
        ({"id": "a", "achievement": "https://elsewhere.example/1"}, "/steps/0/achievement"),
        ({"id": "a", "certification": "nonsense"}, "/steps/0/certification"),
        ({"id": "a", "achievement": "x", "colour": "red"}, "/steps/0/colour"),
    ],
)
async def test_a_step_names_one_thing_that_can_be_earned_here(
    tenant: Tenant, step: dict[str, Any], pointer: str
) -> None:
    answer = await tenant.api.post("/v1/pathways", json={"name": "X", "steps": [step]})
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)
    assert (await tenant.api.get("/v1/pathways")).json()["items"] == []


async def test_another_issuer_neither_uses_nor_changes_what_is_not_its_own(service: Service, tenant: Tenant) -> None:
    first = await tenant.achievement()
    made = await _publish(tenant, {"id": "first", "achievement": first["id"]})
    other = await service.tenant()
    wanted = {"name": "X", "steps": [{"id": "first", "achievement": first["id"]}]}
    assert (await other.api.post("/v1/pathways", json=wanted)).status_code == 422
    assert (await other.api.post(f"/v1/pathways/{made['id']}/versions", json=wanted)).status_code == 404
    assert (await other.api.delete(f"/v1/pathways/{made['id']}")).status_code == 404
