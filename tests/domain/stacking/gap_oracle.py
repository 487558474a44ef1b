"""The cheapest set still missing, by trying every set: independent of the engine, for small catalogues."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

from tests.domain.stacking.build import AS_OF
from tests.domain.stacking.oracle import Json, Oracle, instant


def badge_for(offer: Json) -> Json:
    facts = {name: value for name, value in offer.items() if name not in ("cost", "prerequisites")}
    earned = {"id": f"new:{offer['achievement']}", "awarded": "2026-06-01T00:00:00Z", "status": "active"}
    return {"issuer": None, **facts, **earned}


def held(items: list[Json]) -> set[str]:
    """Achievements with a badge that is certainly trusted, awarded and active."""
    found = set()
    for item in items:
        start = instant(item.get("validFrom") or item["awarded"])
        end = instant(item["validUntil"]) if item.get("validUntil") else AS_OF
        current = instant(item["awarded"]) <= AS_OF and start <= AS_OF <= end
        if item.get("trusted", True) is True and item["status"] == "active" and current:
            found.add(item["achievement"])
    return found


def possible(chosen: tuple[Json, ...], had: set[str]) -> bool:
    """Whether they can be earned one after another."""
    had, waiting = set(had), list(chosen)
    while waiting:
        ready = [offer for offer in waiting if set(offer.get("prerequisites", [])) <= had]
        if not ready:
            return False
        had |= {offer["achievement"] for offer in ready}
        waiting = [offer for offer in waiting if offer not in ready]
    return True


def cheapest(root: Json, items: list[Json], catalogue: list[Json], groups: Json) -> tuple[Any, ...] | None:
    """(cost, number, sorted ids) of the best set; None where no set will do."""
    best: tuple[Any, ...] | None = None
    for size in range(len(catalogue) + 1):
        for chosen in combinations(catalogue, size):
            key = (
                sum((Fraction(str(offer["cost"])) for offer in chosen), Fraction(0)),
                size,
                sorted(offer["achievement"] for offer in chosen),
            )
            if (best is not None and key >= best) or not possible(chosen, held(items)):
                continue
            together = [*items, *(badge_for(offer) for offer in chosen)]
            if Oracle(root, together, AS_OF, groups, False).witness() is not None:
                best = key
    return best
