"""Everything one learner may rest on, as verified tokens, and every way it may be read.

A badge counts once: where a statement lets it count as another achievement, it is read as one or as the other,
never as both. So each reading is a list of holdings of its own, and the first that meets the rule is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice, product

from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.facts import VerifiedFacts, holding_of
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.mentions import ANY, mentions
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.node import Select, Threshold, walk_nodes
from stackcred_issuer.domain.stacking.outcome import NotCounted, Outcome, Verdict
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.statements import Equivalence, Word, read_statement
from stackcred_issuer.domain.stacking.trust import Snapshot, Trust
from stackcred_issuer.domain.verification.badge import VerifiedBadge

FEEDBACK = "feedback"  # the role of those whom a learner asked: nobody has looked who they are, so it never counts
MAX_READINGS = 256  # eight badges that could count either way: more would be a search without an end

Told = tuple[VerifiedBadge, JsonObject]


@dataclass(frozen=True, slots=True)
class Held:
    """One badge of the learner with its status as of the evaluation."""

    badge: VerifiedBadge
    status: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known of one learner.

    learner: their identifier in statements. statements: those that stand (not revoked). left_out: credentials
    that are no holdings at all, each with the reason.
    """

    learner: str
    badges: tuple[Held, ...]
    statements: tuple[VerifiedBadge, ...] = ()
    left_out: tuple[NotCounted, ...] = ()

    def facts(self, trust: Trust, as_of: datetime) -> list[Told]:
        """The holdings as the badges themselves say, and attestations: without equivalences."""
        words = [(token, word) for token, word in self._words(as_of)]
        told = _once([(held.badge, _with_words(_trusted(held, trust), words, trust)) for held in self.badges])
        known = {facts["id"] for _, facts in told}
        alone = [(token, _standing_alone(word, trust)) for token, word in words if word.subject not in known]
        return [*told, *(one for one in alone if one[0].document["credentialSubject"]["id"] == self.learner)]

    def equivalences(self, as_of: datetime, rule: str) -> list[tuple[VerifiedBadge, Equivalence]]:
        """Those that may be applied, by id."""
        read = [(token, read_statement(token)) for token in self.statements]
        found = [(token, said) for token, said in read if isinstance(said, Equivalence)]
        return sorted(
            [(token, said) for token, said in found if said.holds(as_of, rule, self.learner)],
            key=lambda entry: entry[1].id,
        )

    def _words(self, as_of: datetime) -> Iterator[tuple[VerifiedBadge, Word]]:
        for token in self.statements:
            said = read_statement(token)
            if isinstance(said, Word) and said.role != FEEDBACK and (said.until is None or as_of < said.until):
                yield token, said


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading that was decided on: its facts, and what the rule says of them."""

    facts: VerifiedFacts
    outcome: Outcome


def evaluate_gathered(
    rule: Rule,
    gathered: Gathered,
    trust: Trust,
    as_of: datetime,
    *,
    purpose: str = "award",
    rules: Mapping[str, Rule] | None = None,
) -> Outcome:
    """The outcome of `read_gathered` alone."""
    return read_gathered(rule, gathered, trust, as_of, purpose=purpose, rules=rules).outcome


def read_gathered(
    rule: Rule,
    gathered: Gathered,
    trust: Trust,
    as_of: datetime,
    *,
    purpose: str = "award",
    rules: Mapping[str, Rule] | None = None,
) -> Reading:
    """The first reading that meets the rule, else the first; raises as `evaluate`.

    Its outcome names the trust snapshots and the statements it rests on. With more than MAX_READINGS readings, and
    none of the first that meets the rule, the verdict is `indeterminate`.
    """
    found: Reading | None = None
    readings = readings_of(rule, gathered, trust, as_of, rules or {})
    for told in islice(readings, MAX_READINGS):
        facts = VerifiedFacts.told(told)
        outcome = _named(evaluate(rule, facts, as_of, purpose=purpose, rules=rules), told, trust)
        if outcome.verdict is Verdict.SATISFIED:
            found = Reading(facts, outcome)
            break
        if found is None or (outcome.verdict is Verdict.INDETERMINATE and found.outcome.verdict is not outcome.verdict):
            found = Reading(facts, outcome)
    assert found is not None, "there is always the reading without any statement"
    outcome = found.outcome
    if outcome.verdict is Verdict.NOT_SATISFIED and next(readings, None) is not None:
        outcome = replace(outcome, verdict=Verdict.INDETERMINATE)
    left_out = (*outcome.not_counted, *gathered.left_out, *_stand_ins(gathered))
    told_why = tuple(sorted(left_out, key=lambda item: item.credential))
    return Reading(found.facts, replace(outcome, not_counted=told_why))


def _stand_ins(gathered: Gathered) -> Iterator[NotCounted]:
    """Badges with the id of another one."""
    seen: set[str] = set()
    for held in gathered.badges:
        name = str(held.badge.document.get("id"))
        if name in seen:
            yield NotCounted(name, "another badge has the same id; only one of them is considered")
        seen.add(name)


def readings_of(
    rule: Rule, gathered: Gathered, trust: Trust, as_of: datetime, rules: Mapping[str, Rule]
) -> Iterator[list[Told]]:
    """Every way it may be read, in the order in which they are tried; without equivalences there is one."""
    base = gathered.facts(trust, as_of)
    statements = gathered.equivalences(as_of, rule.id)
    if not statements:
        return iter([base])
    concerned = [rule, *rules.values()] if rule.references else [rule]
    wanted = frozenset().union(*(mentions(one) for one in concerned))
    barred = _barred(concerned, [facts for _, facts in base], as_of)
    choices = [[(token, way) for way in _ways(facts, statements, wanted, barred)] for token, facts in base]
    for token, said in statements:
        if said.subject == gathered.learner and (said.counts_as in wanted or ANY in wanted):
            choices.append([(token, said.own_holding(_signer(token)))])
    return (list(reading) for reading in product(*choices))


def _ways(
    facts: JsonObject,
    statements: Iterable[tuple[VerifiedBadge, Equivalence]],
    wanted: frozenset[str],
    barred: frozenset[str],
) -> list[JsonObject]:
    """How one badge may be read: as itself where that matters, then as what statements make of it.

    A badge that stands against the rule stays what it is: a statement helps, it does not hide.
    """
    if facts.get("type") == "Attestation" or facts["id"] in barred:
        return [facts]
    others = [said.applied(facts) for _, said in statements if said.is_about(facts)]
    useful = [way for way in others if way["achievement"] in wanted or ANY in wanted]
    if facts["achievement"] in wanted or ANY in wanted or not useful:
        return [facts, *useful]
    return useful


def _barred(rules: Iterable[Rule], facts: list[JsonObject], as_of: datetime) -> frozenset[str]:
    """The badges that stand, or may stand, against one of the rules."""
    bars = [
        node.bars
        for rule in rules
        for root in rule.all_roots()
        for node in walk_nodes(root)
        if not isinstance(node, Select | Threshold) and node.bars is not None
    ]
    if not bars:
        return frozenset()
    moment, holdings = Moment(as_of), parse_holdings(facts)
    return frozenset(item.id for item in holdings.items for bar in bars if bar.matches(item, moment) is not False)


def _trusted(held: Held, trust: Trust) -> JsonObject:
    """The badge as a holding, with what decided that it counts."""
    facts = holding_of(held.badge, status=held.status)
    at = parse_instant(facts["awarded"])
    counts, by = trust.of_badge(facts["issuer"], facts["achievement"], facts.get("achievementType"), at)
    return {**facts, "trusted": counts, **({"trustedBy": _pin(by)} if by else {})}


def _once(told: list[Told]) -> list[Told]:
    """One badge per id: those that count before those that do not, so that none can stand in another's way."""
    kept: dict[str, Told] = {}
    for token, facts in sorted(told, key=lambda one: not one[1]["trusted"]):
        kept.setdefault(facts["id"], (token, facts))
    return list(kept.values())


def _with_words(facts: JsonObject, words: list[tuple[VerifiedBadge, Word]], trust: Trust) -> JsonObject:
    """The badge with what those trusted in their role said of it."""
    said = [word for _, word in words if word.subject == facts["id"] and _counts(word, trust)]
    if not said:
        return facts
    endorsements = [{"role": word.role, "by": word.by} for word in said]
    return {
        **facts,
        "endorsements": [*facts.get("endorsements", []), *endorsements],
        "attestations": [word.attestation() for word in sorted(said, key=lambda word: word.id)],
    }


def _standing_alone(word: Word, trust: Trust) -> JsonObject:
    return {**word.attestation(), "status": "active", "trusted": _counts(word, trust)}


def _counts(word: Word, trust: Trust) -> bool:
    return trust.of_role(word.by, word.signer, word.role, word.at)


def _named(outcome: Outcome, told: list[Told], trust: Trust) -> Outcome:
    """The outcome with the snapshots it was decided by, and the statements its claims rest on."""
    claimed = set(outcome.claimed)
    applied = [
        {"credential": facts["id"], **_renamed(facts["equivalence"])}
        for _, facts in told
        if "equivalence" in facts and facts["id"] in claimed
    ]
    grounds: dict[str, list[JsonObject]] = {
        "trust": [_pin(snapshot) for snapshot in trust.snapshots],
        "equivalences": sorted(applied, key=lambda entry: str(entry["credential"])),
    }
    return replace(outcome, grounds={name: found for name, found in grounds.items() if found})


def _renamed(equivalence: JsonObject) -> JsonObject:
    return {"statement" if name == "id" else name: value for name, value in equivalence.items()}


def _pin(snapshot: Snapshot) -> JsonObject:
    return {"id": snapshot.id, "version": snapshot.version, "digestMultibase": snapshot.digest}


def _signer(token: VerifiedBadge) -> str:
    return str(token.document["issuer"]["id"])
