"""The statements of a shape, with slots where its documents differ.

A template is learnt by expanding one document in which a mark stands for each text: where a mark comes out, the
text goes in. The mark is an absolute IRI, which JSON-LD keeps as it is both as a literal and as a node.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.compiled.structure import Structure, texts_of
from stackcred_issuer.domain.proof.canonical.compiled.vocabulary import Vocabulary
from stackcred_issuer.domain.proof.canonical.jsonld import expand
from stackcred_issuer.domain.proof.canonical.nquads import Quad, escaped
from stackcred_issuer.domain.proof.canonical.rdf import RDF, XSD, expanded_quads
from stackcred_issuer.domain.proof.contexts import ContextSet

MAX_QUADS = 4_000  # of one shape

_MARK = "urn:stackcred.slot:"
_MARKED = re.compile(r'(?:<urn:stackcred\.slot:(\d+):>|"urn:stackcred\.slot:(\d+):(".*))')
_REWRITTEN = (f'"^^<{XSD}double>', f'"^^<{RDF}JSON>')  # literals whose text is not the value as it stands

Slots = Sequence[str]


@dataclass(frozen=True, slots=True)
class Template:
    """The quads of a shape. A term is an index: below `slots` a slot's, from there on one of `fixed`.

    suffixes: for each slot what ends its literal (`"@en`, `"^^<…>` or `"`), or None for a slot of IRIs.
    """

    suffixes: tuple[str | None, ...]
    fixed: tuple[str, ...]
    quads: tuple[tuple[int, str, int], ...]
    vocabulary: Vocabulary

    def may_stand(self, slot: int, text: str) -> bool:
        """Whether the text in this slot means what the template takes it for. What may not goes the long way."""
        return self.suffixes[slot] is not None or self.vocabulary.is_plain_iri(text)

    def term(self, slot: int, text: str) -> str:
        """The term that a text makes in a slot, in the spelling of N-Quads."""
        suffix = self.suffixes[slot]
        return f"<{text}>" if suffix is None else f'"{escaped(text)}{suffix}'

    def terms(self, slots: Slots) -> list[str]:
        """All terms, by index."""
        return [*(self.term(slot, text) for slot, text in enumerate(slots)), *self.fixed]

    def filled(self, terms: Sequence[str]) -> list[Quad]:
        """The quads with these terms."""
        return [Quad(terms[subject], predicate, terms[target]) for subject, predicate, target in self.quads]


def learn(document: JsonObject, structure: Structure, contexts: ContextSet, vocabulary: Vocabulary) -> Template | None:
    """The template of a structure, learnt from a document that has it; None where a text does not simply go in.

    Raises StackcredError where the expansion does.
    """
    count = len(structure.slots)
    if any(_MARK in text for text in texts_of(structure.key)):
        return None  # a name or a type that would pass for a slot
    quads = expanded_quads(expand(_marked(document, count, vocabulary.keyed), contexts))
    if len(quads) > MAX_QUADS or any(quad.graph for quad in quads):
        return None
    return _read(quads, count, vocabulary)


def _marked(document: JsonObject, count: int, keyed: frozenset[str]) -> JsonObject:
    """A copy with a mark in each slot, numbered in the order of the structure: breadth first."""
    numbers = iter(range(count))
    copies: list[Any] = [dict(document)]
    for node in copies:
        for key, child in list(node.items() if isinstance(node, dict) else enumerate(node)):
            if key in keyed:
                continue
            if isinstance(child, str):
                node[key] = f"{_MARK}{next(numbers)}:"
            elif isinstance(child, dict | list):
                node[key] = child.copy()
                copies.append(node[key])
    return dict(copies[0])


def _read(quads: Sequence[Quad], count: int, vocabulary: Vocabulary) -> Template | None:
    """Turn marks into slots. Every slot must come out, and always as the same kind of term."""
    found: dict[int, str | None] = {}
    fixed: dict[str, int] = {}

    def index(term: str) -> int | None:
        marked = _MARKED.fullmatch(term)
        if marked is None:
            return None if _MARK in term else fixed.setdefault(term, count + len(fixed))
        slot = int(marked[1] or marked[2])
        suffix = None if marked[1] else str(marked[3])
        return slot if found.setdefault(slot, suffix) == suffix else None

    read = []
    for subject, predicate, target, _ in quads:
        ends = index(subject), index(target)
        if ends[0] is None or ends[1] is None or _MARK in predicate:
            return None
        read.append((ends[0], predicate, ends[1]))
    suffixes = tuple(found.get(slot, _REWRITTEN[0]) for slot in range(count))
    if any(suffix in _REWRITTEN for suffix in suffixes):
        return None
    return Template(suffixes, tuple(fixed), tuple(dict.fromkeys(read)), vocabulary)
