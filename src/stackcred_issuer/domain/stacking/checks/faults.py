"""What one select asks for and nobody could ever have."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stackcred_issuer.domain.stacking.checks.contradiction import Contradictions, all_imply
from stackcred_issuer.domain.stacking.checks.reach import cap_on, different, left, most_of
from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.constraint import Constraint
from stackcred_issuer.domain.stacking.constraints.at_least import AtLeast
from stackcred_issuer.domain.stacking.constraints.at_most import AtMost
from stackcred_issuer.domain.stacking.constraints.cover import Cover
from stackcred_issuer.domain.stacking.constraints.distinct import Distinct
from stackcred_issuer.domain.stacking.constraints.sum import Sum
from stackcred_issuer.domain.stacking.node import Select
from stackcred_issuer.domain.stacking.predicates.active import Active
from stackcred_issuer.domain.stacking.predicates.alignment import carries

_NAMES: dict[type, str] = {Sum: "sum", Distinct: "distinct", AtLeast: "atLeast", AtMost: "atMost", Cover: "cover"}


class Fault(NamedTuple):
    """pointer: below the select. detail: what cannot be, and what to do."""

    pointer: str
    detail: str


def faults(select: Select, search: Contradictions) -> Iterator[Fault]:
    """What nobody could ever meet in this select, the plainest first."""
    conditions = select.where.conditions
    most = most_of(select)
    yield from _beyond("/count/min", select.least, most)
    yield from _contradictory("/where", conditions, search)
    for place, item in _placed(select.constraints):
        if isinstance(item, AtLeast):
            both = (*conditions, *item.where.conditions)
            named = math.inf if select.repeat else left(both)
            yield from _beyond(f"{place}/count", item.count, min(most, named, cap_on(select, both)))
            yield from _contradictory(f"{place}/where", both, search)
        elif isinstance(item, Distinct):
            yield from _beyond(f"{place}/min", item.least, min(most, different(item.field, conditions)))
        elif isinstance(item, Cover):
            for number, url in enumerate(item.urls):
                covering = (*conditions, carries(url))
                yield from _contradictory(f"{place}/alignments/{number}", covering, search)
                yield from _beyond(f"{place}/alignments/{number}", 1, cap_on(select, covering))
        elif isinstance(item, Sum):
            yield from _sums(place, item, select)
    yield from _crowded(select, most, search)


def _contradictory(pointer: str, conditions: Sequence[Condition], search: Contradictions) -> Iterator[Fault]:
    why = search.find(conditions)
    if why is not None:
        implied = any(isinstance(item, Active) for item in conditions) and "in force" in why
        hint = " A select asks for badges in force unless its 'where' says \"active\": false." if implied else ""
        yield Fault(pointer, f"Nothing can ever count here: {why}. Change one of them, or leave it out.{hint}")


def _beyond(pointer: str, wanted: int, most: float) -> Iterator[Fault]:
    if wanted > most:
        yield Fault(
            pointer,
            f"This asks for {wanted}, but here no more than {most:.0f} can ever count: ask for fewer, raise 'max', "
            "or name more achievements.",
        )


def _sums(place: str, item: Sum, select: Select) -> Iterator[Fault]:
    """A sum that another one, or a cap on all that is claimed, keeps below its `min`."""
    others = [other for other in select.constraints if isinstance(other, Sum)]
    caps = [entry for entry in select.constraints if isinstance(entry, AtMost)]
    whole = [entry for entry in caps if all_imply(select.where.conditions, entry.where.conditions)]
    others += [entry.cap for entry in whole if isinstance(entry.cap, Sum)]
    for other in (entry for entry in others if entry.field == item.field):
        if item.least is not None and other.most is not None and item.least > other.most:
            most = other.describe()
            yield Fault(
                f"{place}/min", f"This is more than is allowed beside it ({most}): lower it, or raise the other."
            )


def _crowded(select: Select, most: float, search: Contradictions) -> Iterator[Fault]:
    """Several `atLeast` that no one badge can serve together, and more of them than can be claimed."""
    taken: list[AtLeast] = []
    for place, item in _placed(select.constraints):
        if not isinstance(item, AtLeast):
            continue
        if all(search.find((*item.where.conditions, *other.where.conditions)) for other in taken):
            taken.append(item)
            yield from _beyond(f"{place}/count", sum(entry.count for entry in taken), most)


def _placed(constraints: Sequence[Constraint]) -> Iterator[tuple[str, Constraint]]:
    """Every constraint with its pointer below the select."""
    position: dict[str, int] = {}
    for item in constraints:
        name = _NAMES.get(type(item))
        if name is not None:
            yield f"/{name}/{position.setdefault(name, 0)}", item
            position[name] += 1
