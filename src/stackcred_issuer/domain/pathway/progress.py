"""How far somebody is on a pathway, by the achievements they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from stackcred_issuer.domain.pathway.model import Branch, Pathway, Step


class State(StrEnum):
    """Of a step. NOT_NEEDED: another choice of its branch is made."""

    DONE = "done"
    OPEN = "open"
    LATER = "later"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class Progress:
    """may_begin: whether the entry is met, None where it is in words alone. reached: names of exits one can leave by.

    done, needed: of the steps that are not optional, a choice counting as many as it asks for.
    """

    states: Mapping[str, State]
    may_begin: bool | None
    reached: tuple[str, ...]
    done: int
    needed: int

    @property
    def finished(self) -> bool:
        return self.done >= self.needed


def progress(pathway: Pathway, earned: Collection[str]) -> Progress:
    """earned: URLs of achievements whose badges are in force."""
    have = {step.id for step in pathway.steps if step.achievement in earned}
    met = have | {branch.id for branch in pathway.branches if _chosen(branch, have) >= branch.choose}
    return Progress(
        states={step.id: _state(pathway, step, have, met) for step in pathway.steps},
        may_begin=_may_begin(pathway, earned),
        reached=tuple(way.name for way in pathway.exits if met.issuperset(way.after)),
        done=sum(min(_chosen(branch, have), branch.choose) for branch in pathway.branches)
        + sum(step.id in have for step in _alone(pathway)),
        needed=sum(branch.choose for branch in pathway.branches) + len(_alone(pathway)),
    )


def _state(pathway: Pathway, step: Step, have: set[str], met: set[str]) -> State:
    if step.id in have:
        return State.DONE
    branch = pathway.branch_of(step)
    if branch is not None and branch.id in met:
        return State.NOT_NEEDED
    return State.OPEN if met.issuperset(step.after) else State.LATER


def _alone(pathway: Pathway) -> list[Step]:
    """The steps that everybody needs."""
    return [step for step in pathway.steps if not step.optional and pathway.branch_of(step) is None]


def _chosen(branch: Branch, have: set[str]) -> int:
    return sum(name in have for name in branch.of)


def _may_begin(pathway: Pathway, earned: Collection[str]) -> bool | None:
    if pathway.entry is None:
        return True
    return any(url in earned for url in pathway.entry.anyOf) if pathway.entry.anyOf else None
