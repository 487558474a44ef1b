"""A pathway as CTDL, the Credential Engine's vocabulary: a ceterms:Pathway with its components.

What CTDL has no word for is told in descriptions (docs/pathways.md): optional steps, exits before the end, and entry
by any one of several achievements.
"""

from __future__ import annotations

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.pathway.model import Branch, Exit, Pathway, Step

CONTEXT = "https://credreg.net/ctdl/schema/context/json"
LANGUAGE = "en"  # CTDL's texts are language maps; ours say no language


def to_ctdl(pathway: Pathway, *, url: str, owner: str) -> JsonObject:
    """url: the pathway's own. owner: the DID or URL of who publishes it."""
    parts = [_component(pathway, step, url) for step in pathway.steps]
    whole: JsonObject = {
        "@type": "ceterms:Pathway",
        "@id": url,
        "ceterms:name": _text(pathway.name),
        "ceterms:description": _text(_description(pathway)),
        "ceterms:ownedBy": [owner],
        "ceterms:hasPart": [part["@id"] for part in parts],
        "ceterms:hasDestinationComponent": [_at(url, step.id) for step in _last(pathway)],
    }
    if pathway.entry is not None:
        whole["ceterms:requires"] = [
            {
                "@type": "ceterms:ConditionProfile",
                "ceterms:name": _text("Entry"),
                "ceterms:description": _text(pathway.entry.description),
                "ceterms:targetCredential": list(pathway.entry.anyOf),
            }
        ]
    return {"@context": CONTEXT, "@graph": [whole, *parts]}


def _component(pathway: Pathway, step: Step, url: str) -> JsonObject:
    branches = {branch.id: branch for branch in pathway.branches}
    before = [_at(url, name) for name in step.after if name not in branches]
    conditions = [_condition(branches[name], url) for name in step.after if name in branches]
    members = {
        "@type": "ceterms:CredentialComponent",
        "@id": _at(url, step.id),
        "ceterms:name": _text(step.name),
        "ceterms:description": _text("Optional: one can finish without it.") if step.optional else None,
        "ceterms:isPartOf": [url],
        "ceterms:proxyFor": [step.certification or step.achievement],
        "ceterms:precededBy": before,
        "ceterms:hasCondition": conditions,
    }
    return {name: value for name, value in members.items() if value}


def _condition(branch: Branch, url: str) -> JsonObject:
    return {
        "@type": "ceterms:ComponentCondition",
        "ceterms:name": _text(branch.name),
        "ceterms:requiredNumber": branch.choose,
        "ceterms:targetComponent": [_at(url, name) for name in branch.of],
    }


def _last(pathway: Pathway) -> list[Step]:
    """The steps that no other one comes after."""
    of = {branch.id: branch.of for branch in pathway.branches}
    before = {name for step in pathway.steps for after in step.after for name in of.get(after, [after])}
    return [step for step in pathway.steps if step.id not in before]


def _description(pathway: Pathway) -> str:
    parts = [pathway.description] if pathway.description else []
    return "\n".join([*parts, *(_way_out(way) for way in pathway.exits)]) or pathway.name


def _way_out(way: Exit) -> str:
    roles = f" (work: {', '.join(way.roles)})" if way.roles else ""
    return f"Exit after {', '.join(way.after)}: {way.name}{roles}."


def _at(url: str, step: str) -> str:
    return f"{url}#{step}"


def _text(text: str) -> JsonObject:
    return {LANGUAGE: text}
