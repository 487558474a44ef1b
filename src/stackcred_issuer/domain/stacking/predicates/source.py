"""`source`: the achievement was assessed by someone other than the issuer."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth


class SourcePredicate:
    """`{"notIssuer": true}`; `false` asks for nothing."""

    name = "source"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition | None:
        return AssessedElsewhere() if reader.members(("notIssuer",)).at("notIssuer").flag() else None


@dataclass(frozen=True, slots=True)
class AssessedElsewhere:
    """An absent source never matches."""

    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        if holding.facts.hidden("source", "issuer"):
            return None
        return holding.facts.source is not None and holding.facts.source != holding.facts.issuer

    def why_not(self, holding: Holding, moment: Moment) -> str:
        return "it does not say that anyone other than its issuer assessed it"

    def describe(self) -> str:
        return "assessed by someone other than the issuer"
