"""The holdings of an evidence bundle, derived again from its verified credentials as the decision derived them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.stacking.bundle.make import Bundle, Role
from stackcred_issuer.domain.stacking.evaluation.gathered import MAX_READINGS, Gathered, Held, readings_of
from stackcred_issuer.domain.stacking.recheck import digest
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.stacking.rules import rule_book
from stackcred_issuer.domain.stacking.trust import Snapshot, Trust, read_snapshot
from stackcred_issuer.domain.verification.badge import VerifiedBadge


@dataclass(frozen=True, slots=True)
class Given:
    """One evaluation with the documents it is about. holdings: those of it that the bundle has."""

    evaluation: JsonObject
    rule: JsonObject
    others: list[JsonObject]
    holdings: list[JsonObject]


@dataclass(frozen=True, slots=True)
class BundledFacts:
    """What stands in a bundle about trust, and the credentials that verified, by id."""

    bundle: Bundle
    verified: Mapping[str, VerifiedBadge]

    @property
    def grounds(self) -> JsonObject:
        """The part with the role TRUST."""
        return parse_object(self.bundle.of(Role.TRUST)[0].text)

    def faults(self, given: Given) -> Iterator[str]:
        """Why the holdings are not what the credentials say, read by the trust the evaluation pins."""
        missing = [name for name in _named(given.holdings) if name not in self.verified]
        for name in missing:
            yield f"Not established: nothing that could be verified stands behind {name} in the holdings."
        trust = self._trust(given.evaluation, given.rule)
        if isinstance(trust, str):
            yield trust
        elif not missing and not self._is_read_so(given, trust):
            yield from _differences(given.holdings, self._gathered(given), trust, given.evaluation)

    def _is_read_so(self, given: Given, trust: Trust) -> bool:
        """Whether one of the readings the decision could choose from is these holdings."""
        rule, book = parse_rule(given.rule), rule_book(parse_rule(one) for one in given.others)
        as_of = parse_instant(given.evaluation["asOf"])
        readings = readings_of(rule, self._gathered(given), trust, as_of, book)
        wanted = _digest(given.holdings)
        return any(_digest(facts for _, facts in told) == wanted for told in islice(readings, MAX_READINGS))

    def _gathered(self, given: Given) -> Gathered:
        """The badges with the statuses of that day, and the statements that the holdings name."""
        said = {name: None for holding in given.holdings for name in statements_of(holding)}
        badges = [holding for holding in given.holdings if holding["id"] not in said]
        return Gathered(
            self.grounds["learner"],
            tuple(Held(self.verified[holding["id"]], holding["status"]) for holding in badges),
            tuple(self.verified[name] for name in said),
        )

    def _trust(self, evaluation: JsonObject, rule: JsonObject) -> Trust | str:
        """As the decision had it; a sentence where a snapshot it pins is not there."""
        snapshots: dict[str, Snapshot] = {}
        for part in self.bundle.of(Role.REGISTRY):
            snapshot = read_snapshot(parse_object(part.text))
            snapshots[snapshot.digest] = snapshot
        pinned = evaluation.get("trust", [])
        for pin in pinned:
            found = snapshots.get(pin["digestMultibase"])
            if found is None or (found.id, found.version) != (pin["id"], int(pin["version"])):
                return f"Not established: version {pin['version']} of the trust registry {pin['id']} is not there."
        named = rule.get("trust", [])
        if {pin["id"] for pin in pinned} - set(named):
            return "The evaluation rests on a trust registry that its rule does not name."
        issuer = self.bundle.record["issuer"]["id"]
        own = {issuer} if named else {issuer, *self.grounds["issuers"]}
        return Trust(
            frozenset(own), self.grounds["achievements"], tuple(snapshots[pin["digestMultibase"]] for pin in pinned)
        )


def statements_of(holding: JsonObject) -> Iterator[str]:
    """The ids of the statements that a holding rests on."""
    if holding.get("type") == "Attestation":
        yield holding["id"]
    if "equivalence" in holding:
        yield holding["equivalence"]["id"]
    yield from (said["id"] for said in holding.get("attestations", ()))


def _named(holdings: Iterable[JsonObject]) -> Iterator[str]:
    """Every credential the holdings rest on, each once."""
    return iter(dict.fromkeys(name for one in holdings for name in (one["id"], *statements_of(one))))


def _digest(holdings: Iterable[JsonObject]) -> str:
    return digest(sorted(holdings, key=lambda item: str(item["id"])))


def _differences(holdings: list[JsonObject], gathered: Gathered, trust: Trust, evaluation: JsonObject) -> Iterator[str]:
    """Which holdings are not what their credentials say; where each one could be, all of them together are not."""
    derived = {facts["id"]: facts for _, facts in gathered.facts(trust, parse_instant(evaluation["asOf"]))}
    wrong = [
        one["id"] for one in holdings if "equivalence" not in one and digest(one) != digest(derived.get(one["id"]))
    ]
    for name in wrong:
        yield f"The holding {name} says something else than its credential."
    if not wrong:
        yield "The holdings cannot be read from the credentials and statements that are there."
