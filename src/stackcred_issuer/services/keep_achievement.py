"""Achievements: what can be earned. An achievement's id is stable; its text may grow, badges keep what they said."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from stackcred_issuer.domain.credential.achievement import Achievement
from stackcred_issuer.domain.credential.faults import CLAUSE, shaped
from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.draft import LATE_TERMS, Recipient, draft_badge
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, canonical_json, pointer
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.status.status_list import StatusSlot, status_entries
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_achievement import find_achievement
from stackcred_issuer.store.achievements import AchievementRecord

_PLACE = "/credentialSubject/achievement"
_UNKNOWN = "An achievement of Open Badges 3.0 has no such member; leave it out."
_LATE = "Leave it out: holders of older copies of the Open Badges context could not verify the badges."


async def create_achievement(house: Deployment, caller: Caller, document: JsonObject) -> AchievementRecord:
    """Keep an OB 3.0 Achievement (members as in the standard; `id` and `type` are ours to give).

    Raises INVALID with a finding for each member that breaks OB 3.0.
    """
    caller.need(Scope.ACHIEVEMENTS)
    achievement_id = house.entropy.new_id()
    url = house.urls.achievement(achievement_id)
    checked = checked_achievement(house, document, url)
    async with house.store.begin(house.clock.now()) as uow:
        record = AchievementRecord(
            id=achievement_id,
            issuer_id=caller.issuer_id,
            url=url,
            document=checked,
            version=1,
            created_at=uow.now,
            updated_at=uow.now,
        )
        await uow.achievements.add(record)
        uow.record(_event(EventType.ACHIEVEMENT_CREATED, record, caller))
        return record


async def change_achievement(
    house: Deployment, caller: Caller, achievement_id: UUID, document: JsonObject
) -> AchievementRecord:
    """Replace the text; the id stays. Badges issued before keep the text they were signed with."""
    caller.need(Scope.ACHIEVEMENTS)
    async with house.store.begin(house.clock.now()) as uow:
        found = await find_achievement(house, uow, caller.issuer_id, str(achievement_id))
        checked = checked_achievement(house, document, found.url)
        changed = replace(found, document=checked, version=found.version + 1, updated_at=uow.now)
        await uow.achievements.replace(changed)
        uow.record(_event(EventType.ACHIEVEMENT_CHANGED, changed, caller))
        return changed


def checked_achievement(house: Deployment, document: JsonObject, url: str) -> JsonObject:
    """The document with its id and type, valid by OB 3.0 A.1 Achievement and fit to be signed."""
    if document.get("id", url) != url:
        raise StackcredError(
            ErrorCode.INVALID,
            "Leave `id` out; an achievement gets its address from this service.",
            pointer="/id",
        )
    given = _known(house, document)
    checked = shaped(Achievement, {"image": _drawn(url), "type": ["Achievement"], **given, "id": url})
    _lint(house, checked, document)
    return checked


def _known(house: Deployment, document: JsonObject) -> JsonObject:
    """The document without its contexts, which are those of every badge; what Open Badges does not know is refused."""
    for context in as_list(document.get("@context")):
        if not isinstance(context, str) or context not in house.contexts:
            raise StackcredError(
                ErrorCode.UNKNOWN_CONTEXT,
                "Leave `@context` out; badges have the contexts of Open Badges 3.0 and no others.",
                pointer=pointer("@context"),
            )
    given = {name: value for name, value in document.items() if name != "@context"}
    unknown = [Finding(pointer(name), _UNKNOWN, CLAUSE) for name in given if name not in Achievement.model_fields]
    if unknown:
        raise StackcredError(ErrorCode.INVALID, unknown[0].detail, findings=unknown)
    return given


def _drawn(url: str) -> JsonObject:
    """Where an achievement without a picture of its own has one drawn."""
    return {"id": f"{url}/image.svg", "type": "Image"}


def _lint(house: Deployment, achievement: JsonObject, given: JsonObject) -> None:
    """Lint a badge of it for nobody: what would be refused then is refused now, where it can be mended."""
    late = [Finding(pointer(term), _LATE) for term in sorted(LATE_TERMS & given.keys())]
    draft = draft_badge(
        badge_url="urn:uuid:00000000-0000-4000-8000-000000000000",
        issuer={"id": "did:web:example.org", "name": "nobody"},
        achievement=achievement,
        recipient=Recipient(did="did:example:nobody"),
        valid_from=house.signing_instant(),
        status=status_entries(StatusSlot("https://example.org/1", "https://example.org/2", 0)),
    )
    try:
        lint(draft, house.contexts)
        found: tuple[Finding, ...] = ()
    except StackcredError as error:
        found = error.findings
    findings = [*late, *(_within(finding) for finding in found if finding.pointer.startswith(_PLACE))]
    if findings:
        raise StackcredError(ErrorCode.INVALID, findings[0].detail, findings=findings)


def _within(finding: Finding) -> Finding:
    return Finding(finding.pointer.removeprefix(_PLACE), finding.detail, finding.clause)


def _event(kind: EventType, record: AchievementRecord, caller: Caller) -> Event:
    return Event(
        type=kind,
        issuer_id=record.issuer_id,
        subject=str(record.id),
        actor=caller.actor,
        digest=digest_multibase(canonical_json(record.document)),
    )
