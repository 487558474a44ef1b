"""Holdings: the facts of one holder's badges (design/stacking-rules.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode
from stackcred_issuer.domain.stacking.attestations import Attestation, read_attestation, read_trust
from stackcred_issuer.domain.stacking.limits import MAX_HOLDINGS
from stackcred_issuer.domain.stacking.moment import Moment
from stackcred_issuer.domain.stacking.numbers import digest, plain
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.truth import Truth, all_of

ACTIVE, REVOKED, SUSPENDED, UNKNOWN = "active", "revoked", "suspended", "unknown"


@dataclass(frozen=True, slots=True)
class Alignment:
    url: str
    framework: str | None
    level: Fraction | None


@dataclass(frozen=True, slots=True)
class Endorsement:
    role: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a badge says; absent members are empty or None. `unknown` names facts nobody could establish."""

    achievement: str
    achievement_type: str | None = None
    issuer: str | None = None
    tags: frozenset[str] = frozenset()
    source: str | None = None
    credits: Fraction | None = None
    hours: Fraction | None = None
    results: Mapping[str, str] = field(default_factory=dict)
    alignments: tuple[Alignment, ...] = ()
    levels: Mapping[str, Fraction] = field(default_factory=dict)
    genres: tuple[str | None, ...] = ()  # one per piece of evidence
    endorsements: tuple[Endorsement, ...] = ()
    unknown: frozenset[str] = frozenset()

    def hidden(self, *names: str) -> bool:
        """Whether one of these facts is unknown."""
        return bool(self.unknown) and not self.unknown.isdisjoint(names)


@dataclass(frozen=True, slots=True)
class Holding:
    """One badge. rank: its place in the order of (awarded, id), in which witnesses prefer badges."""

    id: str
    rank: int
    facts: Facts
    awarded: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    status: str
    trusted: Truth
    digest: str | None
    attestations: tuple[Attestation, ...]

    def exists(self, moment: Moment) -> Truth:
        """Trusted, and awarded by then: what is not, matches nothing."""
        if self.trusted is True and not self.facts.unknown:
            return self.awarded <= moment.as_of
        return all_of((self.trusted, self._awarded_by(moment)))

    def active(self, moment: Moment) -> Truth:
        """Status active and validFrom ≤ asOf ≤ validUntil."""
        if self.status == ACTIVE and not self.facts.unknown:
            start, end, as_of = self.valid_from, self.valid_until, moment.as_of
            return (start is None or start <= as_of) and (end is None or as_of <= end)
        return all_of((self._standing(), self._begun(moment), self._not_ended(moment)))

    def _awarded_by(self, moment: Moment) -> Truth:
        return None if self.facts.hidden("awarded") else self.awarded <= moment.as_of

    def _standing(self) -> Truth:
        if self.status == UNKNOWN or self.facts.hidden("status", "active"):
            return None
        return self.status == ACTIVE

    def _begun(self, moment: Moment) -> Truth:
        if self.facts.hidden("validFrom"):
            return None
        return self.valid_from is None or self.valid_from <= moment.as_of

    def _not_ended(self, moment: Moment) -> Truth:
        if self.facts.hidden("validUntil"):
            return None
        return self.valid_until is None or moment.as_of <= self.valid_until


@dataclass(frozen=True, slots=True)
class Holdings:
    """All of one holder's badges, in rank order, and the attestations that stand beside them."""

    items: tuple[Holding, ...]
    attestations: tuple[Attestation, ...]
    by_achievement: Mapping[str, tuple[Holding, ...]]
    unplaced: tuple[Holding, ...]  # badges for nobody knows which achievement
    digest: str

    def of(self, achievements: Iterable[str]) -> list[Holding]:
        """The badges that are or may be for any of these achievements, in rank order."""
        found = [item for name in achievements for item in self.by_achievement.get(name, ())]
        if self.unplaced:
            found = list({item.rank: item for item in (*found, *self.unplaced)}.values())
        if len(found) > 1:
            found.sort(key=_rank)
        return found


def parse_holdings(value: Any, *, pointer: str = "") -> Holdings:
    """Read the JSON list of holdings; members not named in §3 are ignored, but covered by the digest.

    pointer: where the list stands in the caller's document.
    Raises StackcredError INVALID with a pointer, TOO_LARGE beyond MAX_HOLDINGS.
    """
    given = Reader(value, pointer).items()
    if len(given) > MAX_HOLDINGS:
        Reader(value, pointer).refuse(
            f"There are {len(given)} holdings; at most {MAX_HOLDINGS} are read.", ErrorCode.TOO_LARGE
        )
    known = Reader(plain(value, (), pointer), pointer)
    _unique_ids(known)
    attestations, badges = [], []
    for item in known.items():
        if item.value.get("type") == "Attestation":
            attestations.append(read_attestation(item, standalone=True))
        else:
            badges.append(item)
    items = _ranked(badges)
    return Holdings(
        items,
        tuple(attestations),
        index_holdings(items),
        tuple(item for item in items if item.facts.hidden("achievement")),
        digest(sorted(known.value, key=lambda item: str(item["id"]))),
    )


def _unique_ids(known: Reader) -> None:
    seen: set[str] = set()
    for item in known.items():
        item.object()
        place = item.at("id")
        if not item.has("id"):
            place.refuse("'id' is missing.")
        if place.text() in seen:
            place.refuse(f"Two holdings have the id {place.value!r}; give every badge once.")
        seen.add(place.value)


def _ranked(badges: list[Reader]) -> tuple[Holding, ...]:
    order = [(item.at("awarded").instant(), item.value["id"], item) for item in badges if _required(item)]
    order.sort(key=lambda entry: entry[:2])
    return tuple(_holding(item, awarded, rank) for rank, (awarded, _, item) in enumerate(order))


def _required(item: Reader) -> bool:
    for name in ("achievement", "issuer", "awarded", "status"):
        if not item.given(name):
            item.at(name).refuse(f"{name!r} is missing.")
    return True


def _holding(item: Reader, awarded: datetime, rank: int) -> Holding:
    return Holding(
        id=item.value["id"],
        rank=rank,
        facts=read_facts(item),
        awarded=awarded,
        valid_from=item.at("validFrom").instant() if item.given("validFrom") else None,
        valid_until=item.at("validUntil").instant() if item.given("validUntil") else None,
        status=item.at("status").choice(ACTIVE, REVOKED, SUSPENDED, UNKNOWN),
        trusted=read_trust(item),
        digest=_optional_text(item, "digestMultibase"),
        attestations=tuple(read_attestation(nested, standalone=False) for nested in _list(item, "attestations")),
    )


def read_facts(item: Reader) -> Facts:
    """The facts a badge states, and a catalogue item promises."""
    return Facts(
        achievement=item.at("achievement").text(),
        achievement_type=_optional_text(item, "achievementType"),
        issuer=_optional_text(item, "issuer"),
        tags=frozenset(tag.text() for tag in _list(item, "tags")),
        source=_optional_text(item, "source"),
        credits=item.at("creditsEarned").amount() if item.given("creditsEarned") else None,
        hours=item.at("hours").amount() if item.given("hours") else None,
        results={name: _result(place) for name, place in _entries(item, "results")},
        alignments=tuple(_alignment(place) for place in _list(item, "alignments")),
        levels={name: place.number() for name, place in _entries(item, "levels")},
        genres=tuple(_optional_text(place.object(), "genre") for place in _list(item, "evidence")),
        endorsements=tuple(_endorsement(place) for place in _list(item, "endorsements")),
        unknown=frozenset(place.text() for place in _list(item, "unknown")),
    )


def _result(place: Reader) -> str:
    if not isinstance(place.value, str):
        place.refuse('A result is a string, such as "87".')
    return str(place.value)


def _alignment(place: Reader) -> Alignment:
    place.object()
    return Alignment(
        place.at("url").text(),
        _optional_text(place, "framework"),
        place.at("level").number() if place.given("level") else None,
    )


def _endorsement(place: Reader) -> Endorsement:
    return Endorsement(_optional_text(place.object(), "role"), place.at("by").text())


def _optional_text(item: Reader, name: str) -> str | None:
    return item.at(name).text() if item.given(name) else None


def _list(item: Reader, name: str) -> list[Reader]:
    return item.at(name).items() if item.given(name) else []


def _entries(item: Reader, name: str) -> list[tuple[str, Reader]]:
    if not item.given(name):
        return []
    place = item.at(name).object()
    return [(key, place.at(key)) for key in place.value if place.given(key)]


def index_holdings(items: tuple[Holding, ...]) -> dict[str, tuple[Holding, ...]]:
    found: dict[str, list[Holding]] = {}
    for item in items:
        found.setdefault(item.facts.achievement, []).append(item)
    return {name: tuple(same) for name, same in found.items()}


def _rank(holding: Holding) -> int:
    return holding.rank
