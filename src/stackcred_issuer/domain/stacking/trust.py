"""Whose badges count, and who may speak in which role: decided when a holding is made, from pinned snapshots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.reader import Reader

ANY = "*"
_OPTIONAL = ("achievements", "achievementTypes", "roles", "from", "until", "note")


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """Who may issue what, or speak in which role, from when (inclusive) to when (exclusive).

    issuer: the id of an issuer, or of a person who endorses. achievements: ids, or ANY for everything that is not
    this deployment's own. achievement_types: OB 3.0 achievement types, with the same exception.
    """

    issuer: str
    achievements: frozenset[str] = frozenset()
    achievement_types: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    note: str | None = None

    def covers(self, at: datetime) -> bool:
        """Whether it holds at that instant."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def allows(self, achievement: str, achievement_type: str | None, *, ours: bool) -> bool:
        """Whether it lets the issuer give this achievement. ours: one that only we give unless it is named."""
        if achievement in self.achievements:
            return True
        return not ours and (ANY in self.achievements or achievement_type in self.achievement_types)

    def to_json(self) -> JsonObject:
        """The entry as it stands in a snapshot."""
        shown: JsonObject = {
            "issuer": self.issuer,
            "achievements": sorted(self.achievements),
            "achievementTypes": sorted(self.achievement_types),
            "roles": sorted(self.roles),
            "from": format_instant(self.since) if self.since else None,
            "until": format_instant(self.until) if self.until else None,
            "note": self.note,
        }
        return {name: value for name, value in shown.items() if value not in (None, [])}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version of a registry. id: the registry's address. digest: digestMultibase over its JCS form."""

    id: str
    version: int
    entries: tuple[TrustEntry, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Trust:
    """What holdings are made by: the issuers that always count, and the snapshots a rule names.

    own: ids of the issuers whose word is ours. ours: what the addresses of our own achievements begin with, "" for
    an asker who issues nothing.
    """

    own: frozenset[str]
    ours: str
    snapshots: tuple[Snapshot, ...] = ()

    def of_badge(
        self, issuer: str, achievement: str, achievement_type: str | None, awarded: datetime
    ) -> tuple[bool, Snapshot | None]:
        """Whether a badge awarded then counts, and the snapshot that says so."""
        if issuer in self.own:
            return True, None
        ours = bool(self.ours) and achievement.startswith(self.ours)
        for snapshot in self.snapshots:
            found = (entry for entry in snapshot.entries if entry.issuer == issuer and entry.covers(awarded))
            if any(entry.allows(achievement, achievement_type, ours=ours) for entry in found):
                return True, snapshot
        return False, None

    def of_role(self, by: str, signer: str, role: str, at: datetime) -> bool:
        """Whether someone's word, given in a role and signed by `signer`, counts.

        Where a registry names anybody in that role, only those it names; otherwise our own issuers vouch for
        whom they asked.
        """
        named = [entry for snapshot in self.snapshots for entry in snapshot.entries if entry.roles & {role, ANY}]
        if not named:
            return signer in self.own
        return any(entry.issuer in (by, signer) and entry.covers(at) for entry in named)


def parse_entry(value: Any, pointer: str = "") -> TrustEntry:
    """Read one entry. Raises StackcredError INVALID with a pointer."""
    reader = Reader(value, pointer).members(("issuer",), _OPTIONAL)
    entry = TrustEntry(
        issuer=reader.at("issuer").text(),
        achievements=_texts(reader, "achievements"),
        achievement_types=_texts(reader, "achievementTypes"),
        roles=_texts(reader, "roles"),
        since=reader.at("from").instant() if reader.has("from") else None,
        until=reader.at("until").instant() if reader.has("until") else None,
        note=reader.at("note").text() if reader.has("note") else None,
    )
    if not (entry.achievements or entry.achievement_types or entry.roles):
        reader.refuse('Say what it is trusted with: achievements (ids, or "*"), achievementTypes or roles.')
    if entry.since and entry.until and entry.until <= entry.since:
        reader.at("until").refuse("'until' must come after 'from'.")
    return entry


def snapshot_document(registry: str, name: str, version: int, entries: Iterable[TrustEntry]) -> JsonObject:
    """A registry's version as it is kept and digested; the order in which entries came does not matter."""
    shown = sorted((entry.to_json() for entry in entries), key=canonical_json)
    return {"type": "TrustRegistry", "id": registry, "name": name, "version": version, "entries": shown}


def read_snapshot(document: JsonObject) -> Snapshot:
    """A snapshot from its document. Raises StackcredError INVALID."""
    entries = tuple(parse_entry(entry, f"/entries/{at}") for at, entry in enumerate(document["entries"]))
    return Snapshot(document["id"], document["version"], entries, digest_multibase(canonical_json(document)))


def _texts(reader: Reader, name: str) -> frozenset[str]:
    return frozenset(reader.at(name).texts()) if reader.has(name) else frozenset()
