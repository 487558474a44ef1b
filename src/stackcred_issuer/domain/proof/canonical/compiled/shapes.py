"""The shapes known for one ContextSet: bounded, learnt from the second document of a kind on.

Strangers choose the shapes of what they send, so a shape seen once costs a place among some thousand numbers and
nothing else; the shapes used least recently are forgotten first.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.compiled.rendering import Renderer, filled
from stackcred_issuer.domain.proof.canonical.compiled.structure import Key, Structure, structure_of, texts_of
from stackcred_issuer.domain.proof.canonical.compiled.template import learn
from stackcred_issuer.domain.proof.canonical.compiled.vocabulary import vocabulary_of
from stackcred_issuer.domain.proof.canonical.jsonld import document_quads
from stackcred_issuer.domain.proof.canonical.rdfc import Digest
from stackcred_issuer.domain.proof.contexts import ContextSet

MAX_SHAPES = 256  # learnt and kept
MAX_SHAPE_TEXT = 131_072  # characters of names and texts in a document whose shape is learnt
MAX_TEXT = 4 * 1024 * 1024  # characters of names and statements of all shapes kept; some twelve times that in memory
MAX_SEEN = 2_048  # shapes seen once, a number each


@lru_cache(maxsize=8)
def shapes_of(contexts: ContextSet, digest: Digest) -> Shapes:
    """The one store of shapes that goes with a ContextSet and a hash; another set of contexts has its own."""
    return Shapes(contexts, digest)


class Shape(NamedTuple):
    """A structure and how its documents are rendered; without a renderer they take the long way. weight: characters."""

    structure: Structure
    renderer: Renderer | None
    weight: int


class Found(NamedTuple):
    """The renderer for a document, and what goes into its slots."""

    renderer: Renderer
    slots: tuple[str, ...]


class Shapes:
    """Shared between threads: entries are values, every step is one dict operation, and a lost entry is no harm."""

    def __init__(self, contexts: ContextSet, digest: Digest) -> None:
        self._contexts = contexts
        self._digest = digest
        self._vocabulary = vocabulary_of(contexts)
        self._shapes: dict[Key, Shape] = {}
        self._recent: dict[Hashable, Shape] = {}  # the last shape found, by the names at the top
        self._seen: dict[int, None] = {}

    def __len__(self) -> int:
        return len(self._shapes)

    @property
    def weight(self) -> int:
        """Characters of all statements kept."""
        return sum(shape.weight for shape in list(self._shapes.values()))

    def find(self, document: JsonObject) -> Found | None:
        """How to render a document, if its shape is known."""
        try:
            names = tuple(document)
            shape = self._recent.get(names)
        except TypeError:
            return None
        slots = shape.structure.slots_of(document) if shape is not None else None
        if shape is None or slots is None:
            shape = self._by_structure(document)
            slots = shape.structure.slots_of(document) if shape is not None else None
            if shape is None or slots is None:
                return None
            if len(self._recent) >= MAX_SHAPES:
                self._recent = {}
            self._recent[names] = shape
        return Found(shape.renderer, slots) if shape.renderer is not None else None

    def seen(self, document: JsonObject) -> None:
        """Take note of a document that went the long way, and came through; learn its shape at the second sight."""
        structure = structure_of(document, self._vocabulary.keyed)
        if structure is None or structure.key in self._shapes:
            return
        sight = hash(structure.key)
        if sight not in self._seen:
            if len(self._seen) >= MAX_SEEN:
                self._seen = {}
            self._seen[sight] = None
            return
        shape = self.learnt(document, structure)
        if shape is not None:
            self._keep(shape)

    def _by_structure(self, document: JsonObject) -> Shape | None:
        if not self._shapes:
            return None
        structure = structure_of(document, self._vocabulary.keyed)
        shape = self._shapes.pop(structure.key, None) if structure is not None else None
        if structure is not None and shape is not None:
            self._shapes[structure.key] = shape  # used last, forgotten last
        return shape

    def learnt(self, document: JsonObject, structure: Structure) -> Shape | None:
        """The shape, proven on this document, and not kept; None when this document is not fit to prove it."""
        slots = structure.slots_of(document)
        size = _size(structure.key)
        if slots is None or size + sum(map(len, slots)) > MAX_SHAPE_TEXT:
            return None
        try:
            template = learn(document, structure, self._contexts, self._vocabulary)
        except StackcredError:
            template = None
        if template is None:
            return Shape(structure, None, size)
        if not all(template.may_stand(slot, text) for slot, text in enumerate(slots)):
            return None
        quads = filled(template, slots)
        if set(quads) != set(document_quads(document, self._contexts)):
            return Shape(structure, None, size)
        size += sum(map(len, map("".join, quads)))
        return Shape(structure, Renderer(template, slots, self._digest), size)

    def _keep(self, shape: Shape) -> None:
        self._shapes[shape.structure.key] = shape
        while len(self._shapes) > MAX_SHAPES or self.weight > MAX_TEXT:
            self._forget_one()

    def _forget_one(self) -> None:
        """The one that stands first; but a shape that is still found by its names gets another turn."""
        oldest, shape = next(iter(list(self._shapes.items())))
        self._shapes.pop(oldest, None)
        recent = list(self._recent.items())
        others = {names: kept for names, kept in recent if kept is not shape}
        if len(others) < len(recent):
            self._shapes[oldest] = shape
        self._recent = others


def _size(key: Key) -> int:
    """Characters in a key, and one for each of its parts."""
    return len(key) + sum(map(len, texts_of(key)))
