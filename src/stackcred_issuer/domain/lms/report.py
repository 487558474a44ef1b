"""The report of a result, whichever protocol it came by: who, what, when, and how well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a platform means. type: an OB 3.0 IdentifierTypeEnum value; `emailAddress` needs no mapping."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Score:
    """Exact decimals. scaled: from -1 to 1, as the platform computed it; maximum: what `given` is out of."""

    given: Decimal | None = None
    maximum: Decimal | None = None
    minimum: Decimal | None = None
    scaled: Decimal | None = None

    @property
    def share(self) -> Decimal | None:
        """The part of all there was to get, from 0 to 1, rounded down: nobody passes by a rounding."""
        if self.scaled is not None:
            return self.scaled
        if self.given is None or self.maximum is None or self.maximum <= (self.minimum or 0):
            return None
        least = self.minimum or Decimal(0)
        return ((self.given - least) / (self.maximum - least)).quantize(Decimal("0.00000001"), "ROUND_DOWN")


@dataclass(frozen=True, slots=True)
class Report:
    """One result.

    activity: what was assessed, by the id its platform gives it (activity, assignable, line item).
    success: whether it was passed, None when the platform leaves that to the score.
    """

    account: Account
    activity: str
    at: datetime
    success: bool | None = None
    score: Score | None = None

    def to_json(self) -> JsonObject:
        score = self.score
        parts = {name: getattr(score, name) for name in _NUMBERS} if score else {}
        return {
            "account": {"type": self.account.type, "value": self.account.value},
            "activity": self.activity,
            "at": format_instant(self.at),
            "success": self.success,
            "score": {name: str(value) for name, value in parts.items() if value is not None} if score else None,
        }

    @classmethod
    def from_json(cls, value: JsonObject) -> Report:
        """What `to_json` wrote."""
        score = value["score"]
        return cls(
            account=Account(value["account"]["type"], value["account"]["value"]),
            activity=value["activity"],
            at=parse_instant(value["at"]),
            success=value["success"],
            score=Score(**{name: Decimal(number) for name, number in score.items()}) if score is not None else None,
        )


_NUMBERS = ("given", "maximum", "minimum", "scaled")
