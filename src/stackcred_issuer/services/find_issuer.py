"""Find an issuer by its slug; an operator with a single one need not name it."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.issuers import IssuerRecord


async def find_issuer(house: Deployment, slug: str | None) -> IssuerRecord:
    """Raises NOT_FOUND with the names there are."""
    async with house.store.begin(house.clock.now()) as uow:
        issuers = await uow.issuers.all()
    found = [issuer for issuer in issuers if slug in (None, issuer.slug)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(issuer.slug for issuer in issuers) or "none yet; make one with: stackcred issuer create"
    wanted = f"There is no issuer {slug!r}" if slug else "Name the issuer"
    raise StackcredError(ErrorCode.NOT_FOUND, f"{wanted}; there are: {names}.")
