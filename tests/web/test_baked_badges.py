"""Badges as pictures: what we hand out carries the signed bytes, and pictures are taken wherever a badge is."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from tests.domain.credential.baking.pictures import png, svg
from tests.domain.verification.making import badge, key, signed
from tests.support.service import Service
from tests.web.conftest import School
from tests.web.problem import problem
from tests.web.test_verify_api import report_on

from stackcred_issuer.domain.credential.baking import bake, credential_in
from stackcred_issuer.domain.jsonvalue import dump_json

STRANGER = key(7)
BY_STRANGER = dump_json(signed(badge(STRANGER.controller), STRANGER))


@pytest.mark.parametrize("form", ["png", "svg"])
async def test_a_badge_is_handed_out_as_an_inert_picture_of_its_signed_bytes(
    service: Service, school: School, form: str
) -> None:
    answer = await service.public.get(f"/badges/{school.badge}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == {"png": "image/png", "svg": "image/svg+xml"}[form]
    named = f'attachment; filename="badge-{school.badge}.{form}"; filename*=UTF-8'
    assert answer.headers["content-disposition"] == f"{named}''Networks.{form}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    document = (await service.public.get(f"/badges/{school.badge}.json")).content
    assert credential_in(answer.content).encode() == document
    for request in ({"content": answer.content}, {"files": {"file": ("b", answer.content, "text/plain")}}):
        assert (await report_on(service, **request))["verdict"] == "valid"
    assert (await report_on(service, json={"url": f"{school.passed['badge']['url']}.{form}"}))["verdict"] == "valid"
    problem(await service.public.get(f"/badges/00000000-0000-4000-8000-000000000000.{form}"), 404)


async def test_the_png_is_a_picture(service: Service, school: School) -> None:
    answer = await service.public.get(f"/badges/{school.badge}.png")
    with Image.open(io.BytesIO(answer.content)) as image:
        image.load()
        assert image.size == (512, 512)
        assert len(image.getcolors(512 * 512) or []) > 50


async def test_the_page_of_a_badge_offers_both(service: Service, school: School) -> None:
    page = (await service.public.get(f"/badges/{school.badge}", headers={"Accept": "text/html"})).text
    assert f'href="/badges/{school.badge}.png"' in page
    assert f'href="/badges/{school.badge}.svg"' in page


async def test_the_picture_of_the_achievement_is_used_where_it_may_carry_a_badge(service: Service) -> None:
    tenant = await service.tenant()
    for number, (picture, used) in enumerate([(png(), "png"), (svg(), "svg"), (svg("<script>1</script>"), "none")]):
        kind = "png" if used == "png" else "svg+xml"
        address = f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
        made = await tenant.achievement(f"Pictured {number}", image={"id": address, "type": "Image"})
        passed = await tenant.passed(made["id"], "ana@example.org")
        for form in ("png", "svg"):
            answer = await service.public.get(f"/badges/{passed['badge']['id']}.{form}")
            assert (await report_on(service, content=answer.content))["verdict"] == "valid"
            carried = credential_in(answer.content)
            drawn_by_them = form == used and answer.content == bake(picture, carried)
            assert drawn_by_them is (form == used)
            assert b"<script" not in answer.content


@pytest.mark.parametrize("picture", [png(), svg()])
async def test_a_strangers_picture_is_judged_by_the_credential_in_it(service: Service, picture: bytes) -> None:
    assert (await report_on(service, content=bake(picture, BY_STRANGER)))["verdict"] == "valid"
    spoilt = bake(picture, BY_STRANGER.replace(b"Welding 1", b"Welding 2"))
    assert (await report_on(service, content=spoilt))["verdict"] == "invalid"
    page = await service.public.post("/verify", files={"file": ("b.png", bake(picture, BY_STRANGER), "image/png")})
    assert page.status_code == 200
    assert "Welding 1" in page.text


async def test_a_picture_without_a_badge_is_told_so(service: Service) -> None:
    said = problem(await service.public.post("/v1/verify", content=png()), 400)
    assert "original file" in said["detail"]
