"""What was processed before never changes what comes out now."""

from __future__ import annotations

import itertools
from typing import Any

from tests.support.proof import CONTEXTS, OB_3_0_3, badge

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import expand
from stackcred_issuer.domain.proof.canonical.kept import MAX_INLINE, MAX_KEPT, kept_for
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V1, CREDENTIALS_V2, ContextSet


def fresh() -> ContextSet:
    return ContextSet({url: CONTEXTS.get(url) for url in CONTEXTS})


def outcome(document: JsonObject, contexts: ContextSet) -> Any:
    try:
        return expand(document, contexts)
    except StackcredError as error:
        return error.code, error.detail, error.pointer


def inline(*contexts: Any, **members: Any) -> JsonObject:
    return badge(**{"@context": [CREDENTIALS_V2, OB_3_0_3, *contexts], **members})


SCOPED = CONTEXTS.get(OB_3_0_3)["@context"]["AchievementSubject"]["@context"]
DOCUMENTS: list[JsonObject] = [
    badge(),
    badge(**{"@context": [OB_3_0_3, CREDENTIALS_V2]}),
    badge(**{"@context": [CREDENTIALS_V1, OB_3_0_3]}),
    inline({"mood": "https://a.example/mood"}, mood="fine"),
    inline({"mood": "https://b.example/mood"}, mood="fine"),
    inline({"mood": {"@id": "https://a.example/mood", "@type": "@id"}}, mood="https://a.example/"),
    inline(SCOPED),  # the same text, where it may not override what is protected
    inline({"VerifiableCredential": "https://evil.example/"}),
    inline({"@vocab": "https://a.example/"}, anything=1),
    badge(credentialSubject={"@context": SCOPED, **badge()["credentialSubject"]}),
    badge(issuer={"type": ["Profile", "AchievementSubject"], "id": "https://a.example/"}),
    badge(anything=1),
]


def test_documents_come_out_as_they_do_alone_in_any_order() -> None:
    alone = [outcome(document, fresh()) for document in DOCUMENTS]
    for order in (range(len(DOCUMENTS)), reversed(range(len(DOCUMENTS))), (0, 6, 0, 9, 6, 1, 0)):
        contexts = fresh()
        for place in order:
            assert outcome(DOCUMENTS[place], contexts) == alone[place], place


def test_two_documents_one_after_the_other_come_out_as_they_do_alone() -> None:
    alone = [outcome(document, fresh()) for document in DOCUMENTS]
    for first, second in itertools.permutations(range(len(DOCUMENTS)), 2):
        contexts = fresh()
        outcome(DOCUMENTS[first], contexts)
        assert outcome(DOCUMENTS[second], contexts) == alone[second], (first, second)


def test_no_flood_of_inline_contexts_fills_the_memory() -> None:
    contexts = fresh()
    for number in range(MAX_KEPT):
        expand(inline({"mood": f"https://a.example/{number}"}, mood="fine"), contexts)
    assert len(kept_for(contexts)._kept) <= MAX_KEPT
    assert len(kept_for(contexts)._known) <= MAX_KEPT + 1
    assert expand(badge(), contexts) == expand(badge(), CONTEXTS)


def test_a_large_inline_context_and_what_builds_on_it_is_not_kept() -> None:
    contexts = fresh()
    expand(badge(), contexts)
    before = len(kept_for(contexts)._kept)
    large = {f"term{number}": f"https://a.example/{number}" for number in range(MAX_INLINE // 10)}
    expand(inline(large), contexts)
    assert len(kept_for(contexts)._kept) == before


def test_the_pinned_documents_stay_as_they_are() -> None:
    contexts = fresh()
    before = dict(contexts.digests)
    for document in DOCUMENTS:
        outcome(document, contexts)
    assert dict(ContextSet({url: contexts.get(url) for url in contexts}).digests) == before


def test_the_document_stays_as_it_is() -> None:
    for document in DOCUMENTS:
        before = repr(document)
        outcome(document, CONTEXTS)
        assert repr(document) == before
