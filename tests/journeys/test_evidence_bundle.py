"""A certification carries its own proof: the bundle rechecks offline, and no byte of it can be changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft201909Validator
from tests.support.service import Service, Tenant, all_of
from tests.support.shared import shared_json

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.bundle.make import read_bundle
from stackcred_issuer.domain.stacking.bundle.recheck import BundleReport, recheck_bundle
from stackcred_issuer.gateways.bundled import load_contexts

ANA = "ana@example.org"
Json = dict[str, Any]


async def _awarded(service: Service, **rule: Any) -> tuple[Tenant, Json, str]:
    """A tenant, the answer to the first part's pass, and the award's badge id."""
    tenant = await service.tenant()
    first, second = await tenant.achievement("Networks"), await tenant.achievement("Servers")
    target = await tenant.achievement("Certificate", achievementType="Certification")
    await tenant.certification(target, all_of(first, second), **rule)
    part = await tenant.passed(first["id"], ANA)
    await tenant.passed(second["id"], ANA)
    await service.settle()
    (award,) = (await tenant.learner(part["learner"]))["awards"]
    return tenant, part, award["badge"]


async def _bundle(service: Service, badge: str) -> Json:
    answer = await service.public.get(f"/badges/{badge}/bundle.json")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def _recheck(bundle: Json) -> BundleReport:
    return recheck_bundle(read_bundle(dump_json(bundle)), load_contexts(), datetime.now(UTC))


def _part(bundle: Json, role: str) -> Json:
    return next(part for part in bundle["parts"] if part["role"] == role)


async def test_the_bundle_of_an_award_is_established_with_nothing_but_itself(service: Service) -> None:
    _, _, badge = await _awarded(service)
    report = _recheck(await _bundle(service, badge))
    assert report.established, report.reasons
    assert {one.role for one in report.standings} == {"certification", "component"}
    assert all(one.verdict == "valid" and (one.age_seconds or 0) >= 0 for one in report.standings)


async def test_its_record_is_a_valid_clr_with_the_parts_and_how_they_belong_together(service: Service) -> None:
    _, _, badge = await _awarded(service)
    record = (await service.public.get(f"/badges/{badge}/record.json")).json()
    assert "ClrCredential" in record["type"]
    assert (await service.verify(record))["verdict"] == "valid"
    subject = record["credentialSubject"]
    assert len(subject["verifiableCredential"]) == 3
    assert [one["associationType"] for one in subject["association"]] == ["isPartOf", "isPartOf"]


async def test_its_record_has_the_form_that_1edtech_publishes(service: Service) -> None:
    schema = shared_json("spec/data/schemas/clr/clr_v2p0_clrcredential_schema.json")
    _, _, badge = await _awarded(service)
    record = (await service.public.get(f"/badges/{badge}/record.json")).json()
    for inside in record["credentialSubject"]["verifiableCredential"]:
        inside["credentialStatus"] = inside["credentialStatus"][0]  # the schema knows one status, VC 2.0 many
    assert [fault.message for fault in Draft201909Validator(schema).iter_errors(record)] == []


async def test_the_same_bundle_is_handed_out_until_something_changes(service: Service) -> None:
    tenant, part, badge = await _awarded(service)
    first, again = [await service.public.get(f"/badges/{badge}/bundle.json") for _ in range(2)]
    assert first.content == again.content
    known = await service.public.get(f"/badges/{badge}/bundle.json", headers={"If-None-Match": first.headers["etag"]})
    assert known.status_code == 304
    await tenant.api.post(f"/v1/badges/{part['badge']['id']}/revoke", json={"reason": "fraud"})
    await service.settle()
    assert (await service.public.get(f"/badges/{badge}/bundle.json")).content != first.content


async def test_a_stack_that_broke_is_not_established_and_says_why(service: Service) -> None:
    tenant, part, badge = await _awarded(service)
    await tenant.api.post(f"/v1/badges/{part['badge']['id']}/revoke", json={"reason": "fraud"})
    await service.settle()
    report = _recheck(await _bundle(service, badge))
    assert not report.established
    assert any("not_satisfied" in reason or "holds no longer" in reason for reason in report.reasons), report.reasons


async def test_a_badge_that_is_no_award_has_no_bundle(service: Service) -> None:
    _, part, _ = await _awarded(service)
    assert (await service.public.get(f"/badges/{part['badge']['id']}/bundle.json")).status_code == 404


def _edit(role: str, before: str, after: str, *, redigest: bool = False) -> Callable[[Json], None]:
    def apply(bundle: Json) -> None:
        part = _part(bundle, role)
        assert before in part["text"]
        part["text"] = part["text"].replace(before, after, 1)
        if redigest:
            part["digestMultibase"] = digest_multibase(part["text"].encode())

    return apply


def _resign_nothing(bundle: Json) -> None:
    """Change a part and the digest that the record names for it, without being able to sign the record."""
    part = _part(bundle, "evaluation")
    part["text"] = part["text"].replace("2 of 2", "9 of 9")
    part["digestMultibase"] = digest_multibase(part["text"].encode())
    for one in bundle["record"]["relatedResource"]:
        if one["id"] == part["id"]:
            one["digestMultibase"] = part["digestMultibase"]


TAMPERED: dict[str, Callable[[Json], None]] = {
    "certification": _edit("certification", "Certificate", "Diploma"),
    "certification, with its digest": _edit("certification", "Certificate", "Diploma", redigest=True),
    "component": _edit("component", "Networks", "Notworks", redigest=True),
    "rule": _edit("rule", '"op":"all"', '"op":"any"', redigest=True),
    "evaluation": _edit("evaluation", "satisfied", "satisfiee", redigest=True),
    "evaluation, with the record": _resign_nothing,
    "holdings": _edit("holdings", '"status":"active"', '"status":"revoked"', redigest=True),
    "keys": _edit("didDocument", '"publicKeyMultibase":"z6Mk', '"publicKeyMultibase":"z6MK', redigest=True),
    "key history": _edit("keyHistory", "active", "retired", redigest=True),
    "status list": _edit("statusList", '"encodedList":"u', '"encodedList":"uA', redigest=True),
    "trust": _edit("trustSnapshot", "did:", "dib:", redigest=True),
    "a part left out": lambda bundle: bundle["parts"].remove(_part(bundle, "component")),
    "a list left out": lambda bundle: bundle["parts"].remove(_part(bundle, "statusList")),
    "role": lambda bundle: _part(bundle, "component").update(role="rule"),
    "date": lambda bundle: bundle.update(gatheredAt="2031-01-01T00:00:00Z"),
    "date, with the record": lambda bundle: (
        bundle.update(gatheredAt="2020-01-01T00:00:00Z"), bundle["record"].update(validFrom="2020-01-01T00:00:00Z")
    )[0],
    "record": lambda bundle: bundle["record"].update(name="Evidence for: everything"),
    "association": lambda bundle: bundle["record"]["credentialSubject"]["association"].pop(),
    "proof": lambda bundle: bundle["record"].pop("proof"),
}  # fmt: skip


async def test_no_byte_that_matters_can_be_changed(service: Service) -> None:
    _, _, badge = await _awarded(service)
    bundle = await _bundle(service, badge)
    for what, tamper in TAMPERED.items():
        changed = json.loads(json.dumps(bundle))
        tamper(changed)
        report = _recheck(changed)
        assert not report.established, what
        assert report.reasons, what


async def test_what_is_no_bundle_is_refused_with_a_pointer(service: Service) -> None:
    _, _, badge = await _awarded(service)
    bundle = await _bundle(service, badge)
    for broken, pointer in (
        ({**bundle, "type": "Other"}, "/type"),
        ({**bundle, "version": 2}, "/version"),
        ({**bundle, "parts": bundle["parts"][1:]}, "/parts"),
        ({**bundle, "parts": [*bundle["parts"], bundle["parts"][1]]}, "/parts"),
        ({**bundle, "parts": [{"role": "guess", "id": "a:b", "text": "x"}]}, "/parts/0/role"),
    ):
        with pytest.raises(StackcredError) as refused:
            read_bundle(dump_json(broken))
        assert refused.value.pointer == pointer
