"""Whether the endorsements inside are genuine (OB 3.0 §9 step 6)."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement, result_of
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.nested import endorsements_in
from stackcred_issuer.domain.verification.presented import ENDORSEMENT_TYPE, read_part
from stackcred_issuer.domain.verification.report import Report, Result, Verdict


class Endorsements:
    """`endorsements`: each, at any depth, is verified as a credential of its own.

    One that is forged fails the credential; one that is revoked or has run out only stops counting.
    """

    name = "endorsements"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "credential" and bool(endorsements_in(case.document))

    def judge(self, case: Case) -> Judgement:
        inside = endorsements_in(case.document)
        case.budget.take_endorsements(len(inside))
        reports: list[Report] = []
        for one in inside:
            try:
                reports.append(_report(one, case))
            except StackcredError as error:
                return Judgement(result_of(error), f"An endorsement inside cannot be checked: {error.detail}")
        return _together(tuple(reports))


def _report(one: object, case: Case) -> Report:
    presented = read_part(one)
    if ENDORSEMENT_TYPE not in presented.types:
        raise StackcredError(ErrorCode.INVALID, f"what stands as an endorsement is not an {ENDORSEMENT_TYPE}.")
    return case.inside(presented, case.policy.for_other_issuer())


def _together(reports: tuple[Report, ...]) -> Judgement:
    for verdict, result, words in (
        (Verdict.INVALID, Result.FAIL, "does not hold, which puts the whole document in doubt"),
        (Verdict.UNDETERMINED, Result.UNDETERMINED, "could not be checked to the end"),
    ):
        bad = next((report for report in reports if report.verdict is verdict), None)
        if bad is not None:
            return Judgement(result, f"An endorsement by {_by(bad)} {words}: {_why(bad)}", endorsements=reports)
    standing = [report for report in reports if report.verdict is Verdict.VALID]
    over = len(reports) - len(standing)
    told = f"{len(standing)} of {len(reports)} endorsements stand"
    if standing:
        told += f", by {', '.join(dict.fromkeys(_by(report) for report in standing))}"
    if over:
        told += f"; {over} {'is' if over == 1 else 'are'} genuine but revoked, suspended or out of date"
    return Judgement(Result.PASS, f"{told}.", endorsements=reports)


def _by(report: Report) -> str:
    issuer = report.issuer or {}
    return quote(issuer.get("name") or issuer.get("id"))


def _why(report: Report) -> str:
    return " ".join(check.detail for check in report.checks if check.result is not Result.PASS)
