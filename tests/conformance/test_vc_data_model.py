"""What the W3C suite for VC Data Model 2.0 asserts of issuers and verifiers (requirements 80 to 84), over HTTP."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.support.vc_api import EXAMPLES, V1, V2, Instance, Json, accepted, refused

OTHER = "did:key:z6MkqeN4xJTjBG4yvtaukoSuCb3USrmYB8exCZJ9n5hF8jSy"
SCHEMA = {"id": "https://schema.example/1", "type": "JsonSchema"}
LANGUAGE = {"@value": "Welding", "@language": "en", "@direction": "ltr"}
NAMED_ISSUER = {"name": "us", "description": LANGUAGE}
SRI_OF_V2 = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
WRONG_SRI = "sha384-" + "A" * 64
_GONE = "(left out)"

BAD_IDS: dict[str, Any] = {
    "null": None,
    "an array": ["urn:uuid:1", "urn:uuid:2"],
    "a number": 4,
    "an object": {"id": "urn:uuid:1"},
    "no URL": "not a url",
    "several words": "urn:a urn:b",
}
BAD_TEXTS: dict[str, Any] = {
    "a number": 4,
    "an object without @value": {"@language": "en"},
    "an object with other keys": {**LANGUAGE, "url": "https://x.example"},
    "a list with one of these": [LANGUAGE, {"value": "x"}],
    "a boolean": True,
}
BAD_DATES: dict[str, Any] = {
    "without a zone": "2026-01-01T00:00:00",
    "a date only": "2026-01-01",
    "words": "tomorrow",
    "an impossible day": "2026-02-31T00:00:00Z",
    "a number": 1767225600,
    "null": None,
    "a list": ["2026-01-01T00:00:00Z"],
}

# path into the credential (or its members) → what is put there; _GONE takes it away
BAD: dict[str, Json] = {
    "no @context": {"@context": _GONE},
    "@context null": {"@context": None},
    "@context a text": {"@context": V2},
    "@context an object": {"@context": {"@vocab": "https://x.example/"}},
    "@context an empty list": {"@context": []},
    "@context in the wrong order": {"@context": [EXAMPLES, V2]},
    "@context with a number": {"@context": [V2, 4]},
    "@context with a list": {"@context": [V2, [EXAMPLES]]},
    "@context with a boolean": {"@context": [V2, True]},
    "@context that cannot be loaded": {"@context": [V2, "https://unknown.example/context"]},
    "@context that is no URL": {"@context": [V2, "nonsense"]},
    "@context that redefines a protected term": {"@context": [V2, {"VerifiableCredential": "https://x.example/VC"}]},
    "no type": {"type": _GONE},
    "type null": {"type": None},
    "type an empty list": {"type": []},
    "type without VerifiableCredential": {"type": ["ExampleDegreeCredential"]},
    "type a number": {"type": ["VerifiableCredential", 4]},
    "type an object": {"type": {"a": "VerifiableCredential"}},
    "type unknown to the contexts": {"@context": [V2], "type": ["VerifiableCredential", "Unmapped"],
                                     "credentialSubject": {"id": "did:example:ana"}},
    "no issuer": {"issuer": _GONE},
    "issuer null": {"issuer": None},
    "issuer no URL": {"issuer": "us"},
    "issuer a number": {"issuer": 4},
    "issuer a list": {"issuer": [OTHER]},
    "issuer without id": {"issuer": {"name": "us"}},
    "issuer with an id that is no URL": {"issuer": {"id": "us"}},
    "issuer with a null id": {"issuer": {"id": None}},
    "another issuer": {"issuer": OTHER},
    "no credentialSubject": {"credentialSubject": _GONE},
    "credentialSubject null": {"credentialSubject": None},
    "credentialSubject empty": {"credentialSubject": {}},
    "credentialSubject a text": {"credentialSubject": "did:example:ana"},
    "credentialSubject an empty list": {"credentialSubject": []},
    "credentialSubject with an empty one": {"credentialSubject": [{"id": "did:example:ana"}, {}]},
    "a term that nobody defines": {"@context": [V2], "type": ["VerifiableCredential"],
                                   "credentialSubject": {"id": "did:example:ana", "undefinedTerm": "x"}},
    "validUntil before validFrom": {"validFrom": "2026-02-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"},
    "credentialStatus without type": {"credentialStatus": {"id": "https://x.example/1"}},
    "credentialStatus with an id that is no URL": {"credentialStatus": {"id": "1", "type": "ExampleStatus"}},
    "credentialStatus a text": {"credentialStatus": "https://x.example/1"},
    "termsOfUse without type": {"termsOfUse": {"id": "https://x.example/1"}},
    "one termsOfUse without type": {"termsOfUse": [{"type": "ExampleTerms"}, {"id": "https://x.example/1"}]},
    "evidence without type": {"evidence": {"id": "https://x.example/1"}},
    "one evidence without type": {"evidence": [{"type": "ExampleEvidence"}, {"id": "https://x.example/1"}]},
    "refreshService without type": {"refreshService": {"id": "https://x.example/1"}},
    "credentialSchema without type": {"credentialSchema": {"id": "https://x.example/1"}},
    "credentialSchema without id": {"credentialSchema": {"type": "JsonSchema"}},
    "credentialSchema with an id that is no URL": {"credentialSchema": {"id": "1", "type": "JsonSchema"}},
    "one credentialSchema without id": {"credentialSchema": [SCHEMA, {"type": "JsonSchema"}]},
    "proof without type": {"proof": {"created": "2026-01-01T00:00:00Z"}},
    "relatedResource a text": {"relatedResource": V2},
    "relatedResource a list of texts": {"relatedResource": [V2]},
    "relatedResource without id": {"relatedResource": [{"digestSRI": SRI_OF_V2}]},
    "relatedResource twice": {"relatedResource": [{"id": V2, "digestSRI": SRI_OF_V2}] * 2},
    "relatedResource without digest": {"relatedResource": [{"id": V2}]},
    "relatedResource with a wrong digest": {"relatedResource": [{"id": V2, "digestSRI": WRONG_SRI}]},
    **{f"id {name}": {"id": value} for name, value in BAD_IDS.items()},
    **{f"credentialSubject.id {name}": {"credentialSubject": {"id": value, "degree": "x"}}
       for name, value in BAD_IDS.items()},
    **{f"{member} {name}": {member: value}
       for member in ("name", "description") for name, value in BAD_TEXTS.items()},
    **{f"validFrom {name}": {"validFrom": value} for name, value in BAD_DATES.items()},
    **{f"validUntil {name}": {"validUntil": value} for name, value in BAD_DATES.items()},
}  # fmt: skip

GOOD: dict[str, Json] = {
    "as it is": {},
    "no id": {"id": _GONE},
    "no validFrom": {"validFrom": _GONE},
    "type a text": {"type": "VerifiableCredential"},
    "type an absolute URL": {"type": ["VerifiableCredential", "https://x.example/Type"]},
    "a context written out": {"@context": [V2, {"seals": "https://x.example/seals"}], "type": ["VerifiableCredential"],
                              "credentialSubject": {"id": "did:example:ana", "seals": "3"}},
    "several subjects": {"credentialSubject": [{"id": "did:example:ana"}, {"id": "did:example:ben"}]},
    "a subject without id": {"credentialSubject": {"degree": "x"}},
    "validFrom in the far future": {"validFrom": "3026-01-01T00:00:00Z"},
    "fractions of a second": {"validFrom": "2026-01-01T00:00:00.123Z"},
    "another zone": {"validFrom": "2026-01-01T00:00:00+05:30"},
    "equal dates": {"validFrom": "2126-01-01T00:00:00Z", "validUntil": "2126-01-01T00:00:00Z"},
    "status without id": {"credentialStatus": {"type": "ExampleStatus"}},
    "several statuses": {"credentialStatus": [{"type": "ExampleStatus"}, {"type": "OtherStatus"}]},
    "several schemas": {"credentialSchema": [SCHEMA, {**SCHEMA, "id": "https://schema.example/2"}]},
    "terms of use": {"termsOfUse": [{"type": "ExampleTerms"}]},
    "evidence": {"evidence": [{"type": "ExampleEvidence", "id": "https://x.example/1"}]},
    "a refresh service": {"refreshService": {"type": "ExampleRefresh", "id": "https://x.example/1"}},
    "a related resource": {"relatedResource": [{"id": V2, "digestSRI": SRI_OF_V2}]},
    "a name with its language": {"name": LANGUAGE, "description": [LANGUAGE, {**LANGUAGE, "@language": "fr"}]},
    "a text without language": {"name": {"@value": "Welding"}},
    "an issuer with a name": {"issuer": NAMED_ISSUER},
    "version 1.1": {"@context": [V1, EXAMPLES], "issuanceDate": "2026-01-01T00:00:00Z", "validFrom": _GONE},
}  # fmt: skip


def changed(instance: Instance, change: Json, name: str = "eddsa-rdfc-2022") -> Json:
    made = {**instance.credential(name), **copy.deepcopy(change)}
    if (
        isinstance(change.get("issuer"), dict)
        and change["issuer"].get("name") == "us"
        and "description" in change["issuer"]
    ):
        made["issuer"] = {"id": instance.ids[name], **change["issuer"]}
    return {key: value for key, value in made.items() if value != _GONE}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("issuer", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-sd-2023", "vc-jwt-es256"])
def test_what_breaks_the_data_model_is_not_issued(instance: Instance, name: str, issuer: str) -> None:
    answer = instance.issue(changed(instance, BAD[name], issuer), issuer)
    assert answer.status_code in (400, 422), answer.text
    assert "json" in answer.headers["content-type"]


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("issuer", ["eddsa-rdfc-2022", "ecdsa-jcs-2019-p384", "ecdsa-sd-2023", "vc-jwt-es256"])
def test_what_the_data_model_allows_is_issued(instance: Instance, name: str, issuer: str) -> None:
    answer = instance.issue(changed(instance, GOOD[name], issuer), issuer)
    assert answer.status_code == 201, answer.text
    signed = answer.json()["verifiableCredential"]
    judged = instance.verify(signed, checks=["proof"])
    assert accepted(judged), judged.text


@pytest.mark.parametrize("name", [name for name in BAD if name != "another issuer"])
def test_what_breaks_the_data_model_does_not_verify(instance: Instance, name: str) -> None:
    signed = instance.issued()
    spoilt = {**signed, **copy.deepcopy(BAD[name])}
    document = {key: value for key, value in spoilt.items() if value != _GONE}
    assert refused(instance.verify(document)), name


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        4,
        "text",
        {},
        {"credential": None},
        {"credential": "text"},
        {"credential": []},
        {"credential": {}},
        {"credential": {}, "options": 4},
    ],
)
def test_a_body_without_a_credential_is_refused(instance: Instance, body: Any) -> None:
    for path in ("/credentials/issue", "/issuers/vc-jwt-es256/credentials/issue"):
        assert instance.post(path, body).status_code in (400, 422)


@pytest.mark.parametrize("options", [None, {}, "left out"])
def test_options_may_be_left_out(instance: Instance, options: Any) -> None:
    given = {} if options == "left out" else {"options": options}
    answer = instance.post("/credentials/issue", {"credential": instance.credential(), **given})
    assert answer.status_code == 201
    signed = answer.json()["verifiableCredential"]
    assert accepted(instance.post("/credentials/verify", {"verifiableCredential": signed, **given}))


@pytest.mark.parametrize("brought", [None, "eyJhbGciOiJFUzI1NiJ9.e30.AA", 4, [], {}, {"proof": None}, "missing"])
def test_what_is_no_credential_is_refused_in_the_form_that_suites_want(instance: Instance, brought: Any) -> None:
    body = {} if brought == "missing" else {"verifiableCredential": brought}
    assert refused(instance.post("/credentials/verify", body))
    assert refused(instance.post("/presentations/verify", body | {"verifiablePresentation": brought}))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 5000, b'{"a": 1, "a": 2}', b"NaN"])
def test_what_is_no_json_is_refused_in_the_same_form(instance: Instance, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    for path in ("/vc-api/credentials/verify", "/vc-api/presentations/verify"):
        assert refused(instance.http.post(path, content=body, headers=headers))
    for path in ("/vc-api/credentials/issue", "/vc-api/credentials/derive", "/vc-api/presentations/create"):
        assert instance.http.post(path, content=body, headers=headers).status_code in (400, 422)


def test_a_credential_without_its_proof_is_refused(instance: Instance) -> None:
    signed = instance.issued()
    assert refused(instance.verify({**signed, "proof": None}))
    assert refused(instance.verify({name: value for name, value in signed.items() if name != "proof"}))
    assert refused(instance.verify({**signed, "proof": []}))
    assert refused(instance.verify({**signed, "proof": [signed["proof"], {"created": "2026-01-01T00:00:00Z"}]}))


def test_a_related_resource_is_compared_with_its_digest_when_verifying(instance: Instance) -> None:
    good = instance.issued(relatedResource=[{"id": V2, "digestSRI": SRI_OF_V2}])
    assert instance.verify(good).json()["results"]["relatedResource"] == [{"id": V2, "result": "match"}]
    unknown = instance.issued(relatedResource=[{"id": "https://localhost/nothing", "digestSRI": WRONG_SRI}])
    assert instance.verify(unknown).json()["results"]["relatedResource"][0]["result"] == "unknown"


def presentation(*credentials: Any, **members: Any) -> Json:
    made: Json = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": list(credentials)}
    return {key: value for key, value in {**made, **members}.items() if value != _GONE}


BAD_PRESENTATIONS: dict[str, Json] = {
    "a credential as text": {"verifiableCredential": ["eyJhbGciOiJFUzI1NiJ9.e30.AA"]},
    "a number": {"verifiableCredential": 4},
    "no type": {"type": _GONE},
    "another type": {"type": ["VerifiableCredential"]},
    "no @context": {"@context": _GONE},
    "@context a text": {"@context": V2},
    "holder no URL": {"holder": "me"},
    "holder without id": {"holder": {"name": "me"}},
    "id no URL": {"id": "nothing"},
    "two ids": {"id": ["urn:uuid:1", "urn:uuid:2"]},
    "an unsigned credential": {"verifiableCredential": [{"@context": [V2], "type": ["VerifiableCredential"],
                                                         "issuer": OTHER, "credentialSubject": {"id": "did:a:b"}}]},
    "an envelope without data": {"verifiableCredential": [{"@context": V2, "id": "https://x.example/1",
                                                           "type": "EnvelopedVerifiableCredential"}]},
    "an envelope without @context": {"verifiableCredential": [{"id": "data:application/vc+jwt,e30.e30.AA",
                                                               "type": "EnvelopedVerifiableCredential"}]},
    "an envelope without id": {"verifiableCredential": [{"@context": V2, "type": "EnvelopedVerifiableCredential"}]},
    "an envelope around nothing": {"verifiableCredential": [{"@context": V2, "id": "data:application/vc+jwt,abc",
                                                             "type": "EnvelopedVerifiableCredential"}]},
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_PRESENTATIONS)
def test_what_breaks_the_data_model_is_no_presentation(instance: Instance, name: str) -> None:
    assert refused(instance.verify_presentation(presentation(**BAD_PRESENTATIONS[name])))


@pytest.mark.parametrize("member", ["@context", "id", "type"])
def test_an_envelope_has_all_its_members(instance: Instance, member: str) -> None:
    envelope = instance.issued("vc-jwt-es256")
    assert accepted(instance.verify_presentation(presentation(envelope)))
    part = {name: value for name, value in envelope.items() if name != member}
    assert refused(instance.verify_presentation(presentation(part)))
    assert refused(instance.verify(part))


def test_presentations_of_every_form_verify(instance: Instance) -> None:
    embedded, enveloped = instance.issued(), instance.issued("vc-jwt-es256")
    holder = instance.ids["ecdsa-rdfc-2019-p256"]
    for shown in (presentation(embedded), presentation(enveloped), presentation(embedded, enveloped, holder=holder)):
        assert accepted(instance.verify_presentation(shown))
        for name in ("ecdsa-rdfc-2019-p256", "vc-jwt-eddsa"):
            own = {**shown, "holder": instance.ids[name]}
            body = {"presentation": own, "options": {"domain": "verifier.example", "challenge": "once"}}
            answer = instance.post(f"/issuers/{name}/presentations/create", body)
            assert answer.status_code == 201, answer.text
            signed = answer.json()["verifiablePresentation"]
            judged = instance.verify_presentation(signed, domain="verifier.example", challenge="once")
            assert accepted(judged), judged.text
            for wrong, problem in (({"challenge": "twice"}, "INVALID_CHALLENGE_ERROR"),
                                   ({"domain": "other.example"}, "INVALID_DOMAIN_ERROR")):  # fmt: skip
                asked = {"domain": "verifier.example", "challenge": "once", **wrong}
                denied = instance.verify_presentation(signed, **asked)
                assert refused(denied)
                assert problem in denied.text
