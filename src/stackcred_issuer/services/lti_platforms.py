"""The LTI 1.3 platforms that launch us as a tool: what each has to know of us, and we of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.services.browse import Cursor, Page, page_of
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.manage_webhooks import checked_url
from stackcred_issuer.store.lti import CourseRecord, PlatformRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_PLATFORMS = 50  # of one issuer: each has a key of its own
MAX_DEPLOYMENTS = 100


@dataclass(frozen=True, slots=True)
class Registration:
    """What a platform says of itself when a tool is registered there. tool_client_id: may follow later."""

    name: str
    platform: str
    authorization_url: str
    token_url: str
    jwks_url: str
    tool_client_id: str | None
    deployments: tuple[str, ...]


async def register_platform(house: Deployment, caller: Caller, wanted: Registration) -> PlatformRecord:
    """With a fresh key to sign towards it. Raises INVALID for an address we could not reach, CONFLICT (too many)."""
    caller.need(Scope.ASSESSMENTS)
    members = _members(house, wanted)
    async with house.store.begin(house.clock.now()) as uow:
        if len(await uow.lti.page(caller.issuer_id, limit=MAX_PLATFORMS)) >= MAX_PLATFORMS:
            detail = f"An issuer has at most {MAX_PLATFORMS} platforms; end one that is not needed."
            raise StackcredError(ErrorCode.CONFLICT, detail)
    key = house.keystores.create(KeyType.RSA)
    platform = PlatformRecord(
        id=house.entropy.new_id(),
        issuer_id=caller.issuer_id,
        client_id=caller.client_id,
        key_uri=key.uri,
        public_key=key.public_key.text,
        created_at=house.clock.now(),
        **members,
    )
    async with house.store.begin(house.clock.now()) as uow:
        await uow.lti.add(platform)
        _record(uow, caller, platform)
    return platform


async def change_platform(house: Deployment, caller: Caller, platform_id: UUID, wanted: Registration) -> PlatformRecord:
    """In place of what was known of it; its key and its courses stay. Raises NOT_FOUND, INVALID."""
    caller.need(Scope.ASSESSMENTS)
    members = _members(house, wanted)
    async with house.store.begin(house.clock.now()) as uow:
        await uow.lti.change(await uow.lti.get(caller.issuer_id, platform_id), members)
        changed = await uow.lti.get(caller.issuer_id, platform_id)
        _record(uow, caller, changed)
        return changed


async def list_platforms(house: Deployment, caller: Caller, cursor: Cursor) -> Page[PlatformRecord]:
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return page_of(await uow.lti.page(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def get_platform(house: Deployment, caller: Caller, platform_id: UUID) -> PlatformRecord:
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return await uow.lti.get(caller.issuer_id, platform_id)


async def end_platform(house: Deployment, caller: Caller, platform_id: UUID) -> None:
    """No launch from it is taken any more; what was recorded stays."""
    caller.need(Scope.ASSESSMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        platform = await uow.lti.get(caller.issuer_id, platform_id)
        await uow.lti.drop(platform)
        _record(uow, caller, platform)
    house.keystores.destroy(platform.key_uri)


async def list_courses(house: Deployment, caller: Caller, cursor: Cursor) -> Page[CourseRecord]:
    """The courses that have launched us, with what came of the last pull."""
    caller.need(Scope.ASSESSMENTS_READ)
    async with house.store.begin(house.clock.now()) as uow:
        return page_of(await uow.lti.courses(caller.issuer_id, cursor.after, cursor.limit + 1), cursor)


async def platform_keys(house: Deployment, platform_id: UUID) -> JsonObject:
    """The JWK Set by which a platform checks what we sign towards it. Raises NOT_FOUND."""
    async with house.store.begin(house.clock.now()) as uow:
        platform = await known_platform(uow, platform_id)
    key = PublicKey.from_text(platform.public_key)
    return {"keys": [{**key.to_jwk(), "kid": key.thumbprint, "alg": "RS256", "use": "sig"}]}


async def known_platform(uow: UnitOfWork, platform_id: UUID) -> PlatformRecord:
    """Whoever's it is. Raises NOT_FOUND."""
    platform = await uow.lti.find(platform_id)
    if platform is None:
        raise StackcredError(ErrorCode.NOT_FOUND, "This platform is not registered here, or not any more.")
    return platform


def _record(uow: UnitOfWork, caller: Caller, platform: PlatformRecord) -> None:
    uow.record(Event(EventType.PLATFORM_CHANGED, platform.issuer_id, str(platform.id), caller.actor))


def _members(house: Deployment, wanted: Registration) -> JsonObject:
    for place, url in (
        ("/authorizationUrl", wanted.authorization_url),
        ("/tokenUrl", wanted.token_url),
        ("/jwksUrl", wanted.jwks_url),
    ):
        checked_url(house, url, place)
    if not urlsplit(wanted.platform).scheme:
        raise StackcredError(ErrorCode.INVALID, "Give the platform's issuer id, an address.", pointer="/platform")
    return {
        "name": wanted.name,
        "platform": wanted.platform,
        "tool_client_id": wanted.tool_client_id,
        "deployments": sorted(set(wanted.deployments)),
        "authorization_url": wanted.authorization_url,
        "token_url": wanted.token_url,
        "jwks_url": wanted.jwks_url,
    }
