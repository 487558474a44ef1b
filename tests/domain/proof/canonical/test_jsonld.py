"""Nothing of a document is lost or invented on its way to what is signed; the offender's place is told."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.proof import CONTEXTS, OB_3_0_3, badge, replaced
from tests.support.shared import shared_json

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer, walk
from stackcred_issuer.domain.proof.canonical.jsonld import check_terms, expand
from stackcred_issuer.domain.proof.canonical.processor import MAX_NODES
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V1, CREDENTIALS_V2

BADGE = badge()
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def refusal(document: JsonObject) -> tuple[ErrorCode, str | None]:
    with pytest.raises(StackcredError) as caught:
        check_terms(document, CONTEXTS)
    return caught.value.code, caught.value.pointer


def undefined(document: JsonObject) -> str | None:
    code, place = refusal(document)
    assert code is ErrorCode.UNDEFINED_TERM
    return place


def with_contexts(*contexts: Any, **members: Any) -> JsonObject:
    return badge(**{"@context": [CREDENTIALS_V2, OB_3_0_3, *contexts], **members})


def test_a_badge_with_all_its_terms_defined_passes() -> None:
    check_terms(BADGE, CONTEXTS)


@pytest.mark.parametrize(
    "name",
    [
        "vectors/1edtech-validator-ob30/complete.json",
        "vectors/1edtech-validator-ob30/simple_v1.json",
        "vectors/1edtech-openbadges-specification/ob-signed-credential.json",
        "vectors/1edtech-openbadges-specification/clr-signed-credential.json",
    ],
)
def test_published_credentials_pass_with_their_proofs(name: str) -> None:
    check_terms(shared_json(name), CONTEXTS)


NODES = [tokens for tokens, value in walk(BADGE) if isinstance(value, dict)]


@pytest.mark.parametrize("tokens", NODES, ids=[pointer(*tokens) or "/" for tokens in NODES])
def test_an_undefined_member_is_found_wherever_it_stands(tokens: tuple[str | int, ...]) -> None:
    values: list[Any] = ["x", 7, None, [], {}, {"id": "https://x.example/"}]
    for value in values:
        assert undefined(replaced(BADGE, (*tokens, "undefinedTerm"), value)) == pointer(*tokens, "undefinedTerm")


TYPES = [tokens for tokens, value in walk(BADGE) if isinstance(value, str) and "type" in tokens[-2:]]


@pytest.mark.parametrize("tokens", TYPES, ids=[pointer(*tokens) for tokens in TYPES])
def test_an_undefined_type_is_found_wherever_it_stands(tokens: tuple[str | int, ...]) -> None:
    assert undefined(replaced(BADGE, tokens, "UndefinedType")) == pointer(*tokens)


TYPED = [tokens for tokens, value in walk(BADGE) if isinstance(value, dict) and "type" in value and tokens]


@pytest.mark.parametrize("tokens", TYPED, ids=[pointer(*tokens) for tokens in TYPED])
def test_terms_that_only_a_type_brings_are_missed_without_it(tokens: tuple[str | int, ...]) -> None:
    """OB contexts are type-scoped: the most common way in which claims silently leave a signed badge."""
    document = replaced(BADGE, tokens, {name: value for name, value in _at(tokens).items() if name != "type"})
    place = undefined(document)
    assert place is not None
    assert place.startswith(pointer(*tokens))


def _at(tokens: tuple[str | int, ...]) -> Any:
    value: Any = BADGE
    for token in tokens:
        value = value[token]
    return value


@pytest.mark.parametrize(
    "bad", ["relative", "", "/path", "?q", "#fragment", "//host/path", "a b:c", "1:2", "@id", "@foo"]
)
def test_a_relative_id_or_reference_is_found(bad: str) -> None:
    assert undefined(badge(id=bad)) == "/id"
    assert undefined(replaced(BADGE, ("credentialSubject", "id"), bad)) == "/credentialSubject/id"
    assert undefined(badge(issuer=bad)) == "/issuer"
    status = "/credentialStatus/0/statusListCredential"
    assert undefined(replaced(BADGE, ("credentialStatus", 0, "statusListCredential"), bad)) == status


ILLEGAL = ["https://x.example/a b", "https://x.example/>", "https://x.example/\n", "https://x.example/\u00a0"]


@pytest.mark.parametrize("bad", ILLEGAL)
def test_an_iri_with_a_character_that_none_may_have_is_found(bad: str) -> None:
    assert undefined(badge(id=bad)) == "/id"
    assert undefined(badge(issuer=bad)) == "/issuer"


@pytest.mark.parametrize("bad", [None, 7, True, [], ["https://a.example/"], {}, {"@value": "https://a.example/"}])
def test_an_id_is_one_text(bad: Any) -> None:
    assert undefined(badge(id=bad)) == "/id"


@pytest.mark.parametrize("bad", [None, 7, [], [7], [None], {}, [["VerifiableCredential"]]])
def test_a_type_is_a_text_or_some_texts(bad: Any) -> None:
    assert (undefined(badge(type=bad)) or "").startswith("/type")


def test_the_place_of_one_item_of_an_array_is_told() -> None:
    document = replaced(
        BADGE, ("credentialStatus",), [*BADGE["credentialStatus"], {"id": "x", "type": "BitstringStatusListEntry"}]
    )
    assert undefined(document) == "/credentialStatus/1/id"
    images = replaced(BADGE, ("type",), ["VerifiableCredential", "OpenBadgeCredential", "Other"])
    assert undefined(images) == "/type/2"


def test_names_with_slashes_and_tildes_are_pointed_at() -> None:
    assert undefined(badge(**{"a/b~c": 1})) == "/a~1b~0c"


@pytest.mark.parametrize("name", ["@index", "@default", "@embed", "@preserve", "@foo", "@container", "@json"])
def test_a_keyword_that_says_nothing_is_found(name: str) -> None:
    assert undefined(badge(**{name: "x"})) == f"/{name}"


def test_a_value_that_says_nothing_is_found() -> None:
    assert undefined(badge(name={"@value": None})) == "/name"
    assert undefined(badge(name={"@language": "en"})) == "/name"
    assert undefined(badge(name=["Name", {"@value": None}])) == "/name/1"
    assert undefined(badge(name=[{"@value": "A", "@language": "en", "@index": "x"}])) == "/name/0/@index"


def test_a_null_is_as_good_as_absent() -> None:
    with_null = expand(badge(description=None), CONTEXTS)
    assert with_null == expand(BADGE, CONTEXTS)


def test_a_document_that_says_nothing_is_refused() -> None:
    for document in ({}, {"@context": CREDENTIALS_V2}, {"@context": CREDENTIALS_V2, "id": "https://x.example/"}):
        assert refusal(document)[0] is ErrorCode.UNDEFINED_TERM


def test_names_in_several_languages_and_directions_pass() -> None:
    names = [{"@value": "Name"}, {"@value": "اسم", "@language": "ar", "@direction": "rtl"}]
    check_terms(badge(name=names, description=names[1]), CONTEXTS)


def test_a_language_tag_that_is_none_is_refused() -> None:
    for tag in ("en_US", "e n", "", "x@y", "toolongasubtag"):
        assert refusal(badge(name={"@value": "Name", "@language": tag}))[0] is ErrorCode.INVALID


def test_a_blank_node_may_be_a_node_but_neither_a_type_nor_a_property() -> None:
    check_terms(badge(id="_:b0"), CONTEXTS)
    assert undefined(badge(type=["VerifiableCredential", "_:T"])) == "/type/1"
    assert undefined(with_contexts({"word": "_:word"}, word="x")) == "/word"


def test_terms_of_an_inline_context_are_defined() -> None:
    document = with_contexts({"mood": "https://x.example/mood"}, mood="fine")
    assert expand(document, CONTEXTS)[0]["https://x.example/mood"] == [{"@value": "fine"}]
    check_terms(with_contexts("https://www.w3.org/ns/credentials/undefined-terms/v2", anything=1), CONTEXTS)


def test_the_late_extension_types_need_their_context() -> None:
    """OB 3.0 pitfall 2: 1EdTech types without extensions.json."""
    schema = {"id": "https://x.example/s.json", "type": "1EdTechJsonSchemaValidator2019"}
    assert undefined(badge(credentialSchema=[schema])) == "/credentialSchema/0/type"
    check_terms(with_contexts(EXTENSIONS, credentialSchema=[schema]), CONTEXTS)


def test_a_context_outside_the_set_is_refused_where_it_stands() -> None:
    foreign = "https://x.example/context"
    assert refusal(with_contexts(foreign)) == (ErrorCode.UNKNOWN_CONTEXT, "/@context")
    issuer = {**BADGE["issuer"], "@context": foreign}
    assert refusal(badge(issuer=issuer)) == (ErrorCode.UNKNOWN_CONTEXT, "/issuer/@context")
    scoped = {"mood": {"@id": "https://x.example/mood", "@context": foreign}}
    assert refusal(with_contexts(scoped))[0] is ErrorCode.UNKNOWN_CONTEXT
    assert refusal(badge(**{"@context": "context.json"}))[0] is ErrorCode.UNKNOWN_CONTEXT


@pytest.mark.parametrize("term", ["VerifiableCredential", "Achievement", "id", "type", "OpenBadgeCredential"])
def test_a_protected_term_cannot_be_redefined(term: str) -> None:
    code, place = refusal(with_contexts({term: "https://evil.example/term"}))
    assert (code, place) == (ErrorCode.INVALID, "")
    assert refusal(with_contexts({term: None}))[0] is ErrorCode.INVALID


def test_protection_cannot_be_shaken_off() -> None:
    assert refusal(with_contexts(None))[0] is ErrorCode.INVALID
    subject = {**BADGE["credentialSubject"], "@context": {"Achievement": "https://evil.example/a"}}
    assert refusal(badge(credentialSubject=subject)) == (ErrorCode.INVALID, "/credentialSubject")
    subject = {**BADGE["credentialSubject"], "@context": {"achievement": "https://evil.example/a"}}
    assert expand(badge(credentialSubject=subject), CONTEXTS) == expand(BADGE, CONTEXTS)  # its type has the last word


@pytest.mark.parametrize("name", ["@vocab", "@language", "@direction"])
def test_a_null_that_clears_nothing_is_harmless(name: str) -> None:
    assert expand(with_contexts({name: None}), CONTEXTS) == expand(BADGE, CONTEXTS)


def test_a_cleared_vocabulary_defines_nothing_any_more() -> None:
    document = with_contexts({"@vocab": "https://x.example/"}, {"@vocab": None}, anything=1)
    assert undefined(document) == "/anything"


def test_an_import_is_refused_and_leaves_the_pinned_context_alone() -> None:
    before = dict(CONTEXTS.get(CREDENTIALS_V2)["@context"])
    document = with_contexts({"@import": CREDENTIALS_V2, "evil": "https://evil.example/"}, evil="x")
    assert refusal(document) == (ErrorCode.UNSUPPORTED, "/@context")
    assert CONTEXTS.get(CREDENTIALS_V2)["@context"] == before


@pytest.mark.parametrize(
    "context",
    [
        7,
        [[7]],
        {"@vocab": 7},
        {"@version": 2},
        {"term": 7},
        {"term": {"@id": 7}},
        {"term": {"@type": "relative", "@id": "https://x.example/"}},
        {"a": "b:c", "b": "a:d"},
        {"@propagate": "no"},
        {"term": {"@id": "https://x.example/", "@container": "@nowhere"}},
    ],
)
def test_a_context_that_is_none_is_refused_as_such(context: Any) -> None:
    assert refusal(badge(**{"@context": [CREDENTIALS_V2, OB_3_0_3, context]}))[0] is ErrorCode.INVALID


def test_the_keys_of_maps_must_leave_a_trace() -> None:
    def mapped(container: str, value: Any) -> JsonObject:
        definition = {"@id": "https://x.example/map", "@container": container, "@type": "@id"}
        return with_contexts({"map": definition}, map=value)

    assert undefined(mapped("@index", {"lost": "https://x.example/"})) == "/map"
    assert undefined(mapped("@id", {"relative": {"name": "x"}})) == "/map"
    assert undefined(mapped("@type", {"Undefined": {"name": "x"}})) == "/map"
    check_terms(mapped("@id", {"https://x.example/1": {"name": "x"}}), CONTEXTS)
    check_terms(mapped("@type", {"VerifiableCredential": {"name": "x"}}), CONTEXTS)


def test_nested_reversed_and_included_members_are_held_to_the_same() -> None:
    nest = {"extras": "@nest", "mood": "https://x.example/mood"}
    check_terms(with_contexts(nest, extras={"mood": "fine"}), CONTEXTS)
    assert undefined(with_contexts(nest, extras={"mood": "fine", "lost": 1})) == "/extras/lost"
    included = [{"id": "https://x.example/1", "name": "x"}]
    check_terms(badge(**{"@included": included}), CONTEXTS)
    assert undefined(badge(**{"@included": [{**included[0], "lost": 1}]})) == "/@included/0/lost"
    check_terms(badge(**{"@reverse": {"https://x.example/about": {"id": "https://x.example/1"}}}), CONTEXTS)
    assert undefined(badge(**{"@reverse": {"lost": {"id": "https://x.example/1"}}})) == "/@reverse/lost"


def test_json_literals_are_covered_whole() -> None:
    term = {"raw": {"@id": "https://x.example/raw", "@type": "@json"}}
    check_terms(with_contexts(term, raw={"anything": [1, None, {"@foo": "bar"}]}), CONTEXTS)


KEYS = st.text() | st.sampled_from(["@id", "@type", "@value", "@list", "@graph", "@context", "type", "id"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12)


@given(value=JSON, members=st.dictionaries(KEYS, JSON, max_size=3))
@settings(deadline=None, max_examples=200)
def test_no_json_whatsoever_gets_another_answer_than_yes_or_a_named_no(value: Any, members: JsonObject) -> None:
    with contextlib.suppress(StackcredError):
        check_terms(badge(credentialSubject=value, **members), CONTEXTS)


def test_a_presentation_may_hold_credentials_with_contexts_of_their_own() -> None:
    """The base context clears all contexts for `verifiableCredential`."""
    presentation = {"@context": [CREDENTIALS_V2], "type": "VerifiablePresentation", "verifiableCredential": [BADGE]}
    check_terms(presentation, CONTEXTS)
    bare = {name: value for name, value in BADGE.items() if name != "@context"}
    place = undefined({**presentation, "verifiableCredential": [bare]})
    assert (place or "").startswith("/verifiableCredential/0/")


def test_false_is_no_context() -> None:
    assert undefined(badge(**{"@context": [False, CREDENTIALS_V2, OB_3_0_3]})) == "/@context"


def test_the_two_versions_of_the_credentials_context_do_not_mix() -> None:
    """Pitfall 6: a member of the other version is undefined."""
    v1 = {"@context": [CREDENTIALS_V1], "type": "VerifiableCredential", "relatedResource": []}
    assert undefined(v1) == "/relatedResource"
    assert undefined(badge(issuanceDate="2026-01-01T00:00:00Z")) == "/issuanceDate"


def test_a_document_of_too_many_values_is_given_up() -> None:
    tags = [str(number) for number in range(MAX_NODES)]
    assert refusal(badge(name=tags))[0] is ErrorCode.EXHAUSTED


def test_contexts_made_to_stall_are_given_up_quickly() -> None:
    many = {f"t{number}": {"@id": f"https://x.example/{number}", "@context": {"a": None}} for number in range(3000)}
    assert refusal(with_contexts(many))[0] is ErrorCode.EXHAUSTED
    nested = [{"@context": {f"t{number}": "https://x.example/"}, "type": "Evidence"} for number in range(20_000)]
    assert refusal(badge(evidence=nested))[0] is ErrorCode.EXHAUSTED


def test_nesting_beyond_the_stack_is_given_up() -> None:
    deep: JsonObject = {"id": "https://x.example/", "type": "Profile"}
    for _ in range(3000):
        deep = {"id": "https://x.example/", "type": "Profile", "parentOrg": deep}
    assert refusal(badge(issuer=deep))[0] is ErrorCode.EXHAUSTED
