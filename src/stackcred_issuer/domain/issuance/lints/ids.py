"""Every id is one absolute address, and no two things share one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import as_list, pointer

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f\x7f]+")


def is_absolute(value: object) -> bool:
    """Whether a value is one absolute address, as every id in a badge must be."""
    return isinstance(value, str) and _ABSOLUTE.fullmatch(value) is not None


def _check(reading: Reading) -> Iterator[Finding]:
    for place in reading.places:
        if place.key == "id" and not is_absolute(place.value):
            yield Finding(place.pointer, "Write an id as one absolute address, such as https://… or urn:uuid:….")
    own = reading.document.get("id")
    for at, other in (
        ("/credentialSubject/id", reading.subject.get("id")),
        ("/credentialSubject/achievement/id", reading.achievement.get("id")),
    ):
        if other is not None and other == own:
            yield Finding(at, "Give this an id of its own: it has that of the badge.")
    yield from _shared(reading)


def _shared(reading: Reading) -> Iterator[Finding]:
    """Results point at these ids, so one may not mean two things."""
    at = ("credentialSubject", "achievement", "resultDescription")
    descriptions = [one for one in as_list(reading.achievement.get(at[-1])) if isinstance(one, dict)]
    counts = Counter(str(one.get("id")) for one in descriptions)
    for index, description in enumerate(descriptions):
        if counts[str(description.get("id"))] > 1:
            yield Finding(pointer(*at, index, "id"), "Give each result description an id of its own.")


LINT = Lint("ids", "VC Data Model 2.0 §4.4: ids are absolute URLs, one for each thing", _check)
