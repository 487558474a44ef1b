"""What one check found, before it becomes part of a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.verification.limits import clip
from stackcred_issuer.domain.verification.problem_types import problem_of, problem_of_check
from stackcred_issuer.domain.verification.report import Check, Report, Result, Verdict

_CANNOT_TELL = frozenset(
    {
        ErrorCode.UNREACHABLE,
        ErrorCode.UNSUPPORTED,
        ErrorCode.UNKNOWN_CONTEXT,
        ErrorCode.EXHAUSTED,
        ErrorCode.TOO_LARGE,
    }
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one check found.

    standing: the verdict that a FAIL leads to (a date or a status does not make a document invalid).
    as_of: how old the status information is that was used.
    credentials, endorsements: the reports on what was inside.
    refreshed: the report on a newer version.
    problem: the standard's name of what is wrong, where it is not the check's usual one.
    """

    result: Result
    detail: str
    standing: Verdict = Verdict.INVALID
    as_of: datetime | None = None
    credentials: tuple[Report, ...] = ()
    endorsements: tuple[Report, ...] = ()
    problem: str | None = None
    refreshed: Report | None = None

    @property
    def verdict(self) -> Verdict:
        """What this check alone would make of the whole."""
        if self.result is Result.FAIL:
            return self.standing
        return Verdict.VALID if self.result is Result.PASS else Verdict.UNDETERMINED

    def as_check(self, name: str) -> Check:
        """The check as the report shows it."""
        standing = self.result is Result.PASS or self.standing in (Verdict.REVOKED, Verdict.SUSPENDED)
        problem = None if standing else self.problem or problem_of_check(name)
        return Check(name, self.result, clip(self.detail), problem)


def result_of(error: StackcredError) -> Result:
    """FAIL for what is wrong; UNDETERMINED for what we could not fetch, do not know, or stopped examining."""
    return Result.UNDETERMINED if error.code in _CANNOT_TELL else Result.FAIL


def judged(check: Callable[[], Judgement]) -> Judgement:
    """What a check finds, an error being a finding too."""
    try:
        return check()
    except StackcredError as error:
        return Judgement(result_of(error), error.detail, problem=problem_of(error))
