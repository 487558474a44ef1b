"""Verify what anybody brings: gather the materials, then judge in a bounded process. Nothing is written."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.verification.report import Report
from stackcred_issuer.services.badge_access import as_list, shared_set
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.examine import examined, only_piece
from stackcred_issuer.services.verify_presented import waits_until

CREDENTIAL_TYPES = (
    "application/vc, application/vc+jwt, application/vc+ld+json, application/ld+json, application/json, text/plain, "
    "image/png, image/svg+xml"
)
_ENDING = re.compile(r"\.(json|png|svg)\Z")  # of a badge's files


async def verify_credential(house: Deployment, data: bytes, *, until: float | None = None) -> Report:
    """The report on a credential, presentation or evidence bundle: as text, in a picture, or attached to a PDF.

    Raises MALFORMED for what cannot be read, EXHAUSTED for what costs more than it may; for pictures and PDFs also
    UNSUPPORTED, INVALID and TOO_LARGE. until: how long other servers are waited for, in the loop's time.
    """
    return (await taken_out_and_verified(house, data, until=until))[1]


async def taken_out_and_verified(house: Deployment, data: bytes, *, until: float | None = None) -> tuple[bytes, Report]:
    """The credential's own bytes, out of whatever they came in, and the report on them. As `verify_credential`."""
    until = until if until is not None else waits_until(house)
    piece = await only_piece(house, data, partial(credential_at, house, until=until))
    return piece.data, await examined(house, piece, until=until)


async def verify_address(house: Deployment, url: str) -> Report:
    """The report on the credential at an address: our own from the record, others through the safe client."""
    until = waits_until(house)
    return await verify_credential(house, await credential_at(house, url, until=until), until=until)


async def credential_at(house: Deployment, url: str, *, until: float | None = None) -> bytes:
    """The bytes of the credential at an address. Raises NOT_FOUND, UNREACHABLE. until: as for `verify_credential`."""
    address = url.partition("#")[0].partition("?")[0]
    if house.urls.owns(address):
        return await _own(house, address)
    try:
        async with asyncio.timeout_at(until):
            return (await house.http.fetch(url, accept=CREDENTIAL_TYPES)).body
    except TimeoutError:
        detail = "The server there took too long to answer; try again, or bring the credential itself."
        raise StackcredError(ErrorCode.UNREACHABLE, detail, pointer="/url") from None
    except StackcredError as error:
        raise StackcredError(error.code, error.detail, pointer="/url") from None


async def _own(house: Deployment, address: str) -> bytes:
    if address.startswith(house.urls.base + "/endorsements/"):
        return await _own_statement(house, address)
    if address.startswith(house.urls.share("")):
        return as_list((await shared_set(house, address.removeprefix(house.urls.share(""))))[1])
    text = _ENDING.sub("", address.removeprefix(house.urls.base + "/badges/"))
    try:
        badge_id = UUID(text)
    except ValueError:
        raise StackcredError(
            ErrorCode.NOT_FOUND,
            "This address of ours is not a badge's; give the badge's own URL, or a link that its holder shares.",
            pointer="/url",
        ) from None
    async with house.store.begin(house.clock.now()) as uow:
        badge = await uow.badges.public(badge_id)
    if badge is None:
        raise StackcredError(ErrorCode.NOT_FOUND, f"There is no badge at {address}.", pointer="/url")
    return badge.document


async def _own_statement(house: Deployment, address: str) -> bytes:
    try:
        statement_id = UUID(address.removeprefix(house.urls.base + "/endorsements/"))
    except ValueError:
        statement_id = None
    if statement_id is not None:
        async with house.store.begin(house.clock.now()) as uow:
            found = await uow.statements.public(statement_id)
        if found is not None:
            return found.document
    raise StackcredError(ErrorCode.NOT_FOUND, f"There is no endorsement at {address}.", pointer="/url")
