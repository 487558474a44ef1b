"""What the running service issues, judged by others: two verifiers and two schema texts that know nothing of us.

The verifiers come from the package index and run as they are. They get what anybody on the network would get from
the service (DID documents, status lists) by their own resolver hooks, and they refuse what was changed.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import base58
import pytest
import pytest_asyncio
from jsonschema import Draft201909Validator
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError
from openvc.did.base import DidResolverRegistry
from openvc.did.did_key import DidKeyResolver
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.resolvers import default_status_list_resolver
from openvc.status import CredentialRevoked, CredentialSuspended
from openvc.verify import VerificationPolicy, verify_credential
from pyld import jsonld
from tests.support.nquads import canonical_by_others
from tests.support.service import PASS_MARK, Service, Tenant, all_of
from tests.support.shared import shared_json

from stackcred_issuer.gateways.bundled import load_contexts

TOLERANT = "spec/data/schemas/ob/ob_v3p0_achievementcredential_schema.json"
STRICT = "spec/data/schemas/ob/strict-2024-09/ob_v3p0_achievementcredential_schema.json"
CONTEXTS = {url: load_contexts().get(url) for url in load_contexts()}
HOLDER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
LEVEL = "urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c11"
RUBRIC = "urn:uuid:6a1c2f0e-4a52-4a3b-9d0c-6f8f1a9b0c12"
EVERY_MEMBER: dict[str, Any] = {
    "name": "Set up computer networks",
    "description": "Plans, cables and configures a network: δίκτυα, شبكات \U0001f50c.",
    "achievementType": "Competency",
    "criteria": {"id": "https://college.example/criteria/networks", "narrative": "**Ten** outlets, tested."},
    "image": {"id": "https://college.example/networks.png", "type": "Image", "caption": "A patch panel"},
    "creator": {"id": "https://college.example/", "type": ["Profile"], "name": "Example College"},
    "creditsAvailable": 4.5,
    "fieldOfStudy": "Information technology",
    "specialization": "Networks",
    "humanCode": "ELC724332",
    "version": "2026",
    "tag": ["networks", "cabling"],
    "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "CSS-2", "identifierType": "identifier"}],
    "related": [{"id": "https://college.example/achievements/2019", "type": ["Related"], "version": "2019"}],
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "Set up computer networks",
            "targetUrl": "https://framework.example/css-2",
            "targetFramework": "Training Regulations",
            "targetCode": "2",
            "targetType": "CFItem",
            "targetDescription": "Unit of competency",
        }
    ],
    "resultDescription": [
        {
            "id": PASS_MARK,
            "type": ["ResultDescription"],
            "name": "Practical",
            "resultType": "Percent",
            "valueMin": "0",
            "valueMax": "100",
            "requiredValue": "75",
        },
        {
            "id": RUBRIC,
            "type": ["ResultDescription"],
            "name": "Workmanship",
            "resultType": "RubricCriterionLevel",
            "requiredLevel": LEVEL,
            "rubricCriterionLevel": [
                {"id": LEVEL, "type": ["RubricCriterionLevel"], "name": "Sound", "level": "1", "points": "10"}
            ],
        },
    ],
}
POSTED: dict[str, Any] = {
    "learner": {"email": "ana@example.org", "did": HOLDER},
    "results": [
        {"type": ["Result"], "resultDescription": PASS_MARK, "value": "88.5", "status": "Completed"},
        {"type": ["Result"], "resultDescription": RUBRIC, "achievedLevel": LEVEL},
    ],
    "evidence": [
        {
            "id": "https://lms.example/attempts/17",
            "type": ["Evidence"],
            "name": "Site work",
            "description": "Twelve outlets in an office",
            "narrative": "Laid, terminated and tested.",
            "genre": "workplace",
            "audience": "Employers",
        }
    ],
    "source": {"id": "https://employer.example/", "type": ["Profile"], "name": "Island IT", "url": "https://employer.example/"},
    "narrative": "Cabled an office of twelve outlets.",
    "creditsEarned": 3.5,
    "activityStartDate": "2026-02-01T08:00:00+08:00",
    "activityEndDate": "2026-02-27T17:00:00+08:00",
}  # fmt: skip


@dataclass
class Published:
    """One issuer's credentials, and everything it publishes, by the address a stranger would ask at."""

    tenant: Tenant
    badge: bytes
    award: bytes
    documents: dict[str, bytes] = field(default_factory=dict)

    def fetch(self, url: str) -> bytes:
        """As a download hook: what does not stand there is not found."""
        return self.documents[url]

    def fetch_json(self, url: str) -> Any:
        return json.loads(self.documents[url])

    def fetch_text(self, url: str) -> str:
        return self.documents[url].decode()


async def publish(service: Service, did_method: str) -> Published:
    """An issuer with one badge that has every member, and the award that rests on it."""
    tenant = await service.tenant(did_method=did_method)
    networks = await tenant.achievement(**EVERY_MEMBER)
    target = await tenant.achievement("Certificate", achievementType="Certification")
    await tenant.certification(target, all_of(networks))
    passed = await tenant.passed(networks["id"], "", **POSTED)
    await service.settle()
    (award,) = (await tenant.learner(passed["learner"]))["awards"]
    badge, granted = [
        (await service.public.get(f"/badges/{found}.json")).content for found in (passed["badge"]["id"], award["badge"])
    ]
    published = Published(tenant, badge, granted)
    await collect(service, published)
    return published


async def collect(service: Service, published: Published) -> None:
    """Read what is public now: the DID document and the status lists."""
    slug = published.tenant.issuer.slug
    addresses = {f"https://localhost:8000/issuers/{slug}/did.json": f"/issuers/{slug}/did.json"}
    for credential in (published.badge, published.award):
        for entry in json.loads(credential)["credentialStatus"]:
            addresses[entry["statusListCredential"]] = entry["statusListCredential"]
    for address, ours in addresses.items():
        published.documents[address] = (await service.public.get(ours)).content


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["key", "web"])
async def published(request: pytest.FixtureRequest, service: Service) -> AsyncIterator[Published]:
    yield await publish(service, request.param)


def by_openbadgeslib(published: Published, credential: bytes, **options: Any) -> Any:
    """Raises OB3VerificationError for what it refuses."""
    options = {"check_status": True, "verify_status_list": False, **options}
    return OB3LdpVerifier().verify(credential, download=published.fetch, **options)


def by_openvc(published: Published, credential: bytes) -> Any:
    """Raises OpenvcError for what it refuses. The status lists are verified by it, too."""
    resolver = DidResolverRegistry([DidKeyResolver(), DidWebResolver(published.fetch_json)])
    lists = default_status_list_resolver(resolver=resolver, extra_contexts=CONTEXTS, fetch=published.fetch_text)
    return verify_credential(
        json.loads(credential),
        policy=VerificationPolicy(require_status_issuer_binding=True),
        resolver=resolver,
        resolve_status_list=lists,
        extra_contexts=CONTEXTS,
    )


def test_openbadgeslib_verifies_badge_and_award_with_their_status(published: Published) -> None:
    for credential in (published.badge, published.award):
        found = by_openbadgeslib(published, credential)
        assert found.issuer.id == published.tenant.issuer.did
    by_openbadgeslib(published, published.badge, expected_recipient=HOLDER)
    with pytest.raises(OB3VerificationError, match="Recipient mismatch"):
        by_openbadgeslib(published, published.badge, expected_recipient="did:key:z6MkSomebodyElse")


def test_openvc_verifies_badge_and_award_and_the_status_lists_behind_them(published: Published) -> None:
    for credential in (published.badge, published.award):
        result = by_openvc(published, credential)
        assert result.issuer == published.tenant.issuer.did
        assert result.subject == HOLDER
        assert result.status is not None


def tampered(credential: bytes) -> Iterator[tuple[str, bytes]]:
    """One small lie each."""
    lies: dict[str, Any] = {
        "name": ("name", "Set up space stations"),
        "recipient": ("credentialSubject", "id", "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"),
        "hash": ("credentialSubject", "identifier", 0, "identityHash", "sha256$" + "0" * 64),
        "achievement": ("credentialSubject", "achievement", "description", "Can do anything."),
        "validity": ("validFrom", "2020-01-01T00:00:00Z"),
        "status index": ("credentialStatus", 0, "statusListIndex", "1"),
        "issuer's name": ("issuer", "name", "A better school"),
    }
    for what, (*path, last, value) in lies.items():
        document = json.loads(credential)
        place = document
        for token in path:
            place = place[token]
        assert place[last] != value, what
        place[last] = value
        yield what, json.dumps(document).encode()
    extended = json.loads(credential)
    extended["validUntil"] = "2099-01-01T00:00:00Z"
    yield "a longer life", json.dumps(extended).encode()


def refuses(verifier: Callable[[Published, bytes], Any], published: Published, credential: bytes) -> bool:
    try:
        verifier(published, credential)
    except (OB3VerificationError, OpenvcError):
        return True
    return False


def test_both_refuse_every_changed_copy(published: Published) -> None:
    for credential in (published.badge, published.award):
        for what, changed in tampered(credential):
            assert refuses(by_openbadgeslib, published, changed), what
            assert refuses(by_openvc, published, changed), what


async def test_both_see_suspension_and_revocation_in_the_lists(service: Service) -> None:
    published = await publish(service, "web")
    badge_id = json.loads(published.badge)["id"].rpartition("/")[2]
    for action, refusal in (("suspend", CredentialSuspended), ("reinstate", None), ("revoke", CredentialRevoked)):
        await published.tenant.api.post(f"/v1/badges/{badge_id}/{action}")
        await collect(service, published)
        if refusal is None:
            by_openbadgeslib(published, published.badge)
            by_openvc(published, published.badge)
            continue
        with pytest.raises(refusal):
            by_openvc(published, published.badge)
        with pytest.raises(OB3VerificationError, match="status"):
            by_openbadgeslib(published, published.badge)


def test_a_status_list_verifies_as_a_credential_of_its_own(published: Published) -> None:
    lists = [document for url, document in published.documents.items() if "/status-lists/" in url]
    assert len(lists) == 2
    resolver = DidResolverRegistry([DidKeyResolver(), DidWebResolver(published.fetch_json)])
    for document in lists:
        result = verify_credential(json.loads(document), resolver=resolver, extra_contexts=CONTEXTS)
        assert result.issuer == published.tenant.issuer.did
        forged = json.loads(document)
        forged["validUntil"] = "2099-01-01T00:00:00Z"
        with pytest.raises(OpenvcError):
            verify_credential(forged, resolver=resolver, extra_contexts=CONTEXTS)


# Each status purpose has a list of its own (Bitstring Status List 1.0), and VC 2.0 lets several entries stand in a
# list; both texts of the Open Badges schema know one entry only. The strict one knows no single proof either, which
# verifiers do: a list of one proof is refused by some of them.
@pytest.mark.parametrize(
    ("text", "beyond"), [(TOLERANT, {"credentialStatus"}), (STRICT, {"credentialStatus", "proof"})]
)
def test_the_official_schemas_accept_badge_and_award_but_for_members_that_they_know_once(
    published: Published, text: str, beyond: set[str]
) -> None:
    validator = Draft201909Validator(shared_json(text))
    for credential in (published.badge, published.award):
        document = json.loads(credential)
        assert {error.json_path for error in validator.iter_errors(document)} == {f"$.{name}" for name in beyond}
        document["credentialStatus"] = document["credentialStatus"][0]
        document["proof"] = document["proof"] if text is TOLERANT else [document["proof"]]
        assert [error.message for error in validator.iter_errors(document)] == []


def test_the_schema_that_a_badge_names_is_the_official_one(published: Published) -> None:
    (schema,) = json.loads(published.badge)["credentialSchema"]
    assert schema["id"] == shared_json(TOLERANT)["$id"]


def test_every_member_that_was_sent_stands_in_the_badge(published: Published) -> None:
    document = json.loads(published.badge)
    subject = document["credentialSubject"]
    for name, value in EVERY_MEMBER.items():
        assert subject["achievement"][name] == value, name
    assert subject["result"] == POSTED["results"]
    assert document["evidence"] == POSTED["evidence"]
    assert subject["source"] == POSTED["source"]
    assert (subject["narrative"], subject["creditsEarned"]) == (POSTED["narrative"], 3.5)
    assert (subject["activityStartDate"], subject["activityEndDate"]) == (
        "2026-02-01T00:00:00Z",
        "2026-02-27T09:00:00Z",
    )


def rdfc(document: dict[str, Any]) -> bytes:
    """RDFC-1.0 without a line of ours: PyLD turns the document into statements, pyoxigraph orders them."""

    def load(url: str, options: Any) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": CONTEXTS[url]}

    statements = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": load})
    return canonical_by_others(statements).encode()


def holds(document: dict[str, Any]) -> bool:
    """vc-di-eddsa §3.3, eddsa-rdfc-2022, by the book: hash of the proof's options, then of the document."""
    proof = document["proof"]
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    signed = b"".join(
        hashlib.sha256(rdfc(part)).digest()
        for part in ({**options, "@context": document["@context"]}, unsecured)
    )  # fmt: skip
    multikey = base58.b58decode(proof["verificationMethod"].rpartition("#")[2][1:])
    assert multikey[:2] == b"\xed\x01"
    try:
        VerifyKey(multikey[2:]).verify(signed, base58.b58decode(proof["proofValue"][1:]))
    except BadSignatureError:
        return False
    return True


def test_the_signature_is_over_the_canonical_form_that_others_make(published: Published) -> None:
    for credential in (published.badge, published.award):
        document = json.loads(credential)
        assert holds(document)
        changed = copy.deepcopy(document)
        changed["credentialSubject"]["achievement"]["name"] += "!"
        assert not holds(changed)


def test_an_award_binds_rule_evaluation_and_parts_by_the_digest_of_their_bytes(published: Published) -> None:
    resources = {entry["id"]: entry["digestMultibase"] for entry in json.loads(published.award)["relatedResource"]}
    digest = "z" + base58.b58encode(b"\x12\x20" + hashlib.sha256(published.badge).digest()).decode()
    assert resources[json.loads(published.badge)["id"]] == digest
