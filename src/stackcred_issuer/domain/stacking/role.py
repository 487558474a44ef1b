"""A job role in an employer's terms, compiled into a rule: the same model says what is met and what is missing."""

from __future__ import annotations

from typing import Any

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule

_REQUIRED = ("type", "id", "name", "competencies")
_OF_COMPETENCY = ("framework", "levelMin", "task", "outcome")


def parse_role(value: Any, *, pointer: str = "") -> Rule:
    """The rule of a `JobRole` document: every competency covered by some active badge, at its level.

    One badge may cover several competencies, so every requirement is shared.
    Raises StackcredError INVALID with the pointer into the role.
    """
    role = Reader(value, pointer).members(_REQUIRED, ("version",))
    role.at("type").choice("JobRole")
    role.at("name").text()
    version = role.at("version").whole(1) if role.has("version") else 1
    parts = [_requirement(item) for item in role.at("competencies").filled()]
    return parse_rule(
        {
            "type": "StackingRule",
            "id": role.at("id").text(),
            "version": version,
            "target": role.at("id").text(),
            "requires": {"op": "all", "label": role.at("name").text(), "of": parts},
        }
    )


def _requirement(item: Reader) -> JsonObject:
    item.members(("alignment",), _OF_COMPETENCY)
    url = item.at("alignment").text()
    cover: JsonObject = {"alignments": [url]}
    if item.has("framework"):
        cover["framework"] = item.at("framework").text()
    if item.has("levelMin"):
        item.at("levelMin").number()
        cover["levelMin"] = item.value["levelMin"]
    words = [item.at(name).text() for name in ("task", "outcome") if item.has(name)]
    return {
        "op": "select",
        "label": ": ".join(words) or url,
        "where": {"alignment": [url]},
        "shared": True,
        "cover": [cover],
    }
