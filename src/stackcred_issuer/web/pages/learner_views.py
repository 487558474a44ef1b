"""What the learners' pages show, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from stackcred_issuer.web.pages.ending_views import EndingView
from stackcred_issuer.web.pages.parts import LinkView, PreviewView, VerdictWord
from stackcred_issuer.web.pages.pathway_views import OnTheWayView
from stackcred_issuer.web.pages.reach_views import ReachListView


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
    """One badge of the person. views: how often others looked at it."""

    id: str
    name: str
    image: str
    state: Literal["active", "suspended", "revoked", "expired"]
    is_award: bool
    issued: datetime
    until: datetime | None
    visibility: Literal["public", "unlisted", "private"] = "unlisted"
    views: int = 0


@dataclass(frozen=True, slots=True)
class GroupView:
    """What one issuer has given. transcript: path of all of it in one, if any of it is in force."""

    issuer: LinkView
    badges: tuple[HeldBadgeView, ...] = ()
    transcript: str = ""


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """Everything the person holds here, where it leads, and what of it ends.

    owner: how we know them: an address, or a name.
    """

    owner: str
    groups: tuple[GroupView, ...] = ()
    reach: ReachListView | None = None
    endings: tuple[EndingView, ...] = ()
    on_the_way: OnTheWayView | None = None


@dataclass(frozen=True, slots=True)
class OwnBadgeView:
    """Where a learner decides about one badge. url: its public address. files: its downloads.

    linkedin: the form of LinkedIn, filled in. preview: for links to it elsewhere. None where it is not open to others.
    """

    badge: HeldBadgeView
    issuer: LinkView
    url: str
    files: tuple[LinkView, ...] = ()
    linkedin: str | None = None
    preview: PreviewView | None = None


@dataclass(frozen=True, slots=True)
class DataPageView:
    """Export and erasure. step: `show`, then `confirm`, then `done`. credentials: `revoked` or `kept`, once chosen."""

    step: Literal["show", "confirm", "done"]
    issuers: tuple[str, ...] = ()
    badges: int = 0
    credentials: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class DidPageView:
    """What a wallet is to sign, and what became of it. dids: bound so far. bound, issued: the new one, its badges."""

    challenge: str
    domain: str
    dids: tuple[str, ...] = ()
    bound: str | None = None
    issued: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A badge that can be ticked."""

    id: str
    name: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class ShareView:
    """A link that was made. url: None once it is over. views: how often it was opened."""

    id: str
    label: str
    url: str | None
    badges: tuple[str, ...]
    until: datetime
    withdrawn: datetime | None
    views: int


@dataclass(frozen=True, slots=True)
class SharesPageView:
    """The person's links and the form for a new one. given, errors: by field; most: badges behind one link."""

    choices: tuple[ChoiceView, ...]
    shares: tuple[ShareView, ...]
    most: int
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SharedBadgeView:
    """One badge behind a link, verified at that moment."""

    name: str
    href: str
    image: str
    issuer: str
    verdict: VerdictWord
    verified_at: datetime
    issued: datetime
    until: datetime | None
    is_award: bool


@dataclass(frozen=True, slots=True)
class SharedPageView:
    """What a link shows. name: as the learner calls themselves; nobody checked it."""

    name: str | None
    until: datetime
    badges: tuple[SharedBadgeView, ...]


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
