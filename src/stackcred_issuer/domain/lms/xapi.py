"""Read xAPI statements, 1.0.3 and 2.0 (IEEE 9274.1.1), cmi5 among them: requirements 112 and 113."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer
from stackcred_issuer.domain.lms.report import Account, Report, Score

_ADL = "http://adlnet.gov/expapi/verbs/"
VOIDED = f"{_ADL}voided"
PASSED, FAILED = f"{_ADL}passed", f"{_ADL}failed"
RESULTS = frozenset({PASSED, FAILED, f"{_ADL}completed", f"{_ADL}scored", f"{_ADL}mastered"})
_SUCCESS: dict[str, bool] = {PASSED: True, FAILED: False, f"{_ADL}mastered": True}
_IDENTITIES = ("mbox", "mbox_sha1sum", "openid", "account")


@dataclass(frozen=True, slots=True)
class Statement:
    """id: None when the sender left that to us. report: None when the statement is about no result.

    voids: the id of the statement it takes back.
    """

    id: str | None
    report: Report | None = None
    voids: str | None = None


def read_statement(statement: Any, at: tuple[str | int, ...], stored: datetime) -> Statement:
    """One statement. at: where it stands in what was sent. stored: the instant of a statement without timestamp.

    Raises INVALID with a pointer for what is no statement.
    """
    reading = _Reading(at)
    document = reading.object(statement)
    statement_id = reading.uuid(document["id"], "id") if "id" in document else None
    actor = reading.account(reading.object(document.get("actor"), "actor"))
    verb = reading.text(reading.object(document.get("verb"), "verb").get("id"), "verb", "id")
    target = reading.object(document.get("object"), "object")
    if verb == VOIDED:
        return Statement(statement_id, voids=reading.voided(target))
    activity = reading.text(target.get("id"), "object", "id") if _is_activity(target) else None
    result = reading.object(document.get("result", {}), "result")
    score = reading.score(result.get("score"))
    instant = reading.instant(document["timestamp"], "timestamp") if "timestamp" in document else stored
    success = reading.flag(result.get("success"), "result", "success")
    if verb not in RESULTS or activity is None or actor is None:
        return Statement(statement_id)
    said = _SUCCESS.get(verb) if success is None else success
    if said is None and score is None:
        return Statement(statement_id)  # completed, which says nothing of how well
    return Statement(statement_id, Report(actor, activity, instant, said, score))


def _is_activity(target: JsonObject) -> bool:
    return bool(target.get("objectType", "Activity") == "Activity")


class _Reading:
    """Takes values of a statement, or says where they are not what they must be."""

    def __init__(self, at: tuple[str | int, ...]) -> None:
        self._at = at

    def object(self, value: Any, *place: str) -> JsonObject:
        if not isinstance(value, dict):
            raise self._wrong("must be an object", *place)
        return value

    def text(self, value: Any, *place: str) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= 2000:
            raise self._wrong("must be a text of 1 to 2,000 characters", *place)
        return value

    def uuid(self, value: Any, *place: str) -> str:
        try:
            return str(UUID(self.text(value, *place)))
        except ValueError:
            raise self._wrong("must be a UUID", *place) from None

    def flag(self, value: Any, *place: str) -> bool | None:
        if value is not None and not isinstance(value, bool):
            raise self._wrong("must be true or false", *place)
        return value

    def instant(self, value: Any, *place: str) -> datetime:
        try:
            return parse_instant(self.text(value, *place))
        except StackcredError as error:
            raise StackcredError(ErrorCode.INVALID, error.detail, pointer=pointer(*self._at, *place)) from None

    def number(self, value: Any, *place: str) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise self._wrong("must be a number", *place)
        return Decimal(value)

    def score(self, value: Any) -> Score | None:
        if value is None:
            return None
        given = self.object(value, "result", "score")
        numbers = {name: self.number(given.get(name), "result", "score", name) for name in _SCORE}
        scaled, least, most, raw = (numbers[name] for name in _SCORE)
        if scaled is not None and not -1 <= scaled <= 1:
            raise self._wrong("must be from -1 to 1", "result", "score", "scaled")
        if raw is not None and ((least is not None and raw < least) or (most is not None and raw > most)):
            raise self._wrong("must lie between min and max", "result", "score", "raw")
        return Score(given=raw, maximum=most, minimum=least, scaled=scaled)

    def account(self, actor: JsonObject) -> Account | None:
        """Whom the actor is, by the one identifier it has; None for a group."""
        if actor.get("objectType") == "Group":
            return None
        named = [name for name in _IDENTITIES if name in actor]
        if len(named) != 1:
            raise self._wrong(f"must have exactly one of {', '.join(_IDENTITIES)}", "actor")
        return getattr(self, f"_{named[0]}")(actor[named[0]])  # type: ignore[no-any-return]

    def voided(self, target: JsonObject) -> str:
        if target.get("objectType") != "StatementRef":
            raise self._wrong("must be a StatementRef when a statement is voided", "object")
        return self.uuid(target.get("id"), "object", "id")

    def _mbox(self, value: Any) -> Account:
        address = self.text(value, "actor", "mbox")
        if not address.startswith("mailto:") or "@" not in address:
            raise self._wrong("must be a mailto: IRI", "actor", "mbox")
        return Account("emailAddress", address.removeprefix("mailto:").strip().lower())

    def _mbox_sha1sum(self, value: Any) -> Account:
        return Account("identifier", f"mbox_sha1sum:{self.text(value, 'actor', 'mbox_sha1sum')}")

    def _openid(self, value: Any) -> Account:
        return Account("identifier", self.text(value, "actor", "openid"))

    def _account(self, value: Any) -> Account:
        account = self.object(value, "actor", "account")
        home = self.text(account.get("homePage"), "actor", "account", "homePage")
        return Account("accountId", f"{home}|{self.text(account.get('name'), 'actor', 'account', 'name')}")

    def _wrong(self, must: str, *place: str) -> StackcredError:
        name = place[-1] if place else "A statement"
        return StackcredError(ErrorCode.INVALID, f"{name} {must}.", pointer=pointer(*self._at, *place))


_SCORE = ("scaled", "min", "max", "raw")
