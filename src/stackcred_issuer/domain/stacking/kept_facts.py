"""What rules read of a verified badge, kept so that many holders can be looked over without their credentials.

What comes of it says for whom a decision may be needed. An award rests on `VerifiedFacts` alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json, parse_object
from stackcred_issuer.domain.stacking.facts import holding_of
from stackcred_issuer.domain.stacking.holdings import ACTIVE, Facts, Holding, Holdings, index_holdings, read_facts
from stackcred_issuer.domain.stacking.numbers import plain
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.verification.badge import VerifiedBadge

EDITION = 1  # one more with every change of what `holding_of` finds: facts of another edition are read anew
MAX_KINDS = 10_000  # kept in memory by one run: some 10 MiB; beyond that it starts over
_OWN = frozenset({"id", "awarded", "validFrom", "validUntil", "status", "trusted", "digestMultibase"})


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """common: the facts that badges of one kind share, as JSON; the instants are this badge's own."""

    common: bytes
    awarded: datetime
    valid_from: datetime | None
    valid_until: datetime | None

    @property
    def kind(self) -> bytes:
        """The SHA-256 of `common`."""
        return hashlib.sha256(self.common).digest()


@dataclass(frozen=True, slots=True)
class KeptBadge:
    """One badge by its kept facts, with its status as it is now."""

    badge_id: UUID
    status: str
    kind: bytes
    awarded: datetime
    valid_from: datetime | None
    valid_until: datetime | None


def kept_facts(badge: VerifiedBadge) -> KeptFacts:
    """What there is to keep of a verified badge of our own. Raises StackcredError INVALID as `parse_holdings` does."""
    return keep(holding_of(badge, status=ACTIVE))


def keep(holding: JsonObject) -> KeptFacts:
    """What there is to keep of a holding that is trusted and has no attestations. Raises as `kept_facts`."""
    said = Reader(plain(holding), "")
    begun, ended = (said.at(name).instant() if said.given(name) else None for name in ("validFrom", "validUntil"))
    common = {name: value for name, value in said.value.items() if name not in _OWN}
    return KeptFacts(canonical_json(common), said.at("awarded").instant(), begun, ended)


class Kinds:
    """Facts by their kind, read once for all badges that share them."""

    def __init__(self) -> None:
        self._facts: dict[bytes, Facts] = {}

    def unknown(self, badges: Iterable[KeptBadge]) -> set[bytes]:
        """The kinds that `learn` must be told before `holdings` is asked for these."""
        if len(self._facts) > MAX_KINDS:
            self._facts = {}
        return {badge.kind for badge in badges} - self._facts.keys()

    def learn(self, common: Mapping[bytes, bytes]) -> None:
        """What the badges of these kinds share, as it was kept."""
        for kind, text in common.items():
            self._facts[kind] = read_facts(Reader(parse_object(text), ""))

    def holdings(self, badges: Iterable[KeptBadge]) -> Holdings:
        """One holder's badges, to hold a rule against; without a digest, since no document is at hand."""
        ordered = sorted(badges, key=lambda badge: (badge.awarded, badge.badge_id))
        items = tuple(self._holding(badge, rank) for rank, badge in enumerate(ordered))
        return Holdings(items, (), index_holdings(items), (), digest="")

    def _holding(self, badge: KeptBadge, rank: int) -> Holding:
        return Holding(
            id=str(badge.badge_id),
            rank=rank,
            facts=self._facts[badge.kind],
            awarded=badge.awarded,
            valid_from=badge.valid_from,
            valid_until=badge.valid_until,
            status=badge.status,
            trusted=True,
            digest=None,
            attestations=(),
        )
