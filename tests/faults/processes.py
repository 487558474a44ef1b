"""The real service as its own processes: web workers behind one port, and job workers, that can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from stackcred_issuer.settings import Settings, load_settings

START_SECONDS = 90  # a machine that runs other tests imports slowly
STOP_SECONDS = 15
Process = subprocess.Popen[bytes]
WEB_WORKER = Path(__file__).with_name("web_worker.py")
WEB_STARTED = "Application startup complete"  # uvicorn's words


@dataclass
class Processes:
    """Web and job workers on one database. The web workers share one listening socket, as `uvicorn --workers` does.

    Each leads a process group of its own, so that nothing of it outlives the test.
    """

    database_url: str
    folder: Path
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=512))
    web: list[Process] = field(default_factory=list)
    workers: list[Process] = field(default_factory=list)
    _started: dict[Process, Path] = field(default_factory=dict)  # with their logs; killed ones too

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    @property
    def settings(self) -> Settings:
        """What the processes are told by their environment, for a deployment of the test's own."""
        folder = self.folder
        return load_settings(base_url=self.base_url, data_dir=folder, keystore=f"file:{folder / 'keys'}")

    def start_web(self, count: int = 1) -> None:
        """So many more web workers; returns when all of them serve."""
        fd = self.listening.fileno()
        started = [self._start([str(WEB_WORKER), str(fd)], pass_fds=[fd]) for _ in range(count)]
        self.web += started
        for process in started:
            self._await_start(process)
        httpx.get(f"{self.base_url}/readyz", timeout=START_SECONDS).raise_for_status()

    def start_worker(self, count: int = 1) -> None:
        """So many more job workers; they take up jobs as soon as they can."""
        self.workers += [self._start(["-m", "stackcred_issuer", "worker"]) for _ in range(count)]

    def log_of(self, process: Process) -> str:
        """What it has written so far."""
        return self._started[process].read_text("utf-8", "replace")

    def stop(self) -> None:
        """End everything: kindly first, then the whole groups."""
        for process in self._started:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.listening.close()

    def _start(self, arguments: list[str], pass_fds: list[int] | None = None) -> Process:
        environment = {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "STACKCRED_BASE_URL": self.base_url,
            "STACKCRED_DATA_DIR": str(self.folder),
            "STACKCRED_KEYSTORE": f"file:{self.folder / 'keys'}",
            "STACKCRED_VERIFY_WORKERS": "1",
        }
        log = self.folder / f"process-{len(self._started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=pass_fds or [],
                start_new_session=True,
            )
        self._started[process] = log
        return process

    def _await_start(self, process: Process) -> None:
        deadline = time.monotonic() + START_SECONDS
        while WEB_STARTED not in self.log_of(process):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"A process did not start:\n{self.log_of(process)[-2000:]}")
            time.sleep(0.05)


def kill(process: Process) -> None:
    """As a machine that loses power: the process itself gets no chance to tidy up."""
    process.kill()
    process.wait()
