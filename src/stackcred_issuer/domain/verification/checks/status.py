"""Whether the issuer still stands by the credential (OB 3.0 §9 step 4)."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import as_list
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement, result_of
from stackcred_issuer.domain.verification.limits import MAX_STATUS_ENTRIES, quote, too_many
from stackcred_issuer.domain.verification.report import Result, Verdict, worst
from stackcred_issuer.domain.verification.statuses import kind_of

RETRIEVAL = "STATUS_RETRIEVAL_ERROR"
_LEAD = {
    Result.FAIL: "Its status is kept wrongly, so it cannot be relied on:",
    Result.UNDETERMINED: "Whether the issuer still stands by it could not be found out:",
}


class Status:
    """`status`: every entry is looked up; revocation and suspension are reported, never merged into invalid."""

    name = "status"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "credential"

    def judge(self, case: Case) -> Judgement:
        entries = as_list(case.document.get("credentialStatus"))
        if not entries:
            return Judgement(Result.PASS, "The issuer keeps no status for it, so there is nothing to look up.")
        if len(entries) > MAX_STATUS_ENTRIES:
            raise too_many("status entries", MAX_STATUS_ENTRIES)
        return _together([_judge_entry(entry, case) for entry in entries])


def _judge_entry(entry: object, case: Case) -> Judgement:
    if not isinstance(entry, dict):
        return Judgement(Result.FAIL, "Its status entry is not an object, so nobody can look it up.")
    kind = kind_of(entry)
    if kind is None:
        return Judgement(
            Result.UNDETERMINED,
            f"Its status is kept in a way that is not known here ({quote(entry.get('type'))}), so it could have "
            "been revoked.",
        )
    try:
        return kind.judge(entry, case)
    except StackcredError as error:
        result = result_of(error)
        problem = error.problem or (RETRIEVAL if error.code is ErrorCode.UNREACHABLE else None)
        return Judgement(result, f"{_LEAD[result]} {error.detail}", problem=problem)


def _together(found: list[Judgement]) -> Judgement:
    verdict = worst(one.verdict for one in found)
    told = dict.fromkeys(one.detail for one in sorted(found, key=lambda one: one.verdict is Verdict.VALID))
    return Judgement(
        {Verdict.VALID: Result.PASS, Verdict.UNDETERMINED: Result.UNDETERMINED}.get(verdict, Result.FAIL),
        " ".join(told),
        verdict,
        min((one.as_of for one in found if one.as_of is not None), default=None),
        problem=next((one.problem for one in found if one.problem is not None), None),
    )
