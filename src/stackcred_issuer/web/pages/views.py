"""One view per page: everything the page needs, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from markupsafe import Markup

from stackcred_issuer.web.pages.evidence_views import SeenEvidenceView
from stackcred_issuer.web.pages.parts import (
    AchievementView,
    AgainView,
    CauseView,
    CredentialView,
    KeyView,
    LinkView,
    PartyView,
    PreviewView,
    ReportView,
    RequirementView,
    ResultsView,
    StackView,
)


@dataclass(frozen=True, slots=True)
class HomeView:
    """The front page: what the service is, what can be earned here, and where to check a badge."""

    certifications: tuple[LinkView, ...] = ()
    issuers: tuple[LinkView, ...] = ()


@dataclass(frozen=True, slots=True)
class BadgePageView:
    """The public page of one badge or award.

    url: the badge's public address, which `Verify again` submits; None where it answers nobody.
    downloads: its files. counts_toward: certifications whose rule mentions its achievement.
    stack: for an award, the evaluation behind it. cause: when it stands suspended or revoked.
    listed: whether search engines may keep it. preview: for links to it elsewhere, where it has an open address.
    added: evidence that its learner shows with it, beside what was signed.
    """

    url: str | None
    report: ReportView
    credential: CredentialView
    downloads: tuple[LinkView, ...] = ()
    counts_toward: tuple[LinkView, ...] = ()
    stack: StackView | None = None
    cause: CauseView | None = None
    listed: bool = False
    preview: PreviewView | None = None
    added: tuple[SeenEvidenceView, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifyPageView:
    """The verify page: the form, and after a submission a report, a table of results, or what to correct.

    error: a sentence that says what to do. field: the form field it is about (`file`, `url` or `text`).
    url: the address as entered, to be shown again. max_size: largest upload, such as `32 MB`.
    results: instead of a report, what became of many documents. again: to ask for a receipt, where there are any.
    """

    report: ReportView | None = None
    results: ResultsView | None = None
    again: AgainView | None = None
    error: str | None = None
    field: str | None = None
    url: str = ""
    max_size: str = "32 MB"


@dataclass(frozen=True, slots=True)
class AchievementPageView:
    """The public page of an achievement. json_href: the same as data."""

    id: str
    achievement: AchievementView
    issuer: PartyView
    counts_toward: tuple[LinkView, ...] = ()
    json_href: str | None = None


@dataclass(frozen=True, slots=True)
class CertificationPageView:
    """The public page of a certification: what it is and the rule that awards it.

    requirement: the rule's tree. entry, renewal: what must hold at the award, and what a renewal asks for.
    when_broken, period: sentences about what happens when a part is lost, and how long an award holds.
    version, digest, published: of the rule. pathways: on which it is a step.
    """

    id: str
    achievement: AchievementView
    issuer: PartyView
    requirement: RequirementView
    when_broken: str
    entry: RequirementView | None = None
    renewal: RequirementView | None = None
    period: str | None = None
    version: str | None = None
    digest: str | None = None
    published: datetime | None = None
    json_href: str | None = None
    pathways: tuple[LinkView, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuerPageView:
    """The public page of an issuer: who it says it is, and every key it has signed with."""

    issuer: PartyView
    description: str | None = None
    website: str | None = None
    email: str | None = None
    place: str | None = None
    keys: tuple[KeyView, ...] = ()
    pathways: tuple[LinkView, ...] = ()
    certifications: tuple[LinkView, ...] = ()
    achievements: tuple[LinkView, ...] = ()
    downloads: tuple[LinkView, ...] = ()


@dataclass(frozen=True, slots=True)
class EndorsePageView:
    """The page that asks somebody for their word. state: open, answered, declined, withdrawn or expired.

    title, description: of the badge; absent for an attestation about the learner. name, relationship, comment,
    confirmed: the form as filled in so far. errors: what to correct, by field; error: about all of it.
    added: evidence that the learner shows with the badge.
    """

    state: Literal["open", "answered", "declined", "withdrawn", "expired"]
    issuer: str
    role: str
    expires: datetime
    learner: str | None = None
    title: str | None = None
    description: str | None = None
    badge_href: str | None = None
    claim: str | None = None
    message: str | None = None
    endorsement_href: str | None = None
    name: str = ""
    relationship: str = ""
    comment: str = ""
    confirmed: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    added: tuple[SeenEvidenceView, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentPageView:
    """A text of ours, such as the list of errors. body: HTML made by `markdown.document`."""

    title: str
    body: Markup


@dataclass(frozen=True, slots=True)
class ErrorPageView:
    """Something that cannot be shown. steps: what the person can do next. status: HTTP status code."""

    status: int
    title: str
    detail: str
    steps: tuple[LinkView, ...] = ()
