"""`nOf`: at least `min` parts are met; `max` only caps how many are counted."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.node import Place, Threshold
from stackcred_issuer.domain.stacking.operator import Grammar
from stackcred_issuer.domain.stacking.reader import Reader


class NOfOperator:
    op = "nOf"
    required = ("of", "min")
    optional = ("max",)

    def parse(self, reader: Reader, place: Place, grammar: Grammar) -> Threshold:
        parts = grammar.parts(reader.at("of"))
        least = reader.at("min").whole(1)
        if least > len(parts):
            reader.at("min").refuse(f"'min' is {least}, but there are only {len(parts)} parts.")
        most = reader.at("max").whole(1) if reader.has("max") else len(parts)
        if most < least:
            reader.at("max").refuse("'max' is smaller than 'min'.")
        cap = f" (no more than {most} are counted)" if reader.has("max") else ""
        return Threshold(place, parts, least, most, f"at least {least} of these{cap}")
