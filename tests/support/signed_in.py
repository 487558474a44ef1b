"""A learner at a browser, signed in."""

from __future__ import annotations

import httpx
from tests.support.service import BASE_URL, Service

from stackcred_issuer.services import sign_in as service_sign_in
from stackcred_issuer.store.access import Holder
from stackcred_issuer.web.learner_route import cookie_name


async def sign_in(service: Service, email: str) -> httpx.AsyncClient:
    """A client that follows redirects, as this person; the mail with the link is left out."""
    house = service.house
    async with house.store.begin(house.clock.now()) as uow:
        link = await service_sign_in.new_link(house, uow, Holder(email, None), service_sign_in.LINK_GOOD_FOR)
    session = await service_sign_in.open_link(house, link.rpartition("/")[2])
    cookies = {cookie_name(house): session}
    headers = {"Accept": "text/html", "Origin": BASE_URL}
    return httpx.AsyncClient(
        transport=service.transport, base_url=BASE_URL, cookies=cookies, headers=headers, follow_redirects=True
    )
