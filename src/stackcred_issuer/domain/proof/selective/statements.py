"""A document as statements under shuffled labels, and the statements that pointers choose.

ECDSA Cryptosuites 1.0 §3.4, canonicalizeAndGroup and createHmacIdLabelMapFunction.

A statement is one line of canonical N-Quads. Its blank-node labels come from an HMAC, so that the ones shown do not
tell how many there are, nor what the hidden ones say.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.nquads import Quad
from stackcred_issuer.domain.proof.canonical.rdfc import canonical_quads
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.multibase import base64url_decode, multibase_encode
from stackcred_issuer.domain.proof.selective.blank_nodes import named_quads, with_ids
from stackcred_issuer.domain.proof.selective.pointers import resolve, select

_CANONICAL = "_:c14n"
_SHUFFLED = "_:u"


@dataclass(frozen=True, slots=True)
class Statements:
    """All that a document says.

    lines: the statements, sorted, each ending in a newline.
    document, complete: the document as it is, and with an id for every node.
    labels: the label of each blank node in the quads of `complete` to its shuffled label.
    """

    lines: tuple[str, ...]
    labels: Mapping[str, str]
    document: JsonObject
    complete: JsonObject
    contexts: ContextSet

    def choose(self, pointers: Sequence[str]) -> Choice:
        """The statements that pointers choose.

        Raises StackcredError INVALID for a pointer that leads nowhere or to a part that cannot stand alone, such
        as some items of a list.
        """
        part = select([resolve(text, self.document) for text in pointers], self.complete)
        quads = named_quads(part, self.contexts) if part is not None else []
        chosen = self._lines_of(quads)
        return Choice(quads, tuple(index for index, line in enumerate(self.lines) if line in chosen))

    def _lines_of(self, quads: Iterable[Quad]) -> set[str]:
        quads = list(quads)
        known = all(term in self.labels for quad in quads for term in quad if term.startswith("_:"))
        lines = {line_of(quad, self.labels) for quad in quads}
        if not known or not lines <= set(self.lines):
            raise StackcredError(
                ErrorCode.INVALID, "The pointers choose a part that means something else alone; choose more of it."
            )
        return lines


@dataclass(frozen=True, slots=True)
class Choice:
    """Some statements of a document: their quads, and their places among its lines, in order."""

    quads: list[Quad]
    indexes: tuple[int, ...]


def shuffled_statements(document: JsonObject, hmac_key: bytes, contexts: ContextSet) -> Statements:
    """The statements of a document, its blank nodes named by HMAC-SHA-256. Raises as `check_terms`."""
    complete = with_ids(document, contexts)
    quads = named_quads(complete, contexts)
    labels = {
        label: _SHUFFLED + _hmac_label(canonical, hmac_key)
        for label, canonical in canonical_quads(quads).labels.items()
    }
    lines = tuple(sorted({line_of(quad, labels) for quad in quads}))
    return Statements(lines, labels, document, complete, contexts)


def compress_labels(quads: Iterable[Quad], labels: Mapping[str, str]) -> dict[int, bytes]:
    """For the reader of these quads alone: the number of each canonical label to its shuffled label's bytes."""
    return {
        int(canonical.removeprefix(_CANONICAL)): base64url_decode(labels[label].removeprefix(_SHUFFLED))
        for label, canonical in canonical_quads(quads).labels.items()
    }


def revealed_lines(quads: Iterable[Quad], compressed: Mapping[int, bytes]) -> tuple[str, ...]:
    """The statements of a revealed document, sorted, its blank nodes named as `compress_labels` says.

    Raises StackcredError INVALID unless there is one label for each blank node.
    """
    quads = list(quads)
    canonical = canonical_quads(quads).labels
    if {f"{_CANONICAL}{number}" for number in compressed} != set(canonical.values()):
        raise StackcredError(ErrorCode.INVALID, "The proof does not have one label for each blank node.")
    labels = {
        label: f"_:{multibase_encode(compressed[int(name.removeprefix(_CANONICAL))], base='u')}"
        for label, name in canonical.items()
    }
    return tuple(sorted({line_of(quad, labels) for quad in quads}))


def line_of(quad: Quad, labels: Mapping[str, str]) -> str:
    """The quad as a canonical line, its blank nodes renamed."""
    return Quad(*(labels.get(term, term) for term in quad)).line()


def _hmac_label(canonical: str, key: bytes) -> str:
    digest = hmac.new(key, canonical.removeprefix("_:").encode("ascii"), hashlib.sha256).digest()
    return multibase_encode(digest, base="u")[1:]
