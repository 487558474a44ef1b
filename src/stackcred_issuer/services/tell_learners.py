"""Tell people of the badges they were given, with a link to claim them; each badge once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.gateways.mail import Mail
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.sign_in import CLAIM_GOOD_FOR, new_link
from stackcred_issuer.store.access import Untold


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
        link = await new_link(house, uow, untold.email, CLAIM_GOOD_FOR)
    document = parse_object(untold.badge.document)
    name = document["credentialSubject"]["achievement"]["name"]
    text = _TEXT.format(issuer=issuer.name, badge=name, link=link, page=house.urls.badge(untold.badge.id))
    return Mail(untold.email, _one_line(f"Your badge: {name}"), text)


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
