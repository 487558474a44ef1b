"""Every member under its own name, so that what a signature covers is what a reader of the JSON sees.

Signatures over RDF cover meanings, not names: `validUntil` may be written as its full IRI, under another name
that an inline context brings, inside `@nest` or `@included`, or in a second object with the same id, and the
signature still holds, while everybody who reads the JSON overlooks it. A document must be compacted (VC Data
Model 2.0 §6.1), and contexts must be validated (VC Data Integrity 1.0 §2.4.1); these are the rules for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, objects_in, pointer, walk
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.verification.version import V1, V2, version_of

_Tokens = tuple[str | int, ...]

_KEYWORDS = frozenset({"@context", "@value", "@language", "@direction"})
_OF_CONTEXTS = frozenset({"@version", "@protected", "@propagate", "@language", "@direction"})
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.+|urn:.+")
_OF_THE_WHOLE = frozenset({V1.begins, V1.ends, V2.begins, V2.ends, "credentialStatus", "issuer", "credentialSubject"})


def findings_of_spelling(document: JsonObject, contexts: ContextSet) -> Iterator[Finding]:
    """What of a document is written so that it could be overlooked, with its place."""
    yield from _mixed_versions(document)
    if _is_plain(document):
        return
    inline = list(_inline_contexts(document))
    for tokens, context in inline:
        yield from _inline_context(context, tokens, _meanings(contexts))
    prefixes = {name for _, context in inline for name in context}
    for tokens, value in walk(document):
        if "@context" in tokens:
            continue
        if isinstance(value, dict):
            yield from _members(value, tokens, document)
        elif isinstance(value, str) and prefixes and _is_shortened(value, prefixes):
            yield Finding(pointer(*tokens), "an address must be written out")


def _is_plain(document: JsonObject) -> bool:
    """Whether nothing in it could be a finding of `_inline_context`, `_members` or `_is_shortened`: one glance."""
    own = document.get("id")
    for value in objects_in(document):
        for name in value:
            if (name.startswith("@") or ":" in name) and name not in _KEYWORDS:
                return False
        if "@context" in value and any(isinstance(context, dict) for context in as_list(value["@context"])):
            return False
        if value is not document and value.get("id") == own and "id" in value and value.keys() & _OF_THE_WHOLE:
            return False
    return True


def _members(value: JsonObject, tokens: _Tokens, document: JsonObject) -> Iterator[Finding]:
    for name in value:
        if name not in _KEYWORDS and (name.startswith("@") or ":" in name):
            yield Finding(pointer(*tokens, name), "a member must stand under its plain name")
    if tokens and "id" in value and value["id"] == document.get("id") and value.keys() & _OF_THE_WHOLE:
        yield Finding(pointer(*tokens), "this belongs to the document itself, not into it")


def _inline_contexts(document: JsonObject) -> Iterator[tuple[_Tokens, JsonObject]]:
    """Every context that is an object, also those inside the definitions of others."""
    for tokens, value in walk(document):
        if isinstance(value, dict) and "@context" in tokens and _is_context_place(tokens):
            yield tokens, value


def _is_context_place(tokens: _Tokens) -> bool:
    return tokens[-1] == "@context" or (isinstance(tokens[-1], int) and tokens[-2] == "@context")


def _is_shortened(text: str, prefixes: set[str]) -> bool:
    """Whether an inline context makes a text stand for another address."""
    prefix, colon, rest = text.partition(":")
    return bool(colon) and prefix in prefixes and not rest.startswith("//")


def _mixed_versions(document: JsonObject) -> Iterator[Finding]:
    other = V2 if version_of(document) is V1 else V1
    for name in (other.begins, other.ends):
        if name in document:
            yield Finding(pointer(name), f"this date belongs to a {other.title}, which this is not")


def _inline_context(inline: JsonObject, tokens: _Tokens, known: frozenset[str]) -> Iterator[Finding]:
    """An inline context may bring terms of its own, but no other names for those that everybody knows."""
    for name, definition in inline.items():
        if name in _OF_CONTEXTS or definition is None:
            continue
        if name == "@vocab":
            if any(one.startswith(str(definition)) for one in known):
                yield Finding(pointer(*tokens, name), "this would give other names to terms that everybody knows")
        elif not _is_own_term(name, definition, inline, known):
            yield Finding(pointer(*tokens, name), "this must be a term of its own, with an absolute IRI of its own")


def _is_own_term(name: str, definition: Any, inline: JsonObject, known: frozenset[str]) -> bool:
    if (
        name.startswith("@")
        or name == "urn"
        or (isinstance(definition, dict) and definition.keys() & {"@reverse", "@nest"})
    ):
        return False
    iri = _iri(definition, inline, {})
    return iri is not None and _ABSOLUTE.fullmatch(iri) is not None and iri not in known


def _iri(definition: Any, inline: JsonObject, around: JsonObject) -> str | None:
    """The IRI of a term definition; a prefix counts if the same context (or one around it) defines it."""
    iri = definition.get("@id") if isinstance(definition, dict) else definition
    if not isinstance(iri, str):
        return None
    prefix, colon, rest = iri.partition(":")
    if colon and not rest.startswith("//") and prefix in {**around, **inline}:
        start = {**around, **inline}[prefix]
        found = start.get("@id") if isinstance(start, dict) else start
        return found + rest if isinstance(found, str) else None
    return iri


@lru_cache(maxsize=8)
def _meanings(contexts: ContextSet) -> frozenset[str]:
    """The IRIs of all terms in the pinned contexts."""
    return frozenset(iri for url in contexts for iri in _defined(contexts.get(url).get("@context"), {}))


def _defined(context: Any, around: JsonObject) -> Iterator[str]:
    for part in as_list(context):
        if not isinstance(part, dict):
            continue
        for name, definition in part.items():
            if name.startswith("@"):
                continue
            iri = _iri(definition, part, around)
            if iri is not None:
                yield iri
            if isinstance(definition, dict) and "@context" in definition:
                yield from _defined(definition["@context"], {**around, **part})
