"""Read what an LTI 1.3 platform says: of a launch, of a course's members (NRPS 2.0), of its results (AGS 2.0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer
from stackcred_issuer.domain.lms.report import Account, Report, Score

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MESSAGE, VERSION = "LtiResourceLinkRequest", "1.3.0"
TEACHING = ("#Instructor", "#ContentDeveloper", "#Administrator", "#Manager", "#Mentor")
MAX_TEXT = 2000  # characters of an id or a name


@dataclass(frozen=True, slots=True)
class Person:
    """A user of a platform. user: its `sub`; email, name: if the platform tells them."""

    user: str
    email: str | None
    name: str | None
    teaches: bool

    def account(self, platform: str) -> Account:
        """How results name this person; `platform`: whose user it is."""
        return Account("ltiUserId", f"{platform}|{self.user}")


@dataclass(frozen=True, slots=True)
class Launch:
    """A resource link launch. context: the course, if any; line_items, memberships: where its services are."""

    person: Person
    deployment: str
    context: str | None
    title: str | None
    line_items: str | None
    memberships: str | None


def read_launch(claims: JsonObject) -> Launch:
    """The claims of an id token whose signature, issuer, audience, time and nonce were checked. Raises INVALID."""
    if claims.get(CLAIM + "message_type") != MESSAGE or claims.get(CLAIM + "version") != VERSION:
        raise _wrong(f"Only {MESSAGE} of LTI {VERSION} is taken.", CLAIM + "message_type")
    context, ags, nrps = (_object(claims, name) for name in (CLAIM + "context", AGS_CLAIM, NRPS_CLAIM))
    return Launch(
        person=_person(claims, claims.get("sub"), as_list(claims.get(CLAIM + "roles"))),
        deployment=_text(claims, CLAIM + "deployment_id"),
        context=_optional(context, "id"),
        title=_optional(context, "title") or _optional(context, "label"),
        line_items=_optional(ags, "lineitems"),
        memberships=_optional(nrps, "context_memberships_url"),
    )


def read_members(container: JsonObject) -> Iterator[Person]:
    """The active members of a page of a membership container; what names nobody is left out."""
    for member in as_list(container.get("members")):
        if isinstance(member, dict) and _optional(member, "user_id") and member.get("status", "Active") == "Active":
            yield _person(member, member["user_id"], as_list(member.get("roles")))


def read_result(result: JsonObject, *, platform: str, activity: str, at: datetime) -> Report | None:
    """A result of a line item; None for one without a score. at: when it was read, for platforms that tell no time."""
    user, given = _optional(result, "userId"), _number(result, "resultScore")
    if user is None or given is None:
        return None
    score = Score(given=given, maximum=_number(result, "resultMaximum") or Decimal(1))  # AGS 2.0 §3.3.4.3: 1 if unsaid
    return Report(Account("ltiUserId", f"{platform}|{user}"), activity, _instant(result) or at, score=score)


def _person(said: JsonObject, user: Any, roles: list[Any]) -> Person:
    if not isinstance(user, str) or not 0 < len(user) <= MAX_TEXT:
        raise _wrong("The launch must say who the user is: anonymous launches are not taken.", "sub")
    teaches = any(isinstance(role, str) and role.endswith(TEACHING) for role in roles)
    return Person(user, _optional(said, "email"), _optional(said, "name"), teaches)


def _instant(result: JsonObject) -> datetime | None:
    try:
        return parse_instant(result["timestamp"]) if isinstance(result.get("timestamp"), str) else None
    except StackcredError:
        return None


def _number(result: JsonObject, name: str) -> Decimal | None:
    value = result.get(name)
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _object(claims: JsonObject, name: str) -> JsonObject:
    value = claims.get(name, {})
    if not isinstance(value, dict):
        raise _wrong("This claim must be an object.", name)
    return value


def _text(claims: JsonObject, name: str) -> str:
    value = _optional(claims, name)
    if value is None:
        raise _wrong("This claim must be a text.", name)
    return value


def _optional(said: JsonObject, name: str) -> str | None:
    value = said.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= MAX_TEXT else None


def _wrong(detail: str, *place: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer=pointer(*place))
