"""A page answers in the language that was chosen, else in the browser's first that we speak; data in none."""

from __future__ import annotations

import httpx
import pytest
from tests.support.service import BASE_URL, Service

PAGE = {"Accept": "text/html"}


async def ask(service: Service, path: str = "/verify", **headers: str) -> httpx.Response:
    """As somebody who was never here: without any cookie but those given."""
    async with httpx.AsyncClient(transport=service.transport, base_url=BASE_URL) as visitor:
        return await visitor.get(path, headers={**PAGE, **headers})


@pytest.mark.parametrize(
    ("languages", "answered"),
    [
        ("ar", "ar"),
        ("ar-EG,en;q=0.5", "ar"),
        ("tlh, AR;q=0.8, en;q=0.9", "en"),
        ("tlh,ar;q=0.2", "ar"),
        ("ar;q=0, en", "en"),
        ("*", "en"),
        ("", "en"),
        ("../../etc/passwd,%%,;;q=x", "en"),
    ],
)
async def test_the_first_language_of_the_browser_that_we_speak(service: Service, languages: str, answered: str) -> None:
    page = await ask(service, **{"Accept-Language": languages})
    assert page.headers["content-language"] == answered
    assert f'<html lang="{answered}" dir="{"rtl" if answered == "ar" else "ltr"}">' in page.text
    assert {"Accept-Language", "Cookie"} <= set(page.headers["vary"].split(", "))
    assert "set-cookie" not in page.headers


async def test_a_choice_is_remembered_and_stands_before_the_browsers_wish(service: Service) -> None:
    chosen = await ask(service, "/verify?lang=ar", **{"Accept-Language": "en"})
    assert "تحقّق من شارة" in chosen.text
    (cookie, *attributes) = chosen.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
    later = await ask(service, **{"Accept-Language": "en", "Cookie": cookie})
    assert later.headers["content-language"] == "ar"
    back = await ask(service, "/verify?lang=en", Cookie=cookie)
    assert back.headers["content-language"] == "en"


@pytest.mark.parametrize("cookie", ["language=tlh", "language=../ar", "language="])
async def test_a_language_nobody_speaks_here_is_passed_over(service: Service, cookie: str) -> None:
    page = await ask(service, "/verify?lang=xx", Cookie=cookie)
    assert page.headers["content-language"] == "en"
    assert "set-cookie" not in page.headers


async def test_an_error_is_a_page_in_the_same_language(service: Service) -> None:
    page = await ask(service, "/badges/nothing", **{"Accept-Language": "ar"})
    assert page.status_code == 404
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "غير موجود" in page.text


async def test_data_has_no_language(service: Service) -> None:
    for accept in ("application/json", "*/*"):
        answer = await ask(service, "/badges/nothing?lang=ar", **{"Accept": accept, "Accept-Language": "ar"})
        assert answer.json()["title"] == "Not found"
        assert "content-language" not in answer.headers
        assert "set-cookie" not in answer.headers
