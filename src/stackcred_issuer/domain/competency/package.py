"""A framework written as a CASE 1.1 CFPackage, which `case.read_package` reads again."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from stackcred_issuer.domain.competency.framework import Competency, Framework
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject


def write_package(framework: Framework, changed_at: datetime) -> JsonObject:
    """Its document, items and associations; what our model has beyond CASE stands under names of our own."""
    places: defaultdict[str | None, int] = defaultdict(int)
    associations = []
    for one in framework.competencies:
        places[one.parent] += 1
        associations.append(_child(one, framework, places[one.parent], changed_at))
        if one.replaced_by is not None:
            associations.append(_association("replacedBy", one.identifier, one.replaced_by, changed_at))
    return {
        "CFDocument": {
            "identifier": framework.identifier,
            "uri": framework.uri,
            "title": framework.title,
            **({"creator": framework.creator} if framework.creator else {}),
            "lastChangeDateTime": format_instant(changed_at),
        },
        "CFItems": [write_item(one, changed_at) for one in framework.competencies],
        "CFAssociations": associations,
    }


def write_item(one: Competency, changed_at: datetime) -> JsonObject:
    """One competency as a CASE CFItem, with `tasks` and `outcomes` beside the standard members."""
    members = {
        "identifier": one.identifier,
        "uri": one.uri,
        "fullStatement": one.statement,
        "humanCodingScheme": one.code,
        "abbreviatedStatement": one.abbreviated,
        "CFItemType": one.kind,
        "educationLevel": one.level.split(", ") if one.level else None,
        "lastChangeDateTime": format_instant(changed_at),
        "tasks": list(one.tasks) if one.tasks else None,
        "outcomes": list(one.outcomes) if one.outcomes else None,
    }
    return {name: value for name, value in members.items() if value is not None}


def _child(one: Competency, framework: Framework, place: int, changed_at: datetime) -> JsonObject:
    """Below its parent, or below the document itself at the root."""
    found = _association("isChildOf", one.identifier, one.parent or framework.identifier, changed_at)
    return {**found, "sequenceNumber": place}


def _association(kind: str, origin: str, destination: str, changed_at: datetime) -> JsonObject:
    return {
        "identifier": f"{origin} {kind} {destination}",
        "associationType": kind,
        "originNodeURI": {"identifier": origin},
        "destinationNodeURI": {"identifier": destination},
        "lastChangeDateTime": format_instant(changed_at),
    }
