"""`issuer`: the badge was issued by one of these."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.condition import AnyOfValues, Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.words import named


class IssuerPredicate:
    name = "issuer"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        return AnyOfValues(frozenset(reader.texts()), ("issuer",), _read, "issuer", "issued by", named)


def _read(holding: Holding) -> tuple[str, ...]:
    return (holding.facts.issuer,) if holding.facts.issuer else ()
