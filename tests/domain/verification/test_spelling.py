"""Nothing that a signature covers can be written so that readers of the JSON overlook it.

Each rewriting below keeps the meaning in RDF, so the signature still holds; what changes is what a reader finds.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from tests.domain.verification.making import (
    EXTENSIONS,
    LIST_URL,
    OB,
    V2,
    badge,
    contexts,
    detail_of,
    key,
    report_on,
    signed,
)

from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.verification.report import Result, Verdict
from stackcred_issuer.domain.verification.spelling import findings_of_spelling

CREDENTIALS = "https://www.w3.org/2018/credentials#"
DATE = "http://www.w3.org/2001/XMLSchema#dateTime"
STATUS = {
    "id": f"{LIST_URL}#1",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "1",
    "statusListCredential": LIST_URL,
}
EXPIRED = signed(badge(validUntil="2026-02-01T00:00:00Z", credentialStatus=[STATUS]))


def full_iri(document: JsonObject) -> None:
    document[f"{CREDENTIALS}validUntil"] = {"@type": DATE, "@value": document.pop("validUntil")}


def prefixed(document: JsonObject) -> None:
    document["@context"].append({"c": {"@id": CREDENTIALS, "@prefix": True}})
    document["c:validUntil"] = {"@type": DATE, "@value": document.pop("validUntil")}


def alias(document: JsonObject) -> None:
    document["@context"].append({"expiry": {"@id": f"{CREDENTIALS}validUntil", "@type": DATE}})
    document["expiry"] = document.pop("validUntil")


def alias_by_prefix(document: JsonObject) -> None:
    document["@context"].append(
        {
            "c": {"@id": "https://www.w3.org/2018/", "@prefix": True},
            "expiry": {"@id": "c:credentials#validUntil", "@type": DATE},
        }
    )
    document["expiry"] = document.pop("validUntil")


def status_alias(document: JsonObject) -> None:
    document["@context"].append({"note": {"@id": f"{CREDENTIALS}credentialStatus", "@type": "@id"}})
    document["note"] = document.pop("credentialStatus")


def nested(document: JsonObject) -> None:
    document["@nest"] = {"validUntil": document.pop("validUntil")}


def nested_by_alias(document: JsonObject) -> None:
    document["@context"].append({"more": "@nest"})
    document["more"] = {"validUntil": document.pop("validUntil")}


def included(document: JsonObject) -> None:
    document["@included"] = [
        {"id": document["id"], "type": "VerifiableCredential", "validUntil": document.pop("validUntil")}
    ]


def keyword(document: JsonObject) -> None:
    document["@type"] = document.pop("type")


REWRITINGS = [
    full_iri,
    prefixed,
    alias,
    alias_by_prefix,
    status_alias,
    nested,
    nested_by_alias,
    included,
    keyword,
]


def rewritten(rewrite: Callable[[JsonObject], None], document: JsonObject = EXPIRED) -> JsonObject:
    form = copy.deepcopy(document)
    rewrite(form)
    return form


def meaning(document: JsonObject) -> bytes:
    return canonicalize({name: value for name, value in document.items() if name != "proof"}, contexts())


@pytest.mark.parametrize("rewrite", REWRITINGS)
def test_a_rewriting_that_hides_an_expiry_or_a_status_is_refused(rewrite: Callable[[JsonObject], None]) -> None:
    form = rewritten(rewrite)
    assert meaning(form) == meaning(EXPIRED), "the test is about forms that a signature cannot tell apart"
    report = report_on(form)
    assert report.verdict is Verdict.INVALID
    assert report.result_of("terms") is Result.FAIL
    assert report.result_of("proof") is Result.PASS
    assert "overlooked" in detail_of(report, "terms")


def test_the_plain_form_is_expired_and_not_more() -> None:
    assert report_on(EXPIRED).verdict is Verdict.EXPIRED


def test_what_belongs_to_the_document_cannot_move_into_another_object_with_its_id() -> None:
    """A refreshService may have the very id of the credential; in RDF the two are one."""
    own = badge()["id"]
    service = {"id": own, "type": "1EdTechCredentialRefresh"}
    document = signed(
        badge(**{"@context": [V2, OB, EXTENSIONS]}, refreshService=service, validUntil="2026-02-01T00:00:00Z")
    )
    assert report_on(document).verdict is Verdict.EXPIRED
    form = copy.deepcopy(document)
    form["refreshService"]["type"] = ["1EdTechCredentialRefresh", "VerifiableCredential"]
    form["refreshService"]["validUntil"] = form.pop("validUntil")
    assert meaning(form) == meaning(document)
    report = report_on(form)
    assert report.verdict is Verdict.INVALID
    assert "/refreshService" in detail_of(report, "terms")


def test_a_scheme_cannot_become_a_prefix() -> None:
    document = signed(badge(id="https://issuer.example/badges/1", validUntil="2026-02-01T00:00:00Z"))
    form = copy.deepcopy(document)
    form["@context"] += [
        {"urn": {"@id": "https://www.w3.org/2018/", "@prefix": True}},
        {"expiry": {"@id": "urn:credentials#validUntil", "@type": DATE}},
    ]
    form["expiry"] = form.pop("validUntil")
    assert meaning(form) == meaning(document)
    assert report_on(form).verdict is Verdict.INVALID


def test_an_id_cannot_be_shortened_so_that_a_revocation_list_does_not_know_it() -> None:
    url = "https://issuer.example/revoked"
    status = {"id": url, "type": "1EdTechRevocationList"}
    document = signed(badge(**{"@context": [V2, OB, EXTENSIONS]}, credentialStatus=status))
    answers: Any = {url: {"revokedCredential": [{"id": document["id"]}]}}
    assert report_on(document, answers).verdict is Verdict.REVOKED
    form = copy.deepcopy(document)
    form["@context"].append({"u": {"@id": "urn:uuid:", "@prefix": True}})
    form["id"] = document["id"].replace("urn:uuid:", "u:")
    assert meaning(form) == meaning(document)
    assert report_on(form, answers).verdict is Verdict.INVALID


def test_a_proof_cannot_hide_when_it_runs_out() -> None:
    document = signed(badge(), expires="2026-02-01T00:00:00Z")
    assert report_on(document).verdict is Verdict.INVALID
    form = copy.deepcopy(document)
    form["proof"]["https://w3id.org/security#expiration"] = {"@type": DATE, "@value": form["proof"].pop("expires")}
    assert report_on(form).verdict is Verdict.INVALID


def test_the_dates_of_one_version_have_no_place_in_the_other() -> None:
    """A 1.1 badge dressed as 2.0 would keep its signature and lose its end."""
    for document, name in (
        (badge(expirationDate="2026-02-01T00:00:00Z"), "/expirationDate"),
        (badge(**{"@context": ["https://www.w3.org/2018/credentials/v1"]}), "/validFrom"),
    ):
        assert [finding.pointer for finding in findings_of_spelling(document, contexts())] == [name]


@pytest.mark.parametrize(
    "inline",
    [
        {"shoeSize": "https://shop.example/terms#shoeSize"},
        {"shop": "https://shop.example/terms#", "shoeSize": {"@id": "shop:shoeSize"}},
        {"@vocab": "https://shop.example/terms#"},
        {"@version": 1.1, "@protected": True, "shoeSize": {"@id": "urn:shop:size", "@context": {}}},
        {"nothing": None},
    ],
)
def test_a_context_of_ones_own_may_bring_terms_of_ones_own(inline: JsonObject) -> None:
    signer = key(3)
    extra = {} if "nothing" in inline else {"shoeSize": "46"}
    document = badge(signer.controller, **{"@context": [V2, OB, inline]}, **extra)
    assert report_on(signed(document, signer)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "inline",
    [
        {"@vocab": CREDENTIALS},
        {"@vocab": "https://www.w3.org/2018/cred"},
        {"@vocab": ""},
        {"@base": "https://shop.example/"},
        {"@import": V2},
        {"x": "@type"},
        {"x": "shoeSize"},
        {"x": {"@reverse": "https://shop.example/terms#x"}},
        {"x": {"@id": "https://shop.example/terms#x", "@context": {"y": f"{CREDENTIALS}validUntil"}}},
        {"x": {"@id": "https://shop.example/terms#x", "@context": [None, {"y": "@nest"}]}},
        {"x": {"@type": "@id"}},
        {"x": 7},
        {"@vocab": "terms/"},
        {"@propagate": False},
        {"credentialSubject": "https://shop.example/terms#x"},
        {"achievement": {"@id": "https://shop.example/terms#x", "@type": "@json"}},
        {"issuer": None},
        {"id": "https://shop.example/terms#id"},
    ],
)
def test_but_no_other_names_for_what_everybody_knows(inline: JsonObject) -> None:
    document = badge(**{"@context": [V2, OB, inline]})
    assert list(findings_of_spelling(document, contexts()))


@pytest.mark.parametrize("name", ["shop:shoeSize", "shop:size/46"])
def test_a_prefix_of_ones_own_may_begin_members_and_types(name: str) -> None:
    signer = key(3)
    context = [V2, OB, {"shop": "https://shop.example/terms#", "id": "@id"}]
    document = badge(signer.controller, **{"@context": context, name: "46"})
    document["type"].append("shop:Shoe")
    assert report_on(signed(document, signer)).verdict is Verdict.VALID


def test_a_prefix_of_ones_own_may_not_begin_a_value_or_what_everybody_knows() -> None:
    context = [V2, OB, {"shop": "https://shop.example/terms#", "w": "https://www.w3.org/2018/"}]
    for change in (
        {"evidence": "shop:x"},
        {"w:credentials#validUntil": "x"},
        {"type": ["w:credentials#X:y", "shop:y", "w:credentials#issuer"]},
    ):
        assert list(findings_of_spelling(badge(**{"@context": context, **change}), contexts()))


def test_no_two_names_of_the_pinned_contexts_mean_the_same_where_it_matters() -> None:
    """Else a stranger could exchange one for the other by exchanging the contexts."""
    names: dict[str, set[str]] = {}
    for url in contexts():
        _collect(contexts().get(url)["@context"], {}, names)
    twice = {iri: found for iri, found in names.items() if len(found) > 1}
    assert all("ob/vocab.html#" in iri for iri in twice), "types and properties of Open Badges that share a name"
    assert names[f"{CREDENTIALS}validUntil"] == {"validUntil"}
    assert names[f"{CREDENTIALS}expirationDate"] == {"expirationDate"}
    assert names[f"{CREDENTIALS}credentialStatus"] == {"credentialStatus"}


def _collect(context: Any, around: JsonObject, names: dict[str, set[str]]) -> None:
    for part in context if isinstance(context, list) else [context]:
        prefixes = {**around, **part} if isinstance(part, dict) else around
        for name, definition in part.items() if isinstance(part, dict) else ():
            iri = definition.get("@id") if isinstance(definition, dict) else definition
            if name.startswith("@") or not isinstance(iri, str):
                continue
            prefix, _, rest = iri.partition(":")
            start = prefixes.get(prefix)
            start = start.get("@id") if isinstance(start, dict) else start
            names.setdefault(start + rest if start and not rest.startswith("//") else iri, set()).add(name)
            if isinstance(definition, dict) and "@context" in definition:
                _collect(definition["@context"], prefixes, names)


def test_language_values_are_plain() -> None:
    signer = key(3)
    document = badge(signer.controller, name={"@value": "Schweißen", "@language": "de"})
    findings = list(findings_of_spelling(document, contexts()))
    assert findings == []
    assert any("@value" in value for _, value in walk(document) if isinstance(value, dict))
