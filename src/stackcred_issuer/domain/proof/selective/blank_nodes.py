"""Names for blank nodes that stay the same in any part of a document.

ECDSA Cryptosuites 1.0 §3.4, skolemize functions. The standard gives every node an id by expanding and compacting
the document, which may change its shape. Here the ids are put into the document as it is, so that JSON pointers
keep their meaning.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import document_quads
from stackcred_issuer.domain.proof.canonical.kept import KeptContexts, kept_for
from stackcred_issuer.domain.proof.canonical.nquads import Quad
from stackcred_issuer.domain.proof.canonical.processor import WatchedProcessor
from stackcred_issuer.domain.proof.contexts import ContextSet

SCHEME = "urn:bnid:"

_OPEN = f"<{SCHEME}"
_UNNAMED = "_:b"  # as `document_quads` calls blank nodes
_NOT_A_NODE = frozenset({"@value", "@list", "@set"})


def with_ids(document: JsonObject, contexts: ContextSet) -> JsonObject:
    """A copy in which each node that has no id has one of SCHEME.

    Raises StackcredError as `check_terms`, and INVALID when the document has such ids already.
    """
    if any(term.startswith(_OPEN) for quad in document_quads(document, contexts) for term in quad):
        raise StackcredError(
            ErrorCode.INVALID, f"Ids that start with {SCHEME} are kept for blank nodes; choose others."
        )
    copied: JsonObject = _copy(document)
    finder = _NodeFinder(copied, kept_for(contexts))
    finder.expanded()
    for number, element in enumerate(finder.blank_nodes()):
        element["@id"] = f"{SCHEME}{number}"
    return copied


def named_quads(part: JsonObject, contexts: ContextSet) -> list[Quad]:
    """The quads of a document from `with_ids`, or of a part of it, with the ids as blank-node labels.

    A blank node has one label in all parts of a document; so have the cells of a list that is there as a whole.
    Raises StackcredError as `check_terms`.
    """
    quads = [_labelled(quad) for quad in document_quads(part, contexts)]
    names = _place_names(quads)
    return [Quad(*(names.get(term, term) for term in quad)) for quad in quads]


class _NodeFinder(WatchedProcessor):
    """An expansion that remembers which object of the document became which expanded object."""

    def __init__(self, document: JsonObject, kept: KeptContexts) -> None:
        super().__init__(document, kept)
        self._pairs: list[tuple[JsonObject, JsonObject]] = []

    def blank_nodes(self) -> list[JsonObject]:
        """The objects of the document that are nodes without an id, in the order they were met.

        One that only holds a graph is none: at the top it is the document itself, and elsewhere has no content.
        """
        first = {id(expanded): (element, expanded) for element, expanded in reversed(self._pairs)}
        return [
            element
            for element, expanded in reversed(first.values())
            if "@id" not in expanded and _NOT_A_NODE.isdisjoint(expanded) and set(expanded) != {"@graph"}
        ]

    def _expand_object(
        self,
        active_ctx: Any,
        active_property: str | None,
        expanded_active_property: str | None,
        element: JsonObject,
        expanded_parent: JsonObject,
        *more: Any,
        **named: Any,
    ) -> None:
        if expanded_active_property != "@reverse":  # that object holds properties and is no node
            self._pairs.append((element, expanded_parent))
        super()._expand_object(
            active_ctx,
            active_property,
            expanded_active_property,
            element,
            expanded_parent,
            *more,
            **named,
        )


def _copy(value: Any) -> Any:
    """A deep copy in which no two places share an object, unlike `copy.deepcopy`."""
    if isinstance(value, dict):
        return {name: _copy(item) for name, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _labelled(quad: Quad) -> Quad:
    return Quad(*(f"_:n{term[len(_OPEN) : -1]}" if term.startswith(_OPEN) else term for term in quad))


def _place_names(quads: Iterable[Quad]) -> dict[str, str]:
    """A name for each blank node that no object stands for (the cells of a list, a graph), from its place.

    If only some items of a list are there, its cells get the names of other cells: then its quads are none of the
    document's, which is noticed.
    """
    about: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        about[quad.subject].append(quad)
    names: dict[str, str] = {}
    siblings: defaultdict[tuple[str, str], int] = defaultdict(int)
    pending = [quad for quad in quads if not quad.subject.startswith(_UNNAMED)]
    for subject, predicate, target, _ in pending:  # grows while it is walked
        if target.startswith(_UNNAMED) and target not in names:
            place = (names.get(subject, subject), predicate)
            text = f"{place} {siblings[place]}"
            siblings[place] += 1
            names[target] = f"_:p{hashlib.sha256(text.encode()).hexdigest()}"
            pending.extend(about[target])
    return names
