"""Progress on long work: a bar for people at a terminal, silence for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[int], None]
"""Tells how many more are done; safe to call from any thread."""


@contextmanager
def progress(label: str, total: int | None = None, *, quiet: bool = False) -> Iterator[Advance]:
    """A bar on stderr while the block runs; it is gone afterwards and never mixes with the answer on stdout.

    total: how many there are, None when nobody knows before the end.
    quiet: show nothing, as with --json. Nothing is shown either when stderr is not a terminal.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(label, total=total)
        yield lambda count: bar.advance(task, count)
