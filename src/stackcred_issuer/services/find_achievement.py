"""Find an achievement of the caller's issuer by id or public URL."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def find_achievement(
    house: Deployment, uow: UnitOfWork, issuer_id: UUID, reference: str, *, pointer: str = "/achievement"
) -> AchievementRecord:
    """Raises NOT_FOUND, also for another tenant's: what is not yours does not exist."""
    found = await uow.achievements.by_url(issuer_id, achievement_url(house, reference))
    if found is None:
        raise no_achievement(house, reference, pointer)
    return found


def achievement_url(house: Deployment, reference: str) -> str:
    """The public URL of the achievement that an id or URL names."""
    return house.urls.achievement(UUID(reference)) if _is_uuid(reference) else reference


def no_achievement(house: Deployment, reference: str, pointer: str = "/achievement") -> StackcredError:
    """What to answer to a reference that leads nowhere."""
    return StackcredError(
        ErrorCode.NOT_FOUND,
        f"There is no achievement {reference!r}; list yours at {house.urls.base}/v1/achievements.",
        pointer=pointer,
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
