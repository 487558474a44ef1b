"""What the page shows on which an employer holds a job role against applicants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from stackcred_issuer.web.pages.parts import DownloadView, LinkView, VerdictWord

CoverageWord = Literal["covered", "claimed", "undetermined", "missing"]


@dataclass(frozen=True, slots=True)
class SupportView:
    """A badge that speaks to a requirement. reason: why it is not worth more."""

    badge: LinkView
    issuer: str
    verdict: VerdictWord
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AskedView:
    """One requirement of the role. by: what covers it; short: what speaks to it and falls short."""

    label: str
    alignment: LinkView
    level: str | None
    coverage: CoverageWord
    by: tuple[SupportView, ...] = ()
    short: tuple[SupportView, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicantView:
    """coverage: of the requirement that is met least. not_counted: by source, why."""

    name: str
    coverage: CoverageWord
    requirements: tuple[AskedView, ...]
    not_counted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MatchView:
    """Applicants in the order they came in."""

    role: str
    as_of: datetime
    applicants: tuple[ApplicantView, ...]
    downloads: tuple[DownloadView, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchPageView:
    """given, errors: of the form, by field."""

    found: MatchView | None = None
    max_size: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
