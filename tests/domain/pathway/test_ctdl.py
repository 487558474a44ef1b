"""CTDL says what it has words for: every step once, what comes first, and choices with their number."""

from __future__ import annotations

from tests.domain.pathway.test_model import branching

from stackcred_issuer.domain.pathway.ctdl import to_ctdl

URL = "https://badges.example/pathways/1"


def test_a_pathway_is_told_with_its_components() -> None:
    whole, *parts = to_ctdl(branching(), url=URL, owner="did:web:badges.example")["@graph"]
    assert (whole["@type"], whole["ceterms:name"]) == ("ceterms:Pathway", {"en": "Into networks"})
    assert whole["ceterms:hasPart"] == [part["@id"] for part in parts]
    assert whole["ceterms:hasDestinationComponent"] == [f"{URL}#english", f"{URL}#site"]
    assert whole["ceterms:requires"][0]["ceterms:targetCredential"] == ["https://a.example/plans"]
    assert "Exit after medium: Cabling assistant (work: Cabling)." in whole["ceterms:description"]["en"]
    by_id = {part["@id"].partition("#")[2]: part for part in parts}
    assert by_id["copper"]["ceterms:precededBy"] == [f"{URL}#basics"]
    assert by_id["copper"]["ceterms:proxyFor"] == ["https://a.example/copper"]
    [condition] = by_id["site"]["ceterms:hasCondition"]
    assert (condition["ceterms:requiredNumber"], condition["ceterms:targetComponent"]) == (
        1, [f"{URL}#copper", f"{URL}#fibre"],
    )  # fmt: skip
    assert "Optional" in by_id["english"]["ceterms:description"]["en"]
    assert "ceterms:precededBy" not in by_id["basics"]
