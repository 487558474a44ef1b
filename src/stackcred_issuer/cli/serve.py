"""`stackcred serve` and `stackcred worker`: the service's processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from stackcred_issuer.cli.output import console
from stackcred_issuer.cli.stopping import end_on_sigterm

if TYPE_CHECKING:
    from stackcred_issuer.settings import Settings

STOP_SECONDS = 15  # a worker finishes the job it is at
LOOK_SECONDS = 0.2  # between two looks whether the worker lives
RESTART_SECONDS = 1.0  # before a worker that has died is replaced: one that cannot start shall not spin


def serve(
    host: Annotated[str | None, typer.Option(help="Overrides STACKCRED_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Overrides STACKCRED_PORT.")] = None,
    workers: Annotated[int | None, typer.Option(help="Web processes; overrides STACKCRED_WORKERS.")] = None,
) -> None:
    """Run the web service and a job worker; starts the embedded database when DATABASE_URL is unset."""
    from stackcred_issuer.cli.running import migrated_database
    from stackcred_issuer.settings import load_settings

    given = {"host": host, "port": port, "workers": workers}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    # uvicorn passes on the signal it was stopped by; as an exception it lets the worker and the database end well.
    end_on_sigterm()
    with migrated_database(settings) as url:
        os.environ["DATABASE_URL"] = url
        with job_worker():
            console.print(f"stackcred serves {settings.base_url} (Ctrl-C stops it)", highlight=False)
            run_web(settings)


def worker() -> None:
    """Run a job worker on the database of DATABASE_URL."""
    import asyncio

    from uvicorn.loops.auto import auto_loop_factory

    from stackcred_issuer.bootstrap import database, open_deployment
    from stackcred_issuer.jobs.tasks import work
    from stackcred_issuer.logs import configure_logs
    from stackcred_issuer.memory import keep_what_is_loaded
    from stackcred_issuer.settings import load_settings
    from stackcred_issuer.store.faults import in_words

    settings = load_settings()
    configure_logs(settings)

    async def run(url: str) -> None:
        async with open_deployment(settings, url) as house:
            keep_what_is_loaded()
            await work(house)

    with in_words(), database(settings) as url, asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(run(url))


@contextmanager
def job_worker() -> Iterator[None]:
    """A worker process beside this one, for as long as the block runs; one that dies is replaced."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stopping,), name="keeper of the job worker")
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep_worker(stopping: threading.Event) -> None:
    while not stopping.is_set():
        process = subprocess.Popen([sys.executable, "-m", "stackcred_issuer", "worker"])
        while process.poll() is None and not stopping.wait(LOOK_SECONDS):
            pass
        if process.poll() is None:
            _stop(process)
        elif not stopping.wait(RESTART_SECONDS):
            sys.stderr.write(f"stackcred: the job worker ended with {process.returncode}; another one is started.\n")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def run_web(settings: Settings) -> None:
    """Serve HTTP until stopped."""
    import uvicorn

    uvicorn.run(
        "stackcred_issuer.web.asgi:application",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
        log_level=settings.log_level.value,
        access_log=False,
        server_header=False,
        date_header=True,
    )
