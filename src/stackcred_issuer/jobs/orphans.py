"""Jobs that are marked as being done and are not: their worker died, or lost the database before it could say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import procrastinate
import structlog
from procrastinate.jobs import Job

log = structlog.get_logger(__name__)
DEAD_SECONDS = 30  # without a heartbeat (one every 10 s): the worker was killed, its jobs are nobody's


class Orphans:
    """Finds them, and puts them back into the queue. Tasks are safe to run twice, so a rare mistake harms nobody."""

    def __init__(self, queue: procrastinate.App) -> None:
        self._queue = queue
        self._running: set[int] = set()
        self._suspects: set[int] = set()

    @contextmanager
    def at_work(self, job: Job) -> Iterator[None]:
        """While this lasts the job is no orphan."""
        assert job.id is not None
        self._running.add(job.id)
        try:
            yield
        finally:
            self._running.discard(job.id)

    async def rescue(self, worker_id: int | None) -> None:
        """Run again what dead workers had begun, and what this one has forgotten twice in a row."""
        manager = self._queue.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS):
            await self._again(job)
        doing = {job.id: job for job in await manager.list_jobs_async(status="doing", worker_id=worker_id)}
        forgotten = {job_id for job_id in doing if job_id is not None and job_id not in self._running}
        for job_id in forgotten & self._suspects:
            await self._again(doing[job_id])
        self._suspects = forgotten

    async def _again(self, job: Job) -> None:
        log.warning("an orphaned job is run again", job=job.id, task=job.task_name)
        await self._queue.job_manager.retry_job(job)
