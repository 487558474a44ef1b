"""Timing one function on one core."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import TypeVar

T = TypeVar("T")
SLICES = 5  # a disturbance spoils one of them, and the median leaves it out


def per_second(call: Callable[[T], object], inputs: Sequence[T], seconds: float) -> float:
    """Calls per second over these inputs in turn: the median of five slices, after a warm-up of one input each.

    Seconds of this process on a processor, so that other programs on the machine do not slow it down on paper.
    """
    for given in inputs[: min(len(inputs), 32)]:
        call(given)
    turning = cycle(inputs)
    return statistics.median(_slice(call, turning, seconds / SLICES) for _ in range(SLICES))


def _slice(call: Callable[[T], object], turning: cycle[T], seconds: float) -> float:
    done, begun = 0, time.process_time()
    while (elapsed := time.process_time() - begun) < seconds:
        call(next(turning))
        done += 1
    return done / elapsed
