"""What every answer carries, and HEAD wherever there is GET."""

from __future__ import annotations

import pytest
from tests.support.service import Service
from tests.web.conftest import School

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def paths(school: School) -> list[str]:
    return [
        "/",
        "/verify",
        f"/badges/{school.badge}",
        f"/badges/{school.badge}.json",
        f"/badges/{school.award['badge']}",
        f"/achievements/{school.networks['id']}",
        f"/achievements/{school.networks['id']}/image.svg",
        f"/certifications/{school.certification['id']}",
        f"/issuers/{school.tenant.issuer.slug}",
        f"/issuers/{school.tenant.issuer.slug}/did.json",
        "/docs",
        "/docs/errors",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/static/favicon.svg",
        "/nothing",
        "/badges/nothing",
        "/v1/badges",
    ]


@pytest.mark.parametrize("headers", [{}, BROWSER])
async def test_every_answer_has_the_headers_that_keep_browsers_in_bounds(
    service: Service, school: School, headers: dict[str, str]
) -> None:
    for path in paths(school):
        answer = await service.public.get(path, headers=headers)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert ("script-src" in policy) == (path == "/docs")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in answer.headers


async def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing(service: Service, school: School) -> None:
    for path in paths(school):
        answer = await service.public.get(path, headers=BROWSER)
        if not answer.headers["content-type"].startswith("text/html") or path == "/docs":
            continue
        for forbidden in ("<script", " onclick=", " style=", "javascript:", 'src="http', "<iframe"):
            assert forbidden not in answer.text, (path, forbidden)


async def test_head_says_what_get_says_without_content(service: Service, school: School) -> None:
    for path in paths(school):
        for headers in ({}, BROWSER):
            get = await service.public.get(path, headers=headers)
            head = await service.public.head(path, headers=headers)
            assert (head.status_code, head.content) == (get.status_code, b""), path
            assert head.headers.get("content-type") == get.headers.get("content-type")
            if not (path.startswith("/badges") and headers):  # a badge's page tells the time it was verified at
                assert head.headers.get("content-length") == get.headers.get("content-length"), path


async def test_head_is_not_possible_where_get_is_not(service: Service) -> None:
    assert (await service.public.head("/v1/verify")).status_code == 405
    assert (await service.public.head("/oauth/token")).status_code == 405
