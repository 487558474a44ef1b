"""Result descriptions that ask the impossible are found out before anybody is judged by them."""

from __future__ import annotations

import pytest

from stackcred_issuer.domain.credential.scale import scale_of
from stackcred_issuer.domain.jsonvalue import JsonObject

LEVELS = [{"id": "urn:level:1", "name": "Competent"}]


def contradictions(**members: object) -> list[str]:
    description: JsonObject = {"id": "urn:1", "name": "Practical", "resultType": "Percent"} | members
    return [finding.pointer for finding in scale_of(description).contradictions("/at")]


@pytest.mark.parametrize(
    ("members", "pointers"),
    [
        ({"requiredValue": "75", "valueMin": "0", "valueMax": "100"}, []),
        ({"requiredValue": "101", "valueMax": "100"}, ["/at/requiredValue"]),
        ({"requiredValue": "-1", "valueMin": "0"}, ["/at/requiredValue"]),
        ({"requiredValue": "75%"}, ["/at/requiredValue"]),
        ({"valueMin": "zero"}, ["/at/valueMin"]),
        ({"valueMax": "all"}, ["/at/valueMax"]),
        ({"resultType": "LetterGrade", "allowedValue": ["C", "B"], "requiredValue": "A"}, ["/at/requiredValue"]),
        ({"resultType": "LetterGrade", "allowedValue": ["C", "B"], "requiredValue": "B"}, []),
        ({"resultType": "RubricCriterionLevel", "requiredLevel": "urn:level:2"}, ["/at/requiredLevel"]),
        ({"requiredLevel": "urn:level:1", "rubricCriterionLevel": LEVELS}, []),
        ({"resultType": "Status", "requiredValue": "Completed"}, []),
    ],
)
def test_a_pass_mark_must_be_reachable(members: dict[str, object], pointers: list[str]) -> None:
    assert contradictions(**members) == pointers
