"""The published vectors in ../shared, and answers for every address that they name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.support.shared import need_shared, shared_json
from tests.support.w3c_contexts import w3c_contexts

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.materials import Fetched, Materials
from stackcred_issuer.domain.verification.presented import Presented, read

FIXTURES = "spec/data/examples/ob/validator"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIST_URL = (
    "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/"
    "inspector-vc/src/test/resources/ob30/bit-string-list/testlist"
)
WELLSPRING = "https://dc.1edtech.org/wellspring2022/wellspring-portal"
WELLSPRING_DID = "did:web:dc.1edtech.org:wellspring2022:wellspring-portal:org:da1e96e9-afcc-4eed-b9a2-2ddf7353214c"
WELLSPRING_KEY = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"


def vector(name: str) -> Presented:
    value = shared_json(f"vectors/{name}")
    return read(value["jwt"] if list(value) == ["jwt"] else json.dumps(value))


def materials() -> Materials:
    """Everything the fixtures point to: controller documents, a key set, both kinds of status list."""
    return Materials(
        contexts=w3c_contexts(),
        schemas={},
        fetched={url: Fetched(url, body, NOW, None) for url, body in _answers().items()},
    )


def _answers() -> dict[str, JsonObject]:
    controllers = [json.loads(path.read_text("utf-8")) for path in _controllers()]
    jose = [shared_json(f"vectors/w3c-vc-jose-cose/vm-{name}.json") for name in ("ed25519", "p256", "p384")]
    public = [{k: v for k, v in one["publicKeyJwk"].items() if k != "d"} for one in jose]
    method = f"{WELLSPRING_DID}#{WELLSPRING_KEY}"
    wellspring = {
        "id": WELLSPRING_DID,
        "verificationMethod": [
            {
                "id": method,
                "type": "Multikey",
                "controller": WELLSPRING_DID,
                "publicKeyMultibase": WELLSPRING_KEY,
            }
        ],
        "assertionMethod": [method],
    }
    revocations = f"{WELLSPRING}/api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c"
    revoked = {"id": f"{WELLSPRING}/credential/54418d3f-ec01-4652-800a-861c890a51a1", "revoked": True}
    return {
        **{document["id"]: document for document in controllers},
        WELLSPRING_DID: wellspring,
        revocations: {"id": revocations, "issuer": WELLSPRING_DID, "revokedCredential": [revoked]},
        LIST_URL: shared_json(f"{FIXTURES}/bit-string-list/testlist"),
        "https://example.issuer/.well-known/jwks.json": {"keys": public},
    }


def _controllers() -> list[Path]:
    return sorted((need_shared() / "vectors/controllers").glob("*issuers*.json"))
