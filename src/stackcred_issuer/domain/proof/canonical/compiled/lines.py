"""Lines of canonical N-Quads joined ahead of time, with holes for the terms that are not known yet.

Lines of one subject stand in the order of their predicates whatever their objects are, so all that can change
places is the lines of one subject and one predicate: these, if they have a hole, are a *run*, sorted when filled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from stackcred_issuer.domain.proof.canonical.compiled.structure import picker

END = " .\n"

Term = str | int  # as it is spelt, or a hole: the index of a term that is not known yet
Said = tuple[Term, str, Term]  # subject, predicate, object


class AlikeError(Exception):
    """A statement is said twice: what is joined ahead of time would keep both."""


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that are put in order when their terms are known.

    distinct: whether equal lines are the same statement, and not two that only read alike.
    """

    body: Body
    distinct: bool

    def filled(self, terms: Sequence[str]) -> str:
        """The text with these terms. Raises AlikeError."""
        run = self.body.filled(terms).split("\n")  # no term holds a line break, and every line ends with one
        run.sort()
        if self.distinct and len(set(run)) < len(run):
            raise AlikeError
        run.append(run.pop(0))  # what follows the last line break
        return "\n".join(run)


Piece = Term | Run


@dataclass(frozen=True, slots=True)
class Body:
    """Joined lines as one format for what is missing: terms and runs, in order. Without any, the text itself.

    pick: takes the terms for the holes out of all terms; runs: where runs stand among what is missing.
    """

    form: str
    pick: Callable[[Sequence[str]], tuple[Any, ...]] | None
    runs: tuple[tuple[int, Run], ...]

    @property
    def is_constant(self) -> bool:
        """Whether it has nothing to be filled."""
        return self.pick is None and not self.runs

    def filled(self, terms: Sequence[str]) -> str:
        """The text with these terms. Raises AlikeError."""
        if not self.runs:
            return self.form if self.pick is None else self.form % self.pick(terms)
        missing = list(self.pick(terms)) if self.pick is not None else []
        for place, run in self.runs:
            missing.insert(place, run.filled(terms))
        return self.form % tuple(missing)


def joined(said: Iterable[Said], *, distinct: bool) -> Body:
    """The lines of one subject. Raises AlikeError for two that are equal already."""
    return _body(_ordered(said, distinct=distinct))


def hashed(said: Sequence[Said]) -> Body:
    """The lines of a first-degree hash (RDFC-1.0 §4.6): other nodes are `_:a` and `_:z`, and each line counts.

    Subjects with an IRI come first. If one of them is a hole and not alone, it may stand anywhere among them.
    """
    named = [one for one in said if not _is_blank(one[0])]
    pieces: list[Piece] = []
    if len(named) > 1 and any(isinstance(one[0], int) for one in named):
        pieces.append(_run(named, distinct=False))
        said = [one for one in said if _is_blank(one[0])]
    by_subject = defaultdict(list)
    for one in said:
        by_subject[one[0] if isinstance(one[0], str) else "<"].append(one)
    for _, group in sorted(by_subject.items()):
        pieces += _ordered(group, distinct=False)
    return _body(pieces)


def _is_blank(term: Term) -> bool:
    return isinstance(term, str) and term.startswith("_:")


def _ordered(said: Iterable[Said], *, distinct: bool) -> Iterator[Piece]:
    """Lines of one subject, by predicate."""
    by_predicate = defaultdict(list)
    for one in said:
        by_predicate[one[1]].append(one)
    for _, group in sorted(by_predicate.items()):
        if len(group) > 1 and any(isinstance(target, int) for _, _, target in group):
            yield _run(group, distinct=distinct)
            continue
        if distinct and len(set(group)) < len(group):
            raise AlikeError
        for one in sorted(group, key=lambda one: f"{one[2]}{END}"):
            yield from _line(one)


def _run(said: Iterable[Said], *, distinct: bool) -> Run:
    return Run(_body(chain.from_iterable(map(_line, said))), distinct)


def _line(one: Said) -> tuple[Term, ...]:
    subject, predicate, target = one
    return subject, f" {predicate} ", target, END


def _body(pieces: Iterable[Piece]) -> Body:
    pieces = tuple(pieces)
    missing = [piece for piece in pieces if not isinstance(piece, str)]
    if not missing:
        return Body("".join(map(str, pieces)), None, ())
    form = "".join(piece.replace("%", "%%") if isinstance(piece, str) else "%s" for piece in pieces)
    holes = [piece for piece in missing if isinstance(piece, int)]
    runs = tuple((place, piece) for place, piece in enumerate(missing) if isinstance(piece, Run))
    return Body(form, picker(holes) if holes else None, runs)
