"""How much of a stranger's document is examined. Beyond a limit nothing is believed (UNDETERMINED)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject

if TYPE_CHECKING:
    from stackcred_issuer.domain.verification.report import Report

MAX_PROOFS = 16  # each costs a canonicalization and a key to fetch; chains in the field have four
MAX_STATUS_ENTRIES = 16  # each costs a list to fetch and verify; issuers use one to three
MAX_ENDORSEMENTS = 64  # in the whole tree: each is a credential of its own, with keys and status lists
MAX_CREDENTIALS = 100  # inside a presentation or a learner record, in the whole tree
MAX_NESTING = 8  # presentation, record, badge, endorsement, endorsement of it: five in the field
MAX_CONTEXTS = 32  # each is processed anew; badges have two to five
MAX_TYPES = 64  # each may bring a context of its own; badges have two or three
MAX_ENTRIES = 2_000  # of any other array: every entry is a node of the graph; large records have some hundreds
MAX_FINDINGS = 5  # faults told in one sentence; more do not make it clearer
MAX_QUOTE = 120  # characters of a stranger's text repeated in a sentence of ours
MAX_SENTENCE = 800  # characters of a whole explanation, whatever a stranger's text made of it
_OF_ONE = {  # entries of one array, by the member that holds it
    "proof": (MAX_PROOFS, "proofs"),
    "credentialStatus": (MAX_STATUS_ENTRIES, "status entries"),
    "@context": (MAX_CONTEXTS, "contexts"),
    "type": (MAX_TYPES, "types"),
}
_OF_ALL = {  # entries of all arrays of that name together
    "endorsement": (MAX_ENDORSEMENTS, "endorsements"),
    "endorsementJwt": (MAX_ENDORSEMENTS, "endorsements as JWS"),
    "verifiableCredential": (MAX_CREDENTIALS, "credentials inside"),
}


@dataclass(slots=True)
class Budget:
    """What one verification may still examine; shared by everything nested in it.

    lists: status lists already judged, by address: a hundred badges of one issuer share one or two.
    """

    endorsements: int = MAX_ENDORSEMENTS
    credentials: int = MAX_CREDENTIALS
    lists: dict[str, Report] = field(default_factory=dict)

    def take_endorsements(self, count: int) -> None:
        """Raises StackcredError TOO_LARGE when the tree holds more than MAX_ENDORSEMENTS."""
        self.endorsements -= count
        if self.endorsements < 0:
            raise too_many("endorsements", MAX_ENDORSEMENTS)

    def take_credentials(self, count: int) -> None:
        """Raises StackcredError TOO_LARGE when the tree holds more than MAX_CREDENTIALS."""
        self.credentials -= count
        if self.credentials < 0:
            raise too_many("credentials inside", MAX_CREDENTIALS)


def check_size(document: JsonObject) -> None:
    """Count what costs most, at every depth, before anything costly is done.

    Raises StackcredError TOO_LARGE for more of something than is examined.
    """
    counts = Counter[str]()
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.items())
        elif isinstance(value, list):
            limit, what = _OF_ONE.get(name, (MAX_ENTRIES, f"entries in one array ({quote(name)})"))
            if len(value) > limit:
                raise too_many(what, limit)
            waiting.extend((name, entry) for entry in value)
        if name in _OF_ALL and not isinstance(value, list):
            counts[name] += 1
    for name, count in counts.items():
        if count > _OF_ALL[name][0]:
            raise too_many(_OF_ALL[name][1], _OF_ALL[name][0])


def too_many(what: str, limit: int) -> StackcredError:
    """The error for a document that brings more of something than is examined."""
    return StackcredError(ErrorCode.TOO_LARGE, f"The document has more {what} than the {limit} that are examined.")


def quote(text: object) -> str:
    """A stranger's text as part of our sentence: printable, on one line, at most MAX_QUOTE characters."""
    return f"“{clip(str(text), MAX_QUOTE)}”"


def clip(text: str, limit: int = MAX_SENTENCE) -> str:
    """Text on one printable line of at most `limit` characters."""
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return shown if shown.isprintable() else "".join(char if char.isprintable() else " " for char in shown)
