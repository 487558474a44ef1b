"""The story itself: what an LMS, an employer and an issuer do, each over HTTP as they would."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from stackcred_issuer.cli.demo.catalogue import filled, load
from stackcred_issuer.cli.demo.narrator import Narrator
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject

REACTION_SECONDS = 30  # awards follow by a job; this is when the demo stops believing that one will


@dataclass
class _Scene:
    """What the steps hand on to each other."""

    base_url: str
    lms: httpx.Client  # with the API key
    public: httpx.Client  # anybody
    narrator: Narrator
    addresses: dict[str, str] = field(default_factory=dict)  # catalogue key → achievement URL
    certification: str = ""
    answers: dict[str, JsonObject] = field(default_factory=dict)  # sourceId → answer
    learners: dict[str, str] = field(default_factory=dict)  # story key → learner id
    award: JsonObject = field(default_factory=dict)


def play(base_url: str, api_key: str, narrator: Narrator) -> None:
    """All of it, in order. Raises StackcredError if anything does not come out as it must."""
    headers = {"Authorization": f"Bearer {api_key}"}
    with (
        httpx.Client(base_url=base_url, headers=headers, timeout=30) as lms,
        httpx.Client(base_url=base_url, timeout=30) as public,
    ):
        scene = _Scene(base_url, lms, public, narrator)
        for act in (_catalogue, _results, _award, _near_miss, _employer, _tampered, _revocation):
            act(scene)


def _catalogue(scene: _Scene) -> None:
    with scene.narrator.step("Loading TESDA's Computer Systems Servicing NC II") as done:
        for entry in load("achievements"):
            created = _ok(scene.lms.post("/v1/achievements", json=entry["achievement"]), 201)
            scene.addresses[entry["key"]] = created["url"]
        rule = filled(load("rule"), scene.addresses)
        body = {"achievement": scene.addresses["ncii"], "rule": rule}
        made = _ok(scene.lms.post("/v1/certifications", json=body), 201)
        scene.certification = made["id"]
        done("4 Certificates of Competency and the National Certificate are in the catalogue")
    scene.narrator.note("The certification and its rule", made["url"])


def _results(scene: _Scene) -> None:
    posts = filled(load("results"), scene.addresses)
    with scene.narrator.step("The LMS posts assessment results") as done:
        for post in posts:
            scene.answers[post["sourceId"]] = _ok(scene.lms.post("/v1/assessments", json=post), 201)
        issued = [answer for answer in scene.answers.values() if answer["badge"]]
        failed = [answer for answer in scene.answers.values() if not answer["passed"]]
        done(f"{len(posts)} results: {len(issued)} badges issued, {len(failed)} assessment not passed (no badge)")
    keys = {entry["learner"]["email"]: entry["key"] for entry in load("learners")}
    for post in posts:
        answer = scene.answers[post["sourceId"]]
        scene.learners[keys[post["learner"]["email"]]] = answer["learner"]
        name, title = post["learner"]["name"], post["sourceId"].split("-")[-2].upper()
        if answer["badge"]:
            scene.narrator.note(f"{name}: {title}", answer["badge"]["url"])
        else:
            scene.narrator.note(f"{name}: {title}", "not passed, no badge: " + " ".join(answer["reasons"]))


def _award(scene: _Scene) -> None:
    with scene.narrator.step("The stack of Luisa is complete; the certification follows by itself") as done:
        scene.award = _awaited(scene, "luisa", "active")
        done("National Certificate awarded to Luisa, by the rule and nobody's hand")
    scene.narrator.note("Luisa: National Certificate II", _badge_url(scene, scene.award["badge"]))


def _near_miss(scene: _Scene) -> None:
    with scene.narrator.step("Asking what Emmanuel still needs") as done:
        question = {
            "certification": scene.certification,
            "learner": scene.learners["emman"],
            "asOf": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        outcome = _ok(scene.lms.post("/v1/evaluations", json=question), 200)
        missing = _missing(outcome["requirements"])
        _must(outcome["verdict"] == "not_satisfied" and len(missing) == 1, outcome)
        done(f"Emmanuel is one part short: {missing[0]}")
    scene.narrator.note("Emmanuel is missing", missing[0])


def _employer(scene: _Scene) -> None:
    url = _badge_url(scene, scene.award["badge"])
    with scene.narrator.step("An employer verifies the certification by URL and by file") as done:
        by_url = _ok(scene.public.post("/v1/verify", json={"url": url}), 200)
        file = _file(scene, scene.award["badge"])
        by_file = _ok(scene.public.post("/v1/verify", files={"file": ("badge.json", file)}), 200)
        _must(by_url["verdict"] == by_file["verdict"] == "valid", by_url)
        done(f"Verified by URL and by file: valid, {len(by_file['checks'])} checks passed")
    for check in by_file["checks"]:
        scene.narrator.say(f"    [dim]{check['name']:<13} {check['result']}: {check['detail']}[/]")
    scene.narrator.note("An employer verifies the certification", f"{scene.base_url}/verify?url={url}")


def _tampered(scene: _Scene) -> None:
    with scene.narrator.step("Somebody changes a score in the file") as done:
        badge = json.loads(_file(scene, scene.answers["css-ncii-2025-emman-coc1-1"]["badge"]["id"]))
        badge["credentialSubject"]["result"][0]["value"] = "99"
        report = _ok(scene.public.post("/v1/verify", content=json.dumps(badge)), 200)
        failed = [check for check in report["checks"] if check["result"] == "fail"]
        _must(report["verdict"] == "invalid" and bool(failed), report)
        done(f"The changed copy is refused: {failed[0]['name']}: {failed[0]['detail']}")
    scene.narrator.note("A changed copy of a badge", f"invalid: {failed[0]['name']}")


def _revocation(scene: _Scene) -> None:
    badge = scene.answers["css-ncii-2025-luisa-coc2-1"]["badge"]
    with scene.narrator.step("One component of Luisa's stack is revoked") as done:
        before = _file(scene, badge["id"])
        lists = [entry["statusListCredential"] for entry in json.loads(before)["credentialStatus"]]
        etag = scene.public.get(lists[0]).headers["etag"]
        reason = {"reason": "the assessment was found to be another person's"}
        _ok(scene.lms.post(f"/v1/badges/{badge['id']}/revoke", json=reason), 200)
        _must(scene.public.get(lists[0]).headers["etag"] != etag, "the status list did not change")
        report = _ok(scene.public.post("/v1/verify", content=before), 200)
        _must(report["verdict"] == "revoked", report)
        done("The component is revoked: its status list changed, verification says revoked")
    with scene.narrator.step("The certification that stood on it is decided again") as done:
        award = _awaited(scene, "luisa", "suspended")
        report = _ok(scene.public.post("/v1/verify", json={"url": _badge_url(scene, award["badge"])}), 200)
        _must(report["verdict"] == "suspended", report)
        done("The certification is suspended, as its rule says; verification says so")
    scene.narrator.note("Luisa: COC2 revoked afterwards", badge["url"])
    scene.narrator.note("Luisa: the certification, suspended", _badge_url(scene, award["badge"]))


def _awaited(scene: _Scene, learner: str, state: str) -> JsonObject:
    """The learner's award once the reaction to the last post has brought it into `state`."""
    deadline = time.monotonic() + REACTION_SECONDS
    while time.monotonic() < deadline:
        found = _ok(scene.lms.get(f"/v1/learners/{scene.learners[learner]}"), 200)
        for award in found["awards"]:
            if award["state"] == state:
                return dict(award)
        time.sleep(0.05)
    raise StackcredError(ErrorCode.EXHAUSTED, f"No award became {state} within {REACTION_SECONDS} s; see serve.log.")


def _missing(requirements: list[JsonObject]) -> list[str]:
    """The smallest requirements that are not met, in words."""
    found = []
    for node in requirements:
        if node["verdict"] != "satisfied":
            found += _missing(node.get("parts", [])) or [f"{node.get('label', node['id'])} ({node['reason']})"]
    return found


def _badge_url(scene: _Scene, badge_id: str) -> str:
    return f"{scene.base_url}/badges/{badge_id}"


def _file(scene: _Scene, badge_id: str) -> bytes:
    answer = scene.public.get(f"/badges/{badge_id}.json")
    _must(answer.status_code == 200, answer.text)
    return answer.content


def _ok(answer: httpx.Response, status: int) -> JsonObject:
    _must(answer.status_code == status, answer.text)
    body: JsonObject = answer.json()
    return body


def _must(held: bool, otherwise: Any) -> None:
    if not held:
        raise StackcredError(ErrorCode.CONFLICT, f"The demo did not go as it must: {otherwise}")
