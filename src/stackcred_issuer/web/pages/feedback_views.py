"""What a learner's page of feedback shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from stackcred_issuer.web.pages.learner_views import ChoiceView
from stackcred_issuer.web.pages.parts import LinkView


@dataclass(frozen=True, slots=True)
class WordView:
    """What somebody said. about: the badge they spoke of; None where it was the person."""

    role: str
    by: str
    at: datetime
    comment: str
    url: str
    state: Literal["active", "revoked", "expired"]
    relationship: str | None = None
    claim: str | None = None
    about: LinkView | None = None


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A request that nobody has answered yet. own: the learner asked, and may withdraw it."""

    id: str
    role: str
    by: str
    until: datetime
    own: bool
    about: LinkView | None = None


@dataclass(frozen=True, slots=True)
class FeedbackPageView:
    """link: of the request that was made just now, shown this once. given, errors: of the form, by field."""

    said: tuple[WordView, ...] = ()
    waiting: tuple[WaitingView, ...] = ()
    choices: tuple[ChoiceView, ...] = ()
    days: int = 30
    link: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
