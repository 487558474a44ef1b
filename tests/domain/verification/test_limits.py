"""What costs most is counted before anything costly is done."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import badge, report_on, signed

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.verification.limits import (
    MAX_CONTEXTS,
    MAX_CREDENTIALS,
    MAX_ENDORSEMENTS,
    MAX_ENTRIES,
    MAX_PROOFS,
    MAX_STATUS_ENTRIES,
    MAX_TYPES,
    check_size,
)
from stackcred_issuer.domain.verification.report import Result, Verdict

ONE: dict[str, Any] = {"type": "X"}
LIMITS = [
    ("proof", MAX_PROOFS),
    ("credentialStatus", MAX_STATUS_ENTRIES),
    ("@context", MAX_CONTEXTS),
    ("type", MAX_TYPES),
    ("endorsement", MAX_ENDORSEMENTS),
    ("endorsementJwt", MAX_ENDORSEMENTS),
    ("verifiableCredential", MAX_CREDENTIALS),
    ("evidence", MAX_ENTRIES),
]


@pytest.mark.parametrize(("name", "limit"), LIMITS)
def test_as_many_as_the_limit_pass_and_one_more_does_not(name: str, limit: int) -> None:
    check_size({"a": {name: [ONE] * limit}})
    with pytest.raises(StackcredError) as refused:
        check_size({"a": {name: [ONE] * (limit + 1)}})
    assert refused.value.code is ErrorCode.TOO_LARGE
    assert str(limit) in refused.value.detail


@pytest.mark.parametrize("name", ["endorsement", "endorsementJwt", "verifiableCredential"])
def test_those_with_keys_of_their_own_count_together_wherever_they_stand(name: str) -> None:
    few = {name: ["a.b.c"] * 40}
    with pytest.raises(StackcredError):
        check_size({"credentialSubject": [few, {"achievement": few}, {"more": few}]})


def test_beyond_a_limit_nothing_is_believed() -> None:
    report = report_on(signed(badge(evidence=[{"type": ["Evidence"]}] * (MAX_ENTRIES + 1))))
    assert report.verdict is Verdict.UNDETERMINED
    assert report.result_of("terms") is report.result_of("proof") is Result.UNDETERMINED
