"""Statements are read as xAPI 1.0.3 and 2.0 have them; what is none is refused with a pointer."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.lms.report import Account, Report, Score
from stackcred_issuer.domain.lms.xapi import FAILED, PASSED, VOIDED, Statement, read_statement

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
ID = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"


def statement(**members: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "actor": {"mbox": "mailto:Ana@Example.org"},
        "verb": {"id": PASSED},
        "object": {"id": "https://lms.example/quiz"},
        "result": {"score": {"scaled": Decimal("0.9"), "raw": 9, "min": 0, "max": 10}, "success": True},
        "timestamp": "2026-03-01T10:00:00.5+01:00",
    } | members


def read(**members: Any) -> Statement:
    return read_statement(statement(**members), (), NOW)


def test_a_pass_is_a_report_of_who_what_when_and_how_well() -> None:
    score = Score(given=Decimal(9), maximum=Decimal(10), minimum=Decimal(0), scaled=Decimal("0.9"))
    account = Account("emailAddress", "ana@example.org")
    when = datetime(2026, 3, 1, 9, 0, 0, 500_000, tzinfo=UTC)
    assert read() == Statement(ID, Report(account, "https://lms.example/quiz", when, True, score))


@pytest.mark.parametrize(
    ("actor", "account"),
    [
        (
            {"account": {"homePage": "https://lms.example", "name": "u7"}},
            Account("accountId", "https://lms.example|u7"),
        ),
        ({"openid": "https://id.example/ana"}, Account("identifier", "https://id.example/ana")),
        ({"mbox_sha1sum": "ab"}, Account("identifier", "mbox_sha1sum:ab")),
    ],
)
def test_every_kind_of_agent_is_somebody(actor: dict[str, Any], account: Account) -> None:
    report = read(actor=actor).report
    assert report is not None
    assert report.account == account


def test_the_verb_says_success_where_the_result_does_not() -> None:
    for verb, success in ((PASSED, True), (FAILED, False)):
        report = read(verb={"id": verb}, result={}).report
        assert report is not None
        assert report.success is success


@pytest.mark.parametrize(
    "members",
    [
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/launched"}},
        {"object": {"objectType": "Agent", "mbox": "mailto:a@b.example"}},
        {"actor": {"objectType": "Group", "member": []}},
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/completed"}, "result": {"completion": True}},
    ],
)
def test_what_is_no_result_is_no_report(members: dict[str, Any]) -> None:
    assert read(**members) == Statement(ID)


def test_a_voiding_statement_names_the_one_it_takes_back() -> None:
    other = "00000000-0000-4000-8000-000000000000"
    voiding = read(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": other})
    assert voiding == Statement(ID, voids=other)


def test_without_a_timestamp_it_happened_when_it_was_stored() -> None:
    document = statement()
    del document["timestamp"]
    report = read_statement(document, (), NOW).report
    assert report is not None
    assert report.at == NOW


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"id": "7"}, "/3/id"),
        ({"actor": None}, "/3/actor"),
        ({"actor": {}}, "/3/actor"),
        ({"actor": {"mbox": "mailto:a@b.example", "openid": "https://x.example"}}, "/3/actor"),
        ({"actor": {"mbox": "a@b.example"}}, "/3/actor/mbox"),
        ({"actor": {"account": {"name": "u7"}}}, "/3/actor/account/homePage"),
        ({"verb": {}}, "/3/verb/id"),
        ({"object": []}, "/3/object"),
        ({"object": {}}, "/3/object/id"),
        ({"result": {"success": "yes"}}, "/3/result/success"),
        ({"result": {"score": {"scaled": 2}}}, "/3/result/score/scaled"),
        ({"result": {"score": {"raw": 11, "max": 10}}}, "/3/result/score/raw"),
        ({"result": {"score": {"raw": True}}}, "/3/result/score/raw"),
        ({"timestamp": "yesterday"}, "/3/timestamp"),
        ({"verb": {"id": VOIDED}}, "/3/object"),
    ],
)
def test_what_is_no_statement_is_refused_where_it_is_wrong(members: dict[str, Any], pointer: str) -> None:
    with pytest.raises(StackcredError) as refused:
        read_statement(statement(**members), (3,), NOW)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.INVALID, pointer)
