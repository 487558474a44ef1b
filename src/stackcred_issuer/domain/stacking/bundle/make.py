"""The evidence bundle (stacking-rules §4): everything that proves a certification, in one document.

Each part stands in it as the very text that was signed or digested. The record, a signed ClrCredential, names
every part's digest, so that nothing can be added, changed or taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_json
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.reader import Reader

BUNDLE_TYPE = "StackingEvidenceBundle"
BUNDLE_VERSION = 1
MAX_BUNDLE_BYTES = 64 * 1024 * 1024  # 5,000 holdings of 8 KiB, twice, and the lists; more is no honest bundle
MAX_PARTS = 12_000  # 5,000 holdings with their lists, keys and rules


class Role(StrEnum):
    """What a part is for.

    EVALUATION: the one the certification was awarded on; LATEST: the one that keeps it. TRUST: whose word counts,
    and whether HOLDINGS are `all` that were evaluated or the `claimed` ones. REGISTRY: a version of a trust registry.
    STATEMENT: an endorsement, attestation or equivalence. LAST_CHECK: what another issuer last said of its badge.
    """

    CERTIFICATION = "certification"
    COMPONENT = "component"
    RULE = "rule"
    EVALUATION = "evaluation"
    HOLDINGS = "holdings"
    LATEST = "latestEvaluation"
    LATEST_HOLDINGS = "latestHoldings"
    DID_DOCUMENT = "didDocument"
    KEY_HISTORY = "keyHistory"
    STATUS_LIST = "statusList"
    TRUST = "trustSnapshot"
    REGISTRY = "trustRegistry"
    STATEMENT = "statement"
    LAST_CHECK = "lastCheck"


_ONCE = (Role.CERTIFICATION, Role.EVALUATION, Role.HOLDINGS, Role.KEY_HISTORY, Role.TRUST)


@dataclass(frozen=True, slots=True)
class Part:
    """One document. id: its URL or DID, each its own. text: verbatim."""

    role: Role
    id: str
    text: str

    @property
    def digest(self) -> str:
        return digest_multibase(self.text.encode())

    def to_json(self) -> JsonObject:
        return {"role": self.role.value, "id": self.id, "digestMultibase": self.digest, "text": self.text}


@dataclass(frozen=True, slots=True)
class Bundle:
    """record: the signed ClrCredential. named: the digest that the bundle gives for each part, by its id."""

    gathered_at: str
    record: JsonObject
    parts: tuple[Part, ...]
    named: dict[str, str]

    def of(self, role: Role) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.role is role)


def assemble(record: JsonObject, parts: Iterable[Part]) -> bytes:
    """The document of a bundle, its date the record's."""
    return dump_json(
        {
            "type": BUNDLE_TYPE,
            "version": BUNDLE_VERSION,
            "gatheredAt": record["validFrom"],
            "record": record,
            "parts": [part.to_json() for part in parts],
        }
    )


def read_bundle(data: bytes) -> Bundle:
    """Read a bundle; nothing in it is believed yet.

    Raises StackcredError TOO_LARGE beyond MAX_BUNDLE_BYTES, MALFORMED or INVALID with a pointer for what is none.
    """
    reader = Reader(parse_json(data, max_bytes=MAX_BUNDLE_BYTES), "").object()
    reader.at("type").choice(BUNDLE_TYPE)
    if reader.at("version").value != BUNDLE_VERSION:
        reader.at("version").refuse(f"This program reads bundles of version {BUNDLE_VERSION}.", ErrorCode.UNSUPPORTED)
    instant = reader.at("gatheredAt").text()
    places = reader.at("parts").items()
    if len(places) > MAX_PARTS:
        reader.at("parts").refuse(f"At most {MAX_PARTS} parts are read.", ErrorCode.TOO_LARGE)
    parts = tuple(_part(place) for place in places)
    _check_roles(reader, parts)
    named = {place.value["id"]: place.at("digestMultibase").text() for place in places}
    if len(named) != len(parts):
        reader.at("parts").refuse("Two parts have the same id.")
    return Bundle(format_instant(parse_instant(instant)), reader.at("record").object().value, parts, named)


def _part(place: Reader) -> Part:
    place.object()
    role = Role(place.at("role").choice(*(role.value for role in Role)))
    return Part(role, place.at("id").text(), place.at("text").text())


def _check_roles(reader: Reader, parts: Sequence[Part]) -> None:
    found = [part.role for part in parts]
    for role in _ONCE:
        if found.count(role) != 1:
            reader.at("parts").refuse(f"There must be one part with the role {role.value!r}.")
    if found.count(Role.LATEST) != found.count(Role.LATEST_HOLDINGS) or found.count(Role.LATEST) > 1:
        raise StackcredError(ErrorCode.INVALID, "A latest evaluation comes with its holdings.", pointer="/parts")
