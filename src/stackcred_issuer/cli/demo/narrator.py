"""Tells what the demo does while it does it, and sums it up. Fits 80 columns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass
class Narrator:
    """Steps with a spinner, then a line each; rows for the closing table."""

    console: Console = field(default_factory=lambda: Console(highlight=False))
    started: float = field(default_factory=time.perf_counter)
    rows: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def step(self, doing: str) -> Iterator[Callable[[str], None]]:
        """Show `doing` with a spinner; what is passed to the callable becomes the line that stays."""
        begun = time.perf_counter()
        told = [doing]
        with self.console.status(f"{doing} …"):
            yield lambda done: told.__setitem__(0, done)
        self.console.print(f"[green]✓[/] {told[0]} [dim]({time.perf_counter() - begun:.1f} s)[/]", soft_wrap=True)

    def say(self, text: str) -> None:
        self.console.print(text, soft_wrap=True)

    def note(self, what: str, where: str) -> None:
        """A row of the closing table."""
        self.rows.append((what, where))

    def table(self, base_url: str) -> None:
        """What happened, and where to look at it."""
        table = Table("What happened, and where to see it", box=box.SIMPLE_HEAD, show_edge=False)
        table.columns[0].overflow = "fold"
        closing = [
            ("Verify any badge", f"{base_url}/verify"),
            ("Try the API", f"{base_url}/docs"),
            ("Time taken", f"{time.perf_counter() - self.started:.1f} s"),
        ]
        for what, where in [*self.rows, *closing]:
            table.add_row(f"{what}\n  {where}")
        self.console.print()
        self.console.print(table)
