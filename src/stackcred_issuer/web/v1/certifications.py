"""Certifications: achievements that are awarded by a stacking rule."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response
from pydantic import BaseModel, ConfigDict

from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services import browse
from stackcred_issuer.services.assessment_result import InstantText, ShortText
from stackcred_issuer.services.publish_rule import ForExisting, create_certification, publish_rule
from stackcred_issuer.services.rule_impact import rule_impact
from stackcred_issuer.store.certifications import CertificationRecord, RuleRecord
from stackcred_issuer.web.routes import Client, ClientRoute, House, bearer, exact_body
from stackcred_issuer.web.v1.examples import CERTIFICATION, RULE
from stackcred_issuer.web.v1.paging import Paging, answer, page_answer

router = APIRouter(
    prefix="/v1/certifications",
    tags=["certifications"],
    route_class=ClientRoute,
    dependencies=[Depends(bearer)],
)


class NewCertification(BaseModel):
    """achievement: id or URL of what is awarded. rule: a stacking rule; its type, id, version and target are ours."""

    model_config = ConfigDict(extra="forbid")

    achievement: ShortText
    rule: dict[str, Any]


class NewRule(BaseModel):
    """The next version of a certification's rule, and what it means for awards made before it."""

    model_config = ConfigDict(extra="forbid")

    rule: dict[str, Any]
    existing: Literal["reevaluate", "keep", "until"] = "reevaluate"
    existingUntil: InstantText | None = None

    def for_existing(self) -> ForExisting:
        return ForExisting(self.existing, parse_instant(self.existingUntil) if self.existingUntil else None)


@router.post("", status_code=201, summary="Create a certification with its first rule")
async def post_certification(
    request: Request,
    house: House,
    caller: Client,
    wanted: Annotated[NewCertification, Body(openapi_examples=CERTIFICATION)],
) -> Response:
    rule = (await exact_body(request, house))["rule"]
    made = await create_certification(house, caller, wanted.achievement, rule)
    location = {"Location": f"/v1/certifications/{made.certification.id}"}
    return answer(shape(made.certification, house.urls, made.rule), 201, location)


@router.get("", summary="List certifications")
async def list_certifications(request: Request, house: House, caller: Client, cursor: Paging) -> Response:
    page = await browse.list_certifications(house, caller, cursor)
    return page_answer(request, page, lambda record: shape(record, house.urls))


@router.get("/{certification_id}", summary="One certification with its newest rule")
async def get_certification(house: House, caller: Client, certification_id: UUID) -> Response:
    found = await browse.get_certification(house, caller, certification_id)
    return answer(shape(found.certification, house.urls, found.rule))


@router.get("/{certification_id}/rules", summary="Every version of the rule, the first one first")
async def list_rules(house: House, caller: Client, certification_id: UUID) -> Response:
    rules = await browse.list_rules(house, caller, certification_id)
    return answer({"items": [rule_shape(rule) for rule in rules], "next": None})


@router.post("/{certification_id}/rules", status_code=201, summary="Publish the next version of the rule")
async def post_rule(
    request: Request,
    house: House,
    caller: Client,
    certification_id: UUID,
    wanted: Annotated[NewRule, Body(openapi_examples=RULE)],
) -> Response:
    """Earlier versions keep their meaning; holders are evaluated against the new one."""
    rule = (await exact_body(request, house))["rule"]
    made = await publish_rule(house, caller, certification_id, rule, wanted.for_existing())
    return answer(rule_shape(made.rule), 201)


@router.post("/{certification_id}/impact", summary="What a rule would do if it were published")
async def post_impact(
    request: Request,
    house: House,
    caller: Client,
    certification_id: UUID,
    wanted: Annotated[NewRule, Body(openapi_examples=RULE)],
    cursor: Paging,
) -> Response:
    """Nothing is published. One page of the learners concerned; go on with `?after=` until `next` is null."""
    rule = (await exact_body(request, house))["rule"]
    found = await rule_impact(house, caller, certification_id, rule, cursor, wanted.for_existing())
    return answer(found.to_json())


def shape(record: CertificationRecord, urls: PublicUrls, rule: RuleRecord | None = None) -> JsonObject:
    shown: JsonObject = {
        "id": str(record.id),
        "achievement": record.target,
        "url": urls.certification(record.id),
        "createdAt": format_instant(record.created_at),
    }
    return shown if rule is None else {**shown, "rule": rule_shape(rule)}


def rule_shape(rule: RuleRecord) -> JsonObject:
    return {
        "version": rule.version,
        "digestMultibase": rule.digest,
        "publishedAt": format_instant(rule.published_at),
        "existing": rule.existing,
        "existingUntil": format_instant(rule.existing_until) if rule.existing_until else None,
        "document": parse_object(rule.document),
    }
