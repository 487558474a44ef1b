"""Whose badge it is: only whoever it names, by whatever identifier."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.credential.identity import hashed_email
from stackcred_issuer.domain.stacking.bearer import belongs_to

SALT = "c2FsdHNhbHRzYWx0c2FsdA"
emails = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True)


def about(**subject: Any) -> dict[str, Any]:
    return {"credentialSubject": subject}


@given(emails, emails)
def test_a_hashed_address_is_its_owners_and_nobody_elses(owner: str, other: str) -> None:
    document = about(identifier=[hashed_email(owner, SALT)])
    assert belongs_to(document, [("emailAddress", owner)])
    assert belongs_to(document, [("emailAddress", other)]) == (owner == other)


def test_a_did_or_a_mailto_is_compared_whole() -> None:
    assert belongs_to(about(id="did:web:a"), [("did", "did:web:a")])
    assert not belongs_to(about(id="did:web:a"), [("did", "did:web:ab"), ("emailAddress", "did:web:a")])
    assert belongs_to(about(id="MAILTO:Ana@Example.org"), [("emailAddress", "ana@example.org")])
    assert not belongs_to(about(id="mailto:ana@example.org"), [("did", "did:web:a")])


def test_a_name_is_nobodys_proof() -> None:
    named = {"type": "IdentityObject", "hashed": False, "identityHash": "Ana Reyes", "identityType": "name"}
    assert not belongs_to(about(identifier=[named]), [("name", "Ana Reyes")])
    assert belongs_to(about(identifier=[{**named, "identityType": "accountId"}]), [("accountId", "Ana Reyes")])


def test_a_badge_about_nobody_or_about_two_people_is_nobodys() -> None:
    known = [("did", "did:web:a")]
    assert not belongs_to({}, known)
    assert not belongs_to(about(), known)
    assert not belongs_to({"credentialSubject": [{"id": "did:web:a"}, {"id": "did:web:b"}]}, known)
    assert not belongs_to(about(id="did:web:a"), [])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["id", "identifier", "identityHash", "hashed", "salt", "identityType"]), inner
            )
        ),
    )
)
def test_any_document_whatever_its_shape_is_judged(anything: Any) -> None:
    known = [("emailAddress", "ana@example.org"), ("did", "did:web:a")]
    assert belongs_to({"credentialSubject": anything}, known) in (True, False)
    assert belongs_to(about(identifier=anything), known) in (True, False)
