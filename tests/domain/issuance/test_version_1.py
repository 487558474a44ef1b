"""A badge in the form of VC 1.1: the older contexts and dates, nothing else changed, and only where it can be."""

from __future__ import annotations

import pytest
from tests.domain.issuance.build import badge

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.version_1 import as_version_1
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import check_terms
from stackcred_issuer.domain.verification.checks.structure import findings_of_credential
from stackcred_issuer.gateways.bundled import load_contexts

BADGE = {**badge().document, "name": "Networks"}


def test_every_term_of_a_whole_badge_is_defined_in_the_older_contexts_too() -> None:
    older = as_version_1(BADGE)
    check_terms(older, load_contexts())
    assert list(findings_of_credential(older)) == []
    assert older["issuanceDate"] == BADGE["validFrom"]
    assert older["expirationDate"] == BADGE["validUntil"]
    assert not {"validFrom", "validUntil"} & older.keys()
    rest = BADGE.keys() - {"@context", "validFrom", "validUntil"}
    assert {name: older[name] for name in rest} == {name: BADGE[name] for name in rest}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"@context": ["https://www.w3.org/2018/credentials/v1"]}, "/@context"),
        ({"name": None}, "/name"),
        ({"issuer": "did:web:badges.example.org"}, "/issuer"),
        ({"validFrom": None}, "/validFrom"),
    ],
)
def test_what_vc_1_1_asks_for_must_be_there(change: JsonObject, place: str) -> None:
    with pytest.raises(StackcredError) as caught:
        as_version_1({**BADGE, **change})
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.INVALID, place)
