"""Tell of progress: what a decision finds is held against what was known, and what changed becomes events.

Only the rule's `requires` is followed: what must hold at the award alone, or renews it, is not progress toward it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.stacking.outcome import Outcome, Verdict
from stackcred_issuer.store.certifications import CertificationRecord
from stackcred_issuer.store.progress import Changed, Numbers, fingerprint
from stackcred_issuer.store.unit_of_work import UnitOfWork

RENEW = "renew"


async def tell_progress(
    uow: UnitOfWork, certification: CertificationRecord, learner_id: UUID, outcome: Outcome, cause: str
) -> None:
    """After a decision about one learner. Of somebody never looked at, everything counts as unmet before."""
    if not _tells(outcome):
        return
    await _remember(uow, certification, {learner_id: _numbers(outcome)}, cause, newcomers=True)


async def tell_progress_of_many(
    uow: UnitOfWork, certification: CertificationRecord, found: Iterable[tuple[UUID, Outcome]], cause: str
) -> None:
    """After a re-evaluation of everybody: of those who were decided on before, by two statements for all of them.

    The others are left for their first decision: what they had when a rule came is no news about them.
    """
    outcomes = {learner: outcome for learner, outcome in found if _tells(outcome)}
    known = await uow.progress.fingerprints(certification.id, outcomes)
    changed = {}
    for learner, remembered in known.items():
        numbers = _numbers(outcomes[learner])
        if fingerprint(numbers) != remembered:
            changed[learner] = numbers
    if changed:
        await _remember(uow, certification, changed, cause, newcomers=False)


async def _remember(
    uow: UnitOfWork, certification: CertificationRecord, found: Mapping[UUID, Numbers], cause: str, *, newcomers: bool
) -> None:
    remembered = uow.progress.remember(certification.issuer_id, certification.id, found, newcomers=newcomers)
    for change in await remembered:
        numbers = found[change.learner_id]
        if change.before is not None or any(have or met for have, _, met in numbers.values()):
            _record(uow, certification, change, numbers, cause)


def _record(uow: UnitOfWork, certification: CertificationRecord, change: Changed, numbers: Numbers, cause: str) -> None:
    """One event that something changed, and one for each gap that closed."""
    closed = [f"{certification.id}#{requirement}" for requirement in _closed(change.before, numbers)]
    events = [(EventType.CERTIFICATION_PROGRESSED, str(certification.id))]
    events += [(EventType.GAP_CLOSED, subject) for subject in closed]
    for kind, subject in events:
        uow.record(Event(kind, certification.issuer_id, subject, "rule", learner_id=change.learner_id, cause=cause))


def _closed(before: Mapping[str, Sequence[object]] | None, numbers: Numbers) -> Iterator[str]:
    """The requirements that were not met and are; one that is new in the rule was never a gap."""
    for name, (_, _, met) in numbers.items():
        was = False if before is None else before[name][2] if name in before else True
        if met and not was:
            yield name


def _tells(outcome: Outcome) -> bool:
    """What could not be decided is neither progress nor a step back; a renewal is another rule than `requires`."""
    return outcome.purpose != RENEW and outcome.verdict is not Verdict.INDETERMINATE


def _numbers(outcome: Outcome) -> Numbers:
    found: dict[str, tuple[int | float, int | float, bool]] = {}
    waiting = list(outcome.requirements[:1])
    while waiting:
        report = waiting.pop()
        found[report.id] = (report.have, report.need, report.verdict is Verdict.SATISFIED)
        waiting += report.parts
    return found
