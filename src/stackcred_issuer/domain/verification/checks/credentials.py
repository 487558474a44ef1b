"""What became of the credentials inside a presentation or a learner record (VC 2.0 §4.13; CLR 2.0)."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement, result_of
from stackcred_issuer.domain.verification.nested import credentials_in
from stackcred_issuer.domain.verification.presented import RECORD_TYPE, read_part
from stackcred_issuer.domain.verification.report import Report, Result, Verdict, worst

_UNDOING = frozenset({Verdict.INVALID, Verdict.UNDETERMINED})  # what a record cannot stand with


class Credentials:
    """`credentials`: each is judged on its own.

    A presentation stands with the worst of them. A learner record is a statement about the past: a credential
    in it that was revoked since or has run out does not undo it, a forged one does.
    """

    name = "credentials"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "presentation" or RECORD_TYPE in case.presented.types

    def judge(self, case: Case) -> Judgement:
        inside = credentials_in(case.presented)
        case.budget.take_credentials(len(inside))
        reports: list[Report] = []
        for number, one in enumerate(inside, 1):
            try:
                reports.append(case.inside(read_part(one), case.policy.for_credential_inside()))
            except StackcredError as error:
                told = f"Credential {number} inside cannot be checked: {error.detail}"
                return Judgement(result_of(error), told, credentials=tuple(reports))
        return _together(tuple(reports), is_record=RECORD_TYPE in case.presented.types)


def _together(reports: tuple[Report, ...], *, is_record: bool) -> Judgement:
    found = {report.verdict for report in reports}
    verdict = worst({Verdict.VALID, *(found & _UNDOING if is_record else found)})
    result = {Verdict.VALID: Result.PASS, Verdict.UNDETERMINED: Result.UNDETERMINED}.get(verdict, Result.FAIL)
    as_of = min((one.status_as_of for one in reports if one.status_as_of is not None), default=None)
    return Judgement(result, _told(one.verdict for one in reports), verdict, as_of, credentials=reports)


def _told(verdicts: Iterable[Verdict]) -> str:
    listed = list(verdicts)
    if not listed:
        return "There is no credential inside."
    counts = {verdict: listed.count(verdict) for verdict in Verdict}
    parts = [f"{count} {verdict.value.replace('_', ' ')}" for verdict, count in counts.items() if count]
    return f"Of {len(listed)} credentials inside: {', '.join(parts)}."
