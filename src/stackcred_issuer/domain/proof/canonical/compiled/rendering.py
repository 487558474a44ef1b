"""Canonical statements from a template: only what differs from the first document of its shape is made anew.

What is the same for all documents so far is joined once. A text that differs where none did before makes the joined
parts be made once more, with a hole there too.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import compress
from operator import ne

from stackcred_issuer.domain.proof.canonical.compiled.lines import AlikeError, Body, Said, hashed, joined
from stackcred_issuer.domain.proof.canonical.compiled.template import Slots, Template
from stackcred_issuer.domain.proof.canonical.nquads import Quad, escaped
from stackcred_issuer.domain.proof.canonical.rdfc import Digest, canonical_quads

MAX_BLOCKS = 64  # joined statements of a blank node under one of its names, kept for the next document
MAX_GROWTHS = 16  # after so many, everything is a hole

Statements = Sequence[tuple[int, str, int]]


class Joined:
    """The statements of a template, with holes for the slots that vary; everything else is as in the first document.

    Shared between threads: what it keeps follows from what it was made of.
    """

    def __init__(self, statements: Statements, terms: Sequence[str], varying: frozenset[int], digest: Digest) -> None:
        self.varying = varying
        self._digest = digest
        blanks = {end for s, _, o in statements for end in (s, o) if end not in varying and terms[end][:2] == "_:"}
        self._blanks = sorted(blanks)
        self._spelt = {end: terms[end] for s, _, o in statements for end in (s, o)}
        named = sorted(range(len(blanks)), key=lambda rank: f"_:c14n{rank} ")
        self._names = tuple(f"_:c14n{rank}" for rank in range(len(blanks)))
        self._ranks = tuple(named)  # in the order in which their names sort
        self._said: dict[int, list[Said]] = defaultdict(list)
        self._blocks: dict[tuple[int, int], str | Body] = {}
        self._possible = True
        try:
            self._hashes, self._hashing = self._first_degrees(statements)
            self._subjects, self._texts, self._filling, self._loose = self._iris(statements)
        except AlikeError:
            self._possible = False

    def canonical(self, terms: list[str]) -> str | None:
        """The canonical N-Quads with these terms, whose blank nodes are renamed on the way.

        None for nodes of one hash and for a statement said twice, which spoils the hashes.
        """
        try:
            return self._canonical(terms) if self._possible else None
        except AlikeError:
            return None

    def _canonical(self, terms: list[str]) -> str | None:
        order = self._order(terms)
        for rank, place in enumerate(order):
            terms[self._blanks[place]] = self._names[rank]
        said = self._about_iris(terms)
        for rank in self._ranks:
            place = order[rank]
            block = self._blocks.get((place, rank)) or self._block(place, rank)
            said.append(block if isinstance(block, str) else block.filled(terms))
        return "".join(said)

    def _order(self, terms: Sequence[str]) -> list[int]:
        """The blank nodes by their hashes (§4.4.3 step 4); one alone needs none."""
        if len(self._blanks) < 2:
            return list(range(len(self._blanks)))
        hashes, digest = self._hashes.copy(), self._digest
        for place, body in self._hashing:
            hashes[place] = digest(body.filled(terms).encode()).digest()
        if len(set(hashes)) < len(hashes):
            raise AlikeError
        return sorted(range(len(hashes)), key=hashes.__getitem__)

    def _about_iris(self, terms: Sequence[str]) -> list[str]:
        """The lines of each subject, in order. Raises AlikeError for two subjects that became one."""
        said, subjects, after = self._texts.copy(), self._subjects, ""
        for place, body in self._filling:
            said[place] = body.filled(terms)
        loose = [(terms[subject], body.filled(terms)) for subject, body in self._loose]
        loose.sort(reverse=True)  # the last one first: the places before it stay as they are
        for subject, text in loose:
            place = bisect(subjects, subject)
            if subject == after or (place and subjects[place - 1] == subject):
                raise AlikeError
            said.insert(place, text)
            after = subject
        return said

    def _block(self, place: int, rank: int) -> str | Body:
        """What is said of a blank node under a name."""
        end, name = self._blanks[place], self._names[rank]
        body = joined(((name, predicate, target) for _, predicate, target in self._said[end]), distinct=True)
        if len(self._blocks) >= MAX_BLOCKS:
            self._blocks = {}
        block = self._blocks[place, rank] = body.filled(()) if body.is_constant else body
        return block

    def _first_degrees(self, statements: Statements) -> tuple[list[bytes], list[tuple[int, Body]]]:
        """For each blank node its hash, or how it comes about."""
        mentions: dict[int, list[Said]] = defaultdict(list)
        for subject, predicate, target in statements:
            for blank in {subject, target}.intersection(self._blanks):
                mentions[blank].append((self._blinded(subject, blank), predicate, self._blinded(target, blank)))
        hashes, hashing = [b""] * len(self._blanks), []
        for place, blank in enumerate(self._blanks):
            body = hashed(mentions[blank])
            if body.is_constant:
                hashes[place] = self._digest(body.filled(()).encode()).digest()
            else:
                hashing.append((place, body))
        return hashes, hashing

    def _blinded(self, end: int, blank: int) -> str | int:
        if end in self.varying:
            return end
        term = self._spelt[end]
        return term if term[:2] != "_:" else "_:a" if end == blank else "_:z"

    def _iris(
        self, statements: Statements
    ) -> tuple[list[str], list[str], list[tuple[int, Body]], list[tuple[int, Body]]]:
        """Of subjects that are IRIs those known, in order, with their lines as text or to be filled; and the others."""
        fixed: dict[str, list[Said]] = defaultdict(list)
        loose: dict[int, list[Said]] = defaultdict(list)
        blanks = set(self._blanks)
        for subject, predicate, target in statements:
            kept = target if target in self.varying or target in blanks else self._spelt[target]
            if subject in blanks:
                self._said[subject].append((subject, predicate, kept))
            elif subject in self.varying:
                loose[subject].append((subject, predicate, kept))
            else:
                fixed[self._spelt[subject]].append((self._spelt[subject], predicate, kept))
        bodies = [(subject, joined(said, distinct=True)) for subject, said in sorted(fixed.items())]
        texts = [body.filled(()) if body.is_constant else "" for _, body in bodies]
        filling = [(place, body) for place, (_, body) in enumerate(bodies) if not body.is_constant]
        return (
            [subject for subject, _ in bodies],
            texts,
            filling,
            [(subject, joined(said, distinct=True)) for subject, said in loose.items()],
        )


class Renderer:
    """All that is the same for every document of a shape, and what varied so far."""

    def __init__(self, template: Template, slots: tuple[str, ...], digest: Digest) -> None:
        self.template = template
        self.slots = slots
        self.terms = template.terms(slots)
        self._digest = digest
        self._joined = self.joined(())
        self._growths = 0

    def joined(self, varying: Iterable[int]) -> Joined:
        """The statements with holes for these slots."""
        return Joined(self.template.quads, self.terms, frozenset(varying), self._digest)

    def changed(self, slots: Slots) -> list[int]:
        """The slots in which a document differs from the first of its shape."""
        return list(compress(range(len(slots)), map(ne, slots, self.slots)))

    def fits(self, slots: Slots) -> bool:
        """Whether every text that differs may stand in its slot."""
        may_stand = self.template.may_stand
        return all(may_stand(slot, slots[slot]) for slot in self.changed(slots))

    def canonical(self, slots: Slots) -> bytes | None:
        """The canonical N-Quads of a document that `fits`, None for one that does not.

        Raises UnicodeEncodeError for half a surrogate pair, StackcredError EXHAUSTED as `canonical_quads` does.
        """
        changed = self.changed(slots)
        if not self._joined.varying.issuperset(changed):
            self._grow(changed)
        return self.filled(changed, map(slots.__getitem__, changed), self._joined)

    def filled(self, varying: Iterable[int], texts: Iterable[str], joined: Joined) -> bytes | None:
        """As `canonical`, for the texts of slots that all vary in `joined`; every other slot has its first text."""
        terms, suffixes, count = self.terms.copy(), self.template.suffixes, len(self.slots)
        is_plain_iri = self.template.vocabulary.is_plain_iri
        for slot, text in zip(varying, texts, strict=True):
            suffix = suffixes[slot]
            if suffix is not None:
                terms[slot] = f'"{escaped(text)}{suffix}'
            elif is_plain_iri(text):
                terms[slot] = f"<{text}>"
            else:
                return None
        said = joined.canonical(terms)
        if said is None:
            terms[count:] = self.terms[count:]  # blank nodes under their own names
            said = canonical_quads(self.template.filled(terms), digest=self._digest).text
        return said.encode()

    def _grow(self, changed: Iterable[int]) -> None:
        self._growths += 1
        everything = self._growths > MAX_GROWTHS
        self._joined = self.joined(range(len(self.slots)) if everything else self._joined.varying.union(changed))


def filled(template: Template, slots: Slots) -> list[Quad]:
    """The quads of a document with these slots."""
    return template.filled(template.terms(slots))
