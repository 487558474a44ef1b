"""A framework and its competencies, whatever format they came in."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.jsonvalue import JsonObject

MAX_COMPETENCIES = 20_000  # the largest published frameworks have some thousands


@dataclass(frozen=True, slots=True)
class Competency:
    """One statement of what a person can do.

    identifier: stable within the framework, by which a later import knows it again.
    uri: its public address, to which badges align.
    level: as the framework states it, such as an education level.
    parent: identifier of the competency it is part of. position: its place in document order, from 0.
    tasks, outcomes: what it means at work, in employers' terms; None where the source does not speak of it.
    """

    identifier: str
    uri: str
    statement: str
    code: str | None = None
    abbreviated: str | None = None
    kind: str | None = None
    level: str | None = None
    parent: str | None = None
    position: int = 0
    tasks: tuple[str, ...] | None = None
    outcomes: tuple[str, ...] | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Framework:
    """competencies: in document order, a parent before its parts."""

    identifier: str
    uri: str
    title: str
    creator: str | None
    competencies: tuple[Competency, ...]


def alignment_of(competency: Competency, framework_title: str) -> JsonObject:
    """The OB 3.0 Alignment of an achievement to a competency (Implementation Guide, "Alignment with CASE items")."""
    description = competency.statement if competency.abbreviated else None
    members = {
        "type": ["Alignment"],
        "targetType": "CFItem",
        "targetUrl": competency.uri,
        "targetName": competency.abbreviated or competency.statement,
        "targetCode": competency.code or competency.identifier,
        "targetFramework": framework_title,
        "targetDescription": description,
    }
    return {name: value for name, value in members.items() if value is not None}
