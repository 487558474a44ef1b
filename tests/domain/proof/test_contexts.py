"""Only pinned contexts exist, and nobody can change one for others."""

from __future__ import annotations

import pytest
from pyld import jsonld
from tests.support.proof import CONTEXTS, OB_3_0_3

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2, ContextSet

ONE = ContextSet({"https://a.example/": {"@context": {"name": "https://a.example/name"}}})


def test_a_context_outside_the_set_is_unknown() -> None:
    with pytest.raises(StackcredError) as caught:
        CONTEXTS.get("https://a.example/")
    assert caught.value.code is ErrorCode.UNKNOWN_CONTEXT
    assert "https://a.example/" not in CONTEXTS
    assert OB_3_0_3 in CONTEXTS


def test_every_spelling_of_a_url_but_the_pinned_one_is_unknown() -> None:
    for url in (f"{CREDENTIALS_V2}/", f"{CREDENTIALS_V2}#", CREDENTIALS_V2.upper(), f" {CREDENTIALS_V2}", ""):
        with pytest.raises(StackcredError):
            CONTEXTS.get(url)


def test_a_digest_is_of_what_the_context_says_not_of_its_layout() -> None:
    same = ContextSet({"https://b.example/": {"@context": {"name": "https://a.example/name"}}})
    assert list(ONE.digests.values()) == list(same.digests.values())
    other = ContextSet({"https://a.example/": {"@context": {"name": "https://a.example/other"}}})
    assert dict(ONE.digests) != dict(other.digests)
    assert set(CONTEXTS.digests) == set(CONTEXTS)


def test_the_loader_knows_the_set_only() -> None:
    load = ONE.loader()
    assert load("https://a.example/", {})["document"] == ONE.get("https://a.example/")
    with pytest.raises(StackcredError):
        load(CREDENTIALS_V2, {})


def test_the_loader_gives_copies() -> None:
    ONE.loader()("https://a.example/", {})["document"]["@context"]["name"] = "https://evil.example/"
    assert ONE.get("https://a.example/") == {"@context": {"name": "https://a.example/name"}}


def test_pyld_does_not_carry_a_context_from_one_set_to_another() -> None:
    document = {"@context": "https://a.example/", "name": "x"}
    other = ContextSet({"https://a.example/": {"@context": {"name": "https://a.example/other"}}})
    for contexts, term in ((ONE, "name"), (other, "other"), (ONE, "name")):
        expanded = jsonld.expand(document, {"documentLoader": contexts.loader()})
        assert list(expanded[0]) == [f"https://a.example/{term}"]
