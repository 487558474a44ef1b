"""Verification reports and stacking outcomes, as JSON the service keeps, turned into views."""

from __future__ import annotations

from collections.abc import Mapping

from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.web.pages.parts import (
    CheckView,
    EndorsementView,
    LinkView,
    NotCountedView,
    ReportView,
    RequirementView,
    StackView,
)
from stackcred_issuer.web.pages.read_credential import read_credential, read_endorsement
from stackcred_issuer.web.pages.read_receipt import is_receipt, read_receipt
from stackcred_issuer.web.pages.rule_words import title


def read_report(report: JsonObject) -> ReportView:
    """A report in the form of `POST /v1/verify`; `credentials` holds those of a presentation."""
    as_of, document = report.get("statusAsOf"), report.get("credential")
    receipt = document if document and is_receipt(document) else None
    credential = None if receipt else document
    return ReportView(
        verdict=report["verdict"],
        checks=tuple(CheckView(check["name"], check["result"], check["detail"]) for check in report["checks"]),
        verified_at=parse_instant(report["verifiedAt"]),
        status_as_of=parse_instant(as_of) if as_of else None,
        digest=report.get("digestMultibase"),
        credential=read_credential(credential) if credential and "verifiableCredential" not in credential else None,
        reports=tuple(read_report(inner) for inner in report.get("credentials") or ()),
        endorsements=tuple(_endorsement(inner) for inner in report.get("endorsements") or ()),
        receipt=read_receipt(receipt) if receipt else (),
    )


def read_outcome(
    outcome: JsonObject,
    badges: Mapping[str, LinkView],
    rule: RequirementView | None = None,
    certification: LinkView | None = None,
) -> StackView:
    """A StackingEvaluation (stacking-rules.md §3).

    badges: names and pages of the badges it speaks of, by credential id.
    rule: the rule's tree, which adds what could be earned for each requirement.
    certification: link to its page.
    """
    claims: dict[str, list[LinkView]] = {}
    for claim in outcome["claims"]:
        badge = _badge(claim["credential"], badges)
        claims.setdefault(claim["requirement"], []).append(badge)
    wanted = _achievements(rule) if rule else {}
    reference, as_of = outcome.get("rule", {}), outcome.get("asOf")
    return StackView(
        verdict=outcome["verdict"],
        requirements=tuple(_requirement(node, claims, wanted) for node in outcome["requirements"]),
        as_of=parse_instant(as_of) if as_of else None,
        not_counted=tuple(
            NotCountedView(_badge(entry["credential"], badges), _sentence(entry["reason"]))
            for entry in outcome["notCounted"]
        ),
        rule=certification,
        digest=reference.get("digestMultibase"),
    )


def _endorsement(report: JsonObject) -> EndorsementView:
    by, comment = read_endorsement(report.get("credential") or {})
    return EndorsementView(report["verdict"], by, comment)


def _requirement(
    node: JsonObject, claims: Mapping[str, list[LinkView]], wanted: Mapping[str, tuple[LinkView, ...]]
) -> RequirementView:
    id_ = node["id"]
    used = tuple(claims.get(id_, ()))
    return RequirementView(
        id=id_,
        label=node.get("label") or _title(node, wanted.get(id_, ())),
        sentence=_sentence(node["reason"]),
        verdict=node["verdict"],
        have=_count(node.get("have")),
        need=_count(node.get("need")),
        unit=node.get("unit"),
        achievements=() if used else wanted.get(id_, ()),
        claims=used,
        parts=tuple(_requirement(part, claims, wanted) for part in node.get("parts") or ()),
        titled=bool(node.get("label")) or len(wanted.get(id_, ())) == 1,
    )


def _achievements(node: RequirementView) -> dict[str, tuple[LinkView, ...]]:
    found = {node.id: node.achievements}
    for part in node.parts:
        found |= _achievements(part)
    return found


def _badge(credential: str, badges: Mapping[str, LinkView]) -> LinkView:
    return badges.get(credential, LinkView(credential, credential))


def _title(node: JsonObject, wanted: tuple[LinkView, ...]) -> str:
    return wanted[0].label if len(wanted) == 1 else title(node["op"])


def _sentence(reason: str) -> str:
    """`3 of 4 parts met` as `3 of 4 parts met.`, begun with a capital."""
    return reason[:1].upper() + reason[1:] + ("" if reason.endswith((".", "!", "?")) else ".")


def _count(value: object) -> str | None:
    return None if value is None else f"{value:g}" if isinstance(value, float) else str(value)
