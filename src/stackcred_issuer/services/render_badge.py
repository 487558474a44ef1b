"""A badge as VC-JWT beside its own bytes: signed when it is first asked for, recorded, then always the same."""

from __future__ import annotations

from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.envelope import seal_jws
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.signers import jws_signer
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.renditions import RenditionRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def render_badge(house: Deployment, badge: BadgeRecord) -> RenditionRecord:
    """The badge as compact JWS. Raises KEY_UNUSABLE when the issuer has no active key."""
    async with house.store.begin(house.clock.now()) as uow:
        known = await uow.renditions.get(badge.id, badge.digest)
        return known or await _sign(house, uow, badge)


async def _sign(house: Deployment, uow: UnitOfWork, badge: BadgeRecord) -> RenditionRecord:
    claims: JsonObject = {name: value for name, value in parse_object(badge.document).items() if name != "proof"}
    claims["credentialSubject"] = _named(house, claims["credentialSubject"])
    key, signer = await jws_signer(house, uow, await uow.issuers.get(badge.issuer_id))
    sealed = seal_jws(lint(Draft(claims), house.contexts), signer)
    rendition = RenditionRecord(badge.id, badge.digest, sealed.compact, sealed.digest, key.id, house.signing_instant())
    await uow.renditions.add(rendition)
    kept = await uow.renditions.get(badge.id, badge.digest)  # another request may have been first
    assert kept is not None, "one was just added"
    return kept


def _named(house: Deployment, subject: JsonObject) -> JsonObject:
    """A JWT names its subject (OB 3.0 "JWT Payload"). Who has no DID gets an id for this badge alone, by chance, so
    that nobody can tell by it that two badges are one person's."""
    return subject if subject.get("id") else {"id": house.entropy.new_id().urn, **subject}
