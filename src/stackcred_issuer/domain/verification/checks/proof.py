"""Whether somebody's key signed exactly this document (OB 3.0 §9 step 2; VC Data Integrity 1.0 §4.5)."""

from __future__ import annotations

from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.nested import credentials_in
from stackcred_issuer.domain.verification.report import Result


class Proof:
    """`proof`: every signature of a kind known here holds, and there is one.

    Open Badges would take one that holds (§9 step 2); a set is verified as a whole (VC Data Integrity 1.0 §4.5).
    A presentation with nothing inside must be signed: else there is nothing that anybody vouches for.
    """

    name = "proof"

    def applies(self, case: Case) -> bool:
        signed = case.presented.jws is not None or "proof" in case.document
        asked = case.policy.asks_for_signature or not credentials_in(case.presented)
        return case.presented.kind == "credential" or signed or asked

    def judge(self, case: Case) -> Judgement:
        if not case.attempts:
            return Judgement(Result.FAIL, "Nobody has signed it: anybody could have written or changed it.")
        good = [attempt for attempt in case.attempts if attempt.result is Result.PASS]
        failed = [attempt for attempt in case.attempts if attempt.result is Result.FAIL]
        unsure = [attempt for attempt in case.attempts if attempt.known and attempt.result is Result.UNDETERMINED]
        if good and not failed and not unsure:
            return Judgement(Result.PASS, f"The document is unchanged since it was signed ({good[0].detail}).")
        if failed:
            told = "One of its signatures does not hold" if good else "No signature holds"
            return Judgement(
                Result.FAIL,
                f"{told}, so the document may have been changed or made up: {failed[0].detail}",
                problem=failed[0].problem,
            )
        first = (unsure or case.attempts)[0]
        return Judgement(
            Result.UNDETERMINED, f"Its signature could not be checked: {first.detail}", problem=first.problem
        )
