"""The rule document (design/stacking-rules.md §1): read, checked and pinned by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import Duration
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.grammar import RuleGrammar
from stackcred_issuer.domain.stacking.limits import MAX_GROUP_IDS, MAX_RULE_BYTES
from stackcred_issuer.domain.stacking.node import Node, Reference
from stackcred_issuer.domain.stacking.numbers import plain
from stackcred_issuer.domain.stacking.reader import Reader

PURPOSES = ("award", "keep", "renew")
_REQUIRED = ("type", "id", "version", "target", "requires")
_OPTIONAL = ("entryCondition", "renewal", "groups", "whenBroken", "trust")


@dataclass(frozen=True, slots=True)
class Renewal:
    period: Duration
    grace: Duration | None
    requires: Node
    renews: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhenBroken:
    """action: revoke, suspend or flag, once `grace` is over."""

    action: str = "flag"
    grace: Duration | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was found sound.

    references: its requirements that are about other rules.
    document: as given, numbers as JCS renders them. digest: digestMultibase over its JCS form.
    """

    id: str
    version: int
    target: str
    requires: Node
    entry_condition: Node | None
    renewal: Renewal | None
    groups: Mapping[str, tuple[str, ...]]
    when_broken: WhenBroken
    trust: tuple[str, ...]
    references: tuple[Reference, ...]
    document: JsonObject
    digest: str

    def roots(self, purpose: str = "award") -> tuple[Node, ...]:
        """What must hold, each in its own scope.

        Raises INVALID for an unknown purpose, and for renew where the rule has no renewal.
        """
        if purpose == "award":
            return (self.requires, self.entry_condition) if self.entry_condition else (self.requires,)
        if purpose == "keep":
            return (self.requires,)
        if purpose != "renew":
            raise StackcredError(
                ErrorCode.INVALID,
                f"{purpose!r} is not a purpose; known are: {', '.join(PURPOSES)}.",
                pointer="/purpose",
            )
        if self.renewal is None:
            raise StackcredError(
                ErrorCode.INVALID, "The rule says nothing about renewal; add 'renewal' or ask for award or keep.",
                pointer="/renewal",
            )  # fmt: skip
        return (self.renewal.requires,)

    def all_roots(self) -> tuple[Node, ...]:
        renewal = self.renewal.requires if self.renewal else None
        return tuple(root for root in (self.requires, self.entry_condition, renewal) if root is not None)


def parse_rule(document: Any, *, pointer: str = "") -> Rule:
    """Read a rule document (numbers as `Decimal` of the text, or as floats).

    pointer: where the rule stands in the caller's document.
    Raises StackcredError INVALID or TOO_LARGE, always with the JSON pointer of the fault.
    """
    reader = Reader(plain(document, (), pointer), pointer).members(_REQUIRED, _OPTIONAL)
    canonical = canonical_json(reader.value)
    if len(canonical) > MAX_RULE_BYTES:
        reader.refuse(f"The rule has {len(canonical)} bytes; at most {MAX_RULE_BYTES} are read.", ErrorCode.TOO_LARGE)
    reader.at("type").choice("StackingRule")
    grammar = RuleGrammar(_groups(reader), pointer)
    rule = Rule(
        id=reader.at("id").text(),
        version=reader.at("version").whole(1),
        target=reader.at("target").text(),
        requires=grammar.requirement(reader.at("requires")),
        entry_condition=grammar.requirement(reader.at("entryCondition")) if reader.has("entryCondition") else None,
        renewal=_renewal(reader.at("renewal"), grammar) if reader.has("renewal") else None,
        groups=grammar.groups,
        when_broken=_when_broken(reader.at("whenBroken")) if reader.has("whenBroken") else WhenBroken(),
        trust=reader.at("trust").texts() if reader.has("trust") else (),
        references=grammar.references(),
        document=reader.value,
        digest=digest_multibase(canonical),
    )
    grammar.finish()
    return rule


def _groups(reader: Reader) -> dict[str, tuple[str, ...]]:
    if not reader.has("groups"):
        return {}
    place = reader.at("groups").object()
    groups = {name: place.at(name).texts() for name in place.value}
    total = sum(len(members) for members in groups.values())
    if total > MAX_GROUP_IDS:
        place.refuse(f"The groups name {total} achievements; at most {MAX_GROUP_IDS} are read.", ErrorCode.TOO_LARGE)
    return groups


def _renewal(reader: Reader, grammar: RuleGrammar) -> Renewal:
    reader.members(("period", "requires"), ("grace", "renews"))
    return Renewal(
        reader.at("period").duration(),
        reader.at("grace").duration() if reader.has("grace") else None,
        grammar.requirement(reader.at("requires")),
        reader.at("renews").texts() if reader.has("renews") else (),
    )


def _when_broken(reader: Reader) -> WhenBroken:
    reader.members(("action",), ("grace",))
    action = reader.at("action").choice("revoke", "suspend", "flag")
    return WhenBroken(action, reader.at("grace").duration() if reader.has("grace") else None)
