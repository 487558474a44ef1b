"""`none`: no holding matches, literally: a revoked one still bars unless `where` asks for active ones."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.node import Place, Settled
from stackcred_issuer.domain.stacking.operator import Grammar
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.situation import Situation
from stackcred_issuer.domain.stacking.truth import Truth
from stackcred_issuer.domain.stacking.where import Where
from stackcred_issuer.domain.stacking.words import counted


class NoneOperator:
    op = "none"
    required = ("where",)
    optional: tuple[str, ...] = ()

    def parse(self, reader: Reader, place: Place, grammar: Grammar) -> NoMatch:
        return NoMatch(place, grammar.where(reader.at("where")))


@dataclass(frozen=True, slots=True)
class NoMatch:
    place: Place
    where: Where

    @property
    def bars(self) -> Where:
        return self.where

    @property
    def mentioned(self) -> frozenset[str] | None:
        return self.where.pinned

    def settle(self, situation: Situation) -> Settled:
        matches = situation.matching(self.where)
        barring, doubtful = len(matches.certain), len(matches.possible)
        truth: Truth = False if barring else None if doubtful else True
        return Settled(truth, barring, 0, "badges", _reason(barring, doubtful))

    def describe(self) -> str:
        return f"no badge {self.where.describe()}"


def _reason(barring: int, doubtful: int) -> str:
    if barring:
        return f"{counted(barring, 'badge')} {'stands' if barring == 1 else 'stand'} against this"
    if doubtful:
        return f"{counted(doubtful, 'badge')} may stand against this: not every fact could be established"
    return "no badge stands against this"
