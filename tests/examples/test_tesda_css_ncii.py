"""The shipped catalogue holds together, keeps the standard and keeps people's names out of badges."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from tests.support.shared import shared_json

from stackcred_issuer.domain.credential.achievement import Achievement
from stackcred_issuer.domain.credential.pass_rule import passed
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_json, walk
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.services.assessment_result import AssessmentResult

FOLDER = files("stackcred_issuer") / "examples" / "tesda_css_ncii"
UNITS = {"coc1": "ELC724331", "coc2": "ELC724332", "coc3": "ELC724333", "coc4": "ELC724334"}
SCHEMA = "spec/data/schemas/ob/ob_v3p0_achievementcredential_schema.json"


def load(name: str) -> Any:
    return parse_json((FOLDER / f"{name}.json").read_bytes())


ACHIEVEMENTS: dict[str, JsonObject] = {entry["key"]: entry["achievement"] for entry in load("achievements")}
RESULTS: list[JsonObject] = load("results")
LEARNERS: list[JsonObject] = load("learners")


def key_of(post: JsonObject) -> str:
    return str(post["achievement"]).strip("{}")


def passes(post: JsonObject) -> bool:
    """By the achievement's own rules."""
    return passed(ACHIEVEMENTS[key_of(post)], post["results"]).passed


def earned(learner: JsonObject) -> set[str]:
    email = learner["learner"]["email"]
    return {key_of(post) for post in RESULTS if post["learner"]["email"] == email and passes(post)}


def credential(achievement: JsonObject, post: JsonObject | None = None) -> JsonObject:
    subject: JsonObject = {"type": ["AchievementSubject"], "id": "did:example:holder"}
    subject["achievement"] = achievement | {"id": "https://badges.example.org/achievements/1"}
    if post:
        subject["result"] = post["results"]
        subject |= {name: post[name] for name in ("source", "narrative") if name in post}
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "https://badges.example.org/badges/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": load("issuer") | {"id": "did:web:badges.example.org"},
        "validFrom": "2025-06-20T07:46:00Z",
        "credentialSubject": subject,
        **({"evidence": post["evidence"]} if post and "evidence" in post else {}),
    }


def test_four_units_with_tesdas_codes_and_the_certificate_they_make() -> None:
    assert {key: entry["humanCode"] for key, entry in ACHIEVEMENTS.items()} == UNITS | {"ncii": "ELCCSS213"}
    assert {entry["achievementType"] for key, entry in ACHIEVEMENTS.items() if key != "ncii"} == {"Competency"}
    assert ACHIEVEMENTS["ncii"]["achievementType"] == "Certification"


@pytest.mark.parametrize(
    ("key", "elements", "criteria"), [("coc1", 5, 19), ("coc2", 4, 22), ("coc3", 3, 11), ("coc4", 5, 24)]
)
def test_every_element_and_performance_criterion_is_there(key: str, elements: int, criteria: int) -> None:
    narrative = ACHIEVEMENTS[key]["criteria"]["narrative"]
    numbers = re.findall(r"^- (\d)\.(\d) ", narrative, re.M)
    assert len(re.findall(r"^### Element ", narrative, re.M)) == elements
    assert len(numbers) == criteria
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("key", UNITS)
def test_a_unit_asks_for_a_score_and_a_level(key: str) -> None:
    score, decision = ACHIEVEMENTS[key]["resultDescription"]
    assert (score["resultType"], score["valueMin"], score["valueMax"], score["requiredValue"]) == (
        "Percent", "0", "100", "75",
    )  # fmt: skip
    levels = decision["rubricCriterionLevel"]
    assert [level["level"] for level in levels] == ["1", "2", "3", "4"]
    assert decision["requiredLevel"] == levels[2]["id"]
    assert levels[1]["name"].startswith("Not yet competent")
    assert levels[2]["name"].startswith("Competent")


def test_ids_are_urns_and_none_stands_twice() -> None:
    ids = [
        value["id"]
        for entry in ACHIEVEMENTS.values()
        for _, value in walk(entry)
        if isinstance(value, dict) and "id" in value
    ]
    assert len(ids) == len(set(ids)) == 4 * (2 + 4)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", id_) for id_ in ids)


def test_each_unit_has_an_address_of_its_own_in_the_framework() -> None:
    targets = [entry["alignment"][0]["targetUrl"] for entry in ACHIEVEMENTS.values()]
    assert len(set(targets)) == len(targets)
    assert all(target.startswith("https://tesda.gov.ph/") for target in targets)


def test_terms_that_older_contexts_do_not_know_are_avoided() -> None:
    for document in (ACHIEVEMENTS, RESULTS):
        names = {token for path, _ in walk(document) for token in path}
        assert not names & {"inLanguage", "awardedDate", "jti"}


@pytest.mark.parametrize("key", ACHIEVEMENTS)
def test_achievements_fit_the_official_schema(key: str) -> None:
    jsonschema.validate(credential(ACHIEVEMENTS[key]), shared_json(SCHEMA))


@pytest.mark.parametrize("post", RESULTS, ids=lambda post: str(post["sourceId"]))
def test_assessments_fit_the_official_schema(post: JsonObject) -> None:
    jsonschema.validate(credential(ACHIEVEMENTS[key_of(post)], post), shared_json(SCHEMA))


def test_posts_and_achievements_are_what_the_service_takes() -> None:
    for achievement in ACHIEVEMENTS.values():
        Achievement.model_validate(achievement | {"id": "https://badges.example.org/achievements/1"})
    for post in RESULTS:
        AssessmentResult.model_validate(post)


def test_placeholders_name_achievements() -> None:
    places = [load("rule")["target"], *(post["achievement"] for post in RESULTS)]
    places += [id_ for part in load("rule")["requires"]["of"] for id_ in part["where"]["achievement"]]
    assert {place.strip("{}") for place in places} == set(ACHIEVEMENTS)


def test_one_learner_completes_one_misses_one_part_one_fails() -> None:
    assert [learner["outcome"] for learner in LEARNERS] == ["completes", "misses-one", "fails-one"]
    complete, near, failing = LEARNERS
    assert earned(complete) == set(UNITS)
    assert earned(near) == set(UNITS) - {"coc3"}
    assert earned(failing) == {"coc1"}
    assert sum(not passes(post) for post in RESULTS) == 1


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda learner: str(learner["outcome"]))
def test_the_rule_awards_exactly_the_complete_stack(learner: JsonObject) -> None:
    rule = parse_rule(load("rule"))
    posts = [post for post in RESULTS if post["learner"] == learner["learner"] and passes(post)]
    holdings = [
        {"id": post["sourceId"], "achievement": post["achievement"], "issuer": "did:web:badges.example.org",
         "awarded": post["assessedAt"], "status": "active"}
        for post in posts
    ]  # fmt: skip
    outcome = evaluate(rule, parse_holdings(holdings), parse_instant("2025-07-01T00:00:00Z"), rules={})
    assert outcome.satisfied == (learner["outcome"] == "completes")


def test_a_lost_part_suspends() -> None:
    assert load("rule")["whenBroken"] == {"action": "suspend"}


def test_posts_are_in_order_and_each_is_one_post_about_one_assessment() -> None:
    instants = [parse_instant(post["assessedAt"]) for post in RESULTS]
    assert instants == sorted(instants)
    assert len({post["sourceId"] for post in RESULTS}) == len(RESULTS)
    assert len({(post["learner"]["email"], post["activityId"]) for post in RESULTS}) == len(RESULTS)
    for post in RESULTS:
        assert parse_instant(post["activityStartDate"]) < parse_instant(post["activityEndDate"])
        assert post["activityEndDate"] == post["assessedAt"]


def test_one_assessment_was_made_at_a_workplace_by_somebody_else() -> None:
    (post,) = [post for post in RESULTS if "source" in post]
    assert {entry["genre"] for entry in post["evidence"]} == {"workplace"}
    assert post["source"]["id"] != load("issuer")["url"]


def test_nothing_that_is_signed_tells_who_the_learner_is() -> None:
    people = [word for entry in LEARNERS for word in re.split(r"[\s.]+", entry["learner"]["name"]) if len(word) > 2]
    for post in RESULTS:
        signed = json.dumps({name: value for name, value in post.items() if name not in ("learner", "sourceId")})
        assert not [name for name in people if name.lower() in signed.lower()]
        assert "@" not in signed


def test_the_demonstration_says_that_it_is_one() -> None:
    issuer = load("issuer")
    assert "demonstration" in issuer["name"]
    assert "not accredited by TESDA" in issuer["description"]
    for address in re.findall(r"https?://([^/\"]+)", json.dumps([issuer, RESULTS, LEARNERS])):
        assert address.endswith("example.org")
    for learner in LEARNERS:
        assert learner["learner"]["email"].endswith("@example.org")


def test_the_source_is_named() -> None:
    sources = (FOLDER / "SOURCES.md").read_text("utf-8")
    assert "Training Regulations: Computer Systems Servicing NC II" in sources
    assert all(f"`{name}.json`" in sources for name in ("issuer", "achievements", "rule", "learners", "results"))
