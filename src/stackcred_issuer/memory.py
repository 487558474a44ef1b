"""How a process that serves for long treats its memory."""

from __future__ import annotations

import gc

# Objects made between two looks for cycles, and looks between looks that go further: ten times Python's own, since
# requests leave few cycles, and each look stops every request that is being answered.
COLLECT_AFTER = (7_000, 20, 20)


def keep_what_is_loaded() -> None:
    """What is there now, code and templates mostly, is there for good: the collector need not look through it again.

    Otherwise it takes a seventh of the time of a process that issues badges.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
