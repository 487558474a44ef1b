"""The hash chain of audit entries, as plain calculation: hash = SHA-256(previous ‖ JCS of the entry).

The entry that is hashed has the members issuer, seq, at, type, actor, subject, digest, learner, achievement
and cause; what is absent is null.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stackcred_issuer.domain.events import Event
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json

GENESIS = bytes(32)  # what the first entry of an issuer follows
_SEQ = b',"seq":0,'  # a quote inside a JSON text is escaped, so this stands in an entry exactly once


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One entry: an event, its place in the issuer's chain (1, 2, 3 …), and the two hashes of 32 bytes."""

    issuer_id: UUID
    seq: int
    at: datetime
    type: str
    actor: str
    subject: str
    digest: str | None
    learner: UUID | None
    achievement: str | None
    cause: str | None
    previous: bytes
    hash: bytes

    def computed_hash(self) -> bytes:
        """What `hash` must be."""
        entry = {
            "issuer": str(self.issuer_id),
            "seq": self.seq,
            "at": format_instant(self.at),
            "type": self.type,
            "actor": self.actor,
            "subject": self.subject,
            "digest": self.digest,
            "learner": str(self.learner) if self.learner else None,
            "achievement": self.achievement,
            "cause": self.cause,
        }
        return hashlib.sha256(self.previous + canonical_json(entry)).digest()


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain: the number and hash of its last entry; 0 and GENESIS before the first."""

    seq: int = 0
    hash: bytes = GENESIS


def unnumbered(event: Event, at: datetime) -> JsonObject:
    """An entry as the database's `append_to_audit` takes it: its members, and its JCS form around `seq`."""
    entry = {
        "type": event.type.value,
        "actor": event.actor,
        "subject": event.subject,
        "digest": event.digest,
        "learner": str(event.learner_id) if event.learner_id else None,
        "achievement": event.achievement,
        "cause": event.cause,
    }
    whole = canonical_json({**entry, "issuer": str(event.issuer_id), "at": format_instant(at), "seq": 0})
    before, _, after = whole.partition(_SEQ)
    return {**entry, "before": (before + _SEQ[:-2]).decode(), "after": ("," + after.decode())}


def fault(entry: AuditRecord, before: Link) -> str | None:
    """Why an entry does not follow `before`, or None if it does."""
    if entry.seq != before.seq + 1:
        return f"Entry {before.seq + 1} is missing."
    if entry.previous != before.hash:
        return f"Entry {entry.seq} does not follow entry {before.seq}: the link between them was changed."
    if entry.hash != entry.computed_hash():
        return f"Entry {entry.seq} was changed after it was written."
    return None
