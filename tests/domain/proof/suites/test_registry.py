"""Each suite is found by the proof that names it, and by its name."""

from __future__ import annotations

import pytest
from tests.support.proof import CONTEXTS, SIGNER, badge

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.suite import DATA_INTEGRITY, Cryptosuite
from stackcred_issuer.domain.proof.suites import SUITES, suite_for, suite_named


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_a_suite_is_found_by_its_proof_and_by_its_name(suite: Cryptosuite) -> None:
    proof = {"type": suite.proof_type}
    if suite.proof_type == DATA_INTEGRITY:
        proof["cryptosuite"] = suite.name
    assert suite_for(proof) is suite
    assert suite_named(suite.name) is suite


def test_no_two_suites_share_a_name() -> None:
    assert len({suite.name for suite in SUITES}) == len(SUITES)


def test_an_unknown_suite_is_unsupported_by_name() -> None:
    with pytest.raises(StackcredError) as caught:
        suite_named("rot13")
    assert caught.value.code is ErrorCode.UNSUPPORTED


@pytest.mark.parametrize("name", ["eddsa-2022", "Ed25519Signature2020"])
def test_an_older_suite_only_verifies(name: str) -> None:
    with pytest.raises(StackcredError) as caught:
        suite_named(name).sign(badge(), {}, SIGNER, CONTEXTS)
    assert caught.value.code is ErrorCode.UNSUPPORTED
