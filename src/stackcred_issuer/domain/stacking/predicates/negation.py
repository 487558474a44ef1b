"""`not`: the conjunction does not hold."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth, negate
from stackcred_issuer.domain.stacking.where import Where


class NotPredicate:
    name = "not"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        return Not(vocabulary.where(reader))


@dataclass(frozen=True, slots=True)
class Not:
    inner: Where
    achievements: frozenset[str] | None = None

    def test(self, holding: Holding, moment: Moment) -> Truth:
        return negate(self.inner.test(holding, moment))

    def why_not(self, holding: Holding, moment: Moment) -> str:
        return f"badges {self.inner.describe()} do not count here"

    def describe(self) -> str:
        words = self.inner.describe()
        return f"not ({words})" if len(self.inner.conditions) > 1 else f"not {words}"
