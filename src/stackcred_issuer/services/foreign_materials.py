"""The keys and status lists that other issuers' badges in a bundle are verified with, as last had from them."""

from __future__ import annotations

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_object
from stackcred_issuer.domain.stacking.bundle.make import Bundle, Part, Role, read_bundle
from stackcred_issuer.domain.verification.materials import Fetched
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.services.bundle_grounds import Grounds
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.gather import gather

_MATERIALS = (Role.DID_DOCUMENT, Role.STATUS_LIST)


async def foreign_materials(house: Deployment, grounds: Grounds) -> list[Part]:
    """What is wanted from outside, by address; what could not be had is not there, and the bundle proves less.

    Nobody is asked again until the badges themselves were (`refresh_foreign`): the last bundle has it.
    """
    if not grounds.foreign:
        return []
    former = read_bundle(grounds.kept.document) if grounds.kept is not None else None
    fetched = _known(house, grounds, former)
    for badge in grounds.foreign:
        fetched |= await gather(house, read(badge.document), known=fetched)
    return [_part(url, one.body) for url, one in sorted(fetched.items()) if one.body is not None]


def _known(house: Deployment, grounds: Grounds, former: Bundle | None) -> dict[str, Fetched]:
    """From the last bundle, if it is about the same badges and newer than the last time their issuers were asked."""
    if former is None or grounds.kept is None:
        return {}
    at = grounds.kept.gathered_at
    names = {f"{badge.credential_id}#last-check" for badge in grounds.foreign}
    if names != {part.id for part in former.of(Role.LAST_CHECK)} or any(one.checked_at > at for one in grounds.foreign):
        return {}
    ours = (house.urls.did_web(None), house.urls.base + "/")
    parts = [part for role in _MATERIALS for part in former.of(role)]
    return {
        part.id: Fetched(part.id, _body(part.text), at, None)
        for part in parts
        if not part.id.startswith(ours) and part.id != grounds.issuer.did
    }


def _body(text: str) -> JsonObject | str:
    return parse_object(text) if text.startswith("{") else text


def _part(url: str, body: JsonObject | str) -> Part:
    role = Role.DID_DOCUMENT if url.startswith("did:") else Role.STATUS_LIST
    return Part(role, url, body if isinstance(body, str) else dump_json(body).decode())
