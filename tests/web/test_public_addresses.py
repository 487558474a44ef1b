"""One address for people and machines; the bytes that were signed, as they are; what may be kept, and for how long."""

from __future__ import annotations

import hashlib
import json

import base58
import pytest
from tests.support.service import Service
from tests.web.conftest import School

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
MACHINES = [
    "*/*",
    "application/vc",
    "application/json",
    "application/ld+json",
    "application/vc+ld+json;q=0.9, */*;q=0.1",
    "application/vc, text/html;q=0.1",
    "",
    "nonsense",
]
HTML = "text/html; charset=utf-8"


def digest(content: bytes) -> str:
    return "z" + base58.b58encode(b"\x12\x20" + hashlib.sha256(content).digest()).decode()


@pytest.mark.parametrize("accept", MACHINES)
async def test_machines_get_the_signed_bytes(service: Service, school: School, accept: str) -> None:
    answer = await service.public.get(f"/badges/{school.badge}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc")
    assert answer.headers["vary"] == "Accept"
    assert digest(answer.content) == school.passed["badge"]["digestMultibase"]


@pytest.mark.parametrize(
    "accept", [BROWSER, "text/html", "application/xhtml+xml", "text/html;q=0.9, application/vc;q=0.5"]
)
async def test_people_get_a_page(service: Service, school: School, accept: str) -> None:
    for path in (
        f"/badges/{school.badge}",
        f"/badges/{school.award['badge']}",
        f"/achievements/{school.networks['id']}",
        f"/certifications/{school.certification['id']}",
        f"/issuers/{school.tenant.issuer.slug}",
    ):
        answer = await service.public.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, HTML), path
        assert answer.headers["vary"] == "Accept, Accept-Language, Cookie"


async def test_the_file_has_the_bytes_that_were_signed_and_a_name(service: Service, school: School) -> None:
    answer = await service.public.get(f"/badges/{school.badge}.json", headers={"Accept": BROWSER})
    assert answer.headers["content-type"] == "application/vc"
    assert digest(answer.content) == school.passed["badge"]["digestMultibase"]
    assert f'filename="badge-{school.badge}.json"' in answer.headers["content-disposition"]
    listed = (await school.tenant.api.get(f"/v1/badges/{school.badge}")).json()
    assert listed["credential"] == answer.json()


async def test_who_has_the_bytes_already_is_told_so(service: Service, school: School) -> None:
    lists = [entry["statusListCredential"] for entry in (await service.credential(school.badge))["credentialStatus"]]
    for path in (f"/badges/{school.badge}", f"/badges/{school.badge}.json", *lists):
        first = await service.public.get(path)
        tag = first.headers["etag"]
        assert tag.startswith('"z')
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = await service.public.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
            assert again.headers["cache-control"] == first.headers["cache-control"]
        assert (await service.public.get(path, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_the_data_of_every_address_says_where_it_stands(service: Service, school: School) -> None:
    achievement = (await service.public.get(school.networks["url"])).json()
    assert achievement == school.networks["achievement"]
    rule = await service.public.get(f"/certifications/{school.certification['id']}")
    version = await service.public.get(f"/certifications/{school.certification['id']}/rules/1")
    assert rule.content == version.content
    assert digest(rule.content) == school.certification["rule"]["digestMultibase"]
    profile = (await service.public.get(f"/issuers/{school.tenant.issuer.slug}")).json()
    assert profile == (await service.credential(school.badge))["issuer"]


async def test_an_award_gives_the_evaluation_that_it_names(service: Service, school: School) -> None:
    credential = await service.credential(school.award["badge"])
    path = f"/badges/{school.award['badge']}/evaluation"
    answer = await service.public.get(path)
    resources = {entry["id"]: entry["digestMultibase"] for entry in credential["relatedResource"]}
    assert digest(answer.content) == resources[f"http://localhost:8000{path}"]
    assert json.loads(answer.content)["verdict"] == "satisfied"
    assert (await service.public.get(f"/badges/{school.badge}/evaluation")).status_code == 404


async def test_images_are_drawn(service: Service, school: School) -> None:
    for path in (f"/badges/{school.badge}/image.svg", f"/achievements/{school.networks['id']}/image.svg"):
        answer = await service.public.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
        assert b"<svg" in answer.content


async def test_the_page_of_a_revoked_badge_says_so(service: Service, school: School) -> None:
    answer = await school.tenant.passed(school.networks["id"], "revoked@example.org")
    badge = answer["badge"]["id"]
    await school.tenant.api.post(f"/v1/badges/{badge}/revoke", json={"reason": "copied"})
    page = (await service.public.get(f"/badges/{badge}", headers={"Accept": BROWSER})).text
    assert "revoked" in page.lower()
    assert "copied" in page


async def test_no_page_and_no_credential_names_the_learner(service: Service, school: School) -> None:
    body = {"learner": {"email": "Quentin.Quux@example.org", "name": "Quentin Quux"}, "activityId": "named"}
    answer = await school.tenant.passed(school.networks["id"], "", **body)
    badge = answer["badge"]["id"]
    for accept in (BROWSER, "*/*"):
        text = (await service.public.get(f"/badges/{badge}", headers={"Accept": accept})).text.lower()
        assert "quux" not in text
        assert "quentin" not in text
