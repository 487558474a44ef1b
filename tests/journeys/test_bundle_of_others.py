"""Bundles of awards that rest on others' badges and words: shown offline as far as it goes, and no further."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.support.service import Service, Tenant, all_of
from tests.support.strangers import COLLEGE, WELDING, awards, bring, foreign, learner_of, registry, trusting

from stackcred_issuer.domain.credential.identity import EMAIL_TYPE
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.bundle.make import read_bundle
from stackcred_issuer.domain.stacking.bundle.recheck import BundleReport, recheck_bundle
from stackcred_issuer.gateways.bundled import load_contexts

ANA = "ana@example.org"
Json = dict[str, Any]


def _recheck(bundle: Json, *holder: str) -> BundleReport:
    known = [(EMAIL_TYPE, one) for one in holder]
    return recheck_bundle(read_bundle(dump_json(bundle)), load_contexts(), datetime.now(UTC), None, known)


async def _bundle(service: Service, badge: str) -> Json:
    answer = await service.public.get(f"/badges/{badge}/bundle.json")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def _substituted(service: Service) -> tuple[Tenant, Json, str, str]:
    """An award on a foreign badge that a statement lets count as ours; the statement, the learner, the badge."""
    tenant = await service.tenant()
    ours, target = await tenant.achievement("Our welding"), await tenant.achievement("Certificate")
    trust = await registry(tenant, trusting())
    await tenant.certification(target, all_of(ours), trust=[trust["url"]])
    learner = await learner_of(tenant, ANA)
    await bring(tenant, learner, foreign(ANA))
    said = {"kind": "Substitution", "achievement": WELDING, "issuer": COLLEGE.controller, "countsAs": ours["id"]}
    statement = (await tenant.api.post("/v1/equivalences", json={**said, "comment": "The same outcomes."})).json()
    (award,) = await awards(service, tenant, learner)
    return tenant, statement, learner, award["badge"]


async def test_a_foreign_badge_and_the_statement_it_counts_by_are_shown_offline(service: Service) -> None:
    _, _, _, badge = await _substituted(service)
    bundle = await _bundle(service, badge)
    roles = [part["role"] for part in bundle["parts"]]
    assert {"statement", "trustRegistry", "lastCheck", "component"} <= set(roles)
    report = _recheck(bundle, ANA)
    assert report.established, report.reasons
    assert {one.role for one in report.standings} == {"certification", "component", "statement"}
    record = (await service.public.get(f"/badges/{badge}/record.json")).json()
    assert (await service.verify(record))["verdict"] == "valid"


async def test_that_it_was_given_to_the_holder_is_established_only_for_who_knows_the_holder(service: Service) -> None:
    _, _, _, badge = await _substituted(service)
    bundle = await _bundle(service, badge)
    (reason,) = _recheck(bundle).reasons
    assert reason.startswith("Not established: that urn:uuid:")
    assert not _recheck(bundle, "ben@example.org").established


async def test_a_statement_taken_back_is_no_ground_any_more(service: Service) -> None:
    tenant, statement, _, badge = await _substituted(service)
    await tenant.api.post(f"/v1/equivalences/{statement['id']}/revoke", json={"reason": "content changed"})
    await service.settle()
    report = _recheck(await _bundle(service, badge), ANA)
    assert not report.established
    assert [one.verdict for one in report.standings if one.role == "statement"] == ["revoked"]


def _drop(role: str) -> Callable[[Json], None]:
    return lambda bundle: bundle["parts"].remove(_part(bundle, role))


def _edit(role: str, before: str, after: str) -> Callable[[Json], None]:
    """As somebody who cannot sign would: with its digest everywhere but in the signature."""

    def apply(bundle: Json) -> None:
        part = _part(bundle, role)
        assert before in part["text"]
        part["text"] = part["text"].replace(before, after)
        part["digestMultibase"] = digest_multibase(part["text"].encode())
        related = next(one for one in bundle["record"]["relatedResource"] if one["id"] == part["id"])
        related["digestMultibase"] = part["digestMultibase"]

    return apply


def _part(bundle: Json, role: str) -> Json:
    return next(part for part in bundle["parts"] if part["role"] == role)


TAMPERED: dict[str, Callable[[Json], None]] = {
    "foreign badge": _edit("component", "Course", "Degree"),
    "foreign badge left out": _drop("component"),
    "statement": _edit("statement", "The same outcomes.", "The better outcomes."),
    "statement left out": _drop("statement"),
    "registry": _edit("trustRegistry", '"version":1', '"version":2'),
    "registry left out": _drop("trustRegistry"),
    "last check": _edit("lastCheck", "active", "unknown"),
    "last check left out": _drop("lastCheck"),
    "whose word counts": _edit("trustSnapshot", "did:web", "did:wex"),
    "how much is there": _edit("trustSnapshot", '"claimed"', '"all"'),
    "holdings": _edit("holdings", COLLEGE.controller, "did:key:z6MkfrV8wGmRbCLZp2g7V9AjnqQdRnKhh8v8rCYgGdsTNkYK"),
    "equivalence": _edit("holdings", "Substitution", "Recognition"),
    "record": lambda bundle: bundle["record"]["credentialSubject"]["verifiableCredential"].pop(),
}


async def test_no_part_of_it_can_be_changed_or_left_out(service: Service) -> None:
    _, _, _, badge = await _substituted(service)
    bundle = await _bundle(service, badge)
    for what, tamper in TAMPERED.items():
        changed = json.loads(json.dumps(bundle))
        tamper(changed)
        report = _recheck(changed, ANA)
        assert not report.established, what
        assert report.reasons, what


async def test_a_mentors_word_is_shown_and_its_end_too(service: Service) -> None:
    tenant = await service.tenant()
    networks, target = await tenant.achievement(), await tenant.achievement("Certificate")
    where = {"achievement": [networks["url"]], "endorsed": {"role": "mentor", "min": 1}}
    await tenant.certification(target, {"op": "select", "where": where})
    passed = await tenant.passed(networks["id"], ANA)
    asked = {"role": "mentor", "email": "maria@example.org", "name": "Maria Santos"}
    link = (await tenant.api.post(f"/v1/badges/{passed['badge']['id']}/endorsement-requests", json=asked)).json()[
        "link"
    ]
    word = {"comment": "Well done.", "relationship": "Supervisor", "name": "Maria Santos", "confirm": "yes"}
    await service.public.post(link, data={**word, "decision": "confirm"})
    (award,) = await awards(service, tenant, passed["learner"])
    report = _recheck(await _bundle(service, award["badge"]))
    assert report.established, report.reasons
    assert [one.role for one in report.standings] == ["certification", "component", "statement"]
    (said,) = (await tenant.api.get(f"/v1/endorsements?learner={passed['learner']}")).json()["items"]
    await tenant.api.post(f"/v1/endorsements/{said['id']}/revoke", json={"reason": "mistaken person"})
    await service.settle()
    assert not _recheck(await _bundle(service, award["badge"])).established


async def test_the_public_bundle_has_no_badge_that_the_claims_do_not_need(service: Service) -> None:
    tenant = await service.tenant()
    networks, other = await tenant.achievement(), await tenant.achievement("Other")
    await tenant.certification(await tenant.achievement("Certificate"), all_of(networks))
    beside = await tenant.passed(other["id"], ANA)
    passed = await tenant.passed(networks["id"], ANA)
    (award,) = await awards(service, tenant, passed["learner"])
    bundle = await _bundle(service, award["badge"])
    shown = [part["id"] for part in bundle["parts"] if part["role"] == "component"]
    assert shown == [passed["badge"]["url"]]
    assert beside["badge"]["url"] not in next(part["text"] for part in bundle["parts"] if part["role"] == "holdings")
    whole = await tenant.api.get(f"/v1/badges/{award['badge']}/bundle")
    assert whole.headers["cache-control"] == "no-store"
    assert beside["badge"]["url"] in [part["id"] for part in whole.json()["parts"]]
    for found in (bundle, whole.json()):
        report = _recheck(found)
        assert report.established, report.reasons
    stranger = await service.tenant()
    assert (await stranger.api.get(f"/v1/badges/{award['badge']}/bundle")).status_code == 404


async def test_that_nothing_stands_against_it_is_shown_by_the_whole_bundle_alone(service: Service) -> None:
    tenant = await service.tenant()
    networks, barring, other = [await tenant.achievement(name) for name in ("Networks", "Misconduct", "Other")]
    never = {"op": "none", "where": {"achievement": [barring["url"]]}}
    requires = {"op": "all", "of": [all_of(networks), never]}
    await tenant.certification(await tenant.achievement("Certificate"), requires)
    await tenant.passed(other["id"], ANA)
    passed = await tenant.passed(networks["id"], ANA)
    (award,) = await awards(service, tenant, passed["learner"])
    report = _recheck(await _bundle(service, award["badge"]))
    assert not report.established
    assert any("Not established: that no badge" in reason for reason in report.reasons), report.reasons
    whole = await tenant.api.get(f"/v1/badges/{award['badge']}/bundle")
    report = _recheck(whole.json())
    assert report.established, report.reasons
