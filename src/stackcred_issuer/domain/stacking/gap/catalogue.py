"""A catalogue: what could be earned, at what cost, after what (design/stacking-rules.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json
from stackcred_issuer.domain.stacking.holdings import ACTIVE, Facts, Holding, Holdings, index_holdings, read_facts
from stackcred_issuer.domain.stacking.limits import MAX_CATALOG_ITEMS
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.numbers import plain
from stackcred_issuer.domain.stacking.reader import Reader

_NOT_FACTS = ("cost", "hours", "prerequisites")  # hours are a fact of the badge as well
_WHAT_IF_ISSUER = "urn:what-if"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be earned once. id: how its badge is called in an evaluation that supposes it.

    prerequisites: achievements that must all be held active or earned too. document: as given.
    """

    id: str
    facts: Facts
    cost: Fraction
    hours: Fraction
    prerequisites: frozenset[str]
    document: JsonObject


def parse_catalogue(value: Any, *, pointer: str = "") -> tuple[Offer, ...]:
    """Read the JSON list of offers; sorted, so that the order they were given in means nothing.

    pointer: where the list stands in the caller's document.
    Raises StackcredError INVALID with a pointer, TOO_LARGE beyond MAX_CATALOG_ITEMS.
    """
    given = Reader(value, pointer).items()
    if len(given) > MAX_CATALOG_ITEMS:
        Reader(value, pointer).refuse(
            f"The catalogue has {len(given)} items; at most {MAX_CATALOG_ITEMS} are read.", ErrorCode.TOO_LARGE
        )
    found = [_offer(item) for item in Reader(plain(value, (), pointer), pointer).items()]
    found.sort(key=lambda offer: (offer.facts.achievement, canonical_json(offer.document)))
    return tuple(replace(offer, id=f"catalogue:{at}:{offer.facts.achievement}") for at, offer in enumerate(found))


def _offer(item: Reader) -> Offer:
    item.object()
    for name in ("achievement", "cost"):
        if not item.given(name):
            item.at(name).refuse(f"{name!r} is missing.")
    wanted = item.at("prerequisites").items() if item.given("prerequisites") else []
    facts = read_facts(item)
    return Offer(
        id="",
        facts=facts,
        cost=item.at("cost").amount(),
        hours=facts.hours or Fraction(0),
        prerequisites=frozenset(place.text() for place in wanted),
        document=item.value,
    )


def supposing(holdings: Holdings, offers: Iterable[Offer], as_of: datetime) -> Holdings:
    """The holdings as if these had been earned at asOf; the digest stays that of what is really held."""
    earned = [_earned(offer, as_of) for offer in offers]
    ordered = sorted((*holdings.items, *earned), key=lambda item: (item.awarded, item.id))
    items = tuple(replace(item, rank=rank) for rank, item in enumerate(ordered))
    unplaced = tuple(item for item in items if item.facts.hidden("achievement"))
    return Holdings(items, holdings.attestations, index_holdings(items), unplaced, holdings.digest)


def _earned(offer: Offer, as_of: datetime) -> Holding:
    return Holding(
        id=offer.id,
        rank=0,
        facts=offer.facts,
        awarded=as_of,
        valid_from=None,
        valid_until=None,
        status=ACTIVE,
        trusted=True,
        digest=None,
        attestations=(),
    )


def what_if(achievements: Sequence[str], catalogue: Sequence[Offer], as_of: datetime) -> list[JsonObject]:
    """Holdings to add to a learner's, as if these achievements were finished at asOf.

    Their facts are those of the cheapest offer in the catalogue; without one, the achievement is all there is.
    """
    found = []
    for name in dict.fromkeys(achievements):
        offers = sorted((item for item in catalogue if item.facts.achievement == name), key=lambda item: item.cost)
        facts = {key: value for key, value in offers[0].document.items() if key not in _NOT_FACTS} if offers else {}
        if offers and offers[0].facts.hours is not None:
            facts["hours"] = offers[0].document["hours"]
        facts.setdefault("issuer", _WHAT_IF_ISSUER)
        awarded = format_instant(as_of)
        found.append({**facts, "achievement": name, "id": f"what-if:{name}", "awarded": awarded, "status": ACTIVE})
    return found


def earnable(catalogue: Sequence[Offer], held: frozenset[str]) -> tuple[Offer, ...]:
    """The offers whose prerequisites can be had: what waits for itself, or for what nobody offers, is left out."""
    had, waiting = set(held), list(catalogue)
    while ready := [offer for offer in waiting if offer.prerequisites <= had]:
        had.update(offer.facts.achievement for offer in ready)
        names = {offer.id for offer in ready}
        waiting = [offer for offer in waiting if offer.id not in names]
    left_out = {offer.id for offer in waiting}
    return tuple(offer for offer in catalogue if offer.id not in left_out)


def in_sequence(offers: Sequence[Offer], held: frozenset[str]) -> tuple[list[Offer], list[Offer]]:
    """The offers one after another, each after its prerequisites, by id where there is a choice; and the rest."""
    had, waiting, found = set(held), list(offers), []
    while ready := next((offer for offer in waiting if offer.prerequisites <= had), None):
        found.append(ready)
        had.add(ready.facts.achievement)
        waiting.remove(ready)
    return found, waiting


def held_active(holdings: Holdings, as_of: datetime) -> frozenset[str]:
    """The achievements for which an active badge is certainly held."""
    moment = Moment(as_of)
    active = (item for item in holdings.items if item.exists(moment) is True and item.active(moment) is True)
    return frozenset(item.facts.achievement for item in active if not item.facts.hidden("achievement"))
