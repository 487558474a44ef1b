"""What a verification found: checks with three results, one verdict, and as of when (OB 3.0 §9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.problem_types import PROBLEM_TYPES


class Result(StrEnum):
    """UNDETERMINED: it could not be found out. It never counts as PASS."""

    PASS = "pass"
    FAIL = "fail"
    UNDETERMINED = "undetermined"


class Verdict(StrEnum):
    """The whole in one word, the first that applies in this order."""

    INVALID = "invalid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNDETERMINED = "undetermined"
    VALID = "valid"


_PRECEDENCE = tuple(Verdict)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The one that decides. Nothing examined is not valid: UNDETERMINED for no verdicts at all."""
    return min(verdicts, key=_PRECEDENCE.index, default=Verdict.UNDETERMINED)


@dataclass(frozen=True, slots=True)
class Check:
    """One check by its stable name, with a sentence for the person who decides on the holder.

    problem: the name that the standards give to what is wrong, such as `PROOF_VERIFICATION_ERROR`.
    """

    name: str
    result: Result
    detail: str
    problem: str | None = None

    def to_json(self) -> JsonObject:
        """`{"name", "result", "detail"}`, and `problem` (a URL) where the standards have a name for it."""
        shown = {"name": self.name, "result": self.result.value, "detail": self.detail}
        return shown if self.problem is None else {**shown, "problem": PROBLEM_TYPES[self.problem]}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one verification found.

    issuer, credential: as the document claims them; believe them only as far as the verdict goes.
    status_as_of: how old the oldest status information used is; None without any.
    document_digest: digestMultibase of the very bytes examined.
    credentials, endorsements: the reports on what was inside.
    refreshed: the report on a newer version that its issuer had, when one was asked for and accepted.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    issuer: JsonObject | None
    credential: JsonObject | None
    status_as_of: datetime | None
    verified_at: datetime
    document_digest: str
    credentials: tuple[Report, ...] = ()
    endorsements: tuple[Report, ...] = ()
    refreshed: Report | None = None

    def result_of(self, name: str) -> Result | None:
        """The result of the check of that name; None when it was not made."""
        return next((check.result for check in self.checks if check.name == name), None)

    def to_json(self) -> JsonObject:
        """`{"verdict", "checks": [{"name", "result", "detail", "problem"?}], "issuer", "credential", "statusAsOf",
        "verifiedAt", "digestMultibase"}`, and `credentials`, `endorsements`, `refreshed` where there are any.
        """
        shown: JsonObject = {
            "verdict": self.verdict.value,
            "checks": [check.to_json() for check in self.checks],
            "issuer": self.issuer,
            "credential": self.credential,
            "statusAsOf": format_instant(self.status_as_of) if self.status_as_of else None,
            "verifiedAt": format_instant(self.verified_at),
            "digestMultibase": self.document_digest,
        }
        for name, reports in (("credentials", self.credentials), ("endorsements", self.endorsements)):
            if reports:
                shown[name] = [report.to_json() for report in reports]
        return shown if self.refreshed is None else {**shown, "refreshed": self.refreshed.to_json()}

    @classmethod
    def from_json(cls, shown: JsonObject) -> Report:
        """A report from what `to_json` gave. Raises StackcredError MALFORMED for anything else."""
        try:
            return cls._read(shown)
        except (KeyError, TypeError, ValueError, AttributeError, StackcredError):
            raise StackcredError(
                ErrorCode.MALFORMED, "This is not a stored verification report; verify the document anew."
            ) from None

    @classmethod
    def _read(cls, shown: JsonObject) -> Report:
        as_of = shown["statusAsOf"]
        return cls(
            verdict=Verdict(shown["verdict"]),
            checks=tuple(_read_check(check) for check in shown["checks"]),
            issuer=shown["issuer"],
            credential=shown["credential"],
            status_as_of=None if as_of is None else parse_instant(as_of),
            verified_at=parse_instant(shown["verifiedAt"]),
            document_digest=_text(shown["digestMultibase"]),
            credentials=tuple(cls._read(inner) for inner in shown.get("credentials", ())),
            endorsements=tuple(cls._read(inner) for inner in shown.get("endorsements", ())),
            refreshed=cls._read(shown["refreshed"]) if "refreshed" in shown else None,
        )


def _read_check(shown: JsonObject) -> Check:
    problem = shown.get("problem")
    named = None if problem is None else _text(problem).rpartition("#")[2]
    return Check(_text(shown["name"]), Result(shown["result"]), _text(shown["detail"]), named)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
