"""Results point at result descriptions of the asserted achievement, and say what those ask for."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer
from stackcred_issuer.domain.proof.contexts import ContextSet


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    subject = document.get("credentialSubject") or {}
    described = {
        found.get("id"): found for found in as_list((subject.get("achievement") or {}).get("resultDescription"))
    }
    for index, result in enumerate(as_list(subject.get("result"))):
        at = ("credentialSubject", "result", index)
        wanted = result.get("resultDescription")
        if wanted is not None and wanted not in described:
            yield Finding(pointer(*at, "resultDescription"), "The achievement has no such result description.")
        elif wanted is not None:
            yield from _fits(described[wanted], result, at)
        if not any(name in result for name in ("value", "achievedLevel", "status")):
            yield Finding(pointer(*at), "A result says nothing without a value, a level or a status.")


def _fits(description: JsonObject, result: JsonObject, at: tuple[str | int, ...]) -> Iterable[Finding]:
    if description.get("resultType") == "Status" and "status" not in result:
        yield Finding(pointer(*at), "A result of the type Status needs `status`.")
    levels = {found.get("id") for found in as_list(description.get("rubricCriterionLevel"))}
    if "achievedLevel" in result and result["achievedLevel"] not in levels:
        yield Finding(pointer(*at, "achievedLevel"), "The rubric has no such level.")


LINT = Lint("result_links", "OB 3.0 A.1 Result; requirement 11", _run)
