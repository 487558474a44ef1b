"""`ordered`: every part is met, and none was earned before the part in front of it was complete."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.node import Place, Select, Threshold
from stackcred_issuer.domain.stacking.operator import Grammar
from stackcred_issuer.domain.stacking.reader import Reader


class OrderedOperator:
    """Each part is a select; a part's latest claim is not after the next one's earliest (ties pass)."""

    op = "ordered"
    required = ("of", "by")
    optional: tuple[str, ...] = ()

    def parse(self, reader: Reader, place: Place, grammar: Grammar) -> Threshold:
        reader.at("by").choice("awarded")
        parts = grammar.parts(reader.at("of"))
        for index, part in enumerate(parts):
            if not isinstance(part, Select):
                reader.at("of").at(index).at("op").refuse("The parts of 'ordered' must be selects.")
        return Threshold(
            place,
            parts,
            len(parts),
            len(parts),
            "all of these in this order, none earned before the one above it",
            ordered=True,
        )
