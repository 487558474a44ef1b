"""What the learners' pages show, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stackcred_issuer.web.pages.parts import LinkView


@dataclass(frozen=True, slots=True)
class SignInView:
    """The form that asks for an address. sent_to: the address a link may be on its way to.

    error: what to correct. address: as entered, to be shown again. services: institutions' own ways to sign in.
    """

    sent_to: str | None = None
    error: str | None = None
    address: str = ""
    services: tuple[LinkView, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenLinkView:
    """The step between a link in a mail and being signed in: mail filters follow links, but press no buttons."""

    token: str


@dataclass(frozen=True, slots=True)
class HeldBadgeView:
    """One badge of the person. files: its downloads."""

    name: str
    href: str
    image: str
    state: Literal["active", "suspended", "revoked", "expired"]
    is_award: bool
    issued: datetime
    until: datetime | None
    files: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """What one issuer has given."""

    issuer: LinkView
    badges: tuple[HeldBadgeView, ...] = ()


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """Everything the person holds here. owner: how we know them: an address, or a name."""

    owner: str
    groups: tuple[GroupView, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseView:
    """What those who teach see of a course. pulled: when its platform was last asked; problem: what was wrong then."""

    title: str | None
    pulled: datetime | None
    members: int
    results: int
    problem: str | None
    reads_grades: bool


@dataclass(frozen=True, slots=True)
class LaunchView:
    """The page that a learning platform shows in its own. href: opens the badges, once."""

    platform: str
    person: str | None
    href: str
    course: CourseView | None = None
