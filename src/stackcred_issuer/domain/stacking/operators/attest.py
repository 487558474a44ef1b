"""`attest`: a valid signed decision by someone trusted in a role. It never competes with another requirement."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.instant import Duration
from stackcred_issuer.domain.stacking.attestations import Attestation
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.node import Place, Settled
from stackcred_issuer.domain.stacking.operator import Grammar
from stackcred_issuer.domain.stacking.outcome import Claim
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.situation import Situation
from stackcred_issuer.domain.stacking.truth import Truth, all_of
from stackcred_issuer.domain.stacking.words import within_last


class AttestOperator:
    op = "attest"
    required = ("role",)
    optional = ("claim", "within")

    def parse(self, reader: Reader, place: Place, grammar: Grammar) -> Attest:
        return Attest(
            place,
            reader.at("role").text(),
            reader.at("claim").text() if reader.has("claim") else None,
            reader.at("within").duration() if reader.has("within") else None,
            str(reader.value.get("within", "")),
        )


@dataclass(frozen=True, slots=True)
class Attest:
    """claim: None for any claim."""

    place: Place
    role: str
    claim: str | None
    within: Duration | None
    within_text: str
    bars: None = None
    mentioned: frozenset[str] | None = None  # any badge may carry an attestation

    def settle(self, situation: Situation) -> Settled:
        found = [entry for entry in self._all(situation) if entry[1] is not False]
        certain = sorted((item for item, truth in found if truth is True), key=lambda item: (item.at, item.id))
        claims = tuple(Claim(self.place.id, item.id, item.digest, used=False) for item in certain[:1])
        if certain:
            return Settled(True, 1, 1, "attestations", f"stated by {certain[0].by}", claims)
        if found:
            return Settled(None, 0, 1, "attestations", "there is a signed statement, but it could not be established")
        return Settled(False, 0, 1, "attestations", f"there is no {self._kind()}")

    def _all(self, situation: Situation) -> list[tuple[Attestation, Truth]]:
        """Those that stand alone, and those inside a badge, which fail with it."""
        moment = situation.moment
        alone = [(item, self._serves(item, moment)) for item in situation.holdings.attestations]
        nested = [
            (item, all_of((self._serves(item, moment), holding.exists(moment), holding.active(moment))))
            for holding in situation.holdings.items
            for item in holding.attestations
        ]
        return [*alone, *nested]

    def _serves(self, item: Attestation, moment: Moment) -> Truth:
        if item.role != self.role or self.claim not in (None, item.claim) or item.at > moment.as_of:
            return False
        if self.within is not None and item.at < moment.back(self.within):
            return False
        return all_of((item.status, item.trusted))

    def _kind(self) -> str:
        claim = f" on “{self.claim}”" if self.claim else ""
        within = f", made {within_last(self.within_text)}" if self.within else ""
        return f"signed statement{claim} by someone in the role “{self.role}”{within}"

    def describe(self) -> str:
        return f"a {self._kind()}"
