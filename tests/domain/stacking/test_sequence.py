"""What an `ordered` requirement puts before what, as an outcome claims it."""

from __future__ import annotations

from stackcred_issuer.domain.stacking.sequence import follows


def test_neighbouring_parts_of_an_ordered_requirement_follow_one_another() -> None:
    rule = {
        "requires": {
            "op": "all",
            "of": [
                {"op": "ordered", "of": [{"op": "select"}, {"op": "select", "id": "middle"}, {"op": "select"}]},
                {"op": "select"},
            ],
        }
    }
    places = ("requires/of/0/of/0", "middle", "requires/of/0/of/2", "requires/of/1")
    claims = [{"requirement": place, "credential": badge} for place, badge in zip(places, "abcd", strict=True)]
    assert list(follows(rule, claims)) == [("a", "b"), ("b", "c")]


def test_a_rule_without_order_puts_nothing_before_anything() -> None:
    rule = {"requires": {"op": "select"}}
    assert list(follows(rule, [{"requirement": "requires", "credential": "a"}])) == []
