"""Faults are sentences with pointers into the document as it was given."""

from __future__ import annotations

import pytest

from stackcred_issuer.domain.credential.achievement import Achievement
from stackcred_issuer.domain.credential.document import AchievementCredential
from stackcred_issuer.domain.credential.faults import faults_of, shaped
from stackcred_issuer.domain.credential.image import Image
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject

GOOD: JsonObject = {"id": "urn:1", "type": "Achievement", "name": "A", "description": "B", "criteria": {}}
ALIGNMENT: JsonObject = {"type": "Alignment", "targetName": "C", "targetUrl": "https://example.org"}


def test_a_good_document_has_none() -> None:
    assert faults_of(Achievement, GOOD | {"alignment": ALIGNMENT}) == []


def test_a_missing_member_is_named_where_it_should_stand() -> None:
    (found,) = faults_of(Achievement, {key: GOOD[key] for key in GOOD if key != "name"}, "/achievement")
    assert (found.pointer, found.detail) == ("/achievement/name", "name is required here; add it.")


def test_a_single_value_in_place_of_a_list_has_no_index() -> None:
    single = ALIGNMENT | {"targetName": 5}
    assert [found.pointer for found in faults_of(Achievement, GOOD | {"alignment": single})] == [
        "/alignment/targetName"
    ]
    assert [found.pointer for found in faults_of(Achievement, GOOD | {"alignment": [ALIGNMENT, single]})] == [
        "/alignment/1/targetName"
    ]


def test_every_fault_is_found_at_once() -> None:
    document = {"id": 5, "type": "Badge", "criteria": "none", "image": "https://example.org/a.png"}
    pointers = {found.pointer for found in faults_of(Achievement, document)}
    assert pointers == {"/id", "/type", "/criteria", "/image", "/name", "/description"}


def test_a_member_too_many_is_named() -> None:
    (found,) = faults_of(Image, {"id": "urn:1", "type": "Image", "alt": "x"})
    assert found.pointer == "/alt"
    assert "alt is not a member of this class" in found.detail


def test_kinds_of_fault_may_be_passed_over() -> None:
    document = {"validFrom": "yesterday"}
    kept = {found.pointer for found in faults_of(AchievementCredential, document, ignored=frozenset({"missing"}))}
    assert kept == {"/validFrom"}
    assert faults_of(AchievementCredential, document, ignored=frozenset({"missing", "instant"})) == []


def test_what_is_no_object_at_all_is_one_fault() -> None:
    (found,) = faults_of(Achievement, "text")
    assert (found.pointer, found.detail) == ("", "Give a JSON object.")


def test_shaping_writes_lists_and_keeps_the_rest() -> None:
    shape = shaped(Achievement, GOOD | {"alignment": ALIGNMENT, "tag": "x", "ext:more": None})
    assert shape["type"] == ["Achievement"]
    assert shape["alignment"] == [ALIGNMENT | {"type": ["Alignment"]}]
    assert shape["tag"] == ["x"]
    assert shape["ext:more"] is None


def test_shaping_refuses_with_every_finding() -> None:
    with pytest.raises(StackcredError, match="no Achievement") as caught:
        shaped(Achievement, GOOD | {"name": 5, "tag": [1]}, "/a")
    assert caught.value.code is ErrorCode.INVALID
    assert [found.pointer for found in caught.value.findings] == ["/a/name", "/a/tag/0"]
