"""Lines of canonical N-Quads joined ahead of time, with holes for the terms that are not known yet.

Lines of one subject stand in the order of their predicates whatever their objects are, so all that can change
places is the lines of one subject and one predicate: these, if they have a hole, are a *run*, sorted when filled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

END = " .\n"

Term = str | int  # as it is spelt, or a hole: the index of a term that is not known yet
Said = tuple[Term, str, Term]  # subject, predicate, object


class AlikeError(Exception):
    """A statement is said twice: what is joined ahead of time would keep both."""


@dataclass(frozen=True, slots=True)
class Body:
    """Joined lines. holes: a place in `parts` and the index of its term; runs: a place and the lines for it.

    distinct: whether equal lines are the same statement, and not two that only read alike.
    """

    parts: tuple[str, ...]
    holes: tuple[tuple[int, int], ...]
    runs: tuple[tuple[int, tuple[Body, ...]], ...]
    distinct: bool

    @property
    def is_constant(self) -> bool:
        """Whether it has nothing to be filled."""
        return not self.holes and not self.runs

    def filled(self, terms: Sequence[str]) -> str:
        """The text with these terms. Raises AlikeError."""
        parts = list(self.parts)
        for place, term in self.holes:
            parts[place] = terms[term]
        for place, lines in self.runs:
            run = sorted([line.filled(terms) for line in lines])
            if self.distinct and len(set(run)) < len(run):
                raise AlikeError
            parts[place] = "".join(run)
        return "".join(parts)


def joined(said: Iterable[Said], *, distinct: bool) -> Body:
    """The lines of one subject. Raises AlikeError for two that are equal already."""
    by_predicate = defaultdict(list)
    for one in said:
        by_predicate[one[1]].append(one)
    pieces: list[Term | tuple[Body, ...]] = []
    for _, group in sorted(by_predicate.items()):
        pieces += _group(group, distinct=distinct)
    return _body(pieces, distinct=distinct)


def hashed(said: Sequence[Said]) -> Body:
    """The lines of a first-degree hash (RDFC-1.0 §4.6): other nodes are `_:a` and `_:z`, and each line counts.

    Subjects with an IRI come first. If one of them is a hole and not alone, it may stand anywhere among them.
    """
    named = [one for one in said if isinstance(one[0], int) or not one[0].startswith("_:")]
    pieces: list[Term | tuple[Body, ...]] = []
    if len(named) > 1 and any(isinstance(one[0], int) for one in named):
        pieces.append(_run(named, distinct=False))
        said = [one for one in said if one not in named]
    by_subject = defaultdict(list)
    for one in said:
        by_subject[str(one[0]) if isinstance(one[0], str) else "<"].append(one)
    for _, group in sorted(by_subject.items()):
        body = joined(group, distinct=False)
        pieces += _pieces(body)
    return _body(pieces, distinct=False)


def _group(group: list[Said], *, distinct: bool) -> Iterator[Term | tuple[Body, ...]]:
    """The lines of one subject and one predicate."""
    if len(group) > 1 and any(isinstance(target, int) for _, _, target in group):
        yield _run(group, distinct=distinct)
        return
    if distinct and len(set(group)) < len(group):
        raise AlikeError
    for one in sorted(group, key=lambda one: f"{one[2]}{END}"):
        yield from _line(one)


def _run(said: Iterable[Said], *, distinct: bool) -> tuple[Body, ...]:
    return tuple(_body(_line(one), distinct=distinct) for one in said)


def _line(one: Said) -> tuple[Term, ...]:
    subject, predicate, target = one
    return subject, f" {predicate} ", target, END


def _pieces(body: Body) -> list[Term | tuple[Body, ...]]:
    pieces: list[Term | tuple[Body, ...]] = list(body.parts)
    for place, term in body.holes:
        pieces[place] = term
    for place, lines in body.runs:
        pieces[place] = lines
    return pieces


def _body(pieces: Iterable[Term | tuple[Body, ...]], *, distinct: bool) -> Body:
    parts: list[str] = []
    holes, runs = [], []
    open_part = False
    for piece in pieces:
        if isinstance(piece, str) and open_part:
            parts[-1] += piece
            continue
        open_part = isinstance(piece, str)
        if isinstance(piece, int):
            holes.append((len(parts), piece))
        elif isinstance(piece, tuple):
            runs.append((len(parts), piece))
        parts.append(piece if isinstance(piece, str) else "")
    return Body(tuple(parts) or ("",), tuple(holes), tuple(runs), distinct)
