"""Whether today lies in the period for which the credential was made (VC Data Model 2.0 §4.9)."""

from __future__ import annotations

from datetime import datetime

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.report import Result, Verdict
from stackcred_issuer.domain.verification.version import version_of


class Validity:
    """`validity`: not before `validFrom`, not after `validUntil`; both ends count as inside."""

    name = "validity"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "credential"

    def judge(self, case: Case) -> Judgement:
        version = version_of(case.document)
        try:
            begins, ends = (_instant(case.document, name) for name in (version.begins, version.ends))
        except StackcredError:
            return Judgement(
                Result.UNDETERMINED, "The period of validity cannot be read, so it was not held against today."
            )
        if begins is not None and case.now < begins:
            return Judgement(
                Result.FAIL,
                f"It holds only from {format_instant(begins)} on, which is still to come.",
                Verdict.NOT_YET_VALID,
            )
        if ends is not None and case.now > ends:
            return Judgement(Result.FAIL, f"It was valid until {format_instant(ends)}.", Verdict.EXPIRED)
        return Judgement(Result.PASS, _period(begins, ends))


def _instant(document: JsonObject, name: str) -> datetime | None:
    return parse_instant(document[name]) if name in document else None


def _period(begins: datetime | None, ends: datetime | None) -> str:
    since = f"since {format_instant(begins)}" if begins else "now"
    return f"It is valid {since}, until {format_instant(ends)}." if ends else f"It is valid {since}, without end."
