"""Which achievements somebody has earned for an issuer, whoever gave the badge: for pathways, which decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.gap.catalogue import held_active
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.statements import Equivalence
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.gathered_facts import gathered_facts, trust_among
from stackcred_issuer.store.learners import LearnerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def earned(house: Deployment, uow: UnitOfWork, learner: LearnerRecord) -> frozenset[str]:
    """URLs of achievements for which a badge of this service is in force, and what equivalences make of any badge.

    An equivalence is the issuer's own signed word, so what it names counts even where no trust registry names who gave
    it; one that is limited to certifications says nothing about pathways. A badge may count as itself and as another:
    a pathway is a map, and what counts once is decided by the rule of a certification.
    """
    as_of = house.signing_instant()
    gathered = await gathered_facts(house, uow, learner)
    trust = await trust_among(house, uow, learner, gathered, ())
    held = [facts for _, facts in gathered.facts(trust, as_of) if facts.get("type") != "Attestation"]
    said = [statement for _, statement in gathered.equivalences(as_of, rule="")]
    return frozenset(
        _in_force((facts for facts in held if facts["trusted"]), as_of)
        | _in_force(_counted(held, said), as_of)
        | {statement.counts_as for statement in said if statement.subject == gathered.learner}
    )


def _counted(held: Iterable[JsonObject], said: Iterable[Equivalence]) -> list[JsonObject]:
    """The badges that equivalences are about, as what they make of them; each under an id of its own."""
    pairs = [(facts, statement) for statement in said for facts in held if statement.is_about(facts)]
    return [
        {**statement.applied(facts), "id": f"{facts['id']}#{place}", "trusted": True}
        for place, (facts, statement) in enumerate(pairs)
    ]


def _in_force(held: Iterable[JsonObject], as_of: datetime) -> frozenset[str]:
    return held_active(parse_holdings(list(held)), as_of)
