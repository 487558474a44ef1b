"""`alignment`: the achievement is aligned to one of these targets."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.condition import AnyOfValues, Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.predicate import Vocabulary
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.words import named


class AlignmentPredicate:
    name = "alignment"

    def parse(self, reader: Reader, vocabulary: Vocabulary) -> Condition:
        return _carrying(frozenset(reader.texts()))


def carries(url: str) -> Condition:
    """That a badge is aligned to this target."""
    return _carrying(frozenset((url,)))


def _carrying(urls: frozenset[str]) -> Condition:
    return AnyOfValues(urls, ("alignment", "alignments"), _read, "alignment", "aligned to", named)


def _read(holding: Holding) -> tuple[str, ...]:
    return tuple(alignment.url for alignment in holding.facts.alignments)
