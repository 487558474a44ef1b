"""Holdings are read strictly where they mean something, and digested as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.stacking.build import badge

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import parse_json
from stackcred_issuer.domain.stacking.holdings import parse_holdings

ATTESTATION = {"type": "Attestation", "id": "urn:att", "role": "confirmer", "by": "did:x", "at": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": None}, "/0/id"),
        ({"awarded": None}, "/0/awarded"),
        ({"awarded": "2026-01-01"}, "/0/awarded"),
        ({"validUntil": "tomorrow"}, "/0/validUntil"),
        ({"status": "lapsed"}, "/0/status"),
        ({"issuer": ""}, "/0/issuer"),
        ({"trusted": "perhaps"}, "/0/trusted"),
        ({"creditsEarned": -1}, "/0/creditsEarned"),
        ({"creditsEarned": "3"}, "/0/creditsEarned"),
        ({"hours": 2**53 + 2}, "/0/hours"),
        ({"results": {"a/b": 7}}, "/0/results/a~1b"),
        ({"levels": {"AQF": "4"}}, "/0/levels/AQF"),
        ({"tags": "x"}, "/0/tags"),
        ({"alignments": [{"framework": "x"}]}, "/0/alignments/0/url"),
        ({"endorsements": [{"role": "mentor"}]}, "/0/endorsements/0/by"),
        ({"attestations": [{"role": "x"}]}, "/0/attestations/0/by"),
        ({"mine": 1e300}, "/0/mine"),
    ],
)
def test_a_bad_holding_is_refused_at_its_place(change: Any, place: str) -> None:
    with pytest.raises(StackcredError) as caught:
        parse_holdings([{**badge("urn:1", "A"), **change}])
    assert caught.value.pointer == place


@pytest.mark.parametrize("name", ["id", "achievement", "issuer", "awarded", "status"])
def test_a_required_member_is_missed_by_name(name: str) -> None:
    item = badge("urn:1", "A")
    del item[name]
    with pytest.raises(StackcredError) as caught:
        parse_holdings([badge("urn:0", "A"), item], pointer="/holdings")
    assert caught.value.pointer == f"/holdings/1/{name}"


def test_an_id_stands_once_among_badges_and_attestations() -> None:
    for twice in ([badge("urn:1", "A"), badge("urn:1", "B")], [badge("urn:att", "A"), ATTESTATION]):
        with pytest.raises(StackcredError) as caught:
            parse_holdings(twice)
        assert caught.value.pointer == "/1/id"


def test_more_than_5000_holdings_are_refused() -> None:
    with pytest.raises(StackcredError) as caught:
        parse_holdings([badge(f"urn:{n}", "A") for n in range(5001)])
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_the_digest_does_not_depend_on_order_but_on_every_member() -> None:
    one, two = badge("urn:1", "A"), badge("urn:2", "B")
    digest = parse_holdings([one, two]).digest
    assert parse_holdings([two, one]).digest == digest
    assert parse_holdings([one, {**two, "extra": 1}]).digest != digest


def test_badges_are_ranked_by_instant_then_id() -> None:
    items = [
        badge("urn:c", "A", awarded="2026-01-01T01:00:00+01:00"),
        badge("urn:b", "A", awarded="2026-01-01T00:00:00Z"),
        badge("urn:a", "A", awarded="2026-01-01T00:00:01Z"),
    ]
    assert [item.id for item in parse_holdings(items).items] == ["urn:b", "urn:c", "urn:a"]


def test_a_number_that_no_double_can_hold_is_refused() -> None:
    text = '[{"id":"u","achievement":"A","issuer":"i","awarded":"2026-01-01T00:00:00Z","status":"active","hours":%s}]'
    for good in ("0.1", "9007199254740992", "1e15", "1.10"):
        parse_holdings(parse_json(text % good, exact_numbers=True))
    for bad in ("0.10000000000000001", "9007199254740993", "1e16", "1e-999999", "1e400"):
        with pytest.raises(StackcredError) as caught:
            parse_holdings(parse_json(text % bad, exact_numbers=True))
        assert caught.value.pointer == "/0/hours"
