"""From kept evidence to what pages show of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from stackcred_issuer.domain.evidence.kinds import KINDS
from stackcred_issuer.domain.proof.multibase import sha256_multibase
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.evidence.seen import may_be_served
from stackcred_issuer.services.evidence.wanted import MAX_EVIDENCE
from stackcred_issuer.services.portfolio import Holdings
from stackcred_issuer.store.evidence import EvidenceEntry
from stackcred_issuer.web.badge_files import name_of
from stackcred_issuer.web.pages.evidence_views import EvidencePageView, OwnEvidenceView, SeenEvidenceView
from stackcred_issuer.web.pages.learner_views import ChoiceView

_WORDS = {kind.media_type: kind.word for kind in KINDS}
_KB = 1024


def seen_evidence(
    entries: Sequence[EvidenceEntry], issuer: str, at: Callable[[UUID], str]
) -> tuple[SeenEvidenceView, ...]:
    """As others see it. issuer: the institution's name. at: the path of a file."""
    return tuple(_seen(entry, issuer, at(entry.id)) for entry in entries)


def own_evidence(
    house: Deployment,
    found: Sequence[Holdings],
    entries: Sequence[EvidenceEntry],
    *,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> EvidencePageView:
    """The learner's own page, with the form as filled in so far."""
    entered = {"name": "", "description": "", "url": "", "narrative": "", "badge": "", **(given or {})}
    own = [entry for entry in entries if entry.record.client_id is None]
    used = sum(entry.blob.size for entry in own if entry.blob)
    holdings = {one.learner.id: one for one in found}
    return EvidencePageView(
        entries=tuple(_own(house, holdings[entry.record.learner_id], entry) for entry in entries),
        badges=tuple(choice for one in found for choice in _choices(one, entered["badge"])),
        count=len(own),
        most=MAX_EVIDENCE,
        largest=size_in_words(house.settings.max_evidence_bytes),
        used=size_in_words(used),
        room=size_in_words(house.settings.max_person_evidence_bytes),
        kinds=", ".join(kind.word for kind in KINDS),
        given=entered,
        errors=errors or {},
    )


def size_in_words(size: int) -> str:
    """`812 bytes`, `1.5 KB`, `25 MB`."""
    if size < _KB:
        return f"{size} bytes"
    number, unit = (size / _KB, "KB") if size < _KB**2 else (size / _KB**2, "MB")
    return f"{number:.1f}".removesuffix(".0") + f" {unit}"


def _own(house: Deployment, holdings: Holdings, entry: EvidenceEntry) -> OwnEvidenceView:
    record, blob = entry.record, entry.blob
    unasked = blob is not None and blob.state == "waiting" and may_be_served(house, blob)
    refused = blob is not None and blob.state == "refused"
    choices = _choices(holdings, str(record.badge_id))
    return OwnEvidenceView(
        id=str(record.id),
        seen=_seen(entry, holdings.issuer.name, "" if refused else f"/learn/evidence/{record.id}/file"),
        audience=record.audience,
        badges=choices if record.client_id is None else tuple(choice for choice in choices if choice.ticked),
        state=None if blob is None or unasked else blob.state,
        finding=blob.finding if blob else None,
        deletable=record.client_id is None,
    )


def _seen(entry: EvidenceEntry, issuer: str, path: str) -> SeenEvidenceView:
    record, blob = entry.record, entry.blob
    words = {"link": "Link", "narrative": "Text"}
    return SeenEvidenceView(
        name=record.name,
        kind=_WORDS.get(blob.media_type, "File") if blob else words[record.kind],
        added=record.created_at,
        assessor=issuer if record.client_id else None,
        description=record.description,
        narrative=record.narrative,
        href=path if blob else record.url,
        size=size_in_words(blob.size) if blob else None,
        digest=sha256_multibase(blob.digest) if blob else None,
    )


def _choices(holdings: Holdings, ticked: str) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(str(badge.id), name_of(badge), str(badge.id) == ticked) for badge in holdings.badges)
