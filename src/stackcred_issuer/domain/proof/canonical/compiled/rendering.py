"""Canonical statements from a template: only what differs from a document rendered before is made anew.

Every line of canonical N-Quads falls into one of four kinds, by where it names blank nodes. Their names are not
known before all is hashed, so a line is kept without them:

- FREE: no blank node: the whole line;
- OF: the subject is one: what follows it;
- TO: the object is one: what stands before it;
- BETWEEN: both are: what stands between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import ne

from stackcred_issuer.domain.proof.canonical.compiled.template import Slots, Template
from stackcred_issuer.domain.proof.canonical.nquads import Quad
from stackcred_issuer.domain.proof.canonical.rdfc import Digest, canonical_quads

FREE, OF, TO, BETWEEN = range(4)
_END = " .\n"


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
    """A blank node (index of its term) and the lines that mention it, by kind; `between` names the ends' terms."""

    term: int
    of: tuple[int, ...]
    to: tuple[int, ...]
    between: tuple[int, ...]

    def first_degree(self, texts: Sequence[str], lines: Sequence[Line], digest: Digest) -> str:
        """RDFC-1.0 §4.6: the hash of its lines, itself as `_:a` and every other blank node as `_:z`."""
        said = ["_:a" + texts[number] for number in self.of]
        said += [f"{texts[number]}_:a{_END}" for number in self.to]
        for number in self.between:
            subject, target = ("_:a" if end == self.term else "_:z" for end in _ends(lines[number]))
            said.append(f"{subject}{texts[number]}{target}{_END}")
        said.sort()
        return str(digest("".join(said).encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Rendered:
    """One document as rendered: what others of its shape are compared with."""

    slots: Slots
    terms: list[str]
    texts: list[str]
    hashes: list[str]


@dataclass(frozen=True, slots=True)
class Renderer:
    """All that is the same for every document of a shape.

    free: the numbers of FREE lines in canonical order of the base, so that sorting finds them nearly sorted.
    uses: for each slot the lines it stands in. touches: for each line the node (its place in `nodes`) it belongs to.
    """

    template: Template
    digest: Digest
    lines: tuple[Line, ...]
    nodes: tuple[Node, ...]
    uses: tuple[tuple[int, ...], ...]
    touches: tuple[int, ...]
    free: tuple[int, ...]
    base: Rendered
    names: tuple[str, ...] = field(default=())

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
        template, base, lines = self.template, self.base, self.lines
        terms, texts, hashes = base.terms, base.texts, base.hashes
        changed = self.changed(slots)
        if changed:
            terms, texts = terms.copy(), texts.copy()
            touched: set[int] = set()
            for slot in changed:
                if not template.may_stand(slot, slots[slot]):
                    return None
                terms[slot] = template.term(slot, slots[slot])
                touched.update(self.uses[slot])
            for number in touched:
                texts[number] = lines[number].text(terms)
            hashes = self._hashes(texts, touched)
        if len(set(hashes)) == len(hashes):
            said = self._said(texts, hashes)
            if len(set(said)) == len(said):
                said.sort()
                return "".join(said).encode()
        return canonical_quads(template.filled(terms), digest=self.digest).text.encode()

    def _hashes(self, texts: Sequence[str], touched: Iterable[int]) -> list[str]:
        hashes = self.base.hashes
        if len(self.nodes) < 2:  # one node gets the first name whatever its hash is
            return hashes
        stale = {self.touches[number] for number in touched}
        stale.discard(-1)
        if stale:
            hashes = hashes.copy()
            for place in stale:
                hashes[place] = self.nodes[place].first_degree(texts, self.lines, self.digest)
        return hashes

    def _said(self, texts: Sequence[str], hashes: Sequence[str]) -> list[str]:
        """The lines with names in them: `_:c14n0` for the node of the least hash, and so on (§4.4.3 step 4)."""
        said = [texts[number] for number in self.free]
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        names = {self.nodes[place].term: self.names[rank] for rank, place in enumerate(order)}
        for place in order:
            node = self.nodes[place]
            name = names[node.term]
            said += [name + texts[number] for number in node.of]
            said += [f"{texts[number]}{name}{_END}" for number in node.to]
            for number in node.between:
                subject, target = _ends(self.lines[number])
                if subject == node.term:
                    said.append(f"{name}{texts[number]}{names[target]}{_END}")
        return said


def renderer_of(template: Template, slots: Slots, digest: Digest) -> Renderer:
    """The renderer of a template, its base a document with these slots, each of which must fit."""
    terms = template.terms(slots)
    blank = {index for index, term in enumerate(terms) if index >= len(slots) and term.startswith("_:")}
    lines = tuple(Line(_kind(s in blank, o in blank), s, p, o) for s, p, o in template.quads)
    texts = [line.text(terms) for line in lines]
    nodes = tuple(_node(term, lines) for term in sorted(blank))
    hashes = [node.first_degree(texts, lines, digest) for node in nodes]
    places = {node.term: place for place, node in enumerate(nodes)}
    return Renderer(
        template,
        digest,
        lines,
        nodes,
        _uses(lines, len(slots)),
        tuple(_touched(line, places) for line in lines),
        tuple(sorted(_numbers(lines, lambda line: line.kind == FREE), key=texts.__getitem__)),
        Rendered(tuple(slots), terms, texts, hashes),
        tuple(f"_:c14n{rank}" for rank in range(len(nodes))),
    )


def filled(template: Template, slots: Slots) -> list[Quad]:
    """The quads of a document with these slots."""
    return template.filled(template.terms(slots))


def _kind(subject_blank: bool, target_blank: bool) -> int:
    if subject_blank:
        return BETWEEN if target_blank else OF
    return TO if target_blank else FREE


def _node(term: int, lines: Sequence[Line]) -> Node:
    return Node(
        term,
        _numbers(lines, lambda line: line.kind == OF and line.subject == term),
        _numbers(lines, lambda line: line.kind == TO and line.target == term),
        _numbers(lines, lambda line: line.kind == BETWEEN and term in _ends(line)),
    )


def _uses(lines: Sequence[Line], slots: int) -> tuple[tuple[int, ...], ...]:
    uses: list[list[int]] = [[] for _ in range(slots)]
    for number, line in enumerate(lines):
        for end in set(_ends(line)):
            if end < slots:
                uses[end].append(number)
    return tuple(map(tuple, uses))


def _touched(line: Line, places: dict[int, int]) -> int:
    if line.kind == OF:
        return places[line.subject]
    return places[line.target] if line.kind == TO else -1


def _ends(line: Line) -> tuple[int, int]:
    return line.subject, line.target


def _numbers(lines: Sequence[Line], wanted: Callable[[Line], bool]) -> tuple[int, ...]:
    return tuple(number for number, line in enumerate(lines) if wanted(line))
