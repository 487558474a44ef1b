"""SIGTERM ends a command even when it strikes where exceptions are lost."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import os, signal, time
from stackcred_issuer.cli.stopping import end_on_sigterm

class Finalised:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.01)  # here the handler runs

end_on_sigterm()
try:
    Finalised()
    time.sleep(20)
finally:
    print("put away")
"""


def test_a_signal_in_a_finaliser_is_not_lost_and_everything_is_put_away() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, timeout=10, text=True)
    assert (done.returncode, done.stdout) == (0, "put away\n")
