"""`assessedIn`: some evidence has one of these genres, such as `workplace` or `simulated`."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.condition import AnyOfValues, Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader


class AssessedInPredicate:
    name = "assessedIn"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        return AnyOfValues(
            frozenset(reader.texts()), ("assessedIn", "evidence"), _read, "evidence genre", "with evidence of the kind"
        )


def _read(holding: Holding) -> tuple[str, ...]:
    return tuple(genre for genre in holding.facts.genres if genre is not None)
