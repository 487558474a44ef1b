"""What a learner holds from one issuer, as one signed learner record (CLR 2.0): recorded, then handed out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.record import MAX_INSIDE, Association, draft_transcript
from stackcred_issuer.domain.issuance.seal import seal
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.portfolio import Holdings
from stackcred_issuer.services.signers import active_signer
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def sign_transcript(house: Deployment, holdings: Holdings) -> bytes:
    """The badges in force, each as it was signed, the newest MAX_INSIDE of them; `partial` where there is more.

    It is signed anew each time and not kept: its digest is on record. Raises NOT_FOUND for who holds none in force.
    """
    inside = in_force(house, holdings)[:MAX_INSIDE]
    if not inside:
        detail = "None of these badges is in force, so there is nothing to put into a transcript."
        raise StackcredError(ErrorCode.NOT_FOUND, detail)
    made_at = house.signing_instant()
    async with house.store.begin(house.clock.now()) as uow:
        _, signer = await active_signer(house, uow, holdings.issuer)
        unsigned = draft_transcript(
            transcript_id=house.entropy.new_id().urn,
            badges=[parse_object(badge.document) for badge in inside],
            associations=[link async for link in _links(uow, holdings, inside)],
            made_at=made_at,
            partial=len(inside) < len(holdings.badges),
        )
        linted = lint(Draft(unsigned, kind="credential"), house.contexts)
        sealed = seal(linted, signer, made_at, house.contexts)
        learner = holdings.learner
        kind = EventType.TRANSCRIPT_SIGNED
        uow.record(Event(kind, learner.issuer_id, str(learner.id), "learner", digest=sealed.digest))
    return sealed.body


def in_force(house: Deployment, holdings: Holdings) -> list[BadgeRecord]:
    """Neither suspended nor revoked, and not over; the newest first."""
    now = house.clock.now()
    return [
        badge
        for badge in holdings.badges
        if badge.state == "active" and (badge.valid_until is None or badge.valid_until > now)
    ]


async def _links(uow: UnitOfWork, holdings: Holdings, inside: Sequence[BadgeRecord]) -> AsyncIterator[Association]:
    """What is inside and was claimed for a certification inside is part of it."""
    urls = {badge.id: badge.achievement_url for badge in inside}
    for award in holdings.awards:
        if award.badge_id in urls:
            for part in await uow.awards.claims(award.id):
                if part in urls:
                    yield Association("isPartOf", urls[part], urls[award.badge_id])
