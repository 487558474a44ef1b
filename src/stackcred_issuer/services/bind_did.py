"""A learner proves that a DID is theirs, and has their badges issued to it anew: same ids, a new holder inside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.erased import is_erased
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.verification.presented import Presented, read
from stackcred_issuer.domain.verification.report import Report, Verdict
from stackcred_issuer.domain.verification.verify import Policy
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.resign_badge import resign_badge
from stackcred_issuer.services.verify_presented import verify_presented
from stackcred_issuer.store.access import Holder
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

CHALLENGE_BYTES = 24
CHALLENGE_GOOD_FOR = timedelta(minutes=30)  # long enough to find the wallet, short enough to be of one sitting
METHODS = ("did:key:", "did:web:")  # what a badge's holder can be shown to control with what verifiers resolve
ACTOR = "learner"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a presentation is to be signed for: challenge once, domain always the same."""

    challenge: str
    domain: str


async def new_challenge(house: Deployment, holder: Holder) -> Challenge:
    """For this person, good once. Raises NOT_FOUND for who is no learner here."""
    challenge = house.entropy.token(CHALLENGE_BYTES)
    async with house.store.begin(house.clock.now()) as uow:
        learner = (await _learners(uow, holder))[0]
        await uow.access.send_away(_digest(challenge), learner.id, uow.now + CHALLENGE_GOOD_FOR)
    return Challenge(challenge, house.urls.base)


async def bind_did(house: Deployment, holder: Holder, challenge: str, presentation: bytes) -> tuple[str, int]:
    """The DID that is bound now, and how many badges were issued to it anew.

    presentation: signed by the DID's key for `authentication`, for this challenge and our domain, with or without
    credentials inside; as JSON or JWT. Raises INVALID with what is wrong with it, CONFLICT when the DID is another
    learner's, MALFORMED, EXHAUSTED.
    """
    did = await _proven(house, read(presentation.strip()), challenge)
    async with house.store.begin(house.clock.now()) as uow:
        learners = await _learners(uow, holder)
        if not await uow.access.comes_back(_digest(challenge), learners[0].id):
            raise _wrong("This challenge was used before or is too old; sign a presentation for the new one below.")
    done = 0
    for learner in learners:
        async with house.store.begin(house.clock.now()) as uow:
            done += await _bind(house, uow, learner, did)
    return did, done


async def _proven(house: Deployment, presented: Presented, challenge: str) -> str:
    """The holder, whose key signed this presentation for us and for this challenge."""
    if presented.kind != "presentation" or presented.author is None:
        raise _wrong("Bring a presentation (VerifiablePresentation) that names your DID as its holder.")
    _need_method(presented.author)
    policy = Policy(checks=frozenset({"holder"}), domain=(house.urls.base,), challenge=challenge)
    report = await verify_presented(house, presented, policy)
    if report.verdict is not Verdict.VALID:
        raise _wrong(_first_fault(report))
    return presented.author


def _need_method(did: str) -> None:
    if not did.startswith(METHODS):
        raise _wrong("The holder must be a did:key or a did:web; choose such a DID in your wallet.")


def _first_fault(report: Report) -> str:
    faults = [check.detail for check in report.checks if check.result != "pass"]
    return faults[0] if faults else "The presentation could not be verified; sign a new one."


async def _bind(house: Deployment, uow: UnitOfWork, learner: LearnerRecord, did: str) -> int:
    await uow.learners.lock(learner.id)
    await uow.learners.bind_did(learner, did)
    uow.record(Event(EventType.LEARNER_BOUND, learner.issuer_id, str(learner.id), ACTOR))
    held = [badge for badge in await uow.badges.of_learner(learner.id) if _goes_on(badge, did)]
    for badge in held:
        await resign_badge(house, uow, badge, actor=ACTOR, holder=did)
    return len(held)


def _goes_on(badge: BadgeRecord, did: str) -> bool:
    """Whether it is worth a new signature: not revoked, not erased, not the DID's already."""
    if badge.state == "revoked" or is_erased(badge.document):
        return False
    return bool(parse_object(badge.document)["credentialSubject"].get("id") != did)


async def _learners(uow: UnitOfWork, holder: Holder) -> list[LearnerRecord]:
    found = await uow.access.learners_of(holder)
    if not found:
        detail = "No issuer here has given you a badge yet, so there is nothing to bind a DID to."
        raise StackcredError(ErrorCode.NOT_FOUND, detail)
    return found


def _digest(challenge: str) -> bytes:
    return hashlib.sha256(b"did challenge " + challenge.encode()).digest()


def _wrong(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer="/presentation")
