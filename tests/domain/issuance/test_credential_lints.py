"""Any credential is held to the data model before it can be signed, badges to more."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.issuance.credential_draft import DATA_INTEGRITY_V2, draft_credential
from stackcred_issuer.domain.issuance.credential_lints import CREDENTIAL_LINTS
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal_selective import seal_selective
from stackcred_issuer.domain.proof.disclosure import Secrets, derive
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.gateways.bundled import load_contexts

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
SIGNER = LocalSigner.make(KeyType.P256)
NOW = parse_instant("2026-01-01T00:00:00Z")
GOOD: dict[str, Any] = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": SIGNER.controller,
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:ana"},
}
BROKEN: dict[str, dict[str, Any]] = {
    "contexts": {"@context": [V2, "https://unknown.example/"]},
    "types": {"type": ["Other"]},
    "ids": {"id": 4},
    "issuer": {"issuer": "us"},
    "subjects": {"credentialSubject": {}},
    "dates": {"validFrom": "2026-01-01"},
    "words": {"name": 4},
    "statuses": {"credentialStatus": {"id": "https://x.example/1"}},
    "schemas": {"credentialSchema": {"type": "JsonSchema"}},
    "typed": {"evidence": {"id": "https://x.example/1"}},
    "related_resources": {"relatedResource": [{"id": V2}]},
    "proofs": {"proof": {"created": "2026-01-01T00:00:00Z"}},
    "numbers": {"credentialSubject": {"id": "did:example:ana", "description": 1e300}},
    "characters": {"description": "\uffff"},
    "terms": {"unknownTerm": "x"},
}


def test_every_lint_has_a_document_that_it_refuses() -> None:
    assert [each.name for each in CREDENTIAL_LINTS] == list(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_a_lint_says_what_breaks_its_clause(name: str) -> None:
    with pytest.raises(StackcredError) as refused:
        lint(draft_credential({**GOOD, **BROKEN[name]}), load_contexts())
    assert refused.value.code is ErrorCode.LINT_REFUSED
    clause = next(each.clause for each in CREDENTIAL_LINTS if each.name == name)
    assert clause in {finding.clause for finding in refused.value.findings}


def test_the_kind_of_a_draft_decides_what_it_is_held_to() -> None:
    assert lint(draft_credential(GOOD), load_contexts()).document == GOOD
    with pytest.raises(StackcredError, match="Begin the list"):
        lint(Draft(GOOD), load_contexts())


def test_a_draft_gets_only_what_it_lacks() -> None:
    status = [{"type": "BitstringStatusListEntry"}]
    made = draft_credential(GOOD, credential_id="urn:uuid:1", status=status).document
    assert (made["id"], made["credentialStatus"]) == ("urn:uuid:1", status[0])
    own = {**GOOD, "id": "urn:uuid:2", "credentialStatus": {"type": "Other"}}
    assert draft_credential(own, credential_id="urn:uuid:1", status=status * 2).document == own
    assert "id" not in GOOD


def test_a_proof_inside_version_1_needs_the_context_that_defines_it() -> None:
    old = {"@context": [V1], "type": ["VerifiableCredential"]}
    assert draft_credential(old).document["@context"] == [V1, DATA_INTEGRITY_V2]
    assert draft_credential(old, embedded=False).document["@context"] == [V1]
    defined = {**old, "@context": [V1, "https://w3id.org/security/data-integrity/v1"]}
    assert draft_credential(defined).document == defined


def test_only_a_linted_draft_is_sealed_for_disclosure() -> None:
    secrets = Secrets(b"0" * 32, LocalSigner.make(KeyType.P256))
    with pytest.raises(TypeError, match="LintedDraft"):
        seal_selective(GOOD, SIGNER, NOW, load_contexts(), mandatory_pointers=None, secrets=secrets)  # type: ignore[arg-type]
    linted = lint(draft_credential(GOOD), load_contexts())
    sealed = seal_selective(linted, SIGNER, NOW, load_contexts(), mandatory_pointers=None, secrets=secrets)
    shown = derive(sealed.document, ["/credentialSubject"], load_contexts())
    assert {"issuer", "validFrom"} <= shown.keys()
    other = LocalSigner.make(KeyType.P256)
    with pytest.raises(StackcredError) as refused:
        seal_selective(linted, other, NOW, load_contexts(), mandatory_pointers=None, secrets=secrets)
    assert refused.value.code is ErrorCode.KEY_UNUSABLE
