"""Where the steps of a pathway stand when it is drawn: one below the other, so that it fits a narrow screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stackcred_issuer.domain.pathway.model import Exit, Pathway, Step


@dataclass(frozen=True, slots=True)
class Row:
    """A step or an exit. lane: 0 for what everybody takes, 1 for choices and what is optional.

    after: the rows that lead here, by number. choice: the name of the branch where it begins here.
    """

    lane: int
    after: tuple[int, ...]
    step: Step | None = None
    exit: Exit | None = None
    choice: str | None = None


def rows(pathway: Pathway) -> list[Row]:
    """Every step after those before it, every exit as soon as one can take it."""
    found: list[Row] = []
    place: dict[str, int] = {}
    waiting = list(pathway.exits)
    begun: set[str] = set()
    for step in pathway.in_order():
        branch = pathway.branch_of(step)
        choice = None
        if branch is not None and branch.id not in begun:
            begun.add(branch.id)
            choice = f"{branch.name}: {branch.choose} of {len(branch.of)}"
        place[step.id] = len(found)
        after = tuple(place[name] for name in _steps(pathway, step.after))
        found.append(Row(int(branch is not None or step.optional), after, step=step, choice=choice))
        for way in [way for way in waiting if set(_steps(pathway, way.after)) <= place.keys()]:
            waiting.remove(way)
            found.append(Row(0, tuple(place[name] for name in _steps(pathway, way.after)), exit=way))
    return found


def _steps(pathway: Pathway, names: list[str]) -> Iterator[str]:
    of = {branch.id: branch.of for branch in pathway.branches}
    for name in names:
        yield from of.get(name, [name])
