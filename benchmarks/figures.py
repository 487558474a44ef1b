"""The figures of one run: what was measured, how, and beside which limits."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. how: the method in words. limits: keys of figures of the same unit that it is held against.

    p50, p99: milliseconds of one call, where many clients called.
    """

    key: str
    what: str
    value: float
    unit: str
    how: str
    limits: tuple[str, ...] = ()
    p50: float | None = None
    p99: float | None = None

    @property
    def shown(self) -> str:
        return f"{rounded(self.value)} {self.unit}".strip()

    @property
    def spread(self) -> str:
        return "" if self.p50 is None or self.p99 is None else f"{rounded(self.p50)} / {rounded(self.p99)} ms"


@dataclass
class Figures:
    """Figures in the order they were taken, told as they come."""

    console: Console = field(default_factory=lambda: Console(highlight=False))
    taken: dict[str, Figure] = field(default_factory=dict)

    def add(self, figure: Figure) -> None:
        """Take a figure and show it."""
        self.taken[figure.key] = figure
        parts = [f"{figure.what}: [bold]{figure.shown}[/]", figure.spread, self._beside(figure)]
        self.console.print("  " + "  ".join(part for part in parts if part), soft_wrap=True)

    def __getitem__(self, key: str) -> float:
        return self.taken[key].value

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Say what is being measured for as long as it takes."""
        with self.console.status(f"{what} …"):
            yield

    def section(self, title: str) -> None:
        self.console.print(f"\n[bold]{title}[/]")

    def table(self) -> Table:
        """Everything once more, with the methods."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False)
        table.add_column("what, and how it was measured", overflow="fold")
        table.add_column("figure", justify="right", no_wrap=True)
        table.add_column("p50 / p99", justify="right")
        table.add_column("beside its limits")
        for figure in self.taken.values():
            table.add_row(f"{figure.what}\n[dim]{figure.how}[/]", figure.shown, figure.spread, self._beside(figure))
        return table

    def write(self, path: Path) -> None:
        """One flat object: the machine, and every figure by its key."""
        values: dict[str, object] = {
            "taken_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "load_1m_at_end": round(os.getloadavg()[0], 2),
        }
        for key, figure in self.taken.items():
            values[key] = round(figure.value, 6)
            if figure.p50 is not None and figure.p99 is not None:
                stem = key.removesuffix("_per_s")
                values |= {f"{stem}_p50_ms": round(figure.p50, 3), f"{stem}_p99_ms": round(figure.p99, 3)}
        path.write_text(json.dumps(values, indent=1) + "\n", "utf-8")

    def _beside(self, figure: Figure) -> str:
        limits = [self.taken[key] for key in figure.limits]
        return ", ".join(f"{share(figure.value / limit.value)} of {limit.what}" for limit in limits)


def rounded(value: float) -> str:
    """Three digits, no more than were measured."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def share(ratio: float) -> str:
    return f"{ratio:.1%}" if ratio < 2 else f"{ratio:.1f} ×"
