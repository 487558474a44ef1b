"""Tell people of the badges they were given, with a link to claim them, each badge once; and of those that end."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.gateways.mail import Mail
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.sign_in import CLAIM_GOOD_FOR, new_link
from stackcred_issuer.store.access import Holder, Untold
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def tell_learners(house: Deployment, badge_ids: Sequence[UUID]) -> int:
    """Mail the holders of these badges; how many mails were sent. Does nothing where no mail is sent.

    Raises UNREACHABLE when the mail server is away: what was told so far is not told again.
    """
    if house.mailer is None:
        return 0
    async with house.store.begin(house.clock.now()) as uow:
        waiting = await uow.access.untold(badge_ids)
    for untold in waiting:
        await house.mailer.send(await _mail(house, untold))
        async with house.store.begin(house.clock.now()) as uow:
            await uow.access.told(untold.badge.id)
    return len(waiting)


async def _mail(house: Deployment, untold: Untold) -> Mail:
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await uow.issuers.get(untold.badge.issuer_id)
        link = await new_link(house, uow, Holder(untold.email, None), CLAIM_GOOD_FOR)
    document = parse_object(untold.badge.document)
    name = document["credentialSubject"]["achievement"]["name"]
    text = _TEXT.format(issuer=issuer.name, badge=name, link=link, page=house.urls.badge(untold.badge.id))
    return Mail(untold.email, _one_line(f"Your badge: {name}"), text)


async def remind_learners(house: Deployment, badge_ids: Sequence[UUID]) -> int:
    """Mail the holders of these badges of certifications that they end; not those whose next period is made already.

    How many mails were sent; none where no mail is sent. Raises UNREACHABLE: a job that runs again may remind twice.
    """
    if house.mailer is None:
        return 0
    async with house.store.begin(house.clock.now()) as uow:
        held = [one for one in await uow.access.holders(badge_ids) if await _is_current(uow, one.badge.id)]
    for one in held:
        await house.mailer.send(await _reminder(house, one))
    return len(held)


async def _is_current(uow: UnitOfWork, badge_id: UUID) -> bool:
    award = await uow.awards.by_badge(badge_id)
    if award is None:
        return False
    latest = await uow.awards.current(award.certification_id, award.learner_id)
    return latest is not None and latest.id == award.id


async def _reminder(house: Deployment, held: Untold) -> Mail:
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await uow.issuers.get(held.badge.issuer_id)
        award = await uow.awards.by_badge(held.badge.id)
        link = await new_link(house, uow, Holder(held.email, None), CLAIM_GOOD_FOR)
    assert award is not None, "only the badges of awards are reminded of"
    assert award.valid_until is not None, "only an award that ends is reminded of"
    name = parse_object(held.badge.document)["credentialSubject"]["achievement"]["name"]
    page = house.urls.certification(award.certification_id)
    day = award.valid_until.date().isoformat()
    text = _REMINDER.format(issuer=issuer.name, badge=name, day=day, page=page, link=link)
    return Mail(held.email, _one_line(f"It ends on {day}: {name}"), text)


def _one_line(text: str) -> str:
    """Fit for a header: names may hold line breaks."""
    return " ".join(text.split())[:200]


_TEXT = """{issuer} has given you a badge:

    {badge}

Open this link to see it among your badges, to keep it and to share it:

{link}

It opens once, within 30 days; you can ask for a new one at any time.
The badge's own page, which anybody may check:

{page}
"""

_REMINDER = """Your certification from {issuer} ends on {day}:

    {badge}

What renews it stands on its page:

{page}

Open this link to see it among your badges:

{link}

It opens once, within 30 days; you can ask for a new one at any time.
"""
