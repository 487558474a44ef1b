"""What a pathway is made of, and what makes one well-formed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer

MAX_STEPS = 100  # more than a person can look through
MAX_BRANCHES, MAX_EXITS = 30, 30
MAX_AFTER = 20  # of one step: each is a line in the drawing

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,60}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Url = Annotated[str, Field(min_length=1, max_length=2000)]
After = Annotated[list[Id], Field(max_length=MAX_AFTER)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Entry(_Closed):
    """Who may begin: in words, and by any one of these achievements (URLs) if there are some."""

    description: Words
    anyOf: Annotated[list[Url], Field(max_length=MAX_STEPS)] = []


class Step(_Closed):
    """One thing to earn. achievement: its URL. certification: the URL of the one that awards it, if it is awarded.

    after: ids of the steps and branches that come first. optional: whether one can finish without it.
    """

    id: Id
    achievement: Url
    certification: Url | None = None
    name: Name
    after: After = []
    optional: bool = False


class Branch(_Closed):
    """A choice: so many of these steps are enough."""

    id: Id
    name: Name
    choose: Annotated[int, Field(ge=1, le=MAX_STEPS)] = 1
    of: Annotated[list[Id], Field(min_length=2, max_length=MAX_STEPS)]


class Exit(_Closed):
    """A point at which one can leave with something in hand: a kind of work, a qualification, the end."""

    name: Name
    description: Words | None = None
    after: Annotated[list[Id], Field(min_length=1, max_length=MAX_AFTER)]
    roles: Annotated[list[Name], Field(max_length=20)] = []


class Pathway(_Closed):
    """A sequence with its ways in, choices and ways out."""

    name: Name
    description: Words | None = None
    entry: Entry | None = None
    steps: Annotated[list[Step], Field(min_length=1, max_length=MAX_STEPS)]
    branches: Annotated[list[Branch], Field(max_length=MAX_BRANCHES)] = []
    exits: Annotated[list[Exit], Field(max_length=MAX_EXITS)] = []

    def branch_of(self, step: Step) -> Branch | None:
        """The choice that a step belongs to."""
        return next((branch for branch in self.branches if step.id in branch.of), None)

    def in_order(self) -> list[Step]:
        """Every step after those that come before it, else as in the document."""
        done: set[str] = set()
        found: list[Step] = []
        before = {step.id: _steps_before(self, step) for step in self.steps}
        while len(found) < len(self.steps):
            step = next(step for step in self.steps if step.id not in done and before[step.id] <= done)
            done.add(step.id)
            found.append(step)
        return found


def parse_pathway(document: JsonObject) -> Pathway:
    """Raises StackcredError INVALID with the JSON pointer of what is wrong."""
    try:
        pathway = Pathway.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _wrong(f"{first['msg']}.", *first["loc"]) from None
    _check_ids(pathway)
    _check_references(pathway)
    _check_circles(pathway)
    return pathway


def _check_ids(pathway: Pathway) -> None:
    seen: set[str] = set()
    for place, name in _ids(pathway):
        if name in seen:
            raise _wrong("This id is used twice.", *place)
        seen.add(name)
    earned: set[str] = set()
    for index, step in enumerate(pathway.steps):
        if step.achievement in earned:
            raise _wrong("This achievement is a step already; one badge is one step.", "steps", index, "achievement")
        earned.add(step.achievement)


def _ids(pathway: Pathway) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, step in enumerate(pathway.steps):
        yield ("steps", index, "id"), step.id
    for index, branch in enumerate(pathway.branches):
        yield ("branches", index, "id"), branch.id


def _check_references(pathway: Pathway) -> None:
    steps = {step.id for step in pathway.steps}
    known = steps | {branch.id for branch in pathway.branches}
    chosen: set[str] = set()
    for index, branch in enumerate(pathway.branches):
        for at, name in enumerate(branch.of):
            if name not in steps:
                raise _wrong("A branch is made of steps; there is none with this id.", "branches", index, "of", at)
            if name in chosen:
                raise _wrong("This step is in a branch already.", "branches", index, "of", at)
            chosen.add(name)
        if branch.choose > len(branch.of):
            raise _wrong("There are not so many steps to choose from.", "branches", index, "choose")
    ways = [("steps", index, step.after) for index, step in enumerate(pathway.steps)]
    ways += [("exits", index, way.after) for index, way in enumerate(pathway.exits)]
    for kind, index, after in ways:
        for at, name in enumerate(after):
            if name not in known:
                raise _wrong("There is no step or branch with this id.", kind, index, "after", at)


def _check_circles(pathway: Pathway) -> None:
    before = {step.id: _steps_before(pathway, step) for step in pathway.steps}
    done: set[str] = set()
    while len(done) < len(before):
        free = {name for name, needed in before.items() if name not in done and needed <= done}
        if not free:
            index = next(index for index, step in enumerate(pathway.steps) if step.id not in done)
            raise _wrong("This step comes after itself: the ids in 'after' lead back to it.", "steps", index, "after")
        done |= free


def _steps_before(pathway: Pathway, step: Step) -> frozenset[str]:
    """The steps that `after` names, those of its branches included."""
    of: Mapping[str, list[str]] = {branch.id: branch.of for branch in pathway.branches}
    return frozenset(name for after in step.after for name in of.get(after, [after]))


def _wrong(detail: str, *place: str | int) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer=pointer(*place))
