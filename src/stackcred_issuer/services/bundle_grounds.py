"""What the record holds about an award: every document its evidence bundle is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, parse_json, parse_object
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.bundle.facts import statements_of
from stackcred_issuer.domain.stacking.bundle.make import MAX_BUNDLE_BYTES
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.awards import AwardRecord, BundleRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.certifications import RuleRecord
from stackcred_issuer.store.foreign_badges import ForeignBadgeRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.statements import StatementRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Grounds:
    """holdings: of each evaluation, by its digest, JCS bytes: all of them where `whole`, else the claimed ones.

    components: the learner's credentials by URL, foreign ones too. registries: snapshots by their addresses.
    neighbours: DIDs of other issuers of this deployment among theirs. kept: the bundle handed out last.
    """

    award: AwardRecord
    badge: BadgeRecord
    issuer: IssuerRecord
    keys: list[KeyRecord]
    rules: list[tuple[UUID, RuleRecord]]
    whole: bool
    holdings: Mapping[str, bytes]
    components: Mapping[str, bytes]
    foreign: Sequence[ForeignBadgeRecord]
    statements: Sequence[StatementRecord]
    registries: Mapping[str, bytes]
    neighbours: Sequence[str]
    lists: frozenset[UUID]
    kept: BundleRecord | None


async def grounds_of(house: Deployment, uow: UnitOfWork, badge_id: UUID, *, whole: bool) -> Grounds:
    """Raises NOT_FOUND for a badge that is no award, CONFLICT for an award made before its holdings were kept."""
    award = await uow.awards.by_badge(badge_id)
    if award is None:
        raise StackcredError(
            ErrorCode.NOT_FOUND, "There is no award here; only the badges of certifications have evidence bundles."
        )
    issuer = await uow.issuers.get(award.issuer_id)
    listed = await _listed(uow, award, whole=whole)
    facts = [one for holdings in listed.values() for one in holdings]
    digests = {one["id"]: one["digestMultibase"] for one in facts}
    badges = await uow.badges.of_learner(award.learner_id)
    badge = next(one for one in badges if one.id == award.badge_id)
    held = [one for one in badges if house.urls.badge(one.id) in digests]
    own = {house.urls.badge(one.id): await _as_evaluated(uow, one, digests[house.urls.badge(one.id)]) for one in held}
    brought = await uow.foreign_badges.of_learner(award.learner_id)
    foreign = [one for one in brought if digests.get(one.credential_id) == one.digest and one.credential_id not in own]
    statements = [await _statement(house, uow, award, name) for name in _statements(facts)]
    issuers = sorted({one.foreign_issuer for one in foreign})
    return Grounds(
        award=award,
        badge=badge,
        issuer=issuer,
        keys=list(await uow.keys.of_issuer(issuer.id)),
        rules=await _rules(uow, award),
        whole=whole,
        holdings={digest: canonical_json(holdings) for digest, holdings in listed.items()},
        components=own | {one.credential_id: one.document for one in foreign},
        foreign=foreign,
        statements=statements,
        registries=await _registries(house, uow, award),
        neighbours=[did for did in issuers if await uow.issuers.by_did(did) is not None],
        lists=_lists(badge, *held) | _lists(*statements),
        kept=await uow.awards.bundle(award.id),
    )


def evaluations(award: AwardRecord) -> list[JsonObject]:
    """The latest one, and the one the award was made on."""
    return [parse_object(award.latest_evaluation), parse_object(award.evaluation)]


def _lists(*signed: BadgeRecord | StatementRecord) -> frozenset[UUID]:
    return frozenset(found for one in signed for found in (one.revocation_list, one.suspension_list))


async def _listed(uow: UnitOfWork, award: AwardRecord, *, whole: bool) -> dict[str, list[JsonObject]]:
    """The holdings of both evaluations: all, or what their claims rest on."""
    kept = await uow.awards.holdings(award.id)
    found: dict[str, list[JsonObject]] = {}
    for evaluation in evaluations(award):
        document = kept.get(evaluation["holdingsDigest"])
        if document is None:
            raise StackcredError(
                ErrorCode.CONFLICT,
                "What this award was decided on was not kept, since it was made by an earlier version of the service; "
                "its evaluation and its parts stand at the addresses that the badge names.",
            )
        holdings: Any = parse_json(document, max_bytes=MAX_BUNDLE_BYTES)
        claimed = {claim["credential"] for claim in evaluation["claims"]}
        before = {one["id"] for one in found.get(evaluation["holdingsDigest"], ())}
        found[evaluation["holdingsDigest"]] = [
            one for one in holdings if whole or one["id"] in before or _carries(one, claimed)
        ]
    return found


def _carries(holding: JsonObject, claimed: set[str]) -> bool:
    return bool(claimed & {holding["id"], *(said["id"] for said in holding.get("attestations", ()))})


def _statements(facts: Iterable[JsonObject]) -> list[str]:
    return sorted({name for one in facts for name in statements_of(one)})


async def _statement(house: Deployment, uow: UnitOfWork, award: AwardRecord, url: str) -> StatementRecord:
    return await uow.statements.get(award.issuer_id, UUID(url.removeprefix(f"{house.urls.base}/endorsements/")))


async def _registries(house: Deployment, uow: UnitOfWork, award: AwardRecord) -> dict[str, bytes]:
    """The snapshots that the evaluations pin."""
    found = {}
    for pin in (pin for evaluation in evaluations(award) for pin in evaluation.get("trust", ())):
        registry = UUID(pin["id"].removeprefix(house.urls.trust_registry_prefix))
        snapshot = await uow.trust.snapshot(registry, pin["version"])
        if snapshot is not None:
            found[house.urls.trust_snapshot(registry, pin["version"])] = snapshot.document
    return found


async def _as_evaluated(uow: UnitOfWork, badge: BadgeRecord, digest: str) -> bytes:
    """The very bytes that were evaluated, even where the badge was signed anew since."""
    if badge.digest == digest:
        return badge.document
    former = await uow.badges.former_documents(badge.id)
    return next((one for one in former if digest_multibase(one) == digest), badge.document)


async def _rules(uow: UnitOfWork, award: AwardRecord) -> list[tuple[UUID, RuleRecord]]:
    """The rules of both evaluations, and every rule of the issuer where one of them refers to others."""
    wanted = {one["rule"]["digestMultibase"] for one in evaluations(award)}
    own = [rule for rule in await uow.certifications.rules(award.certification_id) if rule.digest in wanted]
    refers = any(b'"op":"certification"' in rule.document for rule in own)
    others = await uow.certifications.all_rules(award.issuer_id) if refers else []
    found = {(rule.certification_id, rule.version): rule for rule in (*own, *others)}
    return [(rule.certification_id, rule) for rule in found.values()]
