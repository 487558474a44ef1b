"""Whether the endorsements inside are genuine (OB 3.0 §9 step 6)."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import as_list
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement, result_of
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.nested import endorsable_in, endorsements_in
from stackcred_issuer.domain.verification.presented import ENDORSEMENT_TYPE, read_part
from stackcred_issuer.domain.verification.report import Report, Result, Verdict


class Endorsements:
    """`endorsements`: each, at any depth, is verified as a credential of its own.

    One that is forged fails the credential; one that is revoked or has run out only stops counting. One that is
    about something else was put there to impress, and is not counted either.
    """

    name = "endorsements"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "credential" and bool(endorsements_in(case.document))

    def judge(self, case: Case) -> Judgement:
        inside = endorsements_in(case.document)
        case.budget.take_endorsements(len(inside))
        known = endorsable_in(case.document)
        reports, elsewhere = [], 0
        for placed in inside:
            try:
                report = _report(placed.value, case)
            except StackcredError as error:
                return Judgement(result_of(error), f"An endorsement inside cannot be checked: {error.detail}")
            if _is_about(report, {*known, placed.holder}):
                reports.append(report)
            else:
                elsewhere += 1
        return _together(tuple(reports), elsewhere)


def _report(one: object, case: Case) -> Report:
    presented = read_part(one)
    if ENDORSEMENT_TYPE not in presented.types:
        raise StackcredError(ErrorCode.INVALID, f"what stands as an endorsement is not an {ENDORSEMENT_TYPE}.")
    return case.inside(presented, case.policy.for_other_issuer())


def _is_about(report: Report, ids: set[str | None]) -> bool:
    """Whether an endorsement speaks of what it stands in; a forged one is never passed over."""
    if report.verdict is Verdict.INVALID:
        return True
    subjects = as_list((report.credential or {}).get("credentialSubject"))
    return bool(subjects) and all(isinstance(one, dict) and one.get("id") in ids for one in subjects)


def _together(reports: tuple[Report, ...], elsewhere: int) -> Judgement:
    for verdict, result, words in (
        (Verdict.INVALID, Result.FAIL, "does not hold, which puts the whole document in doubt"),
        (Verdict.UNDETERMINED, Result.UNDETERMINED, "could not be checked to the end"),
    ):
        bad = next((report for report in reports if report.verdict is verdict), None)
        if bad is not None:
            return Judgement(result, f"An endorsement by {_by(bad)} {words}: {_why(bad)}", endorsements=reports)
    return Judgement(Result.PASS, _told(reports, elsewhere), endorsements=reports)


def _told(reports: tuple[Report, ...], elsewhere: int) -> str:
    standing = [report for report in reports if report.verdict is Verdict.VALID]
    by = f", by {', '.join(dict.fromkeys(_by(report) for report in standing))}" if standing else ""
    told = [f"{len(standing)} of {len(reports) + elsewhere} endorsements stand{by}"]
    if over := len(reports) - len(standing):
        told.append(f"{over} genuine but revoked, suspended or out of date")
    if elsewhere:
        told.append(f"{elsewhere} not about this document, and not counted")
    return "; ".join(told) + "."


def _by(report: Report) -> str:
    issuer = report.issuer or {}
    return quote(issuer.get("name") or issuer.get("id"))


def _why(report: Report) -> str:
    return " ".join(check.detail for check in report.checks if check.result is not Result.PASS)
