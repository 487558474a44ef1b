"""A clock that tests can put forward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from stackcred_issuer.services.deployment import Deployment


@dataclass
class Clockwork:
    """Stands still until it is moved."""

    instant: datetime = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def forward(self, **by: float) -> None:
        self.instant += timedelta(**by)


def with_clock(house: Deployment, clock: Clockwork) -> Deployment:
    """The same deployment, living by another clock."""
    return replace(house, clock=clock)
