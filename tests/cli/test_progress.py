"""Progress is for people at a terminal and never gets into an answer."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

PROGRAM = """
from stackcred_issuer.cli.progress import progress
with progress("Checking entries", {total}, quiet={quiet}) as advance:
    for _ in range(3):
        advance(2)
print("answer")
"""


def run(total: int | None, quiet: bool, terminal: bool) -> tuple[str, str]:
    """What a program shows: (stdout, stderr)."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(total=total, quiet=quiet)],
        stdout=subprocess.PIPE,
        stderr=side if terminal else subprocess.PIPE,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(side)
    stdout, stderr = process.communicate(timeout=60)
    shown = _drain(main) if terminal else stderr
    os.close(main)
    assert process.returncode == 0
    return stdout.decode(), shown.decode()


def _drain(descriptor: int) -> bytes:
    found = b""
    try:
        while chunk := os.read(descriptor, 65536):
            found += chunk
    except OSError:  # the other end is closed
        pass
    return found


def test_a_person_sees_what_is_done_of_how_much() -> None:
    stdout, stderr = run(6, quiet=False, terminal=True)
    assert stdout == "answer\n"
    assert "Checking entries" in stderr
    assert "6/6" in stderr


def test_work_of_unknown_length_counts_up() -> None:
    _, stderr = run(None, quiet=False, terminal=True)
    assert "6/?" in stderr


def test_programs_see_nothing() -> None:
    assert run(6, quiet=True, terminal=True) == ("answer\n", "")
    assert run(6, quiet=False, terminal=False) == ("answer\n", "")
