"""Only `lint` makes what may be sealed, and a refusal names everything at once."""

from __future__ import annotations

import copy
import pickle
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.issuance.build import badge, changed

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lint import LintedDraft, lint
from stackcred_issuer.domain.issuance.lints import LINTS
from stackcred_issuer.gateways.bundled import load_contexts

CONTEXTS = load_contexts()
NAMES = st.sampled_from(
    [
        "allowedValue", "criteria", "endorsement", "hashed", "id", "identityHash", "image", "requiredLevel",
        "requiredValue", "resultDescription", "resultType", "rubricCriterionLevel", "salt", "statusPurpose", "type",
        "value", "valueMax",
    ]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["1", "Percent"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
PLACES = [
    "/@context", "/id", "/type", "/issuer", "/issuer/id", "/issuer/address", "/validFrom", "/credentialSubject",
    "/credentialSubject/id", "/credentialSubject/identifier", "/credentialSubject/identifier/0",
    "/credentialSubject/identifier/0/salt", "/credentialSubject/achievement", "/credentialSubject/result",
    "/credentialSubject/achievement/criteria", "/credentialSubject/achievement/image",
    "/credentialSubject/achievement/resultDescription", "/credentialSubject/achievement/resultDescription/0",
    "/credentialSubject/result/0", "/credentialSubject/result/0/value", "/credentialSubject/source", "/evidence",
    "/credentialStatus", "/credentialStatus/0", "/credentialStatus/0/type", "/credentialSchema", "/relatedResource",
    "/endorsement", "/credentialSubject/creditsEarned",
]  # fmt: skip


def test_nobody_else_can_make_one() -> None:
    with pytest.raises(TypeError, match="lint"):
        LintedDraft(object(), badge().document)
    linted = lint(badge(), CONTEXTS)
    with pytest.raises(TypeError):
        pickle.dumps(linted)
    with pytest.raises(AttributeError):
        linted.document = {}


def test_a_linted_draft_does_not_follow_later_changes() -> None:
    draft = badge()
    before = copy.deepcopy(draft.document)
    linted = lint(draft, CONTEXTS)
    draft.document["credentialSubject"]["id"] = "did:example:mallory"
    assert linted.document == before


def test_a_refusal_names_every_fault_with_place_and_clause() -> None:
    draft = changed("/validFrom", "2026-03-01")
    draft.document["credentialSubject"]["identifier"][0]["salt"] = "x"
    with pytest.raises(StackcredError, match="1 more to mend") as caught:
        lint(draft, CONTEXTS)
    assert caught.value.code is ErrorCode.LINT_REFUSED
    assert {found.pointer for found in caught.value.findings} == {
        "/validFrom",
        "/credentialSubject/identifier/0/salt",
    }
    assert all(found.clause and found.detail.endswith(".") for found in caught.value.findings)


def test_every_lint_says_what_it_holds_drafts_to() -> None:
    assert len({one.name for one in LINTS}) == len(LINTS)
    assert all(one.clause for one in LINTS)
    assert all(one.check.__module__.endswith(f".{one.name}") for one in LINTS)


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(PLACES), value=JSON)
def test_no_draft_whatever_its_shape_is_answered_by_a_crash(place: str, value: object) -> None:
    with suppress(StackcredError):
        lint(changed(place, value), CONTEXTS)


@given(document=st.dictionaries(st.text(max_size=8), JSON, max_size=4))
@settings(deadline=None)
def test_what_is_no_badge_at_all_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(StackcredError):
        lint(Draft(document), CONTEXTS)
