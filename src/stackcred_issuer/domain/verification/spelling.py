"""Every member under its own name, so that what a signature covers is what a reader of the JSON sees.

Signatures over RDF cover meanings, not names: `validUntil` may be written as its full IRI, under another name
that an inline context brings, inside `@nest` or `@included`, or in a second object with the same id, and the
signature still holds, while everybody who reads the JSON overlooks it. A document must be compacted (VC Data
Model 2.0 §6.1), and contexts must be validated (VC Data Integrity 1.0 §2.4.1); these are the rules for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, objects_in, pointer, walk
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.verification.shape import CREDENTIALS_V1, CREDENTIALS_V2
from stackcred_issuer.domain.verification.version import V1, V2, version_of

_Tokens = tuple[str | int, ...]
_Prefixes = Mapping[str, set[str]]

_KEYWORDS = frozenset({"@context", "@value", "@language", "@direction"})
_OF_CONTEXTS = frozenset({"@version", "@protected", "@language", "@direction"})
_SAME = {"id": "@id", "type": "@type"}  # what they mean anyway
_READ = (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    "https://purl.imsglobal.org/spec/",
    "https://w3id.org/security/",
)  # what we look into
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.+|urn:.+")
_OF_THE_WHOLE = frozenset({V1.begins, V1.ends, V2.begins, V2.ends, "credentialStatus", "issuer", "credentialSubject"})


def findings_of_spelling(document: JsonObject, contexts: ContextSet) -> Iterator[Finding]:
    """What of a document is written so that it could be overlooked, with its place."""
    yield from _mixed_versions(document)
    if _is_plain(document):
        return
    inline = list(_inline_contexts(document))
    for tokens, context in inline:
        yield from _inline_context(context, tokens, contexts)
    prefixes = _prefixes(inline)
    known = _meanings(contexts)
    for tokens, value in walk(document):
        if "@context" in tokens:
            continue
        if isinstance(value, dict):
            yield from _members(value, tokens, document, prefixes, known)
        elif isinstance(value, str) and _hides(value, tokens, prefixes, known):
            yield Finding(pointer(*tokens), "an address must be written out")


def _is_plain(document: JsonObject) -> bool:
    """Whether nothing in it could be a finding of `_inline_context`, `_members` or `_hides`: one glance."""
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


def _members(
    value: JsonObject, tokens: _Tokens, document: JsonObject, prefixes: _Prefixes, known: frozenset[str]
) -> Iterator[Finding]:
    for name in value:
        plain = ":" not in name or _is_own(name, prefixes, known)
        if name not in _KEYWORDS and (name.startswith("@") or not plain):
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


def _prefixes(inline: Iterable[tuple[_Tokens, JsonObject]]) -> _Prefixes:
    """What each name of the inline contexts may stand for, as the beginning of other names."""
    found: dict[str, set[str]] = {}
    for _, context in inline:
        for name, definition in context.items():
            found.setdefault(name, set()).add(_iri(definition, context, {}) or "")
    return found


def _hides(text: str, tokens: _Tokens, prefixes: _Prefixes, known: frozenset[str]) -> bool:
    """Whether an inline context makes a text stand for another address; types may stand for its own ones."""
    prefix, colon, rest = text.partition(":")
    shortened = bool(colon) and prefix in prefixes and not rest.startswith("//")
    return shortened and not ("type" in tokens[-2:] and _is_own(text, prefixes, known))


def _is_own(name: str, prefixes: _Prefixes, known: frozenset[str]) -> bool:
    """Whether a name `ex:foo` is, by each inline context that defines `ex`, one that nobody else uses."""
    prefix, _, rest = name.partition(":")
    meant = {start + rest for start in prefixes.get(prefix, ())}
    own = all(_ABSOLUTE.fullmatch(one) and one not in known for one in meant)
    return bool(meant) and own and not rest.startswith("//")


def _mixed_versions(document: JsonObject) -> Iterator[Finding]:
    other = V2 if version_of(document) is V1 else V1
    for name in (other.begins, other.ends):
        if name in document:
            yield Finding(pointer(name), f"this date belongs to a {other.title}, which this is not")


def _inline_context(inline: JsonObject, tokens: _Tokens, contexts: ContextSet) -> Iterator[Finding]:
    """An inline context may bring terms of its own: no other names for those that everybody knows, nor their names."""
    known, read = _meanings(contexts), _names(contexts)
    outermost = tokens.count("@context") == 1  # the terms of a type of its own are out of sight of those who read
    for name, definition in inline.items():
        if (
            name in _OF_CONTEXTS
            or (name in _SAME and _SAME[name] == definition)
            or (definition is None and name not in read)
        ):
            continue
        if outermost and name in read:
            yield Finding(pointer(*tokens, name), "this name has a meaning already, which must not be changed")
        elif name == "@vocab":
            vocabulary = str(definition)
            if not _ABSOLUTE.fullmatch(vocabulary) or any(one.startswith(vocabulary) for one in known):
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


@lru_cache(maxsize=8)
def _names(contexts: ContextSet) -> frozenset[str]:
    """The terms that a verification or a reader of badges looks for, scoped ones included."""
    return frozenset(
        name for url in contexts if url.startswith(_READ) for name in _terms(contexts.get(url).get("@context"))
    )


def _terms(context: Any) -> Iterator[str]:
    for part in as_list(context):
        for name, definition in part.items() if isinstance(part, dict) else ():
            if not name.startswith("@"):
                yield name
            if isinstance(definition, dict):
                yield from _terms(definition.get("@context"))


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
