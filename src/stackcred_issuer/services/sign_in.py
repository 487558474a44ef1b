"""Learners sign in by a link that is sent to their address: no passwords, nothing to forget or to leak."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.gateways.mail import Mail
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.unit_of_work import UnitOfWork

TOKEN_BYTES = 32
LINK_GOOD_FOR = timedelta(minutes=30)  # long enough for slow mail, short enough for a shared inbox
CLAIM_GOOD_FOR = timedelta(days=30)  # the link in the mail that brings a badge, read when one comes round to it
SESSION_GOOD_FOR = timedelta(hours=12)
LINKS_PER_MINUTE = 5  # to one address: more would be somebody else's mischief


async def send_link(house: Deployment, email: str) -> None:
    """Mail a sign-in link to an address that is a learner's; nothing tells the asker whether it is.

    Raises UNAVAILABLE where the service sends no mail, RATE_LIMITED, UNREACHABLE.
    """
    if house.mailer is None:
        detail = "This service sends no mail, so it cannot send a link; ask your institution for your badges."
        raise StackcredError(ErrorCode.UNAVAILABLE, detail)
    address = email.strip().lower()
    await house.limiter.check(f"sign-in:{_digest(address).hex()}", LINKS_PER_MINUTE)
    async with house.store.begin(house.clock.now()) as uow:
        holder = Holder(address, None)
        known = bool(await uow.access.learners_of(holder))
        link = await new_link(house, uow, holder, LINK_GOOD_FOR) if known else None
    if link is not None:
        await house.mailer.send(Mail(address, "Your sign-in link", _LINK_TEXT.format(link=link)))


async def new_link(house: Deployment, uow: UnitOfWork, holder: Holder, good_for: timedelta) -> str:
    """A fresh link for them; it opens once."""
    token = house.entropy.token(TOKEN_BYTES)
    await uow.access.add_link(_digest(token), holder, uow.now + good_for)
    return f"{house.urls.base}/learn/open/{token}"


async def link_is_good(house: Deployment, token: str) -> bool:
    """Whether a link would open. Looking uses nothing up: mail filters look at every link."""
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.access.link_is_good(_digest(token))


async def open_link(house: Deployment, token: str) -> str:
    """The secret of a new session. Raises UNAUTHENTICATED for a link that was used, is too old or none of ours."""
    async with house.store.begin(house.clock.now()) as uow:
        holder = await uow.access.use_link(_digest(token))
        if holder is None:
            detail = "This link was used before or is too old; ask for a new one."
            raise StackcredError(ErrorCode.UNAUTHENTICATED, detail)
        return await new_session(house, uow, holder)


async def new_session(house: Deployment, uow: UnitOfWork, holder: Holder) -> str:
    """The secret of a fresh session of theirs."""
    session = house.entropy.token(TOKEN_BYTES)
    await uow.access.add_session(_digest(session), holder, uow.now + SESSION_GOOD_FOR)
    return session


async def signed_in(house: Deployment, session: str) -> Holder | None:
    """Who holds this session, if it is good."""
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.access.session(_digest(session))


async def sign_out(house: Deployment, session: str) -> None:
    async with house.store.begin(house.clock.now()) as uow:
        await uow.access.end_session(_digest(session))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


_LINK_TEXT = """Open this link to see your badges:

{link}

It opens once, within the next 30 minutes. If you did not ask for it, do nothing:
without the link nobody gets in.
"""
