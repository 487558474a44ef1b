"""A job role in an employer's terms, compiled into a rule: the same model says what is met and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.constraints.cover import Cover
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule

_REQUIRED = ("type", "id", "name", "competencies")
_OF_COMPETENCY = ("framework", "levelMin", "task", "outcome")


@dataclass(frozen=True, slots=True)
class RoleCompetency:
    """One requirement of a role.

    label: its task and outcome in the employer's words, or the alignment where there are none.
    alignment: the address of the competency. level: the least level that will do, None for any.
    """

    label: str
    alignment: str
    framework: str | None
    level: Fraction | None

    @property
    def cover(self) -> Cover:
        """The same as a constraint of a rule."""
        return Cover((self.alignment,), self.framework, self.level)


@dataclass(frozen=True, slots=True)
class JobRole:
    """What an employer asks for. rule: the same as a stacking rule."""

    id: str
    name: str
    version: int
    competencies: tuple[RoleCompetency, ...]
    rule: Rule


def parse_role(value: Any, *, pointer: str = "") -> Rule:
    """The rule of a `JobRole` document: every competency covered by some active badge, at its level.

    One badge may cover several competencies, so every requirement is shared.
    Raises StackcredError INVALID with the pointer into the role.
    """
    return read_role(value, pointer=pointer).rule


def read_role(value: Any, *, pointer: str = "") -> JobRole:
    """A `JobRole` document. Raises StackcredError INVALID with the pointer into the role."""
    role = Reader(value, pointer).members(_REQUIRED, ("version",))
    role.at("type").choice("JobRole")
    role.at("name").text()
    version = role.at("version").whole(1) if role.has("version") else 1
    asked = role.at("competencies").filled()
    parts = [_requirement(item) for item in asked]
    rule = parse_rule(
        {
            "type": "StackingRule",
            "id": role.at("id").text(),
            "version": version,
            "target": role.at("id").text(),
            "requires": {"op": "all", "label": role.at("name").text(), "of": parts},
        }
    )
    return JobRole(
        id=role.at("id").text(),
        name=role.at("name").text(),
        version=version,
        competencies=tuple(_competency(item, str(part["label"])) for item, part in zip(asked, parts, strict=True)),
        rule=rule,
    )


def _competency(item: Reader, label: str) -> RoleCompetency:
    return RoleCompetency(
        label=label,
        alignment=item.at("alignment").text(),
        framework=item.at("framework").text() if item.has("framework") else None,
        level=item.at("levelMin").number() if item.has("levelMin") else None,
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
