"""What the badge rests on is bound by digest, each thing once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import as_list, pointer
from stackcred_issuer.domain.proof.multibase import multibase_decode

_SHA2_256 = b"\x12\x20"


def _check(reading: Reading) -> Iterator[Finding]:
    resources = as_list(reading.document.get("relatedResource"))
    counts = Counter(str(one.get("id")) for one in resources if isinstance(one, dict))
    own = str(reading.document.get("id"))
    for index, resource in enumerate(resources):
        at = pointer("relatedResource", index)
        if not isinstance(resource, dict) or "id" not in resource:
            yield Finding(at, "Write a related resource as an object with id and digestMultibase.")
        elif counts[str(resource["id"])] > 1:
            yield Finding(f"{at}/id", "Name each resource once, with a single digest.")
        elif resource["id"] == own:
            yield Finding(f"{at}/id", "Leave the badge itself out: it cannot hold its own digest.")
        elif not _is_digest(resource.get("digestMultibase")):
            yield Finding(f"{at}/digestMultibase", "Give the multibase text of the resource's SHA-256 multihash.")


def _is_digest(text: object) -> bool:
    try:
        data = multibase_decode(text) if isinstance(text, str) else b""
    except StackcredError:
        return False
    return len(data) == 34 and data.startswith(_SHA2_256)


LINT = Lint("related_resources", "VC Data Model 2.0 §5.3: related resources, unique and with a digest", _check)
