"""RDFC-1.0, the canonical form of a set of quads (W3C RDF Dataset Canonicalization, 2024), under a work budget.

The step numbers in the code are those of the recommendation. Quads whose blank nodes differ in what is said
about them directly cost one hash each; only ties need the expensive part, and that part is counted.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import document_quads
from stackcred_issuer.domain.proof.canonical.nquads import Quad
from stackcred_issuer.domain.proof.contexts import ContextSet

MAX_WORK = 50_000  # related hashes and path steps; a fifth of a second, and far beyond any credential

Digest = Callable[[bytes], Any]


def canonicalize(document: JsonObject, contexts: ContextSet, *, digest: Digest = hashlib.sha256) -> bytes:
    """The canonical N-Quads of a JSON-LD document, UTF-8.

    digest: SHA-256, or SHA-384 where a suite asks for it (ECDSA §3.2.3 with P-384).
    Raises StackcredError UNDEFINED_TERM, UNKNOWN_CONTEXT or INVALID when expansion would lose or invent
    anything (see `jsonld.check_terms`), EXHAUSTED when the blank nodes are too alike to tell apart in time.
    """
    try:
        return canonical_quads(document_quads(document, contexts), digest=digest).text.encode()
    except UnicodeEncodeError:
        raise StackcredError(ErrorCode.INVALID, "A string holds half of a surrogate pair; remove it.") from None


@dataclass(frozen=True, slots=True)
class Canonical:
    """Canonical quads: their sorted lines (each ends in a newline), and what each blank node is now called."""

    lines: tuple[str, ...]
    labels: Mapping[str, str]

    @property
    def text(self) -> str:
        return "".join(self.lines)


def canonical_quads(quads: Iterable[Quad], *, digest: Digest = hashlib.sha256, max_work: int = MAX_WORK) -> Canonical:
    """Canonicalize quads (RDFC-1.0 §4.4).

    digest: the hash, SHA-256 unless another is agreed. Labels run from `_:b0` to `_:c14n0`, prefix included.
    Raises StackcredError EXHAUSTED beyond `max_work`.
    """
    unique = set(quads)
    try:
        labels = _Canonicalizer(unique, digest, max_work).issue_all()
    except RecursionError:
        raise _exhausted() from None
    return Canonical(tuple(sorted(_relabel(quad, labels).line() for quad in unique)), labels)


class _Issuer:
    """Gives labels in the order asked for (§4.5); a copy goes its own way."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = issued or {}

    def issue(self, label: str) -> str:
        return self.issued.setdefault(label, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


@dataclass(slots=True)
class _Canonicalizer:
    quads: set[Quad]
    digest: Digest
    max_work: int
    mentions: dict[str, list[Quad]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, str] = field(default_factory=dict)
    said: dict[str, frozenset[Quad]] = field(default_factory=dict)
    canonical: _Issuer = field(default_factory=lambda: _Issuer("_:c14n"))
    work: int = 0

    def issue_all(self) -> dict[str, str]:
        """§4.4.3, steps 2 to 5: a canonical label for every blank node."""
        for quad in self.quads:
            for label in {term for term in quad if term.startswith("_:")}:
                self.mentions[label].append(quad)
        by_hash = defaultdict(list)
        for label in self.mentions:
            self.first[label] = self._hash_first_degree(label)
            by_hash[self.first[label]].append(label)
        for group in _ordered(by_hash):
            if len(group) == 1:
                self.canonical.issue(group[0])
        for group in _ordered(by_hash):
            if len(group) > 1:
                self._issue_tied(group)
        return self.canonical.issued

    def _issue_tied(self, group: Sequence[str]) -> None:
        """Step 5: nodes that look alike from nearby are told apart by what is around them."""
        results = []
        for label in group:
            if label not in self.canonical.issued:
                issuer = _Issuer("_:b")
                issuer.issue(label)
                results.append(self._hash_n_degree(label, issuer))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for label in issuer.issued:
                self.canonical.issue(label)

    def _hash_first_degree(self, label: str) -> str:
        """§4.6: the quads that mention the node, itself as `_:a` and every other blank node as `_:z`."""
        lines = sorted(_blinded(quad, label).line() for quad in self.mentions[label])
        return self._hash("".join(lines))

    def _hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """§4.7."""
        known = self.canonical.issued.get(related) or issuer.issued.get(related) or self.first[related]
        predicate = "" if position == "g" else quad.predicate
        return self._hash(position + predicate + known)

    def _hash_n_degree(self, label: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """§4.8: the hash of everything reachable, and the labels given on the cheapest path to it."""
        data = ""
        for related_hash, group in sorted(self._related(label, issuer).items()):
            path, issuer = self._shortest_path(group, issuer)
            data += related_hash + path
        return self._hash(data), issuer

    def _related(self, label: str, issuer: _Issuer) -> dict[str, list[str]]:
        """Step 3: the blank nodes that share a quad with this one, by how they do."""
        self._spend(len(self.mentions[label]))
        related = defaultdict(list)
        for quad in self.mentions[label]:
            for position, term in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if term.startswith("_:") and term != label:
                    related[self._hash_related(term, quad, issuer, position)].append(term)
        return related

    def _shortest_path(self, group: Sequence[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        """Step 5.4: of all orders of the group, the one with the least path."""
        chosen: tuple[str, _Issuer] | None = None
        for order in _orders(self._interchangeable(group, issuer)):
            self._spend(len(order))
            found = self._path(order, issuer.copy(), chosen[0] if chosen else "")
            if found is not None and (chosen is None or found[0] < chosen[0]):
                chosen = found
        assert chosen is not None  # the first order is never given up
        return chosen

    def _interchangeable(self, group: Sequence[str], issuer: _Issuer) -> list[list[str]]:
        """The group in classes within which order cannot matter, so that k alike nodes are not tried in k! orders.

        One node that stands in the group twice is alike to itself. Two nodes without a label of which exactly the
        same is said are alike, unless one stands there twice.
        """
        classes: dict[Hashable, list[str]] = defaultdict(list)
        repeated = len(set(group)) < len(group)
        for label in sorted(group):
            fixed = repeated or label in issuer.issued or label in self.canonical.issued
            classes[label if fixed else self._all_said(label)].append(label)
        return list(classes.values())

    def _all_said(self, label: str) -> frozenset[Quad]:
        if label not in self.said:
            self.said[label] = frozenset(_relabel(quad, {label: "_:self"}) for quad in self.mentions[label])
        return self.said[label]

    def _path(self, order: Sequence[str], issuer: _Issuer, best: str) -> tuple[str, _Issuer] | None:
        """Steps 5.4.4 and 5.4.5; None as soon as the path cannot beat `best`."""
        path, recursion = "", []
        for label in order:
            if label in self.canonical.issued:
                path += self.canonical.issued[label]
            else:
                if label not in issuer.issued:
                    recursion.append(label)
                path += issuer.issue(label)
            if _loses(path, best):
                return None
        for label in recursion:
            result, after = self._hash_n_degree(label, issuer)
            path += f"{issuer.issue(label)}<{result}>"
            issuer = after
            if _loses(path, best):
                return None
        return path, issuer

    def _hash(self, text: str) -> str:
        return str(self.digest(text.encode()).hexdigest())

    def _spend(self, steps: int) -> None:
        self.work += steps
        if self.work > self.max_work:
            raise _exhausted()


def _exhausted() -> StackcredError:
    return StackcredError(
        ErrorCode.EXHAUSTED,
        "The document's blank nodes are too alike to be put in order within the work budget; give its nodes ids.",
    )


def _orders(classes: Sequence[list[str]]) -> Iterator[tuple[str, ...]]:
    """Every order of all members, counting the members of one class as equal."""
    left = Counter({place: len(members) for place, members in enumerate(classes)})
    order: list[str] = []

    def extend() -> Iterator[tuple[str, ...]]:
        if not +left:
            yield tuple(order)
        for place in [place for place, count in left.items() if count]:
            order.append(classes[place][-left[place]])
            left[place] -= 1
            yield from extend()
            left[place] += 1
            order.pop()

    return extend()


def _loses(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _ordered(by_hash: Mapping[str, list[str]]) -> Iterable[list[str]]:
    return (group for _, group in sorted(by_hash.items()))


def _blinded(quad: Quad, label: str) -> Quad:
    subject, predicate, target, graph = quad
    return Quad(_blind(subject, label), predicate, _blind(target, label), _blind(graph, label))


def _blind(term: str, label: str) -> str:
    if not term.startswith("_:"):
        return term
    return "_:a" if term == label else "_:z"


def _relabel(quad: Quad, labels: Mapping[str, str]) -> Quad:
    subject, predicate, target, graph = quad
    return Quad(labels.get(subject, subject), predicate, labels.get(target, target), labels.get(graph, graph))
