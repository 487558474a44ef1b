"""One credential or presentation under judgement, with all that its checks may look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.attempts import Attempt, attempts_of
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import MAX_NESTING, Budget, too_many
from stackcred_issuer.domain.verification.policy import Policy
from stackcred_issuer.domain.verification.presented import Presented
from stackcred_issuer.domain.verification.report import Report
from stackcred_issuer.domain.verification.sources import Materials


class Judge(Protocol):
    """Judges a case from beginning to end."""

    def __call__(self, case: Case) -> Report: ...


@dataclass(frozen=True)
class Case:
    """What a check sees.

    now: the moment for which the question is asked.
    judge: how the credentials inside, and status lists, are judged: as this one is.
    depth: how many documents this one stands in.
    """

    presented: Presented
    materials: Materials
    policy: Policy
    now: datetime
    budget: Budget
    judge: Judge
    depth: int = 0

    @property
    def document(self) -> JsonObject:
        """The document, without JWT claims."""
        return self.presented.document

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every proof with what came of checking it. Raises StackcredError TOO_LARGE as `check_size`."""
        return attempts_of(self.presented, self.materials, self.policy, self.now)

    def inside(self, presented: Presented, policy: Policy) -> Report:
        """The report on something that stands in this document, or that it points to.

        Raises StackcredError TOO_LARGE beyond MAX_NESTING documents within each other.
        """
        if self.depth >= MAX_NESTING:
            raise too_many("credentials nested in each other", MAX_NESTING)
        return self.judge(Case(presented, self.materials, policy, self.now, self.budget, self.judge, self.depth + 1))


class CheckKind(Protocol):
    """One check. A new one is one file in `checks/` and its entry in the registry there."""

    @property
    def name(self) -> str:
        """Its stable lower-case name in reports."""

    def applies(self, case: Case) -> bool:
        """Whether there is anything for it to look at."""

    def judge(self, case: Case) -> Judgement:
        """What it finds. May raise StackcredError, which `judged` turns into a finding."""
