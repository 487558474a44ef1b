"""Canonical statements from a template: only what differs from a document rendered before is made anew.

Every line of canonical N-Quads falls into one of four kinds, by where it names blank nodes. Their names are not
known before all is hashed, so a line is kept without them:

- FREE: no blank node: the whole line;
- OF: the subject is one: what follows it;
- TO: the object is one: what stands before it;
- BETWEEN: both are: what stands between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from operator import eq, ne

from stackcred_issuer.domain.proof.canonical.compiled.structure import picker
from stackcred_issuer.domain.proof.canonical.compiled.template import Slots, Template
from stackcred_issuer.domain.proof.canonical.nquads import Quad
from stackcred_issuer.domain.proof.canonical.rdfc import Digest, canonical_quads

FREE, OF, TO, BETWEEN = range(4)
_END = " .\n"
_TO_ITSELF = f"_:a{_END}"


@dataclass(frozen=True, slots=True)
class Line:
    """One quad of a template: its kind, and its ends as indexes of terms."""

    kind: int
    subject: int
    predicate: str
    target: int

    def text(self, terms: Sequence[str]) -> str:
        """The line without its blank nodes."""
        if self.kind == FREE:
            return f"{terms[self.subject]} {self.predicate} {terms[self.target]}{_END}"
        if self.kind == OF:
            return f" {self.predicate} {terms[self.target]}{_END}"
        if self.kind == TO:
            return f"{terms[self.subject]} {self.predicate} "
        return f" {self.predicate} "


@dataclass(frozen=True, slots=True)
class Node:
    """A blank node: the numbers of the lines that mention it, by kind, those BETWEEN by which end it is.

    of: in canonical order of the base, so that sorting finds them nearly sorted. blinded: what its lines BETWEEN
    add to its first-degree hash (RDFC-1.0 §4.6): itself as `_:a`, every other blank node as `_:z`.
    """

    of: tuple[int, ...]
    to: tuple[int, ...]
    between: tuple[tuple[int, int], ...]
    blinded: tuple[str, ...]

    def first_degree(self, texts: Sequence[str], digest: Digest) -> str:
        """The hash of all lines that mention it."""
        said = ["_:a" + texts[number] for number in self.of]
        said += [texts[number] + _TO_ITSELF for number in self.to]
        said += self.blinded
        said.sort()
        return str(digest("".join(said).encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Rendered:
    """One document as rendered: what others of its shape are compared with."""

    slots: tuple[str, ...]
    terms: list[str]
    texts: list[str]
    hashes: list[str]


@dataclass(frozen=True, slots=True)
class Renderer:
    """All that is the same for every document of a shape.

    pick_free: the FREE lines in canonical order of the base. uses: for each slot the lines it stands in.
    touches: for each line the node of whose first-degree hash a changed text in it is part, or -1.
    """

    template: Template
    digest: Digest
    lines: tuple[Line, ...]
    nodes: tuple[Node, ...]
    uses: tuple[tuple[int, ...], ...]
    touches: tuple[int, ...]
    pick_free: Callable[[Sequence[str]], tuple[str, ...]]
    base: Rendered

    def changed(self, slots: Slots) -> list[int]:
        """The slots in which a document differs from the base."""
        return list(compress(range(len(slots)), map(ne, slots, self.base.slots)))

    def fits(self, slots: Slots) -> bool:
        """Whether every text that differs from the base may stand in its slot."""
        may_stand = self.template.may_stand
        return all(may_stand(slot, slots[slot]) for slot in self.changed(slots))

    def canonical(self, slots: Slots) -> bytes | None:
        """The canonical N-Quads of a document that `fits`, None for one that does not.

        Raises UnicodeEncodeError for half a surrogate pair, StackcredError EXHAUSTED as `canonical_quads` does.
        """
        template, base = self.template, self.base
        terms, texts, touched = base.terms, base.texts.copy(), set[int]()
        changed = self.changed(slots)
        if changed:
            terms = terms.copy()
        for slot in changed:
            if not template.may_stand(slot, slots[slot]):
                return None
            terms[slot] = template.term(slot, slots[slot])
            touched.update(self.uses[slot])
        for number in touched:
            texts[number] = self.lines[number].text(terms)
        said = self._said(texts, self._hashes(texts, touched))
        if said is None:
            return canonical_quads(template.filled(terms), digest=self.digest).text.encode()
        return "".join(said).encode()

    def _hashes(self, texts: Sequence[str], touched: Iterable[int]) -> list[str]:
        hashes = self.base.hashes.copy()
        if len(hashes) > 1:  # a single node gets the first name whatever its hash is
            for place in {self.touches[number] for number in touched} - {-1}:
                hashes[place] = self.nodes[place].first_degree(texts, self.digest)
        return hashes

    def _said(self, texts: Sequence[str], hashes: Sequence[str]) -> list[str] | None:
        """The canonical lines: `_:c14n0` is the node of the least hash, and so on (§4.4.3 step 4).

        None where that is not all: for nodes of one hash, and for a quad said twice, which spoils the hashes.
        """
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        if len(set(hashes)) < len(order):
            return None
        names = list(hashes)
        for rank, place in enumerate(order):
            names[place] = f"_:c14n{rank}"
        said = list(self.pick_free(texts))
        for node, name in zip(self.nodes, names, strict=True):
            if node.to:
                said += [f"{texts[number]}{name}{_END}" for number in node.to]
        for place in order:
            name, node = names[place], self.nodes[place]
            said += [name + texts[number] for number in node.of]
            for number, target in node.between:
                said.append(f"{name}{texts[number]}{names[target]}{_END}")
        said.sort()
        return None if any(map(eq, said, islice(said, 1, None))) else said


def renderer_of(template: Template, slots: tuple[str, ...], digest: Digest) -> Renderer:
    """The renderer of a template, its base a document with these slots, each of which must fit."""
    terms = template.terms(slots)
    blank = [index for index, term in enumerate(terms) if index >= len(slots) and term.startswith("_:")]
    places = {term: place for place, term in enumerate(blank)}
    lines = tuple(Line(_kind(s in places, o in places), s, p, o) for s, p, o in template.quads)
    texts = [line.text(terms) for line in lines]
    nodes = tuple(_node(term, lines, texts, places) for term in blank)
    return Renderer(
        template,
        digest,
        lines,
        nodes,
        _uses(lines, len(slots)),
        tuple(_touched(line, places) for line in lines),
        picker(_numbers(texts, lines, FREE)),
        Rendered(slots, terms, texts, [node.first_degree(texts, digest) for node in nodes]),
    )


def filled(template: Template, slots: Slots) -> list[Quad]:
    """The quads of a document with these slots."""
    return template.filled(template.terms(slots))


def _kind(subject_blank: bool, target_blank: bool) -> int:
    if subject_blank:
        return BETWEEN if target_blank else OF
    return TO if target_blank else FREE


def _node(term: int, lines: Sequence[Line], texts: Sequence[str], places: Mapping[int, int]) -> Node:
    between = [(number, line) for number, line in enumerate(lines) if line.kind == BETWEEN]
    return Node(
        _numbers(texts, lines, OF, lambda line: line.subject == term),
        _numbers(texts, lines, TO, lambda line: line.target == term),
        tuple((number, places[line.target]) for number, line in between if line.subject == term),
        tuple(_blinded(line, texts[number], term) for number, line in between if term in (line.subject, line.target)),
    )


def _blinded(line: Line, text: str, term: int) -> str:
    subject, target = ("_:a" if end == term else "_:z" for end in (line.subject, line.target))
    return f"{subject}{text}{target}{_END}"


def _uses(lines: Sequence[Line], slots: int) -> tuple[tuple[int, ...], ...]:
    uses: list[list[int]] = [[] for _ in range(slots)]
    for number, line in enumerate(lines):
        for end in {line.subject, line.target}:
            if end < slots:
                uses[end].append(number)
    return tuple(map(tuple, uses))


def _touched(line: Line, places: Mapping[int, int]) -> int:
    if line.kind == OF:
        return places[line.subject]
    return places[line.target] if line.kind == TO else -1


def _numbers(
    texts: Sequence[str], lines: Sequence[Line], kind: int, wanted: Callable[[Line], bool] = lambda line: True
) -> tuple[int, ...]:
    """The lines of one kind, in the order of their texts."""
    found = (number for number, line in enumerate(lines) if line.kind == kind and wanted(line))
    return tuple(sorted(found, key=texts.__getitem__))
