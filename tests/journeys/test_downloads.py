"""Every file that a learner takes away proves itself again: to our verifier, and by other people's readers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID

import httpx
import pypdf
import pytest
import pytest_asyncio
import segno
import zxingcpp
from PIL import Image
from tests.support.service import BASE_URL, Service, Tenant, all_of
from tests.support.signed_in import sign_in

from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer
from stackcred_issuer.web.certificates import certificate_words

NAMES = ("Computer networks", "صيانة الحاسوب", "שירות לקוחות", "コンピュータ整備")
FORMS = ("json", "jwt", "png", "svg", "pdf")
TYPES = {"json": "application/vc", "jwt": "application/vc+jwt", "png": "image/png", "svg": "image/svg+xml"}


@dataclass
class Holder:
    """Somebody with badges in four scripts, and the award that the first two add up to."""

    browser: httpx.AsyncClient
    tenant: Tenant
    badges: dict[str, str]
    award: str


@pytest_asyncio.fixture
async def holder(service: Service) -> AsyncIterator[Holder]:
    tenant = await service.tenant()
    email = f"amina-{tenant.issuer.slug}@example.org"
    made = [await tenant.achievement(name) for name in NAMES]
    await tenant.certification(await tenant.achievement("Certificate"), all_of(*made[:2]))
    learner = {"email": email, "name": "أمينة العلي"}
    passed = [await tenant.passed(one["id"], email, learner=learner) for one in made]
    await service.settle()
    (award,) = (await tenant.learner(passed[0]["learner"]))["awards"]
    badges = {name: one["badge"]["id"] for name, one in zip(NAMES, passed, strict=True)}
    async with await sign_in(service, email) as browser:
        yield Holder(browser, tenant, badges, award["badge"])


async def verdict(service: Service, data: bytes) -> str:
    answer = await service.public.post("/v1/verify", content=data, headers={"Content-Type": "application/octet-stream"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["verdict"])


@pytest.mark.parametrize("name", NAMES)
async def test_every_form_of_a_badge_verifies_and_is_named_in_its_own_script(
    service: Service, holder: Holder, name: str
) -> None:
    for form in FORMS:
        answer = await holder.browser.get(f"/learn/badges/{holder.badges[name]}.{form}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == TYPES.get(form, "application/pdf")
        (named,) = re.findall(r"filename\*=UTF-8''(\S+)", answer.headers["content-disposition"])
        assert unquote(named) == f"{name}.{form}"
        assert await verdict(service, answer.content) == "valid", form


async def test_a_certificate_carries_the_signed_bytes_and_says_it_is_an_archive_format(
    service: Service, holder: Holder
) -> None:
    badge = holder.badges["صيانة الحاسوب"]
    own = await holder.browser.get(f"/learn/badges/{badge}.pdf")
    reader = pypdf.PdfReader(io.BytesIO(own.content))
    assert reader.attachments["badge.json"] == [(await service.public.get(f"/badges/{badge}.json")).content]
    metadata = reader.metadata
    assert metadata is not None
    assert metadata.title == "صيانة الحاسوب"
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert (xmp.pdfaid_part, xmp.pdfaid_conformance) == ("3", "B")


async def test_only_the_learners_own_certificate_bears_their_name(service: Service, holder: Holder) -> None:
    badge = holder.badges["Computer networks"]
    own = pypdf.PdfReader(io.BytesIO((await holder.browser.get(f"/learn/badges/{badge}.pdf")).content))
    others = pypdf.PdfReader(io.BytesIO((await service.public.get(f"/badges/{badge}.pdf")).content))
    assert "awarded to the holder" in others.pages[0].extract_text()
    assert "the name is no part of the signed badge" in own.pages[0].extract_text()
    assert "no part of the signed badge" not in others.pages[0].extract_text()


async def test_the_code_on_a_certificate_leads_to_the_badge_and_is_left_out_when_that_shows_nothing(
    service: Service, holder: Holder
) -> None:
    badge = holder.badges["Computer networks"]
    picture = io.BytesIO()
    segno.make(f"{BASE_URL}/badges/{badge}", error="m", micro=False).save(picture, kind="png", scale=6)
    (found,) = zxingcpp.read_barcodes(Image.open(picture))
    assert found.text == f"{BASE_URL}/badges/{badge}"
    page = pypdf.PdfReader(io.BytesIO((await service.public.get(f"/badges/{badge}.pdf")).content)).pages[0]
    assert f"/badges/{badge}" in page.extract_text().replace("\n", "")
    await holder.browser.post(f"/learn/badges/{badge}/visibility", data={"visibility": "private"})
    own = await holder.browser.get(f"/learn/badges/{badge}.pdf")
    hidden = pypdf.PdfReader(io.BytesIO(own.content)).pages[0].extract_text()
    assert "Scan the code" not in hidden
    assert await verdict(service, own.content) == "valid"


async def test_a_certificate_of_a_revoked_badge_says_so(service: Service, holder: Holder) -> None:
    badge = holder.badges["Computer networks"]
    await holder.tenant.api.post(f"/v1/badges/{badge}/revoke", json={"reason": "A mistake."})
    async with service.house.store.begin(service.house.clock.now()) as uow:
        record = await uow.badges.any(UUID(badge))
    assert record is not None
    assert str(certificate_words(record, base=BASE_URL, name=None, address=None)["standing"]).startswith(
        "This badge was revoked on"
    )
    assert await verdict(service, (await holder.browser.get(f"/learn/badges/{badge}.pdf")).content) == "revoked"


async def test_a_transcript_holds_what_is_in_force_and_how_it_belongs_together(
    service: Service, holder: Holder
) -> None:
    path = f"/learn/transcripts/{holder.tenant.issuer.slug}.json"
    answer = await holder.browser.get(path)
    transcript = answer.json()
    inside = transcript["credentialSubject"]["verifiableCredential"]
    assert transcript["type"] == ["VerifiableCredential", "ClrCredential"]
    assert {one["id"].rpartition("/")[2] for one in inside} == {*holder.badges.values(), holder.award}
    assert len(transcript["credentialSubject"]["association"]) == 2
    assert "partial" not in transcript
    assert await verdict(service, answer.content) == "valid"
    await holder.tenant.api.post(f"/v1/badges/{holder.badges[NAMES[3]]}/revoke", json={"reason": "A mistake."})
    later = (await holder.browser.get(path)).json()
    assert (later["partial"], len(later["credentialSubject"]["verifiableCredential"])) == (True, 4)
    assert await verdict(service, dump_json(later)) == "valid"
    forged = {**transcript, "name": "Doctor of Medicine"}
    assert await verdict(service, dump_json(forged)) == "invalid"


async def test_a_transcript_is_on_record_before_it_is_handed_out(service: Service, holder: Holder) -> None:
    await holder.browser.get(f"/learn/transcripts/{holder.tenant.issuer.slug}.json")
    async with service.house.store.begin(service.house.clock.now()) as uow:
        entries = await uow.audit.page(holder.tenant.issuer.id, 0, 1000)
    (signed,) = [one for one in entries if one.type == "transcript.signed"]
    assert signed.digest is not None


async def test_issuers_with_other_keys_sign_transcripts_too(service: Service) -> None:
    slug = f"p-{service.house.entropy.token(6).lower().replace('_', '').replace('-', '')}"
    issuer = await create_issuer(service.house, NewIssuer(slug, "School", "web", key_type="P-256"))  # type: ignore[arg-type]
    tenant = Tenant(issuer, await service.client(issuer.id))
    await tenant.passed((await tenant.achievement())["id"], f"{slug}@example.org")
    async with await sign_in(service, f"{slug}@example.org") as browser:
        assert await verdict(service, (await browser.get(f"/learn/transcripts/{slug}.json")).content) == "valid"
        assert (await browser.get("/learn/transcripts/nobody.json")).status_code == 404


async def test_the_archive_holds_every_file_under_a_name_of_its_own_and_each_verifies(
    service: Service, holder: Holder
) -> None:
    answer = await holder.browser.get("/learn/badges.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)) == 5 * len(FORMS) + 1
        folder = holder.tenant.issuer.name
        assert {f"{folder}/{name}.{form}" for name in NAMES for form in FORMS} <= set(names)
        for name in names:
            assert await verdict(service, archive.read(name)) == "valid", name


async def test_nobody_else_takes_them(service: Service, holder: Holder) -> None:
    for path in ("/learn/badges.zip", f"/learn/transcripts/{holder.tenant.issuer.slug}.json"):
        assert (await service.public.get(path)).status_code == 401
