"""Identities as salted hashes (OB 3.0 §9 step 5)."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.issuance.build import SALT

from stackcred_issuer.domain.credential.identity import hashed_email, matches
from stackcred_issuer.domain.credential.subject import IdentityObject
from stackcred_issuer.domain.errors import StackcredError

EMAILS = st.from_regex(r"[a-zA-Z0-9.]{1,10}@[a-z]{1,8}\.[a-z]{2,3}", fullmatch=True)


def test_the_check_value_of_the_standard() -> None:
    identity = {
        "hashed": True,
        "identityType": "emailAddress",
        "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399",
        "salt": "Kosher",
    }
    assert matches(identity, "emailAddress", "a@example.com")
    assert not matches(identity, "emailAddress", "b@example.com")


@given(EMAILS)
def test_a_hashed_address_names_its_owner_however_it_is_typed(email: str) -> None:
    identity = hashed_email(f" {email} ", SALT)
    assert matches(identity, "emailAddress", email.upper())
    assert matches(identity, "emailAddress", f"\t{email.lower()}\n")
    assert not matches(identity, "emailAddress", "x" + email)
    assert not matches(identity, "userName", email)


@given(EMAILS)
def test_the_address_cannot_be_read_from_it(email: str) -> None:
    identity = hashed_email(email, SALT)
    assert email.lower() not in json.dumps(identity).lower()
    assert identity["identityHash"].startswith("sha256$")
    assert IdentityObject.model_validate(identity).hashed


@pytest.mark.parametrize("salt", ["", "Kosher", SALT[:-1]])
def test_a_guessable_salt_is_refused(salt: str) -> None:
    with pytest.raises(StackcredError, match="16 random bytes"):
        hashed_email("a@example.com", salt)


@pytest.mark.parametrize("email", ["", "a", "a@", "@b", "a b@c", "a@b@c"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(StackcredError, match="no e-mail address"):
        hashed_email(email, SALT)


def test_the_digest_may_be_written_in_capitals_and_the_salt_may_be_absent() -> None:
    digest = hashlib.sha256(b"ana").hexdigest().upper()
    identity = {"hashed": True, "identityType": "userName", "identityHash": f"sha256${digest}"}
    assert matches(identity, "userName", "ana")
    assert not matches(identity, "userName", "Ana"), "only e-mail is the same in capitals"


def test_old_hashes_by_md5_are_still_read() -> None:
    digest = hashlib.md5(b"anasalt").hexdigest()
    identity = {"hashed": True, "identityType": "userName", "identityHash": f"md5${digest}", "salt": "salt"}
    assert matches(identity, "userName", "ana")


def test_an_identity_in_the_clear_is_compared_as_it_is() -> None:
    identity = {"hashed": False, "identityType": "name", "identityHash": "Ana Reyes"}
    assert matches(identity, "name", "Ana Reyes")
    assert not matches(identity, "name", "ana reyes")


@pytest.mark.parametrize(
    "broken",
    [
        {"identityHash": 5},
        {"identityHash": "sha1$00"},
        {"identityHash": "sha256$"},
        {"hashed": "true"},
        {"hashed": None},
        {"salt": 7},
        {"identityType": None},
    ],
)
def test_what_cannot_be_read_matches_nobody(broken: dict[str, object]) -> None:
    identity = hashed_email("a@example.com", SALT) | broken
    assert not matches(identity, "emailAddress", "a@example.com")
