"""The evidence bundle of an award: gathered from the record, signed, kept, and handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.issuance.draft import RelatedResource
from stackcred_issuer.domain.issuance.record import Association, draft_record
from stackcred_issuer.domain.issuance.seal import suite_of
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, canonical_json, dump_json, parse_object
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.bundle.make import Part, Role, assemble
from stackcred_issuer.domain.stacking.sequence import follows
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.services.bundle_grounds import Grounds, grounds_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.foreign_materials import foreign_materials
from stackcred_issuer.services.publish_did import did_document_of
from stackcred_issuer.services.publish_status_list import publish_status_list
from stackcred_issuer.services.signers import active_signer
from stackcred_issuer.store.awards import BundleRecord
from stackcred_issuer.store.foreign_badges import ForeignBadgeRecord
from stackcred_issuer.store.statuses import PublishedListRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def evidence_bundle(house: Deployment, badge_id: UUID) -> BundleRecord:
    """The public bundle of the award with this badge, with what its proof needs and no other badge of the learner's
    (docs/decisions/0011-bundle-privacy.md); gathered anew when anything in it has changed.

    Raises NOT_FOUND for a badge that is no award, CONFLICT for an award made before its holdings were kept.
    """
    async with house.store.begin(house.clock.now()) as uow:
        grounds = await grounds_of(house, uow, badge_id, whole=False)
    parts, stamp = await _gathered(house, grounds)
    async with house.store.begin(house.clock.now()) as uow:
        kept = await uow.awards.bundle(grounds.award.id)
        if kept is not None and kept.grounds == stamp:
            return kept
        bundle = await _sign(house, uow, grounds, parts, stamp)
        await uow.awards.put_bundle(bundle)
        return bundle


async def whole_bundle(house: Deployment, caller: Caller, badge_id: UUID) -> BundleRecord:
    """The bundle with every holding that was evaluated, for the issuer's clients, who hand it to the holder.

    It is signed anew each time and not kept. Raises as `evidence_bundle`.
    """
    caller.need(Scope.BADGES_READ)
    async with house.store.begin(house.clock.now()) as uow:
        await uow.badges.get(caller.issuer_id, badge_id)
        grounds = await grounds_of(house, uow, badge_id, whole=True)
    parts, stamp = await _gathered(house, grounds)
    async with house.store.begin(house.clock.now()) as uow:
        return await _sign(house, uow, grounds, parts, stamp)


async def _gathered(house: Deployment, grounds: Grounds) -> tuple[list[Part], str]:
    """The parts, and their digest as a whole."""
    lists = [await publish_status_list(house, list_id) for list_id in sorted(grounds.lists)]
    parts = [*_parts(house, grounds, lists)]
    own = {part.id for part in parts}
    parts += [part for part in await foreign_materials(house, grounds) if part.id not in own]
    return parts, digest_multibase(canonical_json([[part.id, part.digest] for part in parts]))


def _parts(house: Deployment, grounds: Grounds, lists: list[PublishedListRecord]) -> Iterator[Part]:
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
    for published in lists:
        yield Part(Role.STATUS_LIST, house.urls.status_list(published.list_id), published.document.decode())
    for statement in grounds.statements:
        yield Part(Role.STATEMENT, house.urls.statement(statement.id), statement.document.decode())
    for address, snapshot in grounds.registries.items():
        yield Part(Role.REGISTRY, address, snapshot.decode())
    for one in grounds.foreign:
        yield Part(Role.LAST_CHECK, f"{one.credential_id}#last-check", dump_json(_last_check(one)).decode())
    yield Part(Role.TRUST, f"{house.urls.bundle(grounds.badge.id)}#trust", dump_json(_trust(house, grounds)).decode())


def _evaluated(
    house: Deployment, url: str, evaluation: bytes, holdings: Mapping[str, bytes], which: str
) -> Iterator[Part]:
    address = house.urls.evaluation(url) + (f"#{which}" if which else "")
    document = holdings[parse_object(evaluation)["holdingsDigest"]]
    yield Part(Role.LATEST if which else Role.EVALUATION, address, evaluation.decode())
    held = f"{house.urls.evaluation(url)}#{which or 'award'}-holdings"
    yield Part(Role.LATEST_HOLDINGS if which else Role.HOLDINGS, held, document.decode())


def _history(grounds: Grounds) -> JsonObject:
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


def _last_check(badge: ForeignBadgeRecord) -> JsonObject:
    """What another issuer said of its badge when it was last asked."""
    return {"credential": badge.credential_id, "status": badge.status, "checkedAt": format_instant(badge.checked_at)}


def _trust(house: Deployment, grounds: Grounds) -> JsonObject:
    """Whose word counts where a rule names no registry, what is ours alone, and whom the statements are about."""
    return {
        "issuers": [grounds.issuer.did, *grounds.neighbours],
        "registries": sorted(grounds.registries),
        "achievements": house.urls.base + "/achievements/",
        "learner": grounds.award.learner_id.urn,
        "holdings": "all" if grounds.whole else "claimed",
    }


async def _sign(house: Deployment, uow: UnitOfWork, grounds: Grounds, parts: list[Part], stamp: str) -> BundleRecord:
    _, signer = await active_signer(house, uow, grounds.issuer)
    made_at = house.signing_instant()
    inside = [(url, grounds.components[url]) for url in _claimed(grounds)]
    readable = [parse_object(document) for _, document in inside if _fits(document)]
    unsigned = draft_record(
        record_url=f"{house.urls.bundle(grounds.badge.id)}#record",
        certification=parse_object(grounds.badge.document),
        parts=readable,
        associations=_associations(grounds),
        related=[RelatedResource(part.id, part.digest) for part in parts],
        made_at=made_at,
        partial=len(readable) < len(inside),
    )
    record = add_proof(unsigned, suite=suite_of(signer), signer=signer, created=made_at, contexts=house.contexts)
    body = assemble(record, parts)
    bundle = BundleRecord(grounds.award.id, stamp, body, digest_multibase(body), made_at)
    uow.record(
        Event(
            EventType.BUNDLE_GATHERED, grounds.issuer.id, str(grounds.award.id), "system", digest=digest_multibase(body)
        )
    )
    return bundle


def _claimed(grounds: Grounds) -> list[str]:
    """The credentials that the witness of the award names, in its order."""
    claims = parse_object(grounds.award.evaluation)["claims"]
    return [url for url in dict.fromkeys(claim["credential"] for claim in claims) if url in grounds.components]


def _fits(document: bytes) -> bool:
    """Whether a credential can stand inside a signed record: JSON of VC 2.0 (a JWT or VC 1.1 is a part beside it)."""
    if not document.lstrip().startswith(b"{"):
        return False
    return bool(as_list(parse_object(document)["@context"])[0] == CREDENTIALS_V2)


def _associations(grounds: Grounds) -> list[Association]:
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
    subject = next(iter(as_list(read(document).document["credentialSubject"])))
    return str(next(iter(as_list(subject["achievement"])))["id"])
