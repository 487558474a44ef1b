"""What the names in a context set can do to a text: which texts belong to the shape of a document, and not to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.proof.canonical.nquads import is_iri
from stackcred_issuer.domain.proof.contexts import ContextSet

_ALWAYS = frozenset(("@context", "@type", "@language", "@direction", "@index", "@base", "@vocab"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of a context set, more rather than fewer: whichever contexts a document has, it uses no others.

    terms: every name that any of them defines. An IRI that is one, or begins with one and a colon, is left alone.
    keyed: members whose texts choose among contexts or terms, and so are part of the shape: types, languages, and
    values that are read against the vocabulary.
    """

    terms: frozenset[str]
    keyed: frozenset[str]

    def is_plain_iri(self, text: str) -> bool:
        """Whether JSON-LD reads this text, wherever it stands for a node, as the absolute IRI that it is."""
        terms = self.terms
        return text not in terms and text.partition(":")[0] not in terms and is_iri(text)


@lru_cache(maxsize=8)
def vocabulary_of(contexts: ContextSet) -> Vocabulary:
    """The vocabulary of a context set, read once."""
    definitions = [definition for url in contexts for definition in _definitions(contexts.get(url))]
    keyed = {name for name, body in definitions if _is_keyed(body)}
    return Vocabulary(frozenset(name for name, _ in definitions), frozenset(keyed) | _ALWAYS)


def _definitions(context: JsonObject) -> Iterator[tuple[str, Any]]:
    for _, part in walk(context):
        if isinstance(part, dict):
            yield from part.items()


def _is_keyed(definition: Any) -> bool:
    """Aliases of keywords that choose something, and terms whose values are read as terms."""
    if isinstance(definition, dict):
        return definition.get("@type") == "@vocab" or definition.get("@id") in _ALWAYS
    return isinstance(definition, str) and definition in _ALWAYS
