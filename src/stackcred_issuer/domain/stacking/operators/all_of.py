"""`all`: every part is met."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.node import Place, Threshold
from stackcred_issuer.domain.stacking.operator import Grammar
from stackcred_issuer.domain.stacking.reader import Reader


class AllOperator:
    op = "all"
    required = ("of",)
    optional: tuple[str, ...] = ()

    def parse(self, reader: Reader, place: Place, grammar: Grammar) -> Threshold:
        parts = grammar.parts(reader.at("of"))
        return Threshold(place, parts, len(parts), len(parts), "all of these")
