"""Whether the one who presents is the one named as holder (VC Data Model 2.0 §4.13)."""

from __future__ import annotations

from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.report import Result


class Holder:
    """`holder`: a presentation that names its holder and is signed, is signed with the holder's key."""

    name = "holder"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "presentation"

    def judge(self, case: Case) -> Judgement:
        holder = case.presented.author
        if not case.attempts:
            return Judgement(Result.PASS, "It is not signed, so it does not show who presents it.")
        if holder is None:
            return Judgement(Result.PASS, "It does not name its holder; whoever signed it presented it.")
        good = [attempt.signatory for attempt in case.attempts if attempt.result is Result.PASS]
        if not good:
            return Judgement(Result.UNDETERMINED, "No signature on it holds, so the holder is not shown.")
        own = [one for one in good if one is not None and one.controller == holder and one.fault(case.now) is None]
        if own:
            return Judgement(Result.PASS, f"It was signed with a key of its holder, {quote(holder)}.")
        fault = next((fault for one in good if one and (fault := one.fault(case.now))), None)
        return Judgement(
            Result.FAIL,
            fault or f"It names {quote(holder)} as its holder, but was signed with somebody else's key.",
        )
