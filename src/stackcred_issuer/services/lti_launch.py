"""Take part in an LTI 1.3 launch: sent here by a course, sent on to the platform to sign in, and back with its word.

A launch proves who somebody is to this platform's issuer alone: the session it leads to is that one learner's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from stackcred_issuer.domain.lms.lti import Launch, Person, read_launch
from stackcred_issuer.services.assessment_result import LearnerRef
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.lti_platforms import known_platform
from stackcred_issuer.services.register_learner import learner_for
from stackcred_issuer.services.sign_in import new_link
from stackcred_issuer.services.sign_in_elsewhere import checked_id_token, nonce_of, refused, send_away, take_back
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.lti import CourseRecord, PlatformRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

LINK_GOOD_FOR = timedelta(minutes=5)  # from the course's page to the button on it


@dataclass(frozen=True, slots=True)
class Login:
    """What a platform asks when a launch begins (LTI Security Framework 1.0 §5.1.1)."""

    platform: str
    login_hint: str
    message_hint: str | None
    client_id: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came, and by which course. link: opens their badges, once."""

    platform: PlatformRecord
    person: Person
    course: CourseRecord | None
    link: str


async def begin_launch(house: Deployment, platform_id: UUID, login: Login) -> str:
    """The address to send the browser to. Raises NOT_FOUND, UNAUTHENTICATED."""
    async with house.store.begin(house.clock.now()) as uow:
        platform = await known_platform(uow, platform_id)
        if login.platform != platform.platform:
            raise refused(f"This address is for launches from {platform.platform}")
        if platform.tool_client_id is None or login.client_id not in (None, platform.tool_client_id):
            raise refused("The platform's client id for us is not the one that is registered here")
        state = await send_away(house, uow, platform.id)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.tool_client_id,
        "redirect_uri": launch_url(house, platform.id),
        "login_hint": login.login_hint,
        "lti_message_hint": login.message_hint,
        "state": state,
        "nonce": nonce_of(house, state),
    }
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{platform.authorization_url}{'&' if '?' in platform.authorization_url else '?'}{query}"


async def finish_launch(house: Deployment, platform_id: UUID, state: str, id_token: str) -> Arrival:
    """Who came. Raises NOT_FOUND, UNAUTHENTICATED, INVALID for a launch of a kind we do not take, CONFLICT for somebody
    who is two learners here."""
    async with house.store.begin(house.clock.now()) as uow:
        platform = await known_platform(uow, platform_id)
        await take_back(uow, platform.id, state)
    claims = await checked_id_token(
        house,
        id_token,
        jwks_url=platform.jwks_url,
        issuer=platform.platform,
        audience=str(platform.tool_client_id),
        nonce=nonce_of(house, state),
    )
    launch = read_launch(claims)
    if platform.deployments and launch.deployment not in platform.deployments:
        raise refused(f"The deployment {launch.deployment!r} is not registered here")
    async with house.store.begin(house.clock.now()) as uow:
        learner = await learner_of(house, uow, platform, launch.person)
        course = await _course(house, uow, platform, launch)
        link = await new_link(house, uow, Holder(None, learner.id), LINK_GOOD_FOR)
    return Arrival(platform, launch.person, course, link)


async def learner_of(house: Deployment, uow: UnitOfWork, platform: PlatformRecord, person: Person) -> LearnerRecord:
    """The learner whom a platform means; known by its own id and, if it tells one, by the mail address."""
    account = person.account(str(platform.id))
    said = {
        "identifiers": [{"type": account.type, "value": account.value}],
        "email": person.email,
        "name": person.name[:500] if person.name else None,
    }
    return await learner_for(house, uow, caller_for(platform), LearnerRef.model_validate(said))


def caller_for(platform: PlatformRecord) -> Caller:
    """In whose name a platform's members and results come in."""
    return Caller(platform.client_id, platform.issuer_id, frozenset({Scope.ASSESSMENTS, Scope.LEARNERS}))


def login_url(house: Deployment, platform_id: UUID) -> str:
    return f"{house.urls.base}/lti/platforms/{platform_id}/login"


def launch_url(house: Deployment, platform_id: UUID) -> str:
    return f"{house.urls.base}/lti/platforms/{platform_id}/launch"


def keys_url(house: Deployment, platform_id: UUID) -> str:
    return f"{house.urls.base}/lti/platforms/{platform_id}/jwks.json"


async def _course(house: Deployment, uow: UnitOfWork, platform: PlatformRecord, launch: Launch) -> CourseRecord | None:
    if launch.context is None:
        return None
    return await uow.lti.put_course(
        CourseRecord(
            id=house.entropy.new_id(),
            issuer_id=platform.issuer_id,
            platform_id=platform.id,
            context=launch.context,
            title=launch.title,
            line_items_url=launch.line_items,
            memberships_url=launch.memberships,
            pulled_at=None,
            outcome=None,
            created_at=uow.now,
        )
    )
