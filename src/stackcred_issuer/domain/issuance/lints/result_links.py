"""Results speak of result descriptions, levels and values that the achievement has, and it asks nothing impossible."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.pass_rule import check_results
from stackcred_issuer.domain.credential.scale import scale_of
from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer

_SAYING = ("value", "achievedLevel", "status", "alignment")


def _check(reading: Reading) -> Iterator[Finding]:
    known = reading.knows(reading.achievement)
    for index, description in enumerate([] if known else _objects(reading.achievement, "resultDescription")):
        at = pointer("credentialSubject", "achievement", "resultDescription", index)
        yield from scale_of(description).contradictions(at)
    results = _objects(reading.subject, "result")
    for index, result in enumerate(results):
        if not any(name in result for name in _SAYING):
            at = pointer("credentialSubject", "result", index)
            yield Finding(at, "Say what the result was: give a value, an achievedLevel or a status.")
    try:
        check_results(reading.achievement, results)
    except StackcredError as error:
        if error.pointer is not None:  # without one it is two descriptions with one id: see `ids`
            yield Finding(f"/credentialSubject{_singular(error.pointer)}", error.detail)


def _objects(holder: JsonObject, member: str) -> list[JsonObject]:
    return [one for one in as_list(holder.get(member)) if isinstance(one, dict)]


def _singular(at: str) -> str:
    """Where a badge keeps what a post has below `/results`."""
    return at.replace("/results/", "/result/", 1)


LINT = Lint("result_links", "Open Badges 3.0 §B.1 Result: linked to the achievement's result descriptions", _check)
