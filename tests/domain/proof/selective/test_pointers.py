"""JSON pointers choose the smallest part of a document that still means what it meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer, walk
from stackcred_issuer.domain.proof.selective.pointers import resolve, select

DOCUMENT: JsonObject = {
    "@context": ["https://www.w3.org/ns/credentials/v2", {"x": "https://x.example/"}],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "A badge",
    "credentialSubject": {
        "id": "_:b7",
        "type": "AchievementSubject",
        "result": [
            {"type": "Result", "value": "1"},
            {"type": "Result", "value": "2", "a/b~c": 3},
            {"type": "Result", "value": "4"},
        ],
    },
}

trees = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)
documents = st.dictionaries(st.text(max_size=4), trees, max_size=5)


def chosen(*pointers: str) -> JsonObject | None:
    return select([resolve(text, DOCUMENT) for text in pointers], DOCUMENT)


def test_nothing_chosen_is_nothing() -> None:
    assert chosen() is None


def test_ids_types_and_the_context_come_along() -> None:
    assert chosen("/credentialSubject/result/1/value") == {
        "@context": DOCUMENT["@context"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": {"type": "AchievementSubject", "result": [{"type": "Result", "value": "2"}]},
    }


def test_items_of_an_array_keep_their_order_and_leave_no_holes() -> None:
    found = chosen("/credentialSubject/result/2", "/credentialSubject/result/0/value")
    assert found is not None
    assert [item["value"] for item in found["credentialSubject"]["result"]] == ["1", "4"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_larger_choice_holds_whatever_the_order(order: int) -> None:
    pointers = ["/credentialSubject/result/1/value", "/credentialSubject/result"][::order]
    found = chosen(*pointers)
    assert found is not None
    assert found["credentialSubject"]["result"] == DOCUMENT["credentialSubject"]["result"]


def test_the_whole_document_is_the_empty_pointer() -> None:
    assert chosen("/name", "") == DOCUMENT


def test_escapes_are_read_as_the_rfc_says() -> None:
    found = chosen("/credentialSubject/result/1/a~1b~0c")
    assert found is not None
    assert found["credentialSubject"]["result"] == [{"type": "Result", "a/b~c": 3}]


@pytest.mark.parametrize(
    "text",
    [
        "name", "/nothing", "/name/0", "/credentialSubject/result/3", "/credentialSubject/result/01",
        "/credentialSubject/result/-", "/credentialSubject/result/-1", "/credentialSubject/result/value",
        "/credentialSubject/result/1/a~2b", "/name/", "/credentialSubject/result/99999999999999999999", "/~",
    ],
)  # fmt: skip
def test_a_pointer_to_nothing_is_refused_and_named(text: str) -> None:
    with pytest.raises(StackcredError) as caught:
        resolve(text, DOCUMENT)
    assert caught.value.code is ErrorCode.INVALID
    assert caught.value.pointer == text


@given(documents)
def test_every_value_is_found_by_its_pointer(document: JsonObject) -> None:
    for tokens, _ in walk(document):
        assert resolve(pointer(*tokens), document) == tokens


@given(documents, st.data())
def test_what_is_chosen_is_there_and_the_document_is_untouched(document: JsonObject, data: st.DataObject) -> None:
    before = repr(document)
    paths = [tokens for tokens, _ in walk(document)]
    wanted = data.draw(st.lists(st.sampled_from(paths), max_size=4))
    found = select(wanted, document)
    assert repr(document) == before
    leaves = _leaves(document)
    assert found is None or all(leaf in leaves for leaf in _leaves(found))
    for path in wanted:
        assert all(leaf in _leaves(found) for leaf in _leaves(_at(document, path)))


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for token in path:
        value = value[token]
    return value


def _leaves(value: Any) -> list[Any]:
    return [leaf for _, leaf in walk(value) if not isinstance(leaf, dict | list)]
