"""What stays of a badge whose learner was erased."""

from __future__ import annotations

from stackcred_issuer.domain.issuance.erased import erased, is_erased
from stackcred_issuer.domain.jsonvalue import dump_json


def test_what_is_left_of_a_badge_can_be_written_again() -> None:
    document = dump_json(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": "https://a.example/1",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": "did:web:a.example", "name": "A"},
            "credentialSubject": {"id": "did:key:z6Mk", "achievement": {"id": "https://a.example/2", "name": "N"}},
            "proof": {},
        }
    )
    left = erased(document)
    assert (is_erased(document), is_erased(left)) == (False, True)
    assert b"did:key" not in left
    assert erased(left) == left
