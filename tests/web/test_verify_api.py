"""POST /v1/verify: whatever anybody brings, in every form, gets a report or is told why it cannot be read."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.domain.verification.making import OB, V2, badge, key, signed
from tests.support.service import Service
from tests.support.signers import LocalSigner
from tests.web.conftest import Record, School
from tests.web.problem import problem

from stackcred_issuer.domain.instant import parse_instant

STRANGER = key(7)  # an issuer with a did:key: nothing needs to be fetched
BY_STRANGER = signed(badge(STRANGER.controller), STRANGER)
MEMBERS = {"verdict", "checks", "issuer", "credential", "statusAsOf", "verifiedAt", "digestMultibase"}
CHECKS = ["structure", "terms", "schema", "subject", "proof", "issuer", "validity", "status"]
PATIENCE = 5.0  # seconds until a clear answer: two of examination, and what a busy machine adds


def jws_of(document: dict[str, Any], signer: LocalSigner = STRANGER) -> str:
    """The credential as a compact JWS, with the claims that Open Badges 3.0 §8.2 asks for beside its members."""
    subject = document["credentialSubject"]["id"]
    claims = {"iss": document["issuer"]["id"], "sub": subject, "jti": document["id"], "nbf": 1767225600}
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": signer.verification_method}
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, {**claims, **document})
    ]
    signature = base64.urlsafe_b64encode(signer.sign(b".".join(parts))).rstrip(b"=")
    return b".".join((*parts, signature)).decode()


def found(report: dict[str, Any]) -> dict[str, str]:
    return {check["name"]: check["result"] for check in report["checks"]}


async def report_on(service: Service, **request: Any) -> dict[str, Any]:
    answer = await service.public.post("/v1/verify", **request)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json"), answer.text
    report: dict[str, Any] = answer.json()
    return report


async def test_a_report_has_every_check_with_a_sentence(service: Service, school: School) -> None:
    credential = await service.credential(school.badge)
    report = await report_on(service, json=credential)
    assert report.keys() == MEMBERS
    assert [check["name"] for check in report["checks"]] == CHECKS
    for check in report["checks"]:
        assert check.keys() == {"name", "result", "detail"}
        assert check["result"] == "pass"
        assert check["detail"].endswith(".")
    assert report["verdict"] == "valid"
    assert report["issuer"] == credential["issuer"]
    assert report["credential"] == credential
    assert parse_instant(report["statusAsOf"]) <= parse_instant(report["verifiedAt"])


async def test_the_digest_in_a_report_is_that_of_the_bytes_brought(service: Service, school: School) -> None:
    content = (await service.public.get(f"/badges/{school.badge}.json")).content
    assert (await report_on(service, content=content))["digestMultibase"] == school.passed["badge"]["digestMultibase"]


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/vc",
        "application/vc+ld+json",
        "application/ld+json; charset=utf-8",
        "text/plain",
        "application/octet-stream",
        "",
    ],
)
async def test_a_body_is_read_for_what_it_is_whatever_type_it_names(service: Service, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    assert (await report_on(service, content=json.dumps(BY_STRANGER), headers=headers))["verdict"] == "valid"
    token = jws_of(badge(STRANGER.controller))
    assert (await report_on(service, content=f"\n {token}\n", headers=headers))["verdict"] == "valid"


async def test_a_compact_jws_is_checked_like_any_other(service: Service) -> None:
    token = jws_of(badge(STRANGER.controller))
    headers = {"Content-Type": "application/vc+jwt"}
    report = await report_on(service, content=token, headers=headers)
    assert (report["verdict"], found(report)["proof"]) == ("valid", "pass")
    other = jws_of(badge(STRANGER.controller, name="Welding 2"))
    mixed = ".".join((*other.split(".")[:2], token.split(".")[2]))
    assert found(await report_on(service, content=mixed, headers=headers))["proof"] == "fail"


async def test_a_presentation_is_reported_with_each_of_its_credentials(service: Service, school: School) -> None:
    credential = await service.credential(school.badge)
    changed = {**BY_STRANGER, "name": "Welding 9"}
    presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [credential, changed]}
    report = await report_on(service, json=presentation)
    assert [entry["verdict"] for entry in report["credentials"]] == ["valid", "invalid"]
    assert report["verdict"] != "valid"


async def test_a_file_is_read_from_a_form(service: Service, school: School) -> None:
    credential = (await service.public.get(f"/badges/{school.badge}.json")).content
    for content in (credential, jws_of(badge(STRANGER.controller)).encode()):
        for media_type in ("application/json", "image/png", ""):
            report = await report_on(service, files={"file": ("badge.json", content, media_type)})
            assert report["verdict"] == "valid"


async def test_our_badges_are_found_by_their_address_in_every_spelling(service: Service, school: School) -> None:
    url = school.passed["badge"]["url"]
    for address in (url, f"{url}.json", f"{url}?from=cv", f"{url}.json?x=1#top", f"{url}#proof"):
        report = await report_on(service, json={"url": address})
        assert (report["verdict"], report["credential"]["id"]) == ("valid", url)
    form = await report_on(service, data={"url": url})
    assert form["verdict"] == "valid"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/badges/00000000-0000-4000-8000-000000000000", "There is no badge"),
        ("/badges/nonsense", "not a badge's"),
        ("/verify", "not a badge's"),
        ("/", "not a badge's"),
    ],
)
async def test_an_address_of_ours_without_a_badge_is_not_found(service: Service, path: str, words: str) -> None:
    said = problem(await service.public.post("/v1/verify", json={"url": f"http://localhost:8000{path}"}), 404)
    assert said["pointer"] == "/url"
    assert words in said["detail"]


async def test_a_changed_credential_is_invalid_and_the_report_says_which_check_failed(
    service: Service, school: School
) -> None:
    credential = await service.credential(school.badge)
    credential["credentialSubject"]["achievement"]["name"] = "Brain surgery"
    report = await report_on(service, json=credential)
    assert report["verdict"] == "invalid"
    assert [name for name, result in found(report).items() if result == "fail"] == ["proof"]


async def test_time_decides_between_expired_and_not_yet_valid(service: Service) -> None:
    for dates, verdict in (
        ({"validUntil": "2026-01-02T00:00:00Z"}, "expired"),
        ({"validFrom": "2999-01-01T00:00:00Z"}, "not_yet_valid"),
        ({"validUntil": "2999-01-01T00:00:00Z"}, "valid"),
    ):
        report = await report_on(service, json=signed(badge(STRANGER.controller, **dates), STRANGER))
        assert report["verdict"] == verdict


@pytest.mark.parametrize(
    "body",
    [b"", b" \n", b"{", b"[]", b'"x"', b"null", b"a.b", b"a.b.c", b"..", b"\xff\xfe", b"<svg/>", b'{"a": 1, "a": 2}',
     b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a":' * 100 + b"1" + b"}" * 100],
)  # fmt: skip
async def test_what_cannot_be_read_is_a_problem(service: Service, record: Record, body: bytes) -> None:
    before = record.fingerprint()
    problem(await service.public.post("/v1/verify", content=body), 400, "malformed")
    problem(await service.public.post("/v1/verify", files={"file": ("x", body)}), 400, "malformed")
    assert record.fingerprint() == before


@pytest.mark.parametrize("body", [{}, {"url": 5}, {"url": "x", "and": 1}, {"hello": "world"}])
async def test_an_object_that_is_no_credential_is_readable_and_invalid(service: Service, body: dict[str, Any]) -> None:
    assert (await report_on(service, json=body))["verdict"] == "invalid"


async def test_an_unknown_context_is_never_fetched_and_never_valid(service: Service, school: School) -> None:
    async with listening() as ear:
        credential = await service.credential(school.badge)
        credential["@context"].append(f"https://127.0.0.1:{ear.port}/context")
        answer = await service.public.post("/v1/verify", json=credential)
        assert answer.status_code in (200, 422)
        assert answer.json().get("verdict") in (None, "undetermined", "invalid")
        assert "not among the pinned" in answer.text
    assert ear.connections == 0


PART = b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--B--\r\n'


@pytest.mark.parametrize(
    "charset", ["utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "hex", "none such"]
)
@pytest.mark.parametrize("name", [b"text", b"url", b"file"])
@pytest.mark.parametrize("data", [b"+2AA-", b"\\ud800", b"zzzz", b"\xd8\x00"])
async def test_no_charset_a_sender_thinks_up_breaks_a_form(
    service: Service, charset: str, name: bytes, data: bytes
) -> None:
    headers = {"Content-Type": f"multipart/form-data; boundary=B; charset={charset}"}
    for path in ("/v1/verify", "/verify"):
        answer = await service.public.post(path, content=PART % (name, data), headers=headers)
        assert 400 <= answer.status_code < 500, (path, answer.text)


@pytest.mark.parametrize(
    "content",
    [b"x", b"--B--", b"--B\r\n", PART % (b"f" * 5000, b"x"),
     b"--B\r\nX-A: " + b"y" * 100_000 + b"\r\n\r\nx\r\n--B--\r\n",
     b"".join(PART[:-6] % (b"a", b"x") for _ in range(50)) + b"--B--\r\n"],
)  # fmt: skip
async def test_a_broken_form_is_a_problem(service: Service, content: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    problem(await service.public.post("/v1/verify", content=content, headers=headers), 400, "malformed")


@dataclass
class Ear:
    """Listens on this machine and counts who comes."""

    port: int = 0
    connections: int = 0


@asynccontextmanager
async def listening() -> AsyncIterator[Ear]:
    ear = Ear()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ear.connections += 1
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    ear.port = server.sockets[0].getsockname()[1]
    try:
        yield ear
    finally:
        server.close()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "10.0.0.1",
     "192.168.0.1", "169.254.169.254", "100.64.0.1", "[fd00::1]"],
)  # fmt: skip
async def test_an_address_that_leads_inside_is_refused_and_nobody_is_asked(service: Service, host: str) -> None:
    async with listening() as ear:
        for scheme in ("https", "http"):
            url = f"{scheme}://{host}:{ear.port}/badge.json"
            said = problem(await service.public.post("/v1/verify", json={"url": url}), 422, "unreachable")
            assert said["pointer"] == "/url"
    assert ear.connections == 0


@pytest.mark.parametrize(
    "url",
    ["", " ", "x", "badge.json", "file:///etc/passwd", "gopher://example.org/", "https://", "http://[", "https://xn--/",
     "https://user:secret@example.org/", "https://\x00", "https://x.example:99999/", "https://" + "a" * 3000, "//x"],
)  # fmt: skip
async def test_an_address_that_is_none_is_refused(service: Service, url: str) -> None:
    assert problem(await service.public.post("/v1/verify", json={"url": url}), 422)["pointer"] == "/url"


async def test_what_a_credential_points_to_inside_is_not_asked_and_stays_undetermined(service: Service) -> None:
    async with listening() as ear:
        inside = f"https://127.0.0.1:{ear.port}"
        entry = {
            "id": f"{inside}/list#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": f"{inside}/list",
        }
        hidden = badge(STRANGER.controller, credentialStatus=entry)
        report = await report_on(service, json=signed(hidden, STRANGER))
        assert (report["verdict"], found(report)["status"]) == ("undetermined", "undetermined")
        did = f"did:web:localhost%3A{ear.port}"
        report = await report_on(service, json={**BY_STRANGER, "issuer": did, "proof": proof_by(did)})
        assert (report["verdict"], found(report)["proof"]) == ("undetermined", "undetermined")
    assert ear.connections == 0


def proof_by(did: str) -> dict[str, Any]:
    return {**BY_STRANGER["proof"], "verificationMethod": f"{did}#{STRANGER.public_key.multikey}"}


def tangle(size: int) -> dict[str, Any]:
    """Nameless things that all know each other: naming them canonically takes factorial time."""
    knows = {"knows": {"@id": "https://x.example/knows", "@type": "@id"}}
    others = [f"_:b{number}" for number in range(size)]
    evidence = [
        {"id": name, "type": ["Evidence"], "knows": [other for other in others if other != name]} for name in others
    ]
    return badge(STRANGER.controller, **{"@context": [V2, OB, knows], "evidence": evidence})


def heap(count: int) -> dict[str, Any]:
    return badge(STRANGER.controller, evidence=[{"type": ["Evidence"], "name": str(at)} for at in range(count)])


def russian_doll(depth: int) -> dict[str, Any]:
    doll = badge(STRANGER.controller)
    for _ in range(depth):
        doll = badge(STRANGER.controller, endorsement=[doll, doll])
    return doll


POISON = {
    "a tangle of 9": tangle(9),
    "a tangle of 40": tangle(40),
    "20,000 pieces of evidence": heap(20_000),
    "a million empty objects": badge(STRANGER.controller, x=[{}] * 1_000_000),
    "4 MB of name": badge(STRANGER.controller, name="x" * 4_000_000),
    "endorsements of endorsements": russian_doll(10),
    "20,000 contexts": badge(STRANGER.controller, **{"@context": [V2, OB, *[{"a": "https://x.example/"}] * 20_000]}),
    "5,000 proofs": {**badge(STRANGER.controller), "proof": [BY_STRANGER["proof"]] * 5_000},
    "1,000 status lists": badge(
        STRANGER.controller,
        credentialStatus=[
            {
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "1",
                "statusListCredential": f"https://10.0.0.1/{number}",
            }
            for number in range(1_000)
        ],
    ),
}


@pytest.mark.parametrize("name", POISON)
async def test_poison_ends_in_a_clear_answer_and_the_service_goes_on(
    service: Service, school: School, name: str
) -> None:
    document = {"proof": BY_STRANGER["proof"], **POISON[name]}
    started = time.monotonic()
    answer, health = await asyncio.gather(
        service.public.post("/v1/verify", content=json.dumps(document)), unhindered(service)
    )
    assert time.monotonic() - started < PATIENCE
    assert health < 1.0
    if answer.status_code == 200:
        assert answer.json()["verdict"] in ("invalid", "undetermined")
    else:
        assert problem(answer)["code"] in ("exhausted", "too_large", "malformed")
    assert (await service.verify(await service.credential(school.badge)))["verdict"] == "valid"


async def unhindered(service: Service) -> float:
    """The longest that anybody else had to wait meanwhile, in seconds."""
    longest = 0.0
    for _ in range(20):
        await asyncio.sleep(0.02)
        asked = time.monotonic()
        assert (await service.public.get("/healthz")).status_code == httpx.codes.OK
        longest = max(longest, time.monotonic() - asked)
    return longest
