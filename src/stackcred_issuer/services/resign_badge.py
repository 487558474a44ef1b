"""Sign a badge anew with the issuer's present key: the same id and claims, a new proof; the former bytes are kept."""

from __future__ import annotations

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal import seal
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.signers import active_signer
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def resign_badge(
    house: Deployment, uow: UnitOfWork, badge: BadgeRecord, *, actor: str, holder: str | None = None
) -> BadgeRecord:
    """Replace the signature in the caller's transaction. holder: a DID that the badge is to name from now on."""
    issuer = await uow.issuers.get(badge.issuer_id)
    key, signer = await active_signer(house, uow, issuer)
    claims = {name: value for name, value in parse_object(badge.document).items() if name != "proof"}
    if holder is not None:
        claims["credentialSubject"] = {**claims["credentialSubject"], "id": holder}
    sealed = seal(lint(Draft(claims), house.contexts), signer, house.signing_instant(), house.contexts)
    resigned = await uow.badges.replace_document(badge.id, sealed.body, sealed.digest, key.id, uow.now)
    uow.record(
        Event(
            type=EventType.BADGE_RESIGNED,
            issuer_id=badge.issuer_id,
            subject=str(badge.id),
            actor=actor,
            digest=sealed.digest,
            learner_id=badge.learner_id,
            achievement=badge.achievement_url,
        )
    )
    return resigned
