"""`select`: a set of matching badges can be claimed that meets the count and every constraint."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.constraints import CONSTRAINTS
from stackcred_issuer.domain.stacking.node import Place, Select
from stackcred_issuer.domain.stacking.operator import Grammar
from stackcred_issuer.domain.stacking.predicates.active import Active
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.where import Where, make_where


class SelectOperator:
    op = "select"
    required: tuple[str, ...] = ()
    optional = ("where", "count", "shared", *(kind.name for kind in CONSTRAINTS))

    def parse(self, reader: Reader, place: Place, grammar: Grammar) -> Select:
        count = _count(reader)
        constraints = tuple(
            kind.parse(item, grammar)
            for kind in CONSTRAINTS
            if reader.has(kind.name)
            for item in reader.at(kind.name).filled()
        )
        if count.least == 0 and not any(item.demanding for item in constraints):
            reader.at("count").at("min").refuse(
                "A 'min' of 0 asks for nothing: add a constraint that demands something, such as sum."
            )
        shared = reader.at("shared").flag() if reader.has("shared") else False
        where = _where(reader, grammar)
        return Select(place, where, count.least, count.most, count.repeat, shared, constraints)


@dataclass(frozen=True, slots=True)
class _Count:
    least: int = 1
    most: int | None = None
    repeat: bool = False


def _count(reader: Reader) -> _Count:
    if not reader.has("count"):
        return _Count()
    count = reader.at("count").members((), ("min", "max", "repeat"))
    least = count.at("min").whole(0) if count.has("min") else 1
    most = count.at("max").whole(1) if count.has("max") else None
    if most is not None and most < least:
        count.at("max").refuse("'max' is smaller than 'min'.")
    return _Count(least, most, count.at("repeat").flag() if count.has("repeat") else False)


def _where(reader: Reader, grammar: Grammar) -> Where:
    """Every select asks for active badges unless its own `where` says that it does not care."""
    place = reader.at("where")
    if not reader.has("where") or place.value == {}:
        return make_where((Active(),))
    where = grammar.where(place)
    if "active" in place.value:
        return where
    return make_where((*where.conditions, Active()))
