"""What the page of an import shows, as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class FaultView:
    """What is wrong with so many rows, the first of them at `line`."""

    line: int
    rows: int
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class ImportPageView:
    """An import. done: rows of its present stage. counts: by outcome, expected ones until it is confirmed.

    events, faults_href: addresses of its progress and of all its faults. moving: whether it goes on by itself.
    key: what its buttons send; None for those who may only see it.
    """

    id: str
    key: str | None
    name: str
    state: Literal["checking", "ready", "running", "done", "stopped"]
    reason: str | None
    rows: int
    done: int
    counts: Mapping[str, int]
    faults: tuple[FaultView, ...]
    events: str
    faults_href: str

    @property
    def moving(self) -> bool:
        return self.state in ("checking", "running")
