"""What pages show of evidence, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from stackcred_issuer.web.pages.learner_views import ChoiceView

FileState = Literal["waiting", "clean", "refused"]


@dataclass(frozen=True, slots=True)
class SeenEvidenceView:
    """One piece as others see it. kind: in words. href: of its file or link. digest: of its file, digestMultibase.

    assessor: the institution that added it; None: the holder did. size: such as `1.2 MB`. narrative: Markdown.
    """

    name: str
    kind: str
    added: datetime
    assessor: str | None = None
    description: str | None = None
    narrative: str | None = None
    href: str | None = None
    size: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class OwnEvidenceView:
    """One piece as its learner sees it. state, finding: of its file, what a scanner said.

    badges: those it can be attached to, its own ticked. deletable: whether the learner added it; if not, its badge is
    the one that names it.
    """

    id: str
    seen: SeenEvidenceView
    audience: Literal["private", "links", "badge"]
    badges: tuple[ChoiceView, ...] = ()
    state: FileState | None = None
    finding: str | None = None
    deletable: bool = True


@dataclass(frozen=True, slots=True)
class EvidencePageView:
    """The person's evidence and the form for more.

    badges: to attach it to. count, most: entries there are and may be. largest: a file, used, room: all files
    together, such as `25 MB`. kinds: of files that are taken, in words. given, errors: by field.
    """

    entries: tuple[OwnEvidenceView, ...]
    badges: tuple[ChoiceView, ...]
    count: int
    most: int
    largest: str
    used: str
    room: str
    kinds: str
    given: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
