"""Parts of pages as plain data. Texts may come from strangers: templates escape and mark them, not these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markupsafe import Markup

VerdictWord = Literal["valid", "invalid", "revoked", "suspended", "expired", "not_yet_valid", "undetermined"]
CheckResult = Literal["pass", "fail", "undetermined"]
RequirementVerdict = Literal["satisfied", "not_satisfied", "indeterminate"]


@dataclass(frozen=True, slots=True)
class LinkView:
    """Something with a name, and an address where it has one (a path of this site, or http/https).

    hint: a few words after the link, such as a file type.
    """

    label: str
    href: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class PartyView:
    """An issuer or assessor as the document names it; its identity is shown as claimed, unless somebody vouches.

    id: DID or URL. href: its page, if there is one. vouched: trust registries that name it, each with whose it is.
    """

    id: str
    name: str | None = None
    href: str | None = None
    vouched: tuple[LinkView, ...] = ()


@dataclass(frozen=True, slots=True)
class FingerprintView:
    """A hashed identity of the holder: the kind of identifier (`emailAddress`) and the hash as signed."""

    kind: str
    value: str
    salted: bool


@dataclass(frozen=True, slots=True)
class HolderView:
    """Who holds a badge, without a name: a DID and/or fingerprints of identifiers."""

    did: str | None = None
    fingerprints: tuple[FingerprintView, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelView:
    """One step of a rubric, lowest first; whether this holder reached it and whether it is what is required."""

    name: str
    description: str | None = None
    achieved: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class ResultView:
    """One result of a badge; without value, status and achieved level: what a result must be.

    kind: OB 3.0 ResultType such as `Percent`. minimum, maximum, required: exact decimals as text.
    """

    name: str
    kind: str | None = None
    value: str | None = None
    status: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    required: str | None = None
    levels: tuple[LevelView, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence. narrative: Markdown. genre: `workplace`, `simulated`, …"""

    name: str | None = None
    description: str | None = None
    narrative: str | None = None
    genre: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class AlignmentView:
    """One competency or standard of a framework.

    page, statement, level, tasks, outcomes: from the framework itself, where the issuer keeps it here.
    """

    name: str
    href: str | None = None
    code: str | None = None
    framework: str | None = None
    description: str | None = None
    page: str | None = None
    statement: str | None = None
    level: str | None = None
    tasks: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AchievementView:
    """What can be earned. criteria: Markdown; criteria_href: criteria elsewhere.

    kind: OB 3.0 AchievementType such as `Competency`. image: path of its picture on this site, never elsewhere.
    """

    name: str
    description: str | None = None
    criteria: str | None = None
    criteria_href: str | None = None
    kind: str | None = None
    code: str | None = None
    field: str | None = None
    version: str | None = None
    credits: str | None = None
    tags: tuple[str, ...] = ()
    alignments: tuple[AlignmentView, ...] = ()
    results: tuple[ResultView, ...] = ()
    href: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class CredentialView:
    """What a badge document says. shortened: the document holds more than the page shows."""

    achievement: AchievementView
    issuer: PartyView
    holder: HolderView
    results: tuple[ResultView, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    assessor: PartyView | None = None
    narrative: str | None = None
    credits: str | None = None
    awarded: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    assessed_from: datetime | None = None
    assessed_to: datetime | None = None
    shortened: bool = False


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check of a verification: its registered name, its result and a sentence."""

    name: str
    result: CheckResult
    detail: str


@dataclass(frozen=True, slots=True)
class EndorsementView:
    """Somebody's signed word on the badge or its issuer, with the verdict on that. comment: Markdown."""

    verdict: VerdictWord
    by: PartyView
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptItemView:
    """What a verification receipt says of one document. name, issuer, id: as that document claims them."""

    verdict: VerdictWord
    name: str | None
    issuer: str | None
    id: str | None
    digest: str
    verified_at: datetime
    status_as_of: datetime | None = None
    checks: tuple[CheckView, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportView:
    """A verification report. status_as_of: when the status shown was published; None = it has no status.

    credential: what the examined document says. reports: one more for each credential of a presentation.
    receipt: what it says when it is a verification receipt; then there is no credential.
    """

    verdict: VerdictWord
    checks: tuple[CheckView, ...]
    verified_at: datetime
    status_as_of: datetime | None = None
    digest: str | None = None
    credential: CredentialView | None = None
    reports: tuple[ReportView, ...] = ()
    endorsements: tuple[EndorsementView, ...] = ()
    receipt: tuple[ReceiptItemView, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementView:
    """One node of a stacking rule or of its outcome.

    label: its title. sentence: what it demands, or why it has its verdict.
    verdict: None for a rule that is shown and not evaluated. have, need, unit: `2`, `4`, `parts`.
    achievements: what can be earned for it. claims: the badges that were used for it.
    titled: whether label is a name of its own, and not only the word for its kind.
    """

    id: str
    label: str
    sentence: str
    verdict: RequirementVerdict | None = None
    have: str | None = None
    need: str | None = None
    unit: str | None = None
    achievements: tuple[LinkView, ...] = ()
    claims: tuple[LinkView, ...] = ()
    parts: tuple[RequirementView, ...] = ()
    titled: bool = True


@dataclass(frozen=True, slots=True)
class NotCountedView:
    """A badge that was held but not used, and why."""

    badge: LinkView
    reason: str


@dataclass(frozen=True, slots=True)
class StackView:
    """The evaluation behind an award: which badges add up to it, at the time `as_of`.

    rule: link to the certification with its version as hint. digest: digestMultibase of the rule.
    """

    verdict: RequirementVerdict
    requirements: tuple[RequirementView, ...]
    as_of: datetime | None = None
    not_counted: tuple[NotCountedView, ...] = ()
    rule: LinkView | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewView:
    """How a badge shows itself elsewhere. image: the whole address of a PNG. snippet: HTML for other sites.

    description: a sentence.
    """

    title: str
    description: str
    url: str
    image: str
    snippet: str


@dataclass(frozen=True, slots=True)
class CauseView:
    """Why a badge was suspended or revoked. link: the badge or rule that led to it."""

    action: Literal["suspended", "revoked"]
    at: datetime
    reason: str | None = None
    link: LinkView | None = None


@dataclass(frozen=True, slots=True)
class KeyView:
    """A signing key in an issuer's history. until: when it was retired or found compromised."""

    id: str
    kind: str
    state: Literal["active", "retired", "compromised"]
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ResultRowView:
    """One of many documents. verdict: None for one that could not be read. reason: why it is not valid."""

    number: int
    source: str
    verdict: VerdictWord | None
    name: str | None = None
    issuer: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DownloadView:
    """A file that stands in the page itself. href: a `data:` address made by us, the only ones that pages link to."""

    label: str
    name: str
    href: Markup


@dataclass(frozen=True, slots=True)
class ResultsView:
    """What became of many documents, in their order. counts: how many of each word, such as `3`, `Valid`."""

    rows: tuple[ResultRowView, ...]
    counts: tuple[tuple[int, VerdictWord | None], ...]
    at: datetime
    downloads: tuple[DownloadView, ...] = ()


@dataclass(frozen=True, slots=True)
class AgainView:
    """How a page names the document once more: field `url` with its address, or `document` with its bytes (base64)."""

    field: Literal["url", "document"]
    value: str
