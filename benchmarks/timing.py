"""Timing one function on one core."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Any, TypeVar

T = TypeVar("T")
Call = tuple[Callable[[Any], object], Sequence[Any]]  # a function, and inputs for it
SLICES = 5  # a disturbance spoils one of them, and the median leaves it out
TURNS = 12  # of each of several calls that are held against each other


def per_second(call: Callable[[T], object], inputs: Sequence[T], seconds: float) -> float:
    """Calls per second over these inputs in turn: the median of five slices, after a warm-up of one input each.

    Seconds of this process on a processor, so that other programs on the machine do not slow it down on paper.
    """
    for given in inputs[: min(len(inputs), 32)]:
        call(given)
    turning = cycle(inputs)
    return statistics.median(_slice(call, turning, seconds / SLICES) for _ in range(SLICES))


def side_by_side(
    calls: Mapping[str, tuple[Callable[[Any], object], Sequence[Any]]], seconds: float
) -> dict[str, float]:
    """`per_second` of each of these, by turns, so that a machine that changes its pace changes it for all of them."""
    turning = {name: (call, cycle(inputs)) for name, (call, inputs) in calls.items()}
    for call, inputs in calls.values():
        for given in inputs[:32]:
            call(given)
    rounds = [
        {name: _slice(call, inputs, seconds / TURNS) for name, (call, inputs) in turning.items()} for _ in range(TURNS)
    ]
    return {name: statistics.median(taken[name] for taken in rounds) for name in calls}


def _slice(call: Callable[[T], object], turning: cycle[T], seconds: float) -> float:
    gc.collect()  # what others left behind is not charged to this one
    done, begun = 0, time.process_time()
    while (elapsed := time.process_time() - begun) < seconds:
        call(next(turning))
        done += 1
    return done / elapsed
