"""One document with some texts left open: its JSON and its canonical statements, both joined ahead of time."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_object, pointer, walk
from stackcred_issuer.domain.proof.canonical import jsonld, rdfc
from stackcred_issuer.domain.proof.canonical.compiled.rendering import Joined, Renderer
from stackcred_issuer.domain.proof.canonical.compiled.shapes import shapes_of
from stackcred_issuer.domain.proof.canonical.compiled.structure import slot_places, structure_of
from stackcred_issuer.domain.proof.canonical.compiled.vocabulary import vocabulary_of
from stackcred_issuer.domain.proof.canonical.rdfc import Digest
from stackcred_issuer.domain.proof.contexts import ContextSet


@dataclass(frozen=True, slots=True)
class PinnedDocument:
    """A document but for the texts at `places` (JSON pointers, in its own order), which are given each time.

    fragments: the JSON around the texts; every second one stands for a text.
    """

    places: tuple[str, ...]
    fragments: tuple[bytes, ...]
    contexts: ContextSet
    digest: Digest
    slots: tuple[int, ...]
    renderer: Renderer
    joined: Joined

    def json(self, texts: Sequence[str]) -> list[bytes]:
        """The document with these texts, in pieces: the bytes of `dump_json`. Raises StackcredError INVALID."""
        parts = list(self.fragments)
        parts[1::2] = map(_written, texts)
        return parts

    def canonical(self, texts: Sequence[str]) -> bytes:
        """The canonical N-Quads of the document with these texts.

        Raises what `rdfc.canonicalize` raises: a text that may not stand where it is goes that way.
        """
        said = self.renderer.filled(self.slots, texts, self.joined)
        if said is None:
            document = parse_object(b"".join(self.json(texts)))
            said = rdfc.canonicalize(document, self.contexts, digest=self.digest)
        return said


def pin(
    document: JsonObject, places: Sequence[str], contexts: ContextSet, *, digest: Digest = hashlib.sha256
) -> PinnedDocument:
    """The document with the texts at these places left open; those it has there are samples.

    Raises StackcredError as `jsonld.check_terms`; INVALID for a place that holds no text of its own (a type, a
    language, a number …); UNSUPPORTED for a document that has no template (see `template.learn`).
    """
    jsonld.check_terms(document, contexts)
    vocabulary = vocabulary_of(contexts)
    structure = structure_of(document, vocabulary.keyed)
    shape = shapes_of(contexts, digest).learnt(document, structure) if structure is not None else None
    if shape is None or shape.renderer is None:
        raise StackcredError(ErrorCode.UNSUPPORTED, "This document has no template; sign each one by itself.")
    order = [pointer(*tokens) for tokens, _ in walk(document)]
    known = {pointer(*tokens): tokens for tokens in slot_places(document, vocabulary.keyed)}
    slots = {place: slot for slot, place in enumerate(known)}
    for place in places:
        if place not in slots or list(places).count(place) > 1:
            detail = "Name each place once, and only places of texts that may differ: no types, languages or numbers."
            raise StackcredError(ErrorCode.INVALID, detail, pointer=place)
    places = sorted(places, key=order.index)
    wanted = tuple(slots[place] for place in places)
    fragments = _fragments(document, [known[place] for place in places])
    joined = shape.renderer.joined(wanted)
    return PinnedDocument(tuple(places), fragments, contexts, digest, wanted, shape.renderer, joined)


def _fragments(document: JsonObject, places: Sequence[tuple[str | int, ...]]) -> tuple[bytes, ...]:
    """The JSON of a document around some of its texts, cut where marks come out that stand nowhere else in it."""
    try:
        secret = hashlib.sha256(dump_json(document)).hexdigest()
    except TypeError:
        raise StackcredError(ErrorCode.INVALID, "A number is too big to be kept exactly; write it as text.") from None
    marked = copy.deepcopy(document)
    for number, tokens in enumerate(places):
        holder: Any = marked
        for token in tokens[:-1]:
            holder = holder[token]
        holder[tokens[-1]] = f"{secret}:{number}"
    fragments: list[bytes] = []
    left = dump_json(marked)
    for number in range(len(places)):
        before, mark, left = left.partition(_written(f"{secret}:{number}"))
        fragments += before, mark
    return (*fragments, left)


def _written(text: str) -> bytes:
    if type(text) is not str:
        raise StackcredError(ErrorCode.INVALID, "What is left open in a pinned document is filled with texts only.")
    try:
        return orjson.dumps(text)
    except TypeError:
        raise StackcredError(ErrorCode.INVALID, "A string holds half of a surrogate pair; remove it.") from None
