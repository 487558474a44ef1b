"""`tag`: the achievement carries one of these tags."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.condition import AnyOfValues, Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader


class TagPredicate:
    name = "tag"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        return AnyOfValues(frozenset(reader.texts()), ("tag", "tags"), _read, "tags", "tagged")


def _read(holding: Holding) -> frozenset[str]:
    return holding.facts.tags
