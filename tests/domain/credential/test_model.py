"""The kinds of field: nothing is coerced, null is refused, and lists are lists."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from stackcred_issuer.domain.credential.achievement import Achievement, ResultDescription
from stackcred_issuer.domain.credential.document import AchievementCredential
from stackcred_issuer.domain.credential.endorsement import EndorsementCredential
from stackcred_issuer.domain.credential.evidence import Evidence
from stackcred_issuer.domain.credential.image import Image
from stackcred_issuer.domain.credential.model import is_language_map
from stackcred_issuer.domain.credential.profile import Profile
from stackcred_issuer.domain.credential.subject import AchievementSubject, IdentityObject, Result
from stackcred_issuer.domain.jsonvalue import JsonObject

CLASSES: list[type[BaseModel]] = [
    Achievement, AchievementCredential, AchievementSubject, EndorsementCredential, Evidence, IdentityObject, Image,
    Profile, Result, ResultDescription,
]  # fmt: skip
PROFILE: JsonObject = {"id": "https://example.org", "type": ["Profile"]}


def dumped(model: type[BaseModel], document: JsonObject) -> JsonObject:
    return model.model_validate(document).model_dump(mode="json", by_alias=True, exclude_unset=True)


def fault(model: type[BaseModel], document: JsonObject) -> tuple[tuple[Any, ...], str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(document)
    (error,) = caught.value.errors()
    return error["loc"], error["msg"]


def test_unknown_members_of_an_extensible_class_survive_as_they_are() -> None:
    document = PROFILE | {"ext:rating": {"stars": [5, None, 1.50]}, "sameAs": "https://example.com"}
    assert dumped(Profile, document) == document


def test_a_single_value_becomes_a_list_of_one() -> None:
    assert dumped(Evidence, {"type": "Evidence"}) == {"type": ["Evidence"]}
    allowed = {"id": "urn:1", "type": "ResultDescription", "name": "Grade", "resultType": "LetterGrade"}
    assert dumped(ResultDescription, allowed | {"allowedValue": "A"})["allowedValue"] == ["A"]


def test_a_whole_number_stays_whole() -> None:
    achievement = {"id": "urn:1", "type": ["Achievement"], "name": "A", "description": "B", "criteria": {}}
    assert type(dumped(Achievement, achievement | {"creditsAvailable": 3})["creditsAvailable"]) is int


@pytest.mark.parametrize("value", [None, 7, True, ["a"], {"text": "a"}, {"EN": "a"}, {"en": 5}])
def test_a_text_is_a_text_or_texts_by_language(value: Any) -> None:
    assert fault(Profile, PROFILE | {"name": value})[0] == ("name",)


def test_texts_by_language_are_kept() -> None:
    names = {"en": "School", "de-AT": "Schule"}
    assert dumped(Profile, PROFILE | {"name": names})["name"] == names
    assert is_language_map(names)
    assert not is_language_map({"@value": "School"})


@pytest.mark.parametrize("member", ["name", "image", "otherIdentifier", "parentOrg", "dateOfBirth", "url"])
def test_null_is_no_absence(member: str) -> None:
    assert fault(Profile, PROFILE | {member: None}) == ((member,), "Leave it out instead of writing null")


@pytest.mark.parametrize("types", ["Person", [], ["Person"], None, [5], "profile"])
def test_the_class_is_among_the_types(types: Any) -> None:
    assert fault(Profile, PROFILE | {"type": types})[0] == ("type",)


@pytest.mark.parametrize(("value", "good"), [(3, True), (3.5, True), ("3", False), (True, False), (None, False)])
def test_a_number_is_no_text(value: Any, good: bool) -> None:
    geo = {"type": "GeoCoordinates", "latitude": value, "longitude": 1.0}
    document = PROFILE | {"address": {"type": ["Address"], "geo": geo}}
    if good:
        assert dumped(Profile, document) == document
    else:
        assert fault(Profile, document)[0] == ("address", "geo", "latitude")


@pytest.mark.parametrize(("value", "good"), [("2001-02-03", True), ("2001-2-3", False), ("20010203", False)])
def test_a_day_is_written_in_full(value: str, good: bool) -> None:
    if good:
        assert dumped(Profile, PROFILE | {"dateOfBirth": value})["dateOfBirth"] == value
    else:
        assert fault(Profile, PROFILE | {"dateOfBirth": value})[0] == ("dateOfBirth",)


def test_an_unknown_term_is_told_which_are_known() -> None:
    where, sentence = fault(
        ResultDescription, {"id": "urn:1", "type": ["ResultDescription"], "name": "A", "resultType": "Grade"}
    )
    assert where == ("resultType",)
    assert "LetterGrade" in sentence
    assert "ext:" in sentence


@pytest.mark.parametrize("model", CLASSES, ids=lambda model: model.__name__)
def test_the_json_schema_promises_no_null(model: type[BaseModel]) -> None:
    assert "null" not in str(model.model_json_schema(mode="validation"))


def test_the_json_schema_names_the_terms() -> None:
    schema = ResultDescription.model_json_schema()["properties"]["resultType"]
    assert "Percent" in schema["anyOf"][0]["enum"]
