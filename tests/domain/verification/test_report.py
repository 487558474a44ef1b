"""A report: three results, one verdict by precedence, and the same again from what was stored."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import dump_json, parse_object
from stackcred_issuer.domain.verification.report import Check, Report, Result, Verdict, worst

_instants = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
_text = st.text(max_size=20)
_checks = st.builds(Check, _text, st.sampled_from(Result), _text)
_objects = st.none() | st.dictionaries(_text, _text, max_size=3)


def _reports(inner: st.SearchStrategy[tuple[Report, ...]]) -> st.SearchStrategy[Report]:
    return st.builds(
        Report,
        verdict=st.sampled_from(Verdict),
        checks=st.lists(_checks, max_size=3).map(tuple),
        issuer=_objects,
        credential=_objects,
        status_as_of=st.none() | _instants,
        verified_at=_instants,
        document_digest=_text,
        credentials=inner,
        endorsements=inner,
    )


_leaves = _reports(st.just(()))


@given(_reports(st.lists(_leaves, max_size=2).map(tuple)))
def test_what_was_stored_reads_back_as_the_same_report(report: Report) -> None:
    assert Report.from_json(parse_object(dump_json(report.to_json()))) == report


def test_the_worst_verdict_decides_in_the_order_promised() -> None:
    order = ["invalid", "revoked", "suspended", "expired", "not_yet_valid", "undetermined", "valid"]
    assert [verdict.value for verdict in Verdict] == order
    for index, verdict in enumerate(Verdict):
        assert worst(list(Verdict)[index:]) is verdict


def test_nothing_examined_is_not_valid() -> None:
    assert worst([]) is Verdict.UNDETERMINED


def test_the_json_form_is_the_promised_one() -> None:
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    check = Check("proof", Result.PASS, "It holds.")
    report = Report(Verdict.VALID, (check,), {"id": "did:example:1"}, {"id": "urn:x"}, None, moment, "zDigest")
    assert report.to_json() == {
        "verdict": "valid",
        "checks": [{"name": "proof", "result": "pass", "detail": "It holds."}],
        "issuer": {"id": "did:example:1"},
        "credential": {"id": "urn:x"},
        "statusAsOf": None,
        "verifiedAt": "2026-06-01T00:00:00Z",
        "digestMultibase": "zDigest",
    }
    assert report.result_of("proof") is Result.PASS
    assert report.result_of("issuer") is None


@pytest.mark.parametrize(
    "spoil",
    [
        {"verdict": "fine"},
        {"checks": [{"name": "proof", "result": "maybe", "detail": ""}]},
        {"checks": [{"name": 1, "result": "pass", "detail": ""}]},
        {"checks": None},
        {"verifiedAt": "yesterday"},
        {"digestMultibase": None},
        {"credentials": [{}]},
    ],
)
def test_what_is_no_report_is_refused(spoil: dict[str, object]) -> None:
    report = Report(Verdict.VALID, (), None, None, None, datetime(2026, 6, 1, tzinfo=UTC), "z")
    with pytest.raises(StackcredError) as caught:
        Report.from_json({**report.to_json(), **spoil})
    assert caught.value.code is ErrorCode.MALFORMED
