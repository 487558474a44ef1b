"""What a lint is: a clause of a standard or promise, and a check that yields what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet

Check = Callable[[JsonObject, ContextSet], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Lint:
    """name: its file. clause: what it holds, and where that is written."""

    name: str
    clause: str
    run: Check

    def check(self, document: JsonObject, contexts: ContextSet) -> Iterable[Finding]:
        """The findings, each with this lint's clause unless it names a narrower one."""
        for finding in self.run(document, contexts):
            yield finding if finding.clause else Finding(finding.pointer, finding.detail, self.clause)
