"""`certification`: another rule's award is held, or that rule is satisfied by the same holdings."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.stacking.node import Place, Settled
from stackcred_issuer.domain.stacking.operator import Grammar
from stackcred_issuer.domain.stacking.outcome import Claim
from stackcred_issuer.domain.stacking.predicates.achievement import OneOfAchievements
from stackcred_issuer.domain.stacking.predicates.active import Active
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.rules import find_rule
from stackcred_issuer.domain.stacking.situation import Judged, Situation
from stackcred_issuer.domain.stacking.where import make_where

_REASONS = {True: "met", False: "not met", None: "not certain: not every fact could be established"}


class CertificationOperator:
    op = "certification"
    required = ("rule", "mode")
    optional = ("version",)

    def parse(self, reader: Reader, place: Place, grammar: Grammar) -> Certification:
        return Certification(
            place,
            reader.at("rule").text(),
            reader.at("version").whole(1) if reader.has("version") else None,
            reader.at("mode").choice("award", "satisfied") == "award",
            reader.at("rule").pointer,
        )


@dataclass(frozen=True, slots=True)
class Certification:
    """by_award: an active badge for the rule's target; else its `requires` in a scope of its own."""

    place: Place
    rule: str
    version: int | None
    by_award: bool
    pointer: str
    bars: None = None
    mentioned: frozenset[str] | None = None  # what the other rule mentions is not known here

    def settle(self, situation: Situation) -> Settled:
        judged = self._award(situation) if self.by_award else self._satisfied(situation)
        reason = f"{'the award' if self.by_award else 'the rule'} {self.rule} is {_REASONS[judged.truth]}"
        if self.by_award:
            reason = reason.replace(" is met", " is held").replace(" is not met", " is not held")
        return Settled(judged.truth, int(judged.truth is True), 1, "certifications", reason, judged.claims)

    def _award(self, situation: Situation) -> Judged:
        other = find_rule(situation.rules, self.rule, self.version)
        assert other is not None, "references are checked before evaluation"
        where = make_where((OneOfAchievements(frozenset((other.target,))), Active()))
        matches = situation.matching(where)
        if not matches.certain:
            return Judged(None if matches.possible else False, ())
        award = matches.certain[0]
        return Judged(True, (Claim(self.place.id, award.id, award.digest, used=False),))

    def _satisfied(self, situation: Situation) -> Judged:
        other = find_rule(situation.rules, self.rule, self.version)
        assert other is not None, "references are checked before evaluation"
        judged = situation.judge(other, situation)
        return Judged(judged.truth, tuple(_inner(other.id, claim) for claim in judged.claims))

    def describe(self) -> str:
        version = "" if self.version is None else f", version {self.version}"
        if self.by_award:
            return f"the certification of the rule {self.rule}{version} is held and in force"
        return f"what the rule {self.rule}{version} asks for is met as well; its badges may count here too"


def _inner(rule: str, claim: Claim) -> Claim:
    """The inner rule's claim under its name; a claim of a rule further in keeps that rule's."""
    if not claim.used and "#" in claim.requirement:
        return claim
    return claim._replace(requirement=f"{rule}#{claim.requirement}", used=False)
