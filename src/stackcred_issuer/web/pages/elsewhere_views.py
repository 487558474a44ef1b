"""What a learner's page of badges from elsewhere shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from stackcred_issuer.web.pages.learner_views import ChoiceView
from stackcred_issuer.web.pages.parts import LinkView

State = Literal["active", "suspended", "revoked", "unknown", "duplicate", "not_theirs", "withdrawn"]


@dataclass(frozen=True, slots=True)
class BroughtView:
    """state: why it counts or does not; `reason` in a sentence. checked: when its issuer was last asked."""

    id: str
    name: str
    issuer: LinkView
    achievement: LinkView
    state: State
    reason: str | None
    brought: datetime
    checked: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class BroughtGroupView:
    """What was brought to one institution."""

    institution: LinkView
    badges: tuple[BroughtView, ...]


@dataclass(frozen=True, slots=True)
class ElsewherePageView:
    """institutions: to which one can be brought. refused: of what was sent, by source, why not. url: as given."""

    groups: tuple[BroughtGroupView, ...] = ()
    institutions: tuple[ChoiceView, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    taken: int = 0
    url: str = ""
    max_size: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
