"""Being stopped by SIGTERM as an exception, so that what was started is put away again."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import NoReturn

AGAIN_SECONDS = 0.05  # after which an exception that was lost is raised once more


def end_on_sigterm() -> None:
    """From now on SIGTERM raises SystemExit in the main thread.

    It may strike while a finaliser runs, where Python reports an exception and goes on as if nothing had been:
    then the signal is sent again.
    """
    signal.signal(signal.SIGTERM, _end)
    sys.unraisablehook = _not_lost


def _end(*_: object) -> NoReturn:
    sys.exit(0)


def _not_lost(lost: sys.UnraisableHookArgs) -> None:
    if issubclass(lost.exc_type, SystemExit):
        threading.Timer(AGAIN_SECONDS, os.kill, [os.getpid(), signal.SIGTERM]).start()
    else:
        sys.__unraisablehook__(lost)
