"""What a lint is, and what it reads: a draft laid out once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.known_parts import PARTS, known_parts
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer
from stackcred_issuer.domain.proof.contexts import ContextSet

ENDORSEMENT = "endorsement"


class Place:
    """A value of the draft: `key` is its member name or its index in `parent`, "" at the root."""

    __slots__ = ("key", "parent", "value")

    def __init__(self, key: str | int, value: Any, parent: Place | None) -> None:
        self.key = key
        self.value = value
        self.parent = parent

    @property
    def pointer(self) -> str:
        """Its JSON pointer."""
        return pointer(*self.path)

    @property
    def path(self) -> tuple[str | int, ...]:
        """The tokens of its pointer."""
        return tuple(place.key for place in reversed([*self._way_up()]))

    @property
    def member(self) -> str | int:
        """The member it stands in: its own name, or its list's for an entry of a list."""
        return self.parent.member if isinstance(self.key, int) and self.parent is not None else self.key

    def within(self, members: frozenset[str]) -> bool:
        """Whether it, or anything it stands in, is the value of one of these members."""
        return any(place.key in members for place in self._way_up())

    def _way_up(self) -> Iterator[Place]:
        place: Place | None = self
        while place is not None and place.parent is not None:
            yield place
            place = place.parent


class Reading:
    """A draft to be held against the rules. It may be any JSON object: nothing of its shape is taken for granted.

    Embedded endorsements are credentials of their own, signed by others: `places` does not lead into them, nor into
    parts that were found clean before.
    """

    def __init__(self, draft: Draft, contexts: ContextSet) -> None:
        self.draft = draft
        self.document = draft.document
        self.contexts = contexts

    @cached_property
    def subject(self) -> JsonObject:
        """The credential subject; empty when there is no single one."""
        subject = self.document.get("credentialSubject")
        return subject if isinstance(subject, dict) else {}

    @cached_property
    def achievement(self) -> JsonObject:
        """The achievement; empty when there is none."""
        achievement = self.subject.get("achievement")
        return achievement if isinstance(achievement, dict) else {}

    @cached_property
    def known(self) -> list[tuple[JsonObject, str]]:
        """The parts that were found clean before, with their words; other credentials than badges have none."""
        return list(known_parts(self.document)) if self.draft.kind == "badge" else []

    def knows(self, part: JsonObject) -> bool:
        """Whether this part of the draft was found clean before."""
        return any(one is part for one, _ in self.known)

    @cached_property
    def places(self) -> list[Place]:
        """Every value that is not yet known to be clean, with its place, parents before children."""
        return self._places({id(part) for part, _ in self.known})

    @cached_property
    def all_places(self) -> list[Place]:
        """Every value with its place, parents before children."""
        return self._places(set())

    def _places(self, left_out: set[int]) -> list[Place]:
        found: list[Place] = []
        waiting = [Place("", self.document, None)]
        while waiting:
            place = waiting.pop()
            found.append(place)
            value = place.value
            if isinstance(value, dict):
                if id(value) not in left_out or place.path not in PARTS:
                    waiting += [Place(key, child, place) for key, child in value.items() if key != ENDORSEMENT]
            elif isinstance(value, list):
                waiting += [Place(index, child, place) for index, child in enumerate(value)]
        return found

    @cached_property
    def endorsements(self) -> list[tuple[str, Any]]:
        """Every embedded endorsement with its pointer."""
        return [
            (place.pointer + pointer(ENDORSEMENT, index), endorsement)
            for place in self.places
            if isinstance(place.value, dict)
            for index, endorsement in enumerate(as_list(place.value.get(ENDORSEMENT)))
        ]


@dataclass(frozen=True, slots=True)
class Lint:
    """One rule that a draft must keep before it is signed.

    name: that of its file. clause: what it holds a draft to, and where that is written.
    """

    name: str
    clause: str
    check: Callable[[Reading], Iterator[Finding]]

    def findings(self, reading: Reading) -> Iterator[Finding]:
        """What breaks the rule, each with its clause."""
        for finding in self.check(reading):
            yield Finding(finding.pointer, finding.detail, finding.clause or self.clause)
