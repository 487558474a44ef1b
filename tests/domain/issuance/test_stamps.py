"""A stamp gives the bytes and the findings that linting and sealing give, and nothing that those would refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.issuance.build import (
    ACHIEVEMENT,
    BADGE,
    EVIDENCE,
    MASTER,
    NOVICE,
    NOW,
    PROFILE,
    RESULTS,
    SCORE,
    badge,
)
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.credential.identity import hashed_email
from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.issuance.draft import Draft, Recipient
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal import SealedCredential, seal
from stackcred_issuer.domain.issuance.stamps import Stamps
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.proof.data_integrity import check_proof
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.status.status_list import StatusSlot, status_entries
from stackcred_issuer.gateways.bundled import load_contexts

CONTEXTS = load_contexts()
SIGNER = LocalSigner.make(KeyType.ED25519)
ISSUER = PROFILE | {"id": SIGNER.controller}
LISTS = ("https://badges.example.org/status-lists/1", "https://badges.example.org/status-lists/2")
PREFIX = BADGE.rpartition("/")[0]

# What is usual, and what a lint has something to say of, or has to be looked at with care.
ADDRESSES = [f"{PREFIX}/{name}" for name in ("0b4e1f1c-7f5e-4f7c-9d0f-2f1f3c1b2a99", "a", "0192", "x_y")]
ODD_ADDRESSES = [
    ACHIEVEMENT["id"],
    f"{PREFIX}/ana@example.org",
    "badge 1",
    f"{PREFIX}/",
    "urn:uuid:1",
    "did:example:ana",
]
DIDS = ["did:example:ana", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "urn:uuid:1"]
ODD_DIDS = ["did:web:tel:+4312345678", "did:x:tel:436641234567", "mailto:ana@example.org", "ana", BADGE, ADDRESSES[1]]
TEXTS = [
    "Passed at once.",
    "Sehr schön: 17 von 20",
    "أُنجز بنجاح",
    "10.0.0.1/24 (lab)",
    'Said "well done" \\ twice',
    "{text}",
]
ODD_TEXTS = [
    "Ask ana@example.org",
    "Call +43 664 1234567",
    "tel:436641234567",
    "a\nb",
    "a\u202eb",
    "x\ufffe",
    "",
    "Ana Ruiz",
    "\x07",
]
PLACES = ["https://portfolio.example/ana/1", "http://10.0.0.1:8080/x?y=1&z=%20", "https://portfolio.example"]
ODD_PLACES = [
    "https://x.example/ü",
    "https://x.example/ a",
    "x",
    "https://ana@x.example/",
    "https://x.example/%zz",
    "https://x.example/+431234567890",
]
VALUES = ["0", "87.5", "100", "99.999999", "-0", "007"]
ODD_VALUES = ["101", "-1", "A+", "1e3", "87,5", "", "12345678901"]
DATES = ["2026-02-01T08:00:00Z", "2026-02-27T17:30:00+08:00", "2026-02-27T17:30:00.5Z", "2020-02-29T23:59:59Z"]
NAMES = ["Ana", "Ana Ruiz", "office network", "Passed At", "ana 1", "well done"]


def mostly(usual: list[str], odd: list[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(usual), st.sampled_from(usual), st.sampled_from(usual), st.sampled_from(odd))


@st.composite
def members(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of a draft, most of them usual."""
    mail = draw(
        st.emails().map(lambda email: email[:60]).filter(lambda email: email.count("@") == 1 and " " not in email)
    )
    salt = draw(st.text("abcXYZ019_-", min_size=22, max_size=30))
    evidence = {
        "type": ["Evidence"],
        "id": draw(mostly(PLACES, ODD_PLACES)),
        "narrative": draw(mostly(TEXTS, ODD_TEXTS)),
    }
    given: dict[str, Any] = {
        "badge_url": draw(mostly(ADDRESSES, ODD_ADDRESSES)),
        "recipient": Recipient(
            did=draw(st.none() | mostly(DIDS, ODD_DIDS)),
            identities=draw(st.sampled_from([(), (hashed_email("ana@example.org", salt),)])) if mail else (),
            withheld=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2))),
        ),
        "valid_from": NOW + timedelta(seconds=draw(st.integers(0, 10**8))),
        "valid_until": draw(st.sampled_from([None, NOW, NOW.replace(year=2030)])),
        "results": [
            {"type": ["Result"], "resultDescription": SCORE, "value": draw(mostly(VALUES, ODD_VALUES))},
            {"type": ["Result"], "resultDescription": RESULTS[1]["resultDescription"], "achievedLevel": MASTER},
        ],
        "evidence": draw(st.sampled_from([[], EVIDENCE, [evidence], [evidence, evidence]])),
        "narrative": draw(st.none() | mostly(TEXTS, ODD_TEXTS)),
        "activity_start": draw(st.none() | st.sampled_from(DATES)),
        "activity_end": draw(st.none() | st.sampled_from(DATES)),
        "status": status_entries(StatusSlot(*LISTS, draw(st.integers(0, 131_071)))),
        "source": None,
    }
    return given


def drafted(given: dict[str, Any]) -> Draft | None:
    try:
        return badge(issuer=ISSUER, **given)
    except StackcredError:  # refused before there is a draft
        return None


def plainly(draft: Draft, created: Any) -> SealedCredential | StackcredError:
    try:
        return seal(lint(draft, CONTEXTS), SIGNER, created, CONTEXTS)
    except StackcredError as error:
        return error


def stamped(stamps: Stamps, draft: Draft, created: Any) -> SealedCredential | StackcredError:
    try:
        return stamps.seal(draft, SIGNER, created)
    except StackcredError as error:
        return error


def same(one: SealedCredential | StackcredError, other: SealedCredential | StackcredError) -> bool:
    if isinstance(one, StackcredError) and isinstance(other, StackcredError):
        return (one.code, one.detail, one.pointer, one.findings) == (
            other.code,
            other.detail,
            other.pointer,
            other.findings,
        )
    return one == other


STAMPS = Stamps(CONTEXTS)  # learns from one example to the next


@settings(max_examples=400)
@given(members(), st.integers(0, 10**6))
def test_bytes_and_findings_are_those_of_linting_and_sealing(given: dict[str, Any], seconds: int) -> None:
    draft = drafted(given)
    if draft is not None:
        created = NOW + timedelta(seconds=seconds)
        expected = plainly(draft, created)
        assert all(same(stamped(STAMPS, draft, created), expected) for _ in range(3)), draft.document


def usual(number: int, **members: Any) -> Draft:
    """The badge of one person of many."""
    status = status_entries(StatusSlot(*LISTS, number))
    holder = Recipient(did=None, identities=(hashed_email(f"person{number}@example.org", f"{number:022}"),))
    given = {"badge_url": f"{PREFIX}/{number}", "recipient": holder, "status": status, "issuer": ISSUER}
    return badge(**given | members)


def lints(monkeypatch: pytest.MonkeyPatch) -> list[Draft]:
    """The drafts that were linted, from now on."""
    linted: list[Draft] = []

    def counted(draft: Draft, *others: Any) -> Any:
        linted.append(draft)
        return lint(draft, *others)

    monkeypatch.setattr("stackcred_issuer.domain.issuance.stamps.lint", counted)
    return linted


def test_from_the_third_badge_of_a_kind_on_nothing_is_linted_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    linted, stamps = lints(monkeypatch), Stamps(CONTEXTS)
    for number in range(9):
        values = [RESULTS[0] | {"value": str(80 + number)}, *RESULTS[1:]]
        draft = usual(number, results=values, narrative=f"Attempt {number}", valid_from=NOW + timedelta(days=number))
        document = stamps.seal(draft, SIGNER, NOW).document
        check_proof(document, document["proof"], SIGNER.public_key, CONTEXTS, now=NOW)
    assert len(linted) == 2


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"achievement": ACHIEVEMENT | {"name": "Set up other networks"}}, "another achievement"),
        ({"results": [RESULTS[0], RESULTS[1] | {"achievedLevel": NOVICE}]}, "another level"),
        ({"credits": 4.5}, "another number"),
        ({"narrative": "Ask ana at +43 664 123 45 67"}, "a text that may tell who it is"),
        ({"results": [RESULTS[0] | {"value": "101"}]}, "a value off its scale"),
        ({"recipient": Recipient(did="did:example:x", withheld=("Office Network",))}, "words that are withheld"),
    ],
)
def test_what_may_matter_to_a_lint_is_linted(members: JsonObject, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = Stamps(CONTEXTS)
    for number in range(3):
        stamps.seal(usual(number), SIGNER, NOW)
        stamps.seal(usual(number, recipient=Recipient(did=f"did:example:{number}")), SIGNER, NOW)
    linted = lints(monkeypatch)
    draft = usual(7, **members)
    assert same(stamped(stamps, draft, NOW), plainly(draft, NOW))
    assert linted == [draft], why


@pytest.mark.parametrize("kind", [KeyType.P256, KeyType.P384])
def test_stamped_signatures_of_other_kinds_of_key_hold(kind: KeyType) -> None:
    signer, stamps = LocalSigner.make(kind), Stamps(CONTEXTS)
    for number in range(4):
        document = stamps.seal(usual(number, issuer=PROFILE | {"id": signer.controller}), signer, NOW).document
        check_proof(document, document["proof"], signer.public_key, CONTEXTS, now=NOW)


def test_a_stamp_signs_with_the_key_it_was_made_for_and_no_other() -> None:
    stamps, other = Stamps(CONTEXTS), replace(LocalSigner.make(KeyType.ED25519), controller=SIGNER.controller)
    for number in range(3):
        for signer in (SIGNER, other):
            document = parse_object(stamps.seal(usual(number), signer, NOW).body)
            assert document["proof"]["verificationMethod"] == signer.verification_method
            check_proof(document, document["proof"], signer.public_key, CONTEXTS, now=NOW)
