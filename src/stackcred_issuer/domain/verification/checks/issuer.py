"""Whether the key that signed is the issuer's (OB 3.0 §9 step 2; CID 1.0 §3)."""

from __future__ import annotations

from stackcred_issuer.domain.verification.attempts import Attempt
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.report import Result

_UNSIGNED = "Whether it comes from its issuer cannot be said, since no signature on it was found to hold."


class Issuer:
    """`issuer`: one of the signatures that hold was made with a key that the issuer publishes and still trusts."""

    name = "issuer"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "credential"

    def judge(self, case: Case) -> Judgement:
        good = [attempt for attempt in case.attempts if attempt.result is Result.PASS]
        found = [_judge_attempt(attempt, case) for attempt in good]
        own = next((one for one in found if one.result is Result.PASS), None)
        return own or (found[0] if found else Judgement(Result.UNDETERMINED, _UNSIGNED))


def _judge_attempt(attempt: Attempt, case: Case) -> Judgement:
    signatory, issuer = attempt.signatory, case.presented.author
    if signatory is None or issuer is None:
        return Judgement(Result.FAIL, "It does not say who issued it, or whose key signed it.")
    fault = signatory.fault(case.now)
    if fault is not None:
        return Judgement(Result.FAIL, fault)
    if signatory.controller != issuer:
        owner = quote(signatory.controller) if signatory.controller else "nobody who can be named"
        return Judgement(
            Result.FAIL,
            f"It claims to come from {quote(issuer)}, but the key that signed it belongs to {owner}: somebody "
            "else may have made it.",
        )
    return Judgement(Result.PASS, f"The key that signed it is published by its issuer, {quote(issuer)}.")
