"""Which claimed badges a rule puts before which others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.stacking.recheck import roots, walk


def follows(rule: JsonObject, claims: Sequence[JsonObject]) -> Iterator[tuple[str, str]]:
    """Pairs (earlier, later) of credentials that neighbouring parts of an `ordered` requirement claim."""
    claimed: dict[str, list[str]] = {}
    for claim in claims:
        claimed.setdefault(claim["requirement"], []).append(claim["credential"])
    for path, top in roots(rule, "any"):
        for place, node in walk(top, path):
            if node["op"] == "ordered":
                parts = [claimed.get(str(part.get("id", f"{place}/of/{at}")), []) for at, part in enumerate(node["of"])]
                for before, after in pairwise(parts):
                    yield from ((earlier, later) for earlier in before for later in after)
