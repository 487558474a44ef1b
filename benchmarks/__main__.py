"""`python -m benchmarks`: measure, print a table, write benchmarks/latest.json. Needs about 2 GB and no other load."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import commits, evaluating, importing, in_bulk, in_process, over_http
from benchmarks.figures import Figures
from benchmarks.service import database, new_client

LATEST = Path(__file__).with_name("latest.json")
QUICK_BULK = 4_000
FOLDER = Path(".stackcred") / "benchmark"


def main() -> None:
    """Everything in one run on this machine: only then can the figures be held against each other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=6, help="how long each figure is measured (default 6)")
    parser.add_argument("--quick", action="store_true", help="one second for each: for trying out, not for quoting")
    parser.add_argument("--in-process", action="store_true", help="only sealing and verifying on one core; prints only")
    parser.add_argument("--stacking", action="store_true", help="only stacking rules on one core; prints only")
    parser.add_argument("--bulk", type=int, default=20_000, help="badges issued without HTTP (default 20,000)")
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the file that is imported (default 20,000)")
    options = parser.parse_args()
    seconds = 1.0 if options.quick else options.seconds
    figures = Figures()
    if options.stacking:
        evaluating.measure(figures, seconds)
        figures.console.print(figures.table())
        return
    in_process.measure(figures, seconds)
    if options.in_process:
        figures.console.print(figures.table())
        return
    evaluating.measure(figures, seconds)
    with database(FOLDER.resolve()) as url:
        commits.measure(figures, seconds, url)
        api_key = new_client(FOLDER.resolve(), url)
        over_http.measure(figures, seconds, FOLDER.resolve(), url, api_key)
        in_bulk.measure(figures, QUICK_BULK if options.quick else options.bulk, FOLDER.resolve(), url, api_key)
        importing.measure(figures, QUICK_BULK if options.quick else options.rows, FOLDER.resolve(), url, api_key)
    figures.console.print()
    figures.console.print(figures.table())
    figures.write(LATEST)
    figures.console.print(f"Written to {LATEST.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
