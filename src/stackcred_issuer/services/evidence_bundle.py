"""The evidence bundle of an award: gathered from the record, signed, kept, and handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.issuance.draft import RelatedResource
from stackcred_issuer.domain.issuance.record import Association, draft_record
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, dump_json, parse_object
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.bundle import Part, Role, assemble
from stackcred_issuer.domain.stacking.sequence import follows
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.publish_did import did_document_of
from stackcred_issuer.services.publish_status_list import publish_status_list
from stackcred_issuer.services.signers import active_signer
from stackcred_issuer.store.awards import AwardRecord, BundleRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.certifications import RuleRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.statuses import PublishedListRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What the record holds about an award. documents: the learner's credentials by URL, with their digests."""

    award: AwardRecord
    badge: BadgeRecord
    issuer: IssuerRecord
    keys: list[KeyRecord]
    rules: list[tuple[UUID, RuleRecord]]
    holdings: Mapping[str, bytes]
    components: Mapping[str, bytes]
    lists: frozenset[UUID]


async def evidence_bundle(house: Deployment, badge_id: UUID) -> BundleRecord:
    """The bundle of the award with this badge; gathered anew when anything in it has changed.

    Raises NOT_FOUND for a badge that is no award, CONFLICT for an award made before its holdings were kept.
    """
    async with house.store.begin(house.clock.now()) as uow:
        grounds = await _grounds(house, uow, badge_id)
    lists = [await publish_status_list(house, list_id) for list_id in sorted(grounds.lists)]
    parts = list(_parts(house, grounds, lists))
    stamp = digest_multibase(canonical_json([[part.id, part.digest] for part in parts]))
    async with house.store.begin(house.clock.now()) as uow:
        kept = await uow.awards.bundle(grounds.award.id)
        if kept is not None and kept.grounds == stamp:
            return kept
        return await _sign(house, uow, grounds, parts, stamp)


async def _grounds(house: Deployment, uow: UnitOfWork, badge_id: UUID) -> _Grounds:
    award = await uow.awards.by_badge(badge_id)
    if award is None:
        raise StackcredError(
            ErrorCode.NOT_FOUND, "There is no award here; only the badges of certifications have evidence bundles."
        )
    issuer = await uow.issuers.get(award.issuer_id)
    holdings = await uow.awards.holdings(award.id)
    badges = await uow.badges.of_learner(award.learner_id)
    needed = _needed(award, holdings)
    badge = next(one for one in badges if one.id == award.badge_id)
    held = [one for one in badges if house.urls.badge(one.id) in needed]
    components = {
        house.urls.badge(one.id): await _as_evaluated(uow, one, needed[house.urls.badge(one.id)]) for one in held
    }
    lists = {found for one in (badge, *held) for found in (one.revocation_list, one.suspension_list)}
    keys = await uow.keys.of_issuer(issuer.id)
    return _Grounds(award, badge, issuer, list(keys), await _rules(uow, award), holdings, components, frozenset(lists))


def _needed(award: AwardRecord, holdings: Mapping[str, bytes]) -> dict[str, str]:
    """The credentials that the holdings are made of, with their digests."""
    found: dict[str, str] = {}
    for evaluation in (award.latest_evaluation, award.evaluation):
        document = holdings.get(parse_object(evaluation)["holdingsDigest"])
        if document is None:
            raise StackcredError(
                ErrorCode.CONFLICT,
                "What this award was decided on was not kept, since it was made by an earlier version of the service; "
                "its evaluation and its parts stand at the addresses that the badge names.",
            )
        listed = parse_object(b'{"holdings":' + document + b"}")["holdings"]
        found |= {one["id"]: one["digestMultibase"] for one in listed}
    return found


async def _as_evaluated(uow: UnitOfWork, badge: BadgeRecord, digest: str) -> bytes:
    """The very bytes that were evaluated, even where the badge was signed anew since."""
    if badge.digest == digest:
        return badge.document
    former = await uow.badges.former_documents(badge.id)
    return next((one for one in former if digest_multibase(one) == digest), badge.document)


async def _rules(uow: UnitOfWork, award: AwardRecord) -> list[tuple[UUID, RuleRecord]]:
    """The rules of both evaluations, and every rule of the issuer where one of them refers to others."""
    wanted = {parse_object(one)["rule"]["digestMultibase"] for one in (award.evaluation, award.latest_evaluation)}
    own = [rule for rule in await uow.certifications.rules(award.certification_id) if rule.digest in wanted]
    refers = any(b'"op":"certification"' in rule.document for rule in own)
    others = await uow.certifications.all_rules(award.issuer_id) if refers else []
    found = {(rule.certification_id, rule.version): rule for rule in (*own, *others)}
    return [(rule.certification_id, rule) for rule in found.values()]


def _parts(house: Deployment, grounds: _Grounds, lists: list[PublishedListRecord]) -> Iterator[Part]:
    url = house.urls.badge(grounds.badge.id)
    award = grounds.award
    yield Part(Role.CERTIFICATION, url, grounds.badge.document.decode())
    for credential, document in grounds.components.items():
        if credential != url:
            yield Part(Role.COMPONENT, credential, document.decode())
    for certification_id, rule in grounds.rules:
        yield Part(Role.RULE, house.urls.rule(certification_id, rule.version), rule.document.decode())
    yield from _evaluated(house, url, award.evaluation, grounds.holdings, "")
    if award.latest_evaluation != award.evaluation:
        yield from _evaluated(house, url, award.latest_evaluation, grounds.holdings, "latest")
    did = grounds.issuer.did
    yield Part(Role.DID_DOCUMENT, did, dump_json(did_document_of(grounds.issuer, grounds.keys, house)).decode())
    yield Part(Role.KEY_HISTORY, f"{did}#history", dump_json(_history(grounds)).decode())
    for one in lists:
        yield Part(Role.STATUS_LIST, house.urls.status_list(one.list_id), one.document.decode())
    yield Part(Role.TRUST, f"{house.urls.bundle(grounds.badge.id)}#trust", dump_json(_trust(grounds)).decode())


def _evaluated(
    house: Deployment, url: str, evaluation: bytes, holdings: Mapping[str, bytes], which: str
) -> Iterator[Part]:
    address = house.urls.evaluation(url) + (f"#{which}" if which else "")
    document = holdings[parse_object(evaluation)["holdingsDigest"]]
    yield Part(Role.LATEST if which else Role.EVALUATION, address, evaluation.decode())
    held = f"{house.urls.evaluation(url)}#{which or 'award'}-holdings"
    yield Part(Role.LATEST_HOLDINGS if which else Role.HOLDINGS, held, document.decode())


def _history(grounds: _Grounds) -> JsonObject:
    """Every key the issuer ever signed with, and from when to when."""
    return {
        "issuer": grounds.issuer.did,
        "keys": [
            {
                "publicKeyMultibase": key.multikey,
                "state": key.state,
                "from": format_instant(key.created_at),
                "retired": format_instant(key.retired_at) if key.retired_at else None,
                "compromised": format_instant(key.compromised_at) if key.compromised_at else None,
            }
            for key in grounds.keys
        ],
    }


def _trust(grounds: _Grounds) -> JsonObject:
    """Whose badges counted, by the rule's registries: without any, those of the certification's own issuer."""
    rule = parse_object(grounds.rules[0][1].document)
    return {"issuers": [grounds.issuer.did], "registries": rule.get("trust", [])}


async def _sign(house: Deployment, uow: UnitOfWork, grounds: _Grounds, parts: list[Part], stamp: str) -> BundleRecord:
    _, signer = await active_signer(house, uow, grounds.issuer)
    made_at = house.signing_instant()
    unsigned = draft_record(
        record_url=f"{house.urls.bundle(grounds.badge.id)}#record",
        certification=parse_object(grounds.badge.document),
        parts=[parse_object(grounds.components[url]) for url in _claimed(grounds)],
        associations=_associations(grounds),
        related=[RelatedResource(part.id, part.digest) for part in parts],
        made_at=made_at,
    )
    record = add_proof(unsigned, suite="eddsa-rdfc-2022", signer=signer, created=made_at, contexts=house.contexts)
    body = assemble(record, parts)
    bundle = BundleRecord(grounds.award.id, stamp, body, digest_multibase(body), made_at)
    await uow.awards.put_bundle(bundle)
    uow.record(
        Event(
            EventType.BUNDLE_GATHERED, grounds.issuer.id, str(grounds.award.id), "system", digest=digest_multibase(body)
        )
    )
    return bundle


def _claimed(grounds: _Grounds) -> list[str]:
    """The credentials that the witness of the award names, in its order."""
    claims = parse_object(grounds.award.evaluation)["claims"]
    return [url for url in dict.fromkeys(claim["credential"] for claim in claims) if url in grounds.components]


def _associations(grounds: _Grounds) -> list[Association]:
    """Each claimed achievement is part of the certification's; what the rule orders precedes what follows it."""
    evaluation = parse_object(grounds.award.evaluation)
    earned = {url: _achievement(grounds.components[url]) for url in _claimed(grounds)}
    found = [Association("isPartOf", one, grounds.badge.achievement_url) for one in earned.values()]
    rule = next(one for _, one in grounds.rules if one.digest == evaluation["rule"]["digestMultibase"])
    for earlier, later in follows(parse_object(rule.document), evaluation["claims"]):
        if earlier in earned and later in earned:
            found.append(Association("precedes", earned[earlier], earned[later]))
    return found


def _achievement(document: bytes) -> str:
    return str(parse_object(document)["credentialSubject"]["achievement"]["id"])
